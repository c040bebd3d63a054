/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "fake-clock.h"
#include "fake-resolver.h"
#include "fake-server.h"
#include "fake-talk.h"
#include "ptl-errand.h"
#include "ptl-letter.h"

#define LETTER "Subject: hi\r\n\r\nthere\r\n"
#define LOGIN  "C a1 LOGIN \"" FAKE_USERNAME "\" \"" FAKE_PASSWORD "\""

/* --- what is said --- */

typedef struct
{
  const char  *name;
  PtlProtocol  protocol;
  gboolean     done;
  const char  *script[48];
  gboolean     in_junk;
} Row;

#define IMAP_IN(...) "> greeting", "S * OK [CAPABILITY IMAP4rev1] hi", "= ", "> sign-in", LOGIN, "S a1 OK [CAPABILITY IMAP4rev1 " __VA_ARGS__ "] in", "= ", \
                     "> errand", "C a2 SELECT INBOX", "S * 3 EXISTS", "S a2 OK", "C a3 UID SEARCH HEADER MESSAGE-ID \"<1@mail.test>\""
#define IMAP_JUNK    "> greeting", "S * OK [CAPABILITY IMAP4rev1] hi", "= ", "> sign-in", LOGIN, "S a1 OK [CAPABILITY IMAP4rev1] in", "= ", \
                     "> errand", "C a2 LIST \"\" \"*\""
#define POP3_IN      "> greeting", "S +OK", "= ", "> capabilities", "C CAPA", "S -ERR", "= ", "> sign-in", "C USER " FAKE_USERNAME, "S +OK", "C PASS " FAKE_PASSWORD, "S +OK", "= ", \
                     "> errand", "C STAT"
#define SMTP_IN      "> greeting", "S 220 hi", "= ", "> errand", "C MAIL FROM:<" FAKE_USERNAME ">"

