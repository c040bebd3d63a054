/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-address.h"

#include <string.h>

#include "ptl-domain.h"
#include "ptl-error.h"

typedef struct
{
  const char *text;
  const char *address;  /* as on the wire */
  const char *display;
} Good;

static const Good good[] = {
  { "anna@example.org", "anna@example.org", "anna@example.org" },
  { "  anna@Example.ORG \n", "anna@example.org", "anna@example.org" },
  { "Anna.Maria+list@sub.example.co.uk", "Anna.Maria+list@sub.example.co.uk", NULL },
  { "o'neil_{}|~!#$%&*/=?^`-@example.org", "o'neil_{}|~!#$%&*/=?^`-@example.org", NULL },
  { "jörg@example.org", "jörg@example.org", NULL },
  { "jo\xcc\x88rg@example.org", "jörg@example.org", NULL },
  { "用户@例子.中国", "用户@xn--fsqu00a.xn--fiqs8s", "用户@例子.中国" },
  { "a@bücher.example", "a@xn--bcher-kva.example", "a@bücher.example" },
  { "a@BÜCHER.example", "a@xn--bcher-kva.example", "a@bücher.example" },
  { "a@straße.example", "a@xn--strae-oqa.example", "a@straße.example" },
  { "a@xn--bcher-kva.example", "a@xn--bcher-kva.example", "a@bücher.example" },
  { "\"john doe\"@example.org", "\"john doe\"@example.org", NULL },
  { "\"a\\\"b@c\"@example.org", "\"a\\\"b@c\"@example.org", NULL },
  { "x@1and1.com", "x@1and1.com", NULL },
};

typedef struct
{
  const char *text;
  const char *message;  /* a pattern */
} Bad;

static const Bad bad[] = {
  { "", "An e-mail address is needed*" },
  { "  ", "An e-mail address is needed*" },
  { "anna", "There is no @ in “anna”*" },
  { "@example.org", "Nothing stands before the @*" },
  { "anna@", "Nothing stands after the @*" },
  { "an na@example.org", "There is a space in “an na”*" },
  { "an\xe2\x80\x8bna@example.org", "There is an invisible character (U+200B) in*" },
  { "an\tna@example.org", "There is an invisible character (U+0009) in*" },
  { "anna;@example.org", "There is “;” in*" },
  { "anna@anna@example.org", "There is “@” in*" },
  { ".anna@example.org", "A dot in*" },
  { "anna.@example.org", "A dot in*" },
  { "an..na@example.org", "A dot in*" },
  { "\"@example.org", "The quote before the @ is not closed*" },
  { "\"\"@example.org", "The quote before the @ is not closed*" },
  { "\"a\"b\"@example.org", "The part in quotes*" },
  { "anna@example", "“example” is not complete*" },
  { "anna@localhost", "“localhost” is not complete*" },
  { "anna@example..org", "“example..org” cannot be right*" },
  { "anna@example.org.", "“example.org.” cannot be right*" },
  { "anna@-example.org", "“-example.org” cannot be right*" },
  { "anna@exam ple.org", "“exam ple.org” cannot be right*" },
  { "anna@exam_ple.org", "“exam_ple.org” cannot be right*" },
  { "anna@192.0.2.1", "“192.0.2.1” cannot be right*" },
  { "anna@[192.0.2.1]", "“[[]192.0.2.1]” is a number*" },
  { "anna@xn--a.example", "*cannot be right*" },
  { "\xff\xfe@example.org", "The address is not valid UTF-8*" },
};

static void
test_good (gconstpointer data)
{
  const Good *row = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PtlAddress) address = ptl_address_parse (row->text, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (ptl_address_get_text (address), ==, row->address);
  g_assert_cmpstr (ptl_address_get_display (address), ==, row->display != NULL ? row->display : row->address);
}

/* Patterns, as in g_pattern_match(), but [[] is a bracket. */
static gboolean
matches (const char *pattern,
         const char *text)
{
  g_auto (GStrv) parts = g_strsplit (pattern, "[[]", -1);
  g_autofree char *plain = g_strjoinv ("[", parts);

  return g_pattern_match_simple (plain, text);
}

