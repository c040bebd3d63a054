/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "fake-talk.h"

typedef struct
{
  const char *name;
  const char *script[24];
} Row;

#define GREETED(...)   "> greeting", "S +OK hi", "= ", "> capabilities", "C CAPA", "S +OK", __VA_ARGS__, "S .", "= "
#define USER_PASS      "C USER " FAKE_USERNAME, "S +OK", "C PASS " FAKE_PASSWORD
#define PLAIN_RESPONSE "C AGFubmFAbWFpbC50ZXN0AEdlaGVpbS1Xb3J0LTc3"

static const Row rows[] = {
  { "greeting", { "> greeting", "S +OK", "= " } },
  { "greeting/error", { "> greeting", "S -ERR [SYS/TEMP] later", "! server-unavailable" } },
  { "greeting/small-letters", { "> greeting", "S +ok hi", "= ", "> capabilities", "C CAPA", "S -err what", "= ", "> sign-in", USER_PASS, "S +ok in", "= " } },
  { "greeting/near", { "> greeting", "S +OKAY", "! not-this-protocol" } },
  { "greeting/smtp", { "> greeting", "S 220 hi", "! not-this-protocol" } },
  { "capabilities", { GREETED ("S USER", "S UIDL", "S SASL PLAIN") } },
  { "capabilities/none", { "> greeting", "S +OK", "= ", "> capabilities", "C CAPA", "S -ERR what", "= ", "> sign-in", USER_PASS, "S +OK", "= " } },
  { "capabilities/temporary", { "> greeting", "S +OK", "= ", "> capabilities", "C CAPA", "S -ERR [SYS/TEMP] later", "! server-unavailable" } },
  { "capabilities/nonsense", { "> greeting", "S +OK", "= ", "> capabilities", "C CAPA", "S * OK", "! garbage" } },
  { "stls", { "> greeting", "S +OK", "= ", "> starttls", "C CAPA", "S +OK", "S STLS", "S .", "C STLS", "S +OK", "= ", "TLS",
              "> capabilities", "C CAPA", "S +OK", "S USER", "S .", "= " } },
  { "stls/not-offered", { "> greeting", "S +OK", "= ", "> starttls", "C CAPA", "S -ERR", "! starttls-not-offered" } },
  { "stls/refused", { "> greeting", "S +OK", "= ", "> starttls", "C CAPA", "S +OK", "S STLS", "S .", "C STLS", "S -ERR no", "! starttls-refused" } },
  { "stls/nonsense", { "> greeting", "S +OK", "= ", "> starttls", "C CAPA", "S +OK", "S STLS", "S .", "C STLS", "S 220 go", "! garbage" } },

  { "sign-in/user", { GREETED ("S USER"), "> sign-in", USER_PASS, "S +OK", "= " } },
  { "sign-in/plain", { GREETED ("S SASL PLAIN"), "> sign-in", "C AUTH PLAIN", "S + ", PLAIN_RESPONSE, "S +OK", "= " } },
  { "sign-in/plain-bare-plus", { GREETED ("S SASL PLAIN"), "> sign-in", "C AUTH PLAIN", "S +", PLAIN_RESPONSE, "S +OK", "= " } },
  { "sign-in/unknown-user", { GREETED ("S USER"), "> sign-in", "C USER " FAKE_USERNAME, "S -ERR who", "! sign-in-refused" } },
  { "sign-in/mechanism-refused", { GREETED ("S USER", "S SASL PLAIN"), "> sign-in", "C AUTH PLAIN", "S -ERR unknown command", USER_PASS, "S +OK", "= " } },
  { "sign-in/user-unsupported", { GREETED ("S USER", "S SASL CRAM-MD5"), "> sign-in", USER_PASS, "S -ERR Unsupported authentication mechanism.",
                                  "C AUTH CRAM-MD5", "S + PDEyMy40QG1haWwudGVzdD4=",
                                  "C YW5uYUBtYWlsLnRlc3QgZTk1ZTcwMDkzNGY5OTY4MWFiZDU0MDZlNzU0YzA1ZTA=", "S +OK in", "= " } },
  { "sign-in/refused", { GREETED ("S USER", "S SASL PLAIN"), "> sign-in", "C AUTH PLAIN", "S +", PLAIN_RESPONSE, "S -ERR [AUTH] no", "! sign-in-refused" } },
  { "sign-in/delay", { GREETED ("S USER"), "> sign-in", USER_PASS, "S -ERR [LOGIN-DELAY] wait", "! sign-in-rate-limited" } },
  { "sign-in/in-use", { GREETED ("S USER"), "> sign-in", USER_PASS, "S -ERR [IN-USE] wait", "! server-unavailable" } },
  { "sign-in/permanent", { GREETED ("S USER"), "> sign-in", USER_PASS, "S -ERR [SYS/PERM] gone", "! account-disabled" } },
  { "sign-in/pop-off", { GREETED ("S USER"), "> sign-in", USER_PASS, "S -ERR [SYS/PERM] Your account is not enabled for POP access.", "! account-disabled" } },
  { "sign-in/not-listed", { GREETED ("S TOP"), "> sign-in", USER_PASS, "S +OK", "= " } },
  { "sign-in/nothing-listed", { "> greeting", "S +OK hi", "= ", "> capabilities", "C CAPA", "S +OK", "S .", "= ", "> sign-in", USER_PASS, "S +OK", "= " } },
  { "sign-in/after-stls", { GREETED ("S TOP", "S STLS"), "> sign-in", "! sign-in-not-offered" } },
  { "sign-in/no-mechanism", { GREETED ("S TOP", "S SASL"), "> sign-in", "! sign-in-not-offered" } },
  { "sign-in/unusable-mechanism", { GREETED ("S TOP", "S SASL GSSAPI"), "> sign-in", "! sign-in-not-offered" } },
  { "sign-in/not-yet", { GREETED ("S SASL PLAIN"), "> sign-in", "C AUTH PLAIN", "S +OK in", "! garbage" } },
  { "sign-in/pass-asked-twice", { GREETED ("S USER"), "> sign-in", USER_PASS, "S + ", "! garbage" } },

  { "facts/no-uidl", { GREETED ("S USER"), "> sign-in", USER_PASS, "S +OK", "= ", "> facts", "C STAT", "S +OK 2 10", "C UIDL 1", "S -ERR what", "= " } },
  { "facts/empty", { GREETED ("S USER"), "> sign-in", USER_PASS, "S +OK", "= ", "> facts", "C STAT", "S +OK 0 0", "= ", "> leave", "C QUIT", "S +OK", "= " } },
};

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (PtlTalk) talk = fake_talk_new (PTL_PROTOCOL_POP3, FAKE_USERNAME, FAKE_PASSWORD);

  fake_talk_play (talk, row->script);
}