static const Row rows[] = {
  { "imap/found", PTL_PROTOCOL_IMAP, TRUE, { IMAP_IN ("UIDPLUS"), "S * SEARCH 4 17", "S a3 OK", "C a4 UID STORE 17 +FLAGS.SILENT (\\Deleted)", "S a4 OK",
                                             "C a5 UID EXPUNGE 17", "S * 3 EXPUNGE", "S a5 OK", "= ", "> leave", "C a6 LOGOUT", "S * BYE", "S a6 OK", "= " } },
  { "imap/found-without-uidplus", PTL_PROTOCOL_IMAP, TRUE, { IMAP_IN ("IDLE"), "S * SEARCH 17", "S a3 OK", "C a4 UID STORE 17 +FLAGS.SILENT (\\Deleted)", "S a4 OK", "= " } },
  { "imap/in-junk", PTL_PROTOCOL_IMAP, TRUE, { IMAP_JUNK, "S * LIST (\\HasNoChildren) \"/\" INBOX", "S * LIST (\\HasNoChildren \\Junk) \"/\" \"Un wanted\"", "S a2 OK",
                                              "C a3 SELECT \"Un wanted\"", "S a3 OK", "C a4 UID SEARCH HEADER MESSAGE-ID \"<1@mail.test>\"", "S * SEARCH 5", "S a4 OK",
                                              "C a5 UID STORE 5 +FLAGS.SILENT (\\Deleted)", "S a5 OK", "= " }, TRUE },
  { "imap/no-junk", PTL_PROTOCOL_IMAP, FALSE, { IMAP_JUNK, "S * LIST () \"/\" Junk", "S * LIST (\\Junk) NIL {3}", "S * LIST (\\Junk", "S * LIST (\\Junk) ", "S a2 OK", "= " }, TRUE },
  { "imap/junk-closed", PTL_PROTOCOL_IMAP, FALSE, { IMAP_JUNK, "S * LIST (\\Junk) NIL Spam", "S a2 OK", "C a3 SELECT Spam", "S a3 NO", "! server-unavailable" }, TRUE },
  { "imap/wants-a-name", PTL_PROTOCOL_IMAP, FALSE, { "> greeting", "S * OK [CAPABILITY IMAP4rev1] hi", "= ", "> sign-in", LOGIN, "S a1 OK [CAPABILITY IMAP4rev1 ID] in", "= ",
                                                     "> errand", "C a2 ID (\"name\" \"Portolan\")", "S * ID NIL", "S a2 NO", "C a3 SELECT INBOX", "S a3 NO", "! server-unavailable" } },
  { "imap/not-there", PTL_PROTOCOL_IMAP, FALSE, { IMAP_IN ("UIDPLUS"), "S * SEARCH", "S a3 OK", "= " } },
  { "imap/no-search", PTL_PROTOCOL_IMAP, FALSE, { IMAP_IN ("UIDPLUS"), "S a3 NO sorry", "! server-unavailable" } },
  { "pop3/found", PTL_PROTOCOL_POP3, TRUE, { POP3_IN, "S +OK 2 100", "C TOP 2 0", "S +OK", "S Subject: other", "S ", "S .", "C TOP 1 0", "S +OK", "S message-id: <1@mail.test>", "S ", "S .",
                                             "C DELE 1", "S +OK", "= ", "> leave", "C QUIT", "S +OK", "= " } },
  { "pop3/not-there", PTL_PROTOCOL_POP3, FALSE, { POP3_IN, "S +OK 1 100", "C TOP 1 0", "S +OK", "S Message-ID: <2@mail.test>", "S .", "= " } },
  { "pop3/empty", PTL_PROTOCOL_POP3, FALSE, { POP3_IN, "S +OK 0 0", "= " } },
  { "pop3/no-top", PTL_PROTOCOL_POP3, FALSE, { POP3_IN, "S +OK 1 100", "C TOP 1 0", "S -ERR what", "! server-unavailable" } },
  { "smtp/taken", PTL_PROTOCOL_SMTP, TRUE, { SMTP_IN, "S 250 OK", "C RCPT TO:<" FAKE_USERNAME ">", "S 250-OK", "S 250 OK", "C DATA", "S 354 go", "C " LETTER ".", "S 250 queued", "= " } },
  { "smtp/sender-refused", PTL_PROTOCOL_SMTP, FALSE, { SMTP_IN, "S 553 not yours", "! server-unavailable" } },
  { "smtp/recipient-refused", PTL_PROTOCOL_SMTP, FALSE, { SMTP_IN, "S 250 OK", "C RCPT TO:<" FAKE_USERNAME ">", "S 550-no", "S 550 no", "! server-unavailable" } },
  { "smtp/data-refused", PTL_PROTOCOL_SMTP, FALSE, { SMTP_IN, "S 250 OK", "C RCPT TO:<" FAKE_USERNAME ">", "S 250 OK", "C DATA", "S 451 later", "! server-unavailable" } },
  { "smtp/letter-refused", PTL_PROTOCOL_SMTP, FALSE, { SMTP_IN, "S 250 OK", "C RCPT TO:<" FAKE_USERNAME ">", "S 250 OK", "C DATA", "S 354 go", "C " LETTER ".", "S 554 spam", "! server-unavailable" } },
};

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  PtlErrand errand = { FAKE_USERNAME, "<1@mail.test>", LETTER, row->in_junk };
  g_autoptr (PtlTalk) talk = fake_talk_new (row->protocol, FAKE_USERNAME, FAKE_PASSWORD);

  talk->errand = &errand;
  fake_talk_play (talk, row->script);
  g_assert_true (talk->errand_done == row->done);
}

/* --- the whole way --- */

