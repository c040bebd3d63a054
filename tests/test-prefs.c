/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-prefs.h"

#include <locale.h>
#include <string.h>

#include "ptl-city-hash.h"
#include "ptl-error.h"
#include "ptl-thunderbird-profiles.h"

static PtlPrefs *
parse (const char  *text,
       GError     **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return ptl_prefs_parse (bytes, error);
}

static void
assert_bytes (PtlPrefs   *prefs,
              const char *expected)
{
  g_autoptr (GBytes) bytes = ptl_prefs_to_bytes (prefs);
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autofree char *text = g_strndup (data != NULL ? data : "", length);

  g_assert_cmpstr (text, ==, expected);
}

typedef struct
{
  const char *text;
  const char *value;  /* of "a", as a text */
} Good;

static const Good good[] = {
  { "user_pref(\"a\", \"b\");", "b" },
  { "user_pref('a','b');", "b" },
  { "// x\n# y\n/* z\n */ user_pref /**/ ( 'a' // q\n , \"b\" ) ; # end", "b" },
  { "pref(\"a\", \"c\");user_pref(\"a\", \"b\");", "b" },
  { "user_pref(\"a\", \"b\");\r\nuser_pref(\"a\", \"d\");\r\n", "d" },
  { "user_pref(\"a\", \"\\\"\\\\\\'\\n\\r\");", "\"\\'\n\r" },
  { "user_pref(\"a\", \"\\x41\\u00fc\\uD83D\\uDE00\");", "Aü😀" },
  { "user_pref(\"a\", \"Ünal ☃\");", "Ünal ☃" },
  { "user_pref(\"a\", \"two\nlines\");", "two\nlines" },
  { "user_pref(\"a\", \"it's; ) // no comment\");", "it's; ) // no comment" },
  { "user_pref(\"a\", 17);", NULL },
  { "user_pref(\"a\", -2147483648);user_pref(\"b\", +2147483647);", NULL },
  { "user_pref(\"a\", true);user_pref(\"b\", false);", NULL },
  { "sticky_pref(\"a\", false);", NULL },
  { "", NULL },
  { "// nothing", NULL },
};

typedef struct
{
  const char *text;
  const char *message;  /* a pattern */
} Bad;

static const Bad bad[] = {
  { "user_pref(\"a\", \"b);\n", "Line 1 *the end of the text*" },
  { "\n\nuser_pref(\"a\" \"b\");", "Line 3 *: , was expected." },
  { "user_pref(\"a\", \"b\")\nuser_pref(\"c\", 1);", "Line 2 *: ; was expected." },
  { "user_pref(a, 1);", "Line 1 *\" was expected*" },
  { "user_pref(\"a\", 1x);", "*) was expected." },
  { "user_pref(\"a\", 1_);", "*) was expected." },
  { "user_pref(\"a\", 2147483648);", "*smaller number*" },
  { "user_pref(\"a\", -2147483649);", "*smaller number*" },
  { "user_pref(\"a\", 99999999999999999999999999);", "*smaller number*" },
  { "user_pref(\"a\", );", "*a value*" },
  { "user_pref(\"a\", truer);", "*a value*" },
  { "user_pref(\"a\", -);", "*a value*" },
  { "user_prefs(\"a\", 1);", "*user_pref*" },
  { "x", "*user_pref*" },
  { "\xef\xbb\xbfuser_pref(\"a\", 1);", "*user_pref*" },
  { "/* never closed", "*end of the comment*" },
  { "user_pref(\"a\", \"\\q\");", "*may follow*" },
  { "user_pref(\"a\", \"\\x00\");", "*may follow*" },
  { "user_pref(\"a\", \"\\u0000\");", "*may follow*" },
  { "user_pref(\"a\", \"\\uD83D\");", "*may follow*" },
  { "user_pref(\"a\", \"\\uDE00\\uD83D\");", "*may follow*" },
  { "user_pref(\"a\", \"\\uD83D\\u0041\");", "*may follow*" },
  { "user_pref(\"a\", 1, sticky);", "*) was expected*" },
};

static void
test_good (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PtlPrefs) prefs = parse (good[i].text, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (ptl_prefs_get_string (prefs, "a"), ==, good[i].value);
      assert_bytes (prefs, good[i].text);
    }
}

static void
test_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PtlPrefs) prefs = parse (bad[i].text, &error);

      g_test_message ("%s", bad[i].text);
      g_assert_null (prefs);
      g_assert_error (error, PTL_ERROR, PTL_ERROR_EXPORT_CORRUPT);
      if (!g_pattern_match_simple (bad[i].message, error->message))
        g_error ("“%s” gives: %s", bad[i].text, error->message);
    }
}

static void
test_nul (void)
{
  static const char text[] = "user_pref(\"a\", \"b\0c\");";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, sizeof text - 1);
  g_autoptr (GError) error = NULL;

  g_assert_null (ptl_prefs_parse (bytes, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_EXPORT_CORRUPT);
}