/* What POP3 does to other devices has to be said. */
static void
test_facts (void)
{
  static const struct
  {
    const char *capability;
    const char *answer;
    const char *pattern;
  } cases[] = {
    { "S UIDL", NULL, "Messages can stay*" },
    { "S TOP", "S +OK 1 abc", "Messages can stay*" },
    { "S TOP", "S -ERR", "*other devices would not get them.*" },
    { "S EXPIRE 0", "S +OK 1 a", "*as soon as they are fetched: your other devices*" },
    { "S EXPIRE 30", "S +OK 1 a", "*after 30 days: your other devices*" },
    { "S EXPIRE 1 USER", "S +OK 1 a", "*after 1 day: your other devices*" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *start[] = { GREETED ("S USER", cases[i].capability), "> sign-in", USER_PASS, "S +OK", "= ", "> facts", "C STAT", "S +OK 5 500", NULL };
      g_autoptr (PtlTalk) talk = fake_talk_new (PTL_PROTOCOL_POP3, FAKE_USERNAME, FAKE_PASSWORD);
      g_autoptr (GString) all = g_string_new (NULL);

      fake_talk_play (talk, start);
      if (cases[i].answer != NULL)
        ptl_talk_take (talk, cases[i].answer + 2, strlen (cases[i].answer + 2));
      for (guint j = 0; j < talk->facts->len; j++)
        g_string_append_printf (all, "%s ", ((PtlReason *) talk->facts->pdata[j])->text);
      g_assert_nonnull (strstr (all->str, "There are 5 messages on the server."));
      g_assert_true (g_pattern_match_simple (cases[i].pattern, all->str) ||
                     g_pattern_match_simple (cases[i].pattern, strstr (all->str, "server.") + 8));
    }
}

static void
test_cut (void)
{
  static const char server[] =
    "+OK hi\r\n+OK\r\nSTLS\r\n.\r\n+OK\r\n+OK\r\nSASL PLAIN\r\nEXPIRE 7\r\n.\r\n+ \r\n+OK in\r\n+OK 3 10\r\n+OK 1 a\r\n+OK\r\n";
  const char *yes = strstr (server, "in\r\n") + 4;

  for (gsize length = 0; length < sizeof server; length++)
    {
      g_autoptr (PtlTalk) talk = fake_talk_new (PTL_PROTOCOL_POP3, FAKE_USERNAME, FAKE_PASSWORD);

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
      g_autofree char *path = g_strconcat ("/pop3/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/pop3/facts-in-words", test_facts);
  g_test_add_func ("/pop3/cut", test_cut);

  return g_test_run ();
}