static const FakeStep smtp_takes[] = {
  TLS ("good"), SEND ("220 hi\r\n"), EXPECT ("EHLO"), SEND ("250-hi\r\n250 AUTH PLAIN\r\n"), EXPECT ("AUTH PLAIN"), SEND ("235 in\r\n"), EXPECT ("MAIL FROM:<anna@mail.test>"),
  SEND ("250 OK\r\n"), EXPECT ("RCPT TO:<anna@mail.test>"), SEND ("250 OK\r\n"), EXPECT ("DATA"), SEND ("354 go\r\n"), EXPECT ("Date: "), EXPECT ("From: <anna@mail.test>"),
  EXPECT ("To: <anna@mail.test>"), EXPECT ("Message-ID: <portolan-"), EXPECT ("Subject: =?UTF-8?B?"), EXPECT ("Auto-Submitted: auto-generated"), SLEEP (50), SEND ("250 queued\r\n"), HANG, { FAKE_END },
};

static const FakeStep smtp_refuses[] = {
  TLS ("good"), SEND ("220 hi\r\n"), EXPECT ("EHLO"), SEND ("250-hi\r\n250 AUTH PLAIN\r\n"), EXPECT ("AUTH PLAIN"), SEND ("235 in\r\n"), EXPECT ("MAIL"), SEND ("550 5.7.1 not you\r\n"), HANG, { FAKE_END },
};

#define MAILBOX(...) TLS ("good"), SEND ("* OK [CAPABILITY IMAP4rev1] hi\r\n"), EXPECT ("a1 LOGIN"), SEND ("a1 OK [CAPABILITY IMAP4rev1 UIDPLUS] in\r\n"), EXPECT ("a2 SELECT INBOX"), \
                     SEND ("a2 OK\r\n"), EXPECT ("a3 UID SEARCH HEADER MESSAGE-ID \"<portolan-"), __VA_ARGS__, { FAKE_END }

static const FakeStep imap_has_it[] = {
  MAILBOX (SEND ("* SEARCH 9\r\na3 OK\r\n"), EXPECT ("a4 UID STORE 9"), SEND ("a4 OK\r\n"), EXPECT ("a5 UID EXPUNGE 9"), SEND ("a5 OK\r\n"), EXPECT ("a6 LOGOUT"), SEND ("* BYE\r\na6 OK\r\n")),
};

/* The same for a look into the inbox and for the last one, into the junk; what it says that was not asked for does not matter. */
#define LOOKED_INTO(...) TLS ("good"), SEND ("* OK [CAPABILITY IMAP4rev1] hi\r\n"), EXPECT ("a1 LOGIN"), SEND ("a1 OK [CAPABILITY IMAP4rev1] in\r\n"), EXPECT ("a2 "), __VA_ARGS__, \
                         SEND ("* SEARCH\r\na3 OK\r\n"), EXPECT ("a4 "), SEND ("* SEARCH 9\r\na4 OK\r\n"), EXPECT ("a5 "), SEND ("a5 OK\r\n"), EXPECT ("a6 LOGOUT"), SEND ("a6 OK\r\n"), { FAKE_END }

static const FakeStep imap_lacks_it[] = { LOOKED_INTO (SEND ("a2 OK\r\n"), EXPECT ("a3 ")) };

static const FakeStep imap_hides_it[] = { LOOKED_INTO (SEND ("* LIST (\\Junk) \"/\" Junk\r\na2 OK\r\n"), EXPECT ("a3 ")) };

static const FakeStep imap_is_gone[] = { { FAKE_END } };

typedef struct
{
  PtlStep *step;
  GError  *error;
  gboolean done;
} Outcome;

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Outcome *outcome = user_data;

  outcome->step = ptl_letter_send_finish (result, &outcome->error);
  outcome->done = TRUE;
}

