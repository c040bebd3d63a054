/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "fake-talk.h"

typedef struct
{
  const char *name;
  const char *script[24];
} Row;

#define GREETED(...) "> greeting", "S 220 mail.test ESMTP", "= ", "> capabilities", "C EHLO [127.0.0.1]", "S 250-mail.test", __VA_ARGS__, "= "
#define PLAIN        "C AUTH PLAIN AGFubmFAbWFpbC50ZXN0AEdlaGVpbS1Xb3J0LTc3"

static const Row rows[] = {
  { "greeting/lines", { "> greeting", "S 220-mail.test", "S 220-be welcome", "S 220 ESMTP", "= " } },
  { "greeting/bare-code", { "> greeting", "S 220", "= " } },
  { "greeting/busy", { "> greeting", "S 421 later", "! server-unavailable" } },
  { "greeting/blocked", { "> greeting", "S 554 no", "! server-unavailable" } },
  { "greeting/unwanted", { "> greeting", "S 550 go away", "! server-unavailable" } },
  { "greeting/temporary", { "> greeting", "S 450 later", "! server-unavailable" } },
  { "greeting/odd-code", { "> greeting", "S 250 hi", "! not-this-protocol" } },
  { "greeting/two-codes", { "> greeting", "S 220-hi", "S 221 hi", "! garbage" } },
  { "greeting/short", { "> greeting", "S 22", "! not-this-protocol" } },
  { "greeting/letters", { "> greeting", "S 2x0 hi", "! not-this-protocol" } },
  { "greeting/no-space", { "> greeting", "S 220hi", "! not-this-protocol" } },
  { "ehlo", { GREETED ("S 250 SIZE 100") } },
  { "ehlo/one-line", { "> greeting", "S 220 hi", "= ", "> capabilities", "C EHLO [127.0.0.1]", "S 250 mail.test", "= ", "> sign-in", "! sign-in-not-offered" } },
  { "ehlo/unknown", { "> greeting", "S 220 hi", "= ", "> capabilities", "C EHLO [127.0.0.1]", "S 500 what", "! not-this-protocol" } },
  { "ehlo/denied", { "> greeting", "S 220 hi", "= ", "> capabilities", "C EHLO [127.0.0.1]", "S 550 5.7.1 blocked", "! server-unavailable" } },
  { "ehlo/busy", { "> greeting", "S 220 hi", "= ", "> capabilities", "C EHLO [127.0.0.1]", "S 451 later", "! server-unavailable" } },
  { "starttls", { "> greeting", "S 220 hi", "= ", "> starttls", "C EHLO [127.0.0.1]", "S 250-hi", "S 250 STARTTLS", "C STARTTLS", "S 220 go", "= ", "TLS",
                  "> capabilities", "C EHLO [127.0.0.1]", "S 250-hi", "S 250 AUTH PLAIN", "= ", "> sign-in", PLAIN, "S 235 in", "= " } },
  { "starttls/not-offered", { "> greeting", "S 220 hi", "= ", "> starttls", "C EHLO [127.0.0.1]", "S 250-STARTTLS", "S 250 SIZE", "! starttls-not-offered" } },
  { "starttls/refused", { "> greeting", "S 220 hi", "= ", "> starttls", "C EHLO [127.0.0.1]", "S 250-hi", "S 250 STARTTLS", "C STARTTLS", "S 454 later", "! starttls-refused" } },

  { "sign-in/plain", { GREETED ("S 250 AUTH LOGIN PLAIN"), "> sign-in", PLAIN, "S 235 2.7.0 in", "= " } },
  { "sign-in/old-spelling", { GREETED ("S 250 AUTH=PLAIN"), "> sign-in", PLAIN, "S 235 in", "= " } },
  { "sign-in/plain-asked", { GREETED ("S 250 AUTH LOGIN"), "> sign-in", "C AUTH LOGIN", "S 334 VXNlcm5hbWU6", "C YW5uYUBtYWlsLnRlc3Q=", "S 334 UGFzc3dvcmQ6",
                             "C R2VoZWltLVdvcnQtNzc=", "S 235 in", "= " } },
  { "sign-in/cram-md5", { GREETED ("S 250 AUTH CRAM-MD5"), "> sign-in", "C AUTH CRAM-MD5", "S 334 PDEyMy40QG1haWwudGVzdD4=",
                          "C YW5uYUBtYWlsLnRlc3QgZTk1ZTcwMDkzNGY5OTY4MWFiZDU0MDZlNzU0YzA1ZTA=", "S 235 in", "= " } },
  { "sign-in/refused", { GREETED ("S 250 AUTH PLAIN LOGIN"), "> sign-in", PLAIN, "S 535 5.7.8 no", "! sign-in-refused" } },
  { "sign-in/weak", { GREETED ("S 250 AUTH PLAIN"), "> sign-in", PLAIN, "S 534 5.7.9 too weak", "! sign-in-not-offered" } },
  { "sign-in/encryption", { GREETED ("S 250 AUTH PLAIN"), "> sign-in", PLAIN, "S 538 5.7.11 encrypt", "! sign-in-not-offered" } },
  { "sign-in/temporary", { GREETED ("S 250 AUTH PLAIN LOGIN"), "> sign-in", PLAIN, "S 454 4.7.0 later", "! server-unavailable" } },
  { "sign-in/too-many", { GREETED ("S 250 AUTH PLAIN LOGIN"), "> sign-in", PLAIN, "S 454 4.7.0 Too many login attempts, please try again later.", "! sign-in-rate-limited" } },
  { "sign-in/leaving", { GREETED ("S 250 AUTH PLAIN LOGIN"), "> sign-in", PLAIN, "S 421 4.7.0 bye", "! server-unavailable" } },
  { "sign-in/disabled", { GREETED ("S 250 AUTH PLAIN"), "> sign-in", PLAIN, "S 525 5.7.13 off", "! account-disabled" } },
  { "sign-in/microsoft", { GREETED ("S 250 AUTH LOGIN"), "> sign-in", "C AUTH LOGIN", "S 535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
                           "! account-disabled" } },
  { "sign-in/two-at-most", { GREETED ("S 250 AUTH PLAIN LOGIN CRAM-MD5"), "> sign-in", PLAIN, "S 504 no", "C AUTH LOGIN", "S 504 no", "! sign-in-not-offered" } },
  { "sign-in/odd", { GREETED ("S 250 AUTH PLAIN"), "> sign-in", PLAIN, "S 250 fine", "! garbage" } },
  { "sign-in/not-yet", { GREETED ("S 250 AUTH LOGIN"), "> sign-in", "C AUTH LOGIN", "S 235 in", "! garbage" } },

  { "leave", { GREETED ("S 250 SIZE"), "> facts", "= ", "> leave", "C QUIT", "S 221 bye", "= " } },
};

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (PtlTalk) talk = fake_talk_new (PTL_PROTOCOL_SMTP, FAKE_USERNAME, FAKE_PASSWORD);

  fake_talk_play (talk, row->script);
}

