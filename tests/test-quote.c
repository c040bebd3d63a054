/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib.h>
#include <string.h>

#include "ptl-quote.h"

/* Values that have broken settings of other programs, and what each format makes of them. */

typedef char * (*Quote) (const char *value);

typedef struct
{
  const char *value;
  const char *quoted;
} Row;

#define HOSTILE "a\"b\\c%d#e;f`g ü h$i'j"

static const Row shell[] = {
  { "ada@example.org", "ada@example.org" },
  { "ada+box", "ada+box" },
  { "", "''" },
  { "two words", "'two words'" },
  { "o'neil", "'o'\\''neil'" },
  { "$(reboot)", "'$(reboot)'" },
  { "~", "'~'" },
  { HOSTILE, "'a\"b\\c%d#e;f`g ü h$i'\\''j'" },
  { NULL, NULL },
};

static const Row c_like[] = {
  { "ada@example.org", "\"ada@example.org\"" },
  { "", "\"\"" },
  { "\\", "\"\\\\\"" },
  { "\\n", "\"\\\\n\"" },
  { HOSTILE, "\"a\\\"b\\\\c%d#e;f`g ü h$i'j\"" },
  { NULL, NULL },
};

static const Row fetchmail[] = {
  { "ada@example.org", "\"ada@example.org\"" },
  { "", "\"\"" },
  { "\"", "\"\\x22\"" },
  { "\\x22", "\"\\\\x22\"" },
  { "\\\"", "\"\\\\\\x22\"" },
  { HOSTILE, "\"a\\x22b\\\\c%d#e;f`g ü h$i'j\"" },
  { NULL, NULL },
};

static const Row line[] = {
  { "ada@example.org", "ada@example.org" },
  { "", "\"\"" },
  { "two words", "two words" },
  { " in front", "\" in front\"" },
  { "behind ", "\"behind \"" },
  { "\"all of it\"", "\"\"all of it\"\"" },
  { "half\"", "\"half\"\"" },
  { HOSTILE, HOSTILE },
  { NULL, NULL },
};

static const Row mutt[] = {
  { "ada@example.org", "\"ada@example.org\"" },
  { "$HOME", "\"\\$HOME\"" },
  { "`reboot`", "\"\\`reboot\\`\"" },
  { "\\", "\"\\\\\"" },
  { HOSTILE, "\"a\\\"b\\\\c%d#e;f\\`g ü h\\$i'j\"" },
  { NULL, NULL },
};

static const Row go_ini[] = {
  { "ada@example.org", "ada@example.org" },
  { "Ada; PhD", "`Ada; PhD`" },
  { "Ada #1", "`Ada #1`" },
  { "\"Ada\" <ada@example.org>", "\"Ada\" <ada@example.org>" },
  { "\"Ada\"", "`\"Ada\"`" },
  { "'Ada'", "`'Ada'`" },
  { "back\\slash", "`back\\slash`" },
  { " in front", "` in front`" },
  { NULL, NULL },
};

static const Row percent[] = {
  { "ada@example.org", "ada@example.org" },
  { "100%", "100%%" },
  { "%(home)s%%", "%%(home)s%%%%" },
  { NULL, NULL },
};

static const Row toml[] = {
  { "ada@example.org", "\"ada@example.org\"" },
  { "a\"b\\c", "\"a\\\"b\\\\c\"" },
  { "ü # ☃", "\"ü # ☃\"" },
  { NULL, NULL },
};

static const Row zone[] = {
  { "v=UAAC1; a=sha256", "\"v=UAAC1; a=sha256\"" },
  { "a\"b\\c", "\"a\\\"b\\\\c\"" },
  { NULL, NULL },
};

static const Row url[] = {
  { "ada@example.org", "ada%40example.org" },
  { "a:b/c?d#e%f", "a%3Ab%2Fc%3Fd%23e%25f" },
  { "ü", "%C3%BC" },
  { "a-b_c.d~e", "a-b_c.d~e" },
  { NULL, NULL },
};

static const Row host[] = {
  { "imap.example.org", "imap.example.org" },
  { "192.0.2.1", "192.0.2.1" },
  { "2001:db8::1", "[2001:db8::1]" },
  { NULL, NULL },
};

static const struct
{
  const char *name;
  Quote quote;
  const Row *rows;
} formats[] = {
  { "shell", ptl_quote_shell, shell },
  { "mbsync", ptl_quote_mbsync, c_like },
  { "fetchmail", ptl_quote_fetchmail, fetchmail },
  { "line", ptl_quote_line, line },
  { "mutt", ptl_quote_mutt, mutt },
  { "go-ini", ptl_quote_go_ini, go_ini },
  { "percent", ptl_quote_percent, percent },
  { "python", ptl_quote_python, c_like },
  { "toml", ptl_quote_toml, toml },
  { "zone", ptl_quote_zone, zone },
  { "url", ptl_quote_url, url },
  { "host", ptl_quote_host, host },
};

static void
test_format (gconstpointer data)
{
  gsize index = GPOINTER_TO_SIZE (data);

  for (const Row *row = formats[index].rows; row->value != NULL; row++)
    {
      g_autofree char *quoted = formats[index].quote (row->value);

      g_assert_cmpstr (quoted, ==, row->quoted);
    }
}

static void
test_mailbox (void)
{
  static const char *rows[][2] = {
    { NULL, "ada@example.org" },
    { "", "ada@example.org" },
    { "Ada Lovelace", "Ada Lovelace <ada@example.org>" },
    { "Ada \"Q.\" L; PhD", "\"Ada \\\"Q.\\\" L; PhD\" <ada@example.org>" },
    { "Back\\slash", "\"Back\\\\slash\" <ada@example.org>" },
    { "Ünal, Ada", "\"Ünal, Ada\" <ada@example.org>" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *mailbox = ptl_quote_mailbox (rows[i][0], "ada@example.org");

      g_assert_cmpstr (mailbox, ==, rows[i][1]);
    }
}

/* A label is plain, and no two addresses share one. */
static void
test_label (void)
{
  static const char * const values[] = {
    "ada@example.org", "ada+box@example.org", "ada_box@example.org", "ada'box@example.org", "\"a b\"@example.org", "-ada@example.org",
    ".ada@example.org", "xada@example.org", "x-ada@example.org", "ü@example.org", "a/../b@example.org", "a[b]@example.org", "%s@example.org",
  };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      char *label = ptl_quote_label (values[i]);

      g_assert_true (g_ascii_isalnum (label[0]));
      g_assert_cmpint (strspn (label, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@.+_-"), ==, strlen (label));
      g_assert_true (g_hash_table_add (seen, label));
    }
}

/* What the shell makes of it is the value again. */
static void
test_shell_reads_back (void)
{
  static const char * const values[] = { "ada", "", "o'neil", "$(reboot)", "\\", "\\n", "'", "''", "!x", "*", "~", HOSTILE };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autofree char *quoted = ptl_quote_shell (values[i]);
      g_autofree char *command = g_strdup_printf ("printf %%s %s", quoted);
      const char *arguments[] = { "/bin/sh", "-c", command, NULL };
      g_autofree char *output = NULL;
      g_autoptr (GError) error = NULL;

      g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (output, ==, values[i]);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *path = g_strdup_printf ("/quote/%s", formats[i].name);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_format);
    }
  g_test_add_func ("/quote/mailbox", test_mailbox);
  g_test_add_func ("/quote/label", test_label);
  g_test_add_func ("/quote/shell-reads-back", test_shell_reads_back);

  return g_test_run ();
}
