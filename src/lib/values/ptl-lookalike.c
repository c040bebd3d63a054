/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-lookalike.h"

/* The scripts that one label may have together, as UTS 39 §5.2 (highly restrictive) has them: Latin beside those of one East Asian
 * language. */
typedef enum
{
  LATIN    = 1 << 0,
  CYRILLIC = 1 << 1,
  GREEK    = 1 << 2,
  HAN      = 1 << 3,
  KANA     = 1 << 4,
  BOPOMOFO = 1 << 5,
  HANGUL   = 1 << 6,
  OTHER    = 1 << 7,
} Scripts;

static const Scripts together[] = {
  LATIN | HAN | KANA,
  LATIN | HAN | BOPOMOFO,
  LATIN | HAN | HANGUL,
};

/* Letters of these scripts that look like Latin ones in most typefaces. A label made of nothing else says something to nobody who
 * reads the script, but something false to everybody else. */
static const char cyrillic_lookalikes[] = "асԁеԛһіюјӏорԝхуѕъьҽпгѵѡ";
static const char greek_lookalikes[] = "ονρτυικωαηγχβ";

/* Sets *@other to the script of a letter that is none of the above. Two of those do not go together, either. */
static Scripts
get_script (gunichar       letter,
            GUnicodeScript *other)
{
  GUnicodeScript script = g_unichar_get_script (letter);

  switch (script)
    {
    case G_UNICODE_SCRIPT_COMMON:
    case G_UNICODE_SCRIPT_INHERITED:
      return 0;
    case G_UNICODE_SCRIPT_LATIN:
      return LATIN;
    case G_UNICODE_SCRIPT_CYRILLIC:
      return CYRILLIC;
    case G_UNICODE_SCRIPT_GREEK:
      return GREEK;
    case G_UNICODE_SCRIPT_HAN:
      return HAN;
    case G_UNICODE_SCRIPT_HIRAGANA:
    case G_UNICODE_SCRIPT_KATAKANA:
      return KANA;
    case G_UNICODE_SCRIPT_BOPOMOFO:
      return BOPOMOFO;
    case G_UNICODE_SCRIPT_HANGUL:
      return HANGUL;
    default:
      if (*other != G_UNICODE_SCRIPT_COMMON && *other != script)
        return OTHER | LATIN;  /* a mixture, whatever else there is */
      *other = script;
      return OTHER;
    }
}

static gboolean
go_together (Scripts scripts)
{
  if ((scripts & (scripts - 1)) == 0)
    return TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (together); i++)
    if ((scripts & ~together[i]) == 0)
      return TRUE;

  return FALSE;
}

/* Whether every letter of @label that is not a digit or a hyphen is one of @letters. */
static gboolean
consists_of (const char *label,
             const char *letters)
{
  for (const char *p = label; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar letter = g_utf8_get_char (p);

      if (g_unichar_isalpha (letter) && g_utf8_strchr (letters, -1, letter) == NULL)
        return FALSE;
    }

  return TRUE;
}

static Scripts
find_scripts (const char *label)
{
  GUnicodeScript other = G_UNICODE_SCRIPT_COMMON;
  Scripts scripts = 0;

  for (const char *p = label; *p != '\0'; p = g_utf8_next_char (p))
    scripts |= get_script (g_utf8_get_char (p), &other);

  return scripts;
}

/* @last: the scripts of the name's last label. Below “.рф” or “.ελ” such names are at home. */
static gboolean
label_is_suspect (const char *label,
                  Scripts     last)
{
  Scripts scripts = find_scripts (label);

  if (!go_together (scripts))
    return TRUE;

  return (scripts == CYRILLIC && last != CYRILLIC && consists_of (label, cyrillic_lookalikes)) ||
         (scripts == GREEK && last != GREEK && consists_of (label, greek_lookalikes));
}

/**
 * ptl_lookalike_is_suspect:
 * @name: a name in Unicode
 *
 * Returns: whether a label of it mixes scripts that no language mixes, or is made of letters only that look like Latin ones
 */
gboolean
ptl_lookalike_is_suspect (const char *name)
{
  g_auto (GStrv) labels = g_strsplit (name, ".", -1);
  guint n = g_strv_length (labels);
  Scripts last = n > 0 ? find_scripts (labels[n - 1]) : 0;

  for (guint i = 0; i < n; i++)
    if (label_is_suspect (labels[i], last))
      return TRUE;

  return FALSE;
}