static void
test_bad (gconstpointer data)
{
  const Bad *row = data;
  g_autoptr (GError) error = NULL;

  g_assert_null (ptl_address_parse (row->text, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_ADDRESS_INVALID);
  if (!matches (row->message, error->message))
    g_error ("“%s” does not match “%s”", error->message, row->message);
}

static void
test_lengths (void)
{
  g_autofree char *local64 = g_strnfill (64, 'a');
  g_autofree char *local65 = g_strnfill (65, 'a');
  g_autofree char *label = g_strnfill (63, 'b');
  g_autofree char *fits = g_strdup_printf ("%s@%s.org", local64, label);
  g_autofree char *long_local = g_strdup_printf ("%s@%s.org", local65, label);
  g_autofree char *long_domain = g_strdup_printf ("a@%s.%s.%s.%s.org", label, label, label, label);
  g_autofree char *long_whole = g_strdup_printf ("%s@%s.%s.%s.org", local64, label, label, label);
  g_autoptr (PtlAddress) address = ptl_address_parse (fits, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (address);

  g_assert_null (ptl_address_parse (long_local, &error));
  g_assert_true (g_str_has_prefix (error->message, "The part before the @ is too long."));
  g_clear_error (&error);

  g_assert_null (ptl_address_parse (long_domain, &error));
  g_assert_true (strstr (error->message, "cannot be right") != NULL);
  g_clear_error (&error);

  g_assert_null (ptl_address_parse (long_whole, &error));
  g_assert_true (g_str_has_prefix (error->message, "The address is too long."));
}

static void
test_mailbox (void)
{
  static const struct
  {
    const char *text, *name, *address;
  } rows[] = {
    { "Anna Example <anna@example.org>", "Anna Example", "anna@example.org" },
    { "\"Example, Anna \\\"A\\\"\" <anna@example.org>", "Example, Anna \"A\"", "anna@example.org" },
    { "<anna@example.org>", NULL, "anna@example.org" },
    { " anna@example.org ", NULL, "anna@example.org" },
    { "mailto:anna%2Blist@example.org?subject=x", NULL, "anna+list@example.org" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *name = NULL;
      g_autoptr (PtlAddress) address = ptl_address_parse_mailbox (rows[i].text, &name, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (name, ==, rows[i].name);
      g_assert_cmpstr (ptl_address_get_text (address), ==, rows[i].address);
    }
}

/* Whatever bytes come, there is an address or a sentence. */
static void
test_every_cut (void)
{
  const char *text = "\"Jörg \\\"x\\\"\" <jörg.\"a b\"+例子@bücher.例子.example>";

  for (gsize from = 0; from < strlen (text); from++)
    for (gsize length = 0; from + length <= strlen (text); length++)
      {
        g_autofree char *cut = g_strndup (text + from, length);
        g_autofree char *name = NULL;
        g_autoptr (GError) error = NULL;
        g_autoptr (PtlAddress) address = ptl_address_parse_mailbox (cut, &name, &error);

        g_assert_true ((address != NULL) != (error != NULL));
      }
}

static void
test_registrable (void)
{
  static const char * const rows[][2] = {
    { "mail.example.co.uk", "example.co.uk" },
    { "example.org", "example.org" },
    { "a.b.example.org", "example.org" },
    { "co.uk", "co.uk" },
    { "192.0.2.1", "192.0.2.1" },
    { "imap.anna.github.io", "anna.github.io" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *part = ptl_domain_get_registrable (rows[i][0]);

      g_assert_cmpstr (part, ==, rows[i][1]);
    }

  g_assert_true (ptl_domain_is_within ("imap.example.org", "example.org"));
  g_assert_false (ptl_domain_is_within ("imap.example.org", "example.net"));
  g_assert_false (ptl_domain_is_within ("a.co.uk", "b.co.uk"));
}

static void
test_suggest (void)
{
  static const struct
  {
    const char *written;
    const char *meant;  /* (nullable) */
  } slips[] = {
    { "gerda@example,org", "gerda@example.org" },
    { "gerda @ example.org", "gerda@example.org" },
    { "gerda(at)example.org", "gerda@example.org" },
    { "gerda at example dot org", "gerda@example.org" },
    { "gerda@example.org.", "gerda@example.org" },
    { "gerda@example..org,", "gerda@example.org" },
    { "gerda example.org", "gerda@example.org" },
    { "gerda@@example.org", "gerda@example.org" },
    { "Gerda Example example.org", NULL },
    { "Gerda Example", NULL },
    { "gerda @example.org", "gerda@example.org" },
    { "gerda.miller@Example;org", "gerda.miller@example.org" },
    { "gerda@example.org", NULL },
    { "\"a, b\"@example.org", NULL },
    { "gerda", NULL },
    { "@", NULL },
    { "", NULL },
    { ".", NULL },
  };
  g_autofree char *long_text = g_strnfill (100000, ',');

  for (gsize i = 0; i < G_N_ELEMENTS (slips); i++)
    {
      g_autoptr(PtlAddress) meant = ptl_address_suggest (slips[i].written);

      g_assert_cmpstr (meant != NULL ? ptl_address_get_text (meant) : NULL, ==, slips[i].meant);
    }

  g_assert_null (ptl_address_suggest (long_text));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *path = g_strdup_printf ("/address/good/%" G_GSIZE_FORMAT, i);

      g_test_add_data_func (path, &good[i], test_good);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *path = g_strdup_printf ("/address/bad/%" G_GSIZE_FORMAT, i);

      g_test_add_data_func (path, &bad[i], test_bad);
    }
  g_test_add_func ("/address/lengths", test_lengths);
  g_test_add_func ("/address/mailbox", test_mailbox);
  g_test_add_func ("/address/every-cut", test_every_cut);
  g_test_add_func ("/address/suggest", test_suggest);
  g_test_add_func ("/domain/registrable", test_registrable);

  return g_test_run ();
}