/* A reply in several lines has its code in each, and is one sentence. */
static void
test_words (void)
{
  static const char * const script[] = {
    GREETED ("S 250 AUTH PLAIN"), "> sign-in", PLAIN, "S 534-5.7.9 Application-specific password required. Learn more at",
    "S 534 5.7.9  https://support.example/x", "! sign-in-needs-app-password", NULL,
  };
  g_autoptr (PtlTalk) talk = fake_talk_new (PTL_PROTOCOL_SMTP, FAKE_USERNAME, FAKE_PASSWORD);

  fake_talk_play (talk, script);
  g_assert_true (g_str_has_suffix (ptl_problem_get_message (talk->problem),
                                   "“Application-specific password required. Learn more at https://support.example/x”"));
}

static void
test_facts (void)
{
  static const char * const script[] = { GREETED ("S 250-SIZE 35882577", "S 250 SMTPUTF8"), "> facts", "= ", NULL };
  g_autoptr (PtlTalk) talk = fake_talk_new (PTL_PROTOCOL_SMTP, FAKE_USERNAME, FAKE_PASSWORD);

  fake_talk_play (talk, script);
  g_assert_cmpuint (talk->facts->len, ==, 2);
  g_assert_true (g_pattern_match_simple ("*35.9*MB.", ((PtlReason *) talk->facts->pdata[0])->text));
  g_assert_cmpstr (((PtlReason *) talk->facts->pdata[1])->id, ==, "smtputf8");
}

/* What does not fit into a line of 512 octets with its command is sent when it is asked for; a yes before that is none. */
static void
test_long_response (void)
{
  g_autofree char *password = g_strnfill (400, 'x');
  g_autofree char *plain = g_strconcat ("?" FAKE_USERNAME "?", password, NULL);
  gsize length = strlen (plain);
  g_autofree char *encoded = NULL;
  g_autofree char *response = NULL;

  plain[0] = plain[strlen ("?" FAKE_USERNAME)] = '\0';
  encoded = g_base64_encode ((const guchar *) plain, length);
  response = g_strconcat ("C ", encoded, NULL);

  for (guint early = 0; early < 2; early++)
    {
      g_autoptr (PtlTalk) talk = fake_talk_new (PTL_PROTOCOL_SMTP, FAKE_USERNAME, password);
      const char *asked[] = { GREETED ("S 250 AUTH PLAIN"), "> sign-in", "C AUTH PLAIN", "S 334 ", response, "S 235 in", "= ", NULL };
      const char *believed[] = { GREETED ("S 250 AUTH PLAIN"), "> sign-in", "C AUTH PLAIN", "S 235 in", "! garbage", NULL };

      fake_talk_play (talk, early ? believed : asked);
    }
}

static void
test_cut (void)
{
  static const char server[] =
    "220-hi\r\n220 hi\r\n250-hi\r\n250 STARTTLS\r\n220 go\r\n250-hi\r\n250 AUTH LOGIN\r\n334 VXNlcm5hbWU6\r\n334 UGFzc3dvcmQ6\r\n235 in\r\n221 bye\r\n";
  const char *yes = strstr (server, "in\r\n") + 4;

  for (gsize length = 0; length < sizeof server; length++)
    {
      g_autoptr (PtlTalk) talk = fake_talk_new (PTL_PROTOCOL_SMTP, FAKE_USERNAME, FAKE_PASSWORD);

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
      g_autofree char *path = g_strconcat ("/smtp/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/smtp/words", test_words);
  g_test_add_func ("/smtp/facts-in-words", test_facts);
  g_test_add_func ("/smtp/long-response", test_long_response);
  g_test_add_func ("/smtp/cut", test_cut);

  return g_test_run ();
}
