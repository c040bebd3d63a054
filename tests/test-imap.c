/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "fake-talk.h"

typedef struct
{
  const char *name;
  const char *script[24];
} Row;

#define GREETED(capabilities) "> greeting", "S * OK [CAPABILITY " capabilities "] hi", "= "

static const Row rows[] = {
  { "greeting", { "> greeting", "S * OK hi", "= ", "> capabilities", "C a1 CAPABILITY", "S * CAPABILITY IMAP4rev1 IDLE", "S a1 OK done", "= " } },
  { "greeting/in-it", { GREETED ("IMAP4rev1 AUTH=PLAIN"), "> capabilities", "= " } },
  { "greeting/lower-case", { "> greeting", "S * ok [capability imap4rev1] hi", "= ", "> capabilities", "= " } },
  { "greeting/bye", { "> greeting", "S * BYE too busy", "! server-unavailable" } },
  { "greeting/none", { "> greeting", "S * LIST () NIL inbox", "! not-this-protocol" } },
  { "greeting/tagged", { "> greeting", "S a1 OK hi", "! not-this-protocol" } },
  { "greeting/empty", { "> greeting", "S ", "! not-this-protocol" } },
  { "capabilities/rev2", { GREETED ("IMAP4rev2"), "> capabilities", "= " } },
  { "capabilities/old", { GREETED ("IMAP2"), "> capabilities", "! not-this-protocol" } },
  { "capabilities/refused", { "> greeting", "S * OK hi", "= ", "> capabilities", "C a1 CAPABILITY", "S a1 BAD what", "! not-this-protocol" } },
  { "capabilities/unavailable", { "> greeting", "S * OK hi", "= ", "> capabilities", "C a1 CAPABILITY", "S a1 NO [UNAVAILABLE] later", "! server-unavailable" } },
  { "capabilities/bye", { "> greeting", "S * OK hi", "= ", "> capabilities", "C a1 CAPABILITY", "S * BYE later", "! server-unavailable" } },
  { "capabilities/wrong-tag", { "> greeting", "S * OK hi", "= ", "> capabilities", "C a1 CAPABILITY", "S a2 OK done", "! garbage" } },
  { "capabilities/wrong-word", { "> greeting", "S * OK hi", "= ", "> capabilities", "C a1 CAPABILITY", "S a1 MAYBE", "! garbage" } },
  { "capabilities/continuation", { "> greeting", "S * OK hi", "= ", "> capabilities", "C a1 CAPABILITY", "S + go on", "! garbage" } },
  { "starttls", { "> greeting", "S * OK hi", "= ", "> starttls", "C a1 CAPABILITY", "S * CAPABILITY IMAP4rev1 STARTTLS", "S a1 OK",
                  "C a2 STARTTLS", "S a2 OK", "= ", "TLS", "> capabilities", "C a3 CAPABILITY", "S * CAPABILITY IMAP4rev1", "S a3 OK", "= " } },
  { "starttls/not-offered", { GREETED ("IMAP4rev1"), "> starttls", "! starttls-not-offered" } },
  { "starttls/refused", { GREETED ("IMAP4rev1 STARTTLS"), "> starttls", "C a1 STARTTLS", "S a1 NO", "! starttls-refused" } },
  { "starttls/pre-authenticated", { "> greeting", "S * PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] hi", "= ", "> starttls", "! starttls-not-offered" } },

  { "sign-in/login", { GREETED ("IMAP4rev1"), "> capabilities", "= ", "> sign-in",
                       "C a1 LOGIN \"" FAKE_USERNAME "\" \"" FAKE_PASSWORD "\"", "S a1 OK in", "= " } },
  { "sign-in/plain", { GREETED ("IMAP4rev1 AUTH=PLAIN"), "> sign-in", "C a1 AUTHENTICATE PLAIN", "S +", "C AGFubmFAbWFpbC50ZXN0AEdlaGVpbS1Xb3J0LTc3",
                       "S a1 OK in", "= " } },
  { "sign-in/plain-at-once", { GREETED ("IMAP4rev1 SASL-IR AUTH=PLAIN"), "> sign-in",
                               "C a1 AUTHENTICATE PLAIN AGFubmFAbWFpbC50ZXN0AEdlaGVpbS1Xb3J0LTc3", "S a1 OK in", "= " } },
  { "sign-in/login-mechanism", { GREETED ("IMAP4rev1 SASL-IR AUTH=LOGIN"), "> sign-in", "C a1 AUTHENTICATE LOGIN", "S + VXNlciBOYW1lAA==",
                                 "C YW5uYUBtYWlsLnRlc3Q=", "S + UGFzc3dvcmQA", "C R2VoZWltLVdvcnQtNzc=", "S a1 OK in", "= " } },
  { "sign-in/cram-md5", { GREETED ("IMAP4rev1 LOGINDISABLED AUTH=CRAM-MD5"), "> sign-in", "C a1 AUTHENTICATE CRAM-MD5",
                          "S + PDEyMy40QG1haWwudGVzdD4=", "C YW5uYUBtYWlsLnRlc3QgZTk1ZTcwMDkzNGY5OTY4MWFiZDU0MDZlNzU0YzA1ZTA=", "S a1 OK in", "= " } },
  { "sign-in/nothing", { GREETED ("IMAP4rev1 LOGINDISABLED"), "> sign-in", "! sign-in-not-offered" } },
  { "sign-in/oauth2", { GREETED ("IMAP4rev1 LOGINDISABLED AUTH=OAUTHBEARER"), "> sign-in", "! sign-in-oauth2-only" } },
  { "sign-in/pre-authenticated", { "> greeting", "S * PREAUTH [CAPABILITY IMAP4rev1] hi", "= ", "> sign-in", "! sign-in-not-offered" } },
  { "sign-in/bad-then-login", { GREETED ("IMAP4rev1 SASL-IR AUTH=PLAIN"), "> sign-in",
                                "C a1 AUTHENTICATE PLAIN AGFubmFAbWFpbC50ZXN0AEdlaGVpbS1Xb3J0LTc3", "S a1 BAD no such command",
                                "C a2 LOGIN \"" FAKE_USERNAME "\" \"" FAKE_PASSWORD "\"", "S a2 NO no", "! sign-in-refused" } },
  { "sign-in/two-at-most", { GREETED ("IMAP4rev1 AUTH=SCRAM-SHA-256 AUTH=PLAIN AUTH=LOGIN"), "> sign-in", "C a1 AUTHENTICATE SCRAM-SHA-256",
                             "S a1 NO no", "C a2 AUTHENTICATE PLAIN", "S a2 BAD no", "! sign-in-refused" } },
  { "sign-in/once-told", { GREETED ("IMAP4rev1 AUTH=PLAIN AUTH=LOGIN"), "> sign-in", "C a1 AUTHENTICATE PLAIN", "S +",
                           "C AGFubmFAbWFpbC50ZXN0AEdlaGVpbS1Xb3J0LTc3", "S a1 NO [AUTHENTICATIONFAILED] no", "! sign-in-refused" } },
  { "sign-in/alert", { GREETED ("IMAP4rev1 AUTH=PLAIN"), "> sign-in", "C a1 AUTHENTICATE PLAIN", "S * NO [ALERT] Your account is not enabled for IMAP use.",
                       "S a1 NO no", "! account-disabled" } },
  { "sign-in/expired", { GREETED ("IMAP4rev1"), "> sign-in", "C a1 LOGIN \"" FAKE_USERNAME "\" \"" FAKE_PASSWORD "\"", "S a1 NO [EXPIRED] no", "! sign-in-refused" } },
  { "sign-in/privacy", { GREETED ("IMAP4rev1"), "> sign-in", "C a1 LOGIN \"" FAKE_USERNAME "\" \"" FAKE_PASSWORD "\"", "S a1 NO [PRIVACYREQUIRED] no", "! sign-in-not-offered" } },
  { "sign-in/unavailable", { GREETED ("IMAP4rev1"), "> sign-in", "C a1 LOGIN \"" FAKE_USERNAME "\" \"" FAKE_PASSWORD "\"", "S a1 NO [UNAVAILABLE] no", "! server-unavailable" } },
  { "sign-in/not-yet", { GREETED ("IMAP4rev1 AUTH=PLAIN"), "> sign-in", "C a1 AUTHENTICATE PLAIN", "S a1 OK come in", "! garbage" } },
  { "sign-in/contact", { GREETED ("IMAP4rev1"), "> sign-in", "C a1 LOGIN \"" FAKE_USERNAME "\" \"" FAKE_PASSWORD "\"", "S a1 NO [CONTACTADMIN] no", "! account-disabled" } },

  { "facts", { GREETED ("IMAP4rev1"), "> sign-in", "C a1 LOGIN \"" FAKE_USERNAME "\" \"" FAKE_PASSWORD "\"", "S a1 OK [CAPABILITY IMAP4rev1 IDLE QUOTA] in", "= ",
               "> facts", "C a2 LIST \"\" \"%\"\r\na3 GETQUOTAROOT INBOX\r\na4 STATUS INBOX (MESSAGES)",
               "S * LIST (\\HasNoChildren) \"/\" INBOX", "S a2 OK", "S * QUOTAROOT INBOX \"\"", "S * QUOTA \"\" (STORAGE 10 512)", "S a3 OK",
               "S * STATUS INBOX (MESSAGES 231)", "S a4 OK", "= ", "> leave", "C a5 LOGOUT", "S * BYE", "S a5 OK", "= " } },
  { "facts/literals", { GREETED ("IMAP4rev1"), "> sign-in", "C a1 LOGIN \"" FAKE_USERNAME "\" \"" FAKE_PASSWORD "\"", "S a1 OK [CAPABILITY IMAP4rev1] in", "= ",
                        "> facts", "C a2 LIST \"\" \"%\"\r\na3 STATUS INBOX (MESSAGES)", "S * LIST (\\Sent) \"/\" {14}", "S a2 OK tricked", "S a2 OK",
                        "S * STATUS {5}", "S INBOX (MESSAGES 3)", "S a3 OK", "= " } },
};

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (PtlTalk) talk = fake_talk_new (PTL_PROTOCOL_IMAP, FAKE_USERNAME, FAKE_PASSWORD);

  fake_talk_play (talk, row->script);
}

