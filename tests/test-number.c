/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-number.h"

static void
test_rows (void)
{
  static const struct
  {
    const char *text;
    guint64     min, max;
    gboolean    good;
    guint64     number;
  } rows[] = {
    { "993", 1, 65535, TRUE, 993 },
    { "00993", 1, 65535, TRUE, 993 },
    { "1", 1, 65535, TRUE, 1 },
    { "65535", 1, 65535, TRUE, 65535 },
    { "0", 0, 1, TRUE, 0 },
    { "18446744073709551615", 0, G_MAXUINT64, TRUE, G_MAXUINT64 },
    { "18446744073709551616", 0, G_MAXUINT64, FALSE, 0 },
    { "99999999999999999999999999999999", 0, G_MAXUINT64, FALSE, 0 },
    { "0", 1, 65535, FALSE, 0 },
    { "65536", 1, 65535, FALSE, 0 },
    { NULL, 0, 9, FALSE, 0 },
    { "", 0, 9, FALSE, 0 },
    { " 1", 0, 9, FALSE, 0 },
    { "1 ", 0, 9, FALSE, 0 },
    { "+1", 0, 9, FALSE, 0 },
    { "-1", 0, G_MAXUINT64, FALSE, 0 },
    { "0x1", 0, 9, FALSE, 0 },
    { "1.0", 0, 9, FALSE, 0 },
    { "\xd9\xa1", 0, 9, FALSE, 0 },  /* an Arabic one */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      guint64 number = 4711;

      g_test_message ("%s", rows[i].text != NULL ? rows[i].text : "NULL");
      g_assert_cmpint (ptl_number_parse (rows[i].text, rows[i].min, rows[i].max, &number), ==, rows[i].good);
      g_assert_cmpuint (number, ==, rows[i].good ? rows[i].number : 4711);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/number/rows", test_rows);

  return g_test_run ();
}
