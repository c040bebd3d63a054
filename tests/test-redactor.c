/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "ptl-redactor.h"
#include "ptl-transcript.h"

static void
test_words (void)
{
  static const struct
  {
    const char *secret;
    const char *said;
    const char *shown;
  } rows[] = {
    { NULL, "Hello, world", "Hello, world" },
    { "geheim", "no geheim here", "no […] here" },
    { "geheim", "GEHEIM and Geheim", "[…] and […]" },
    { "geheim", "geheimgeheim", "[…][…]" },
    { "geheim", "gehei", "gehei" },
    { "Geheim-Wort-77", "AGFubmFAbWFpbC50ZXN0AEdlaGVpbS1Xb3J0LTc3", "AGFubmFAbWFpbC50ZXN0AE[…]" },
    { "Geheim-Wort-77", "R2VoZWltLVdvcnQtNzc=", "[…]c=" },
    { "Geheim-Wort-77", "xHZWhlaW0tV29ydC03Nw==", NULL },
    { NULL, "a\x01\x1b[31mred\x7f\tz", "a  [31mred  z" },
    { NULL, "right \xe2\x80\xae left", "right   left" },
    { NULL, "\xff\xfe latin \xe4", "\xef\xbf\xbd\xef\xbf\xbd latin \xef\xbf\xbd" },
    { NULL, "  spaces  ", "spaces" },
    { "ö", "schön", "sch[…]n" },
    { "", "empty", "empty" },
    { NULL, "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PtlSecret) secret = rows[i].secret != NULL ? ptl_secret_new (rows[i].secret, -1) : NULL;
      g_autoptr (PtlRedactor) redactor = ptl_redactor_new (secret);
      g_autofree char *shown = ptl_redactor_apply (redactor, rows[i].said, -1, 300);

      g_assert_true (g_utf8_validate (shown, -1, NULL));
      if (rows[i].shown != NULL)
        g_assert_cmpstr (shown, ==, rows[i].shown);
      else
        g_assert_nonnull (strstr (shown, "[…]"));
    }
}

/* Wherever in a base64 text the password happens to stand. */
static void
test_base64 (void)
{
  const char *password = "Zaubernuss!9";
  g_autoptr (PtlSecret) secret = ptl_secret_new (password, -1);
  g_autoptr (PtlRedactor) redactor = ptl_redactor_new (secret);

  for (gsize before = 0; before < 7; before++)
    for (gsize after = 0; after < 7; after++)
      {
        g_autofree char *text = g_strdup_printf ("%.*s%s%.*s", (int) before, "uvwxyz!", password, (int) after, "abcdefg");
        g_autofree char *encoded = g_base64_encode ((guchar *) text, strlen (text));
        g_autofree char *shown = ptl_redactor_apply (redactor, encoded, -1, 300);

        g_assert_nonnull (strstr (shown, "[…]"));
        g_assert_cmpuint (g_utf8_strlen (shown, -1), <, strlen (encoded) - 8);
      }
}

static void
test_length (void)
{
  g_autoptr (PtlRedactor) redactor = ptl_redactor_new (NULL);
  g_autofree char *cut = ptl_redactor_apply (redactor, "äöüäöüäöü", -1, 3);
  g_autofree char *whole = ptl_redactor_apply (redactor, "äöü", -1, 3);
  g_autofree char *part = ptl_redactor_apply (redactor, "äöü", 4, 300);

  g_assert_cmpstr (cut, ==, "äöü…");
  g_assert_cmpstr (whole, ==, "äöü");
  g_assert_cmpstr (part, ==, "äö");
}

static void
test_transcript (void)
{
  g_autoptr (PtlSecret) secret = ptl_secret_new ("geheim", -1);
  PtlTranscript *transcript = ptl_transcript_new (secret);

  ptl_transcript_add (transcript, 'S', "* OK hi\r\n", -1);
  ptl_transcript_add (transcript, 'C', "a1 LIST\r\na2 STATUS\r\n", -1);
  ptl_transcript_add (transcript, 'S', "you said geheim\r\n", -1);
  ptl_transcript_add (transcript, 'S', "C: forged\nC: again", -1);
  g_assert_cmpstr (ptl_transcript_get_text (transcript), ==,
                   "S: * OK hi\nC: a1 LIST\nC: a2 STATUS\nS: you said […]\nS: C: forged\nS: C: again\n");

  for (gsize i = 0; i < 100000; i++)
    ptl_transcript_add (transcript, 'S', "on and on and on", -1);
  g_assert_cmpuint (strlen (ptl_transcript_get_text (transcript)), <, 40000);
  ptl_transcript_free (transcript);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/redactor/words", test_words);
  g_test_add_func ("/redactor/base64", test_base64);
  g_test_add_func ("/redactor/length", test_length);
  g_test_add_func ("/redactor/transcript", test_transcript);

  return g_test_run ();
}