static void
send_letter (const FakeStep *smtp_script,
             const FakeStep *imap_script,
             guint           patience,
             GCancellable   *cancellable,
             Outcome        *outcome)
{
  g_autoptr (FakeServer) smtp = fake_server_new (smtp_script);
  g_autoptr (FakeServer) imap = fake_server_new (imap_script);
  g_autoptr (PtlServer) outgoing = ptl_server_new (PTL_PROTOCOL_SMTP, "mail.test", fake_server_get_port (smtp), PTL_SECURITY_TLS, "anna@mail.test", NULL);
  g_autoptr (PtlServer) incoming = ptl_server_new (PTL_PROTOCOL_IMAP, "mail.test", fake_server_get_port (imap), PTL_SECURITY_TLS, "anna@mail.test", NULL);
  g_autoptr (PtlAddress) address = ptl_address_parse ("anna@mail.test", NULL);
  g_autoptr (PtlSecret) secret = ptl_secret_new (FAKE_PASSWORD, -1);
  PtlLetter letter = { .address = address, .outgoing = outgoing, .incoming = incoming, .secret = secret, .patience = patience };

  ptl_letter_send_async (&letter, cancellable, sent_cb, outcome);
  while (!outcome->done)
    g_main_context_iteration (NULL, TRUE);

  fake_server_stop (smtp);
  fake_server_stop (imap);
  g_assert_cmpstr (fake_server_get_complaint (smtp), ==, NULL);
  g_assert_cmpstr (fake_server_get_complaint (imap), ==, NULL);
}

static void
test_way (void)
{
  static const struct
  {
    const FakeStep *smtp;
    const FakeStep *imap;
    PtlVerdict verdict;
    const char *error;
    const char *message;  /* (nullable): a pattern */
  } cases[] = {
    { smtp_takes, imap_has_it, PTL_VERDICT_PASSED, NULL },
    { smtp_takes, imap_lacks_it, PTL_VERDICT_WARNING, "timeout", "*not come back yet*" },
    { smtp_takes, imap_hides_it, PTL_VERDICT_WARNING, "timeout", "*among the junk*" },
    { smtp_refuses, imap_has_it, PTL_VERDICT_FAILED, "server-unavailable" },
    { smtp_takes, imap_is_gone, PTL_VERDICT_FAILED, "tls-failed" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Outcome outcome = { NULL };
      PtlProblem *problem;

      send_letter (cases[i].smtp, cases[i].imap, 1, NULL, &outcome);
      g_assert_no_error (outcome.error);
      problem = ptl_step_get_problem (outcome.step);
      if (cases[i].message != NULL)
        g_assert_true (g_pattern_match_simple (cases[i].message, ptl_problem_get_message (problem)));
      g_assert_cmpint (ptl_step_get_id (outcome.step), ==, PTL_STEP_SEND);
      g_assert_cmpint (ptl_step_get_verdict (outcome.step), ==, cases[i].verdict);
      g_assert_cmpstr (problem != NULL ? ptl_problem_get_id (problem) : NULL, ==, cases[i].error);
      if (problem == NULL)
        g_assert_true (g_str_has_prefix (ptl_step_get_detail (outcome.step), "The message came back "));
      g_object_unref (outcome.step);
    }
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

/* While it is handed over, and while it is waited for. */
static void
test_cancel (void)
{
  for (guint after = 0; after <= 500; after += 250)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      Outcome outcome = { NULL };
      FakeClock clock = fake_clock_start ();

      g_timeout_add (after, cancel_cb, cancellable);
      send_letter (smtp_takes, imap_lacks_it, 30, cancellable, &outcome);
      g_assert_cmpfloat (fake_clock_get_ms (&clock), <, after + 5000);
      if (outcome.step != NULL)
        g_assert_cmpint (ptl_step_get_verdict (outcome.step), ==, PTL_VERDICT_CANCELLED);
      else
        g_assert_error (outcome.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_object (&outcome.step);
      g_clear_error (&outcome.error);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *authority = NULL;
  g_autoptr (GTlsDatabase) database = NULL;
  FakeResolver *resolver = fake_resolver_install ();
  int result;

  g_test_init (&argc, &argv, NULL);
  authority = g_test_build_filename (G_TEST_BUILT, "fake", "tls", "ca.pem", NULL);
  database = g_tls_file_database_new (authority, NULL);
  g_tls_backend_set_default_database (g_tls_backend_get_default (), database);
  fake_resolver_add_host (resolver, "mail.test", "127.0.0.1");

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/letter/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/letter/way", test_way);
  g_test_add_func ("/letter/cancel", test_cancel);

  result = g_test_run ();
  fake_resolver_uninstall (resolver);

  return result;
}
