/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-number.h"

/**
 * ptl_number_parse:
 * @text: (nullable): what should be a number
 * @min: the smallest that is meant
 * @max: the largest that is meant
 * @number: (out): the number, untouched if it is none
 *
 * Unlike g_ascii_string_to_unsigned() it does not look at errno. Where several threads read their first number at once, GLib sets up
 * its locale meanwhile, which leaves an error there: a good number would be refused now and then.
 *
 * Returns: whether it is a number from @min to @max
 */
gboolean
ptl_number_parse (const char *text,
                  guint64     min,
                  guint64     max,
                  guint64    *number)
{
  guint64 value = 0;

  if (text == NULL || *text == '\0')
    return FALSE;

  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isdigit (*p) || !g_uint64_checked_mul (&value, value, 10) ||
        !g_uint64_checked_add (&value, value, (guint64) g_ascii_digit_value (*p)))
      return FALSE;

  if (value < min || value > max)
    return FALSE;

  *number = value;
  return TRUE;
}