static void
test_values (void)
{
  g_autoptr (PtlPrefs) prefs = parse ("user_pref(\"n\", -5); user_pref(\"t\", true); user_pref(\"l\", \" a1 ,,a2,\");", NULL);
  g_autoptr (PtlPrefs) same = parse ("user_pref('n', -5); user_pref('t', false);", NULL);
  g_auto (GStrv) list = ptl_prefs_get_list (prefs, "l");
  g_auto (GStrv) none = ptl_prefs_get_list (prefs, "n");

  g_assert_cmpint (ptl_prefs_get_int (prefs, "n", 0), ==, -5);
  g_assert_cmpint (ptl_prefs_get_int (prefs, "t", 7), ==, 7);
  g_assert_cmpint (ptl_prefs_get_int (prefs, "x", 7), ==, 7);
  g_assert_cmpint (g_strv_length (list), ==, 2);
  g_assert_cmpstr (list[1], ==, "a2");
  g_assert_cmpint (g_strv_length (none), ==, 0);
  g_assert_true (ptl_prefs_same (prefs, same, "n"));
  g_assert_false (ptl_prefs_same (prefs, same, "t"));
  g_assert_false (ptl_prefs_same (prefs, same, "l"));
  g_assert_true (ptl_prefs_same (prefs, same, "nowhere"));
}

static void
test_change (void)
{
  g_autoptr (PtlPrefs) prefs = parse ("# top\nuser_pref('l', 'a');  \nuser_pref('l', 'b'); // why\nuser_pref('x', 1);", NULL);
  g_autoptr (PtlPrefs) cut = NULL;

  ptl_prefs_set_string (prefs, "q\"\\", "\n\t ☃");
  ptl_prefs_set_int (prefs, "i", -3);
  ptl_prefs_set_bool (prefs, "b", 17);
  g_assert_cmpstr (ptl_prefs_get_added (prefs), ==,
                   "user_pref(\"q\\\"\\\\\", \"\\n\\x09 ☃\");\nuser_pref(\"i\", -3);\nuser_pref(\"b\", true);\n");
  assert_bytes (prefs, "# top\nuser_pref('l', 'a');  \nuser_pref('l', 'b'); // why\nuser_pref('x', 1);\n"
                       "user_pref(\"q\\\"\\\\\", \"\\n\\x09 ☃\");\nuser_pref(\"i\", -3);\nuser_pref(\"b\", true);\n");

  cut = parse ("# top\nuser_pref('l', 'a');  \nuser_pref('l', 'b'); // why\nuser_pref('x', 1);", NULL);
  ptl_prefs_replace (cut, "l", "c");
  assert_bytes (cut, "# top\nuser_pref('l', 'a');  \nuser_pref(\"l\", \"c\"); // why\nuser_pref('x', 1);");
  ptl_prefs_remove (cut, "l");
  g_assert_cmpstr (ptl_prefs_get_string (cut, "l"), ==, "a");
  assert_bytes (cut, "# top\nuser_pref('l', 'a');  \n // why\nuser_pref('x', 1);");
  ptl_prefs_remove (cut, "l");
  ptl_prefs_remove (cut, "x");
  g_assert_false (ptl_prefs_has (cut, "l"));
  assert_bytes (cut, "# top\n // why\n");
}

/* Random files, all of them legal: odd spaces, comments, quotes, escapes, repeated names, any Unicode. */

static void
add_blank (GString *text,
           GRand   *rand)
{
  static const char * const blanks[] = { "", "", "", " ", "\t", "\n", "\r\n", "/* it's \" */", "// ' \"\n", "# user_pref(\n", "\v\f" };

  for (gint n = g_rand_int_range (rand, 0, 3); n > 0; n--)
    g_string_append (text, blanks[g_rand_int_range (rand, 0, G_N_ELEMENTS (blanks))]);
}

