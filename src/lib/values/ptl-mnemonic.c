/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-mnemonic.h"

#include <string.h>

/* The underscore that marks a letter; NULL if none does. */
static const char *
find_mark (const char *label)
{
  for (const char *p = strchr (label, '_'); p != NULL && p[1] != '\0'; p = strchr (p + 2, '_'))
    if (p[1] != '_')
      return p;

  return NULL;
}

/**
 * ptl_mnemonic_get_letter:
 * @label: what a control is called
 *
 * Returns: the letter that leads to it, in lower case; 0 if none does
 */
gunichar
ptl_mnemonic_get_letter (const char *label)
{
  const char *mark;

  g_return_val_if_fail (label != NULL, 0);

  mark = find_mark (label);
  return mark != NULL ? g_unichar_tolower (g_utf8_get_char (mark + 1)) : 0;
}

static gboolean
is_free (gunichar    letter,
         const char *taken)
{
  return g_unichar_isalpha (letter) && g_utf8_strchr (taken, -1, g_unichar_tolower (letter)) == NULL;
}

/* The first letter that is free: of a word if there is one, else within a word. */
static const char *
find_free (const char *text,
           const char *taken)
{
  const char *within = NULL;
  gunichar before = ' ';

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar letter = g_utf8_get_char (p);

      if (is_free (letter, taken) && !g_unichar_isalnum (before))
        return p;
      if (is_free (letter, taken) && within == NULL)
        within = p;
      before = letter;
    }

  return within;
}

/* Where no key writes the letters of the language, one of the keyboard stands in brackets at the end: “設定(_S)”. */
static char *
exchange_bracket (const char *label,
                  const char *mark,
                  const char *taken)
{
  g_autofree char *before = g_strndup (label, mark - 1 - label);

  for (char letter = 'A'; letter <= 'Z'; letter++)
    if (is_free (letter, taken))
      return g_strdup_printf ("%s(_%c)%s", before, letter, mark + 3);

  return g_strconcat (before, mark + 3, NULL);
}

/**
 * ptl_mnemonic_set_apart:
 * @label: what a control is called
 * @taken: the letters, in lower case, that lead to other controls already
 *
 * Returns: (transfer full): @label if nothing else has its letter, else with another letter of it marked, or none if all are taken
 */
char *
ptl_mnemonic_set_apart (const char *label,
                        const char *taken)
{
  const char *mark, *free;
  g_autofree char *text = NULL;

  g_return_val_if_fail (label != NULL, NULL);
  g_return_val_if_fail (taken != NULL, NULL);

  mark = find_mark (label);
  if (mark == NULL || g_utf8_strchr (taken, -1, ptl_mnemonic_get_letter (label)) == NULL)
    return g_strdup (label);
  if (mark > label && mark[-1] == '(' && g_ascii_isalpha (mark[1]) && mark[2] == ')')
    return exchange_bracket (label, mark, taken);

  text = g_strdup_printf ("%.*s%s", (int) (mark - label), label, mark + 1);
  free = find_free (text, taken);
  return free != NULL ? g_strdup_printf ("%.*s_%s", (int) (free - text), text, free) : g_steal_pointer (&text);
}