/* What is not plain ASCII, or would have to be escaped, is sent as a literal after the server has agreed. */
static void
test_literals (void)
{
  static const char * const script[] = {
    GREETED ("IMAP4rev1"), "> sign-in", "C a1 LOGIN {5}", "S + go", "C änna {8}", "S + go", "C a\"b\\c ö", "S a1 OK in", "= ", NULL,
  };
  g_autoptr (PtlTalk) talk = fake_talk_new (PTL_PROTOCOL_IMAP, "änna", "a\"b\\c ö");

  fake_talk_play (talk, script);
  g_assert_true (talk->signed_in);
}

static const char *
find_fact (PtlTalk    *talk,
           const char *id)
{
  for (guint i = 0; i < talk->facts->len; i++)
    {
      PtlReason *fact = talk->facts->pdata[i];

      if (g_str_equal (fact->id, id))
        return fact->text;
    }

  return NULL;
}

static void
test_facts (void)
{
  static const char * const script[] = {
    GREETED ("IMAP4rev1"), "> sign-in", "C a1 LOGIN \"" FAKE_USERNAME "\" \"" FAKE_PASSWORD "\"",
    "S a1 OK [CAPABILITY IMAP4rev1 IDLE QUOTA SPECIAL-USE LIST-EXTENDED] in", "= ", "> facts",
    "C a2 LIST (SPECIAL-USE) \"\" \"*\"\r\na3 GETQUOTAROOT INBOX\r\na4 STATUS INBOX (MESSAGES)",
    "S * LIST (\\HasNoChildren \\Sent) \"/\" Gesendet", "S * LIST (\\Junk) \"/\" Spam", "S a2 OK", "S * QUOTA \"\" (STORAGE 990 1000)", "S a3 OK",
    "S * STATUS INBOX (MESSAGES 1)", "S a4 OK", "= ", NULL,
  };
  g_autoptr (PtlTalk) talk = fake_talk_new (PTL_PROTOCOL_IMAP, FAKE_USERNAME, FAKE_PASSWORD);

  fake_talk_play (talk, script);
  g_assert_cmpstr (find_fact (talk, "special-use"), ==, "The server says which folders are for: sent mail, junk.");
  g_assert_cmpstr (find_fact (talk, "messages"), ==, "There is 1 message in the inbox.");
  g_assert_cmpstr (find_fact (talk, "idle"), ==, "New mail is announced at once.");
  g_assert_true (g_str_has_prefix (find_fact (talk, "quota"), "The mailbox is nearly full"));
}

/* A whole talk, cut off at every byte: nothing breaks, and nobody is signed in before the server has said so. */
static void
test_cut (void)
{
  static const char server[] =
    "* OK hi\r\n* CAPABILITY IMAP4rev1 STARTTLS\r\na1 OK\r\na2 OK\r\n* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN\r\na3 OK\r\n"
    "a4 OK [CAPABILITY IMAP4rev1 IDLE] in\r\n* LIST (\\Sent) \"/\" {4}\r\nSent\r\na5 OK\r\n* STATUS INBOX (MESSAGES 4)\r\na6 OK\r\n* BYE\r\na7 OK\r\n";
  const char *yes = strstr (server, "in\r\n") + 4;

  for (gsize length = 0; length < sizeof server; length++)
    {
      g_autoptr (PtlTalk) talk = fake_talk_new (PTL_PROTOCOL_IMAP, FAKE_USERNAME, FAKE_PASSWORD);

      g_assert_true (fake_talk_survive (talk, TRUE, server, length) == (length >= (gsize) (yes - server)));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/imap/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/imap/literals", test_literals);
  g_test_add_func ("/imap/facts-in-words", test_facts);
  g_test_add_func ("/imap/cut", test_cut);

  return g_test_run ();
}