static void
add_string (GString *text,
            GRand   *rand)
{
  static const char * const pieces[] = {
    "a", "mail", ".", "server1", " ", "ü", "☃", "😀", "\\\"", "\\'", "\\\\", "\\n", "\\x41", "\\u00e4", ";", ")", "//", "/*", "\xff",
  };
  char quote = g_rand_boolean (rand) ? '"' : '\'';

  g_string_append_c (text, quote);
  for (gint n = g_rand_int_range (rand, 0, 12); n > 0; n--)
    g_string_append (text, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
  g_string_append_c (text, quote);
}

static void
add_line (GString *text,
          GRand   *rand)
{
  add_blank (text, rand);
  g_string_append (text, g_rand_int_range (rand, 0, 10) == 0 ? "pref" : "user_pref");
  add_blank (text, rand);
  g_string_append_c (text, '(');
  add_blank (text, rand);
  add_string (text, rand);
  add_blank (text, rand);
  g_string_append_c (text, ',');
  add_blank (text, rand);
  switch (g_rand_int_range (rand, 0, 3))
    {
    case 0:
      add_string (text, rand);
      break;
    case 1:
      g_string_append_printf (text, "%d", (gint) g_rand_int (rand));
      break;
    default:
      g_string_append (text, g_rand_boolean (rand) ? "true" : "false");
    }
  add_blank (text, rand);
  g_string_append (text, ")");
  add_blank (text, rand);
  g_string_append (text, ";");
  add_blank (text, rand);
}

static GBytes *
make_random (GRand *rand,
             gsize  at_least)
{
  GString *text = g_string_new (NULL);

  do
    add_line (text, rand);
  while (text->len < at_least || g_rand_int_range (rand, 0, 40) != 0);

  return g_string_free_to_bytes (text);
}

/* The old file, a line end if it had none, and the new lines. */
static void
check_survives (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PtlPrefs) prefs = ptl_prefs_parse (bytes, &error);
  g_autoptr (GBytes) same = NULL;
  g_autoptr (GBytes) longer = NULL;
  g_autofree char *expected = NULL;
  gsize length, longer_length;
  const char *data = g_bytes_get_data (bytes, &length);

  g_assert_no_error (error);
  same = ptl_prefs_to_bytes (prefs);
  g_assert_true (g_bytes_equal (bytes, same));

  ptl_prefs_set_int (prefs, "n", 1);
  longer = ptl_prefs_to_bytes (prefs);
  g_assert_cmpmem (data, length, g_bytes_get_data (longer, &longer_length), length);
  expected = g_strdup_printf ("%suser_pref(\"n\", 1);\n", data[length - 1] == '\n' ? "" : "\n");
  g_assert_cmpmem ((const char *) g_bytes_get_data (longer, NULL) + length, longer_length - length, expected, strlen (expected));
}

static void
test_random (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_test_rand_int ());

  for (guint i = 0; i < 200; i++)
    {
      g_autoptr (GBytes) bytes = make_random (rand, i % 4 == 0 ? 20000 : 0);

      check_survives (bytes);
    }
}

static void
test_large (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_test_rand_int ());
  g_autoptr (GBytes) bytes = make_random (rand, 10 * 1000 * 1000);
  gint64 start = g_get_monotonic_time ();

  check_survives (bytes);
  g_test_message ("%" G_GSIZE_FORMAT " bytes twice out and once in: %" G_GINT64_FORMAT " ms", g_bytes_get_size (bytes),
                  (g_get_monotonic_time () - start) / 1000);
}

/* Cut anywhere, it is read or refused. */
static void
test_cut (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_test_rand_int ());
  g_autoptr (GBytes) bytes = make_random (rand, 6000);
  guint n_refused = 0;

  for (gsize length = 0; length <= g_bytes_get_size (bytes); length++)
    {
      g_autoptr (GBytes) cut = g_bytes_new (g_bytes_get_data (bytes, NULL), length);
      g_autoptr (GError) error = NULL;
      g_autoptr (PtlPrefs) prefs = ptl_prefs_parse (cut, &error);

      if (prefs == NULL)
        g_assert_error (error, PTL_ERROR, PTL_ERROR_EXPORT_CORRUPT);
      n_refused += prefs == NULL;
    }

  g_assert_cmpuint (n_refused, >, 1000);
}

/* The names that Thunderbird itself has given to installations. */
static void
test_install_hash (void)
{
  static const struct { const char *folder, *hash; } known[] = {
    { "/usr/lib/thunderbird", "FDC34C9F024745EB" },
    { "/app/lib/thunderbird", "BD520B11F73A6B64" },
    { "/opt/thunderbird", "9238613B8C3D2579" },
    /* every branch of the hash, by length; computed with another implementation of it */
    { "/a", "0340836821122C4B" },
    { "/ab", "D61AA15825727556" },
    { "/abcd", "A7C9B9B9A631E05C" },
    { "/home/anna/Ünal", "5FC0913D98F287B2" },
    { "/home/somebody/programs", "4B5BE827643D11FC" },
    { "/usr/local/lib/thunderbird-153", "8A89D0BB29B380AC" },
    { "/home/anna/applications/mail/thunderbird/nightly/2026-08-01/x86_64", "EFF0E6F1DC6D3C23" },
    { "/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x", "F3CCF61D15183526" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      g_autofree char *hash = ptl_thunderbird_hash_install (known[i].folder);

      g_assert_cmpstr (hash, ==, known[i].hash);
    }
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/prefs/good", test_good);
  g_test_add_func ("/prefs/bad", test_bad);
  g_test_add_func ("/prefs/nul", test_nul);
  g_test_add_func ("/prefs/values", test_values);
  g_test_add_func ("/prefs/change", test_change);
  g_test_add_func ("/prefs/random", test_random);
  g_test_add_func ("/prefs/large", test_large);
  g_test_add_func ("/prefs/cut", test_cut);
  g_test_add_func ("/prefs/install-hash", test_install_hash);

  return g_test_run ();
}
