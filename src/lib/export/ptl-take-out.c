/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-take-out.h"

#include <string.h>

#include "ptl-journal.h"
#include "ptl-key-swap.h"
#include "ptl-prefs.h"
#include "ptl-safe-file.h"
#include "ptl-thunderbird-account.h"

static const guint8 *
find_text (const guint8 *data,
           gsize         length,
           const char   *text)
{
  return data != NULL ? memmem (data, length, text, strlen (text)) : NULL;
}

/* Returns: (nullable): @now with @was in the place of @added; NULL if that is not there */
static GBytes *
swap_text (GBytes     *now,
           const char *added,
           const char *was)
{
  gsize length, at;
  const guint8 *data = g_bytes_get_data (now, &length);
  const guint8 *found = find_text (data, length, added);
  GByteArray *rest;

  if (found == NULL)
    return NULL;

  at = found - data;
  rest = g_byte_array_sized_new (length);
  g_byte_array_append (rest, data, at);
  g_byte_array_append (rest, (const guint8 *) was, strlen (was));
  g_byte_array_append (rest, found + strlen (added), length - at - strlen (added));

  return g_byte_array_free_to_bytes (rest);
}

GBytes *
ptl_take_out_block (GKeyFile    *journal,
                    const char  *group,
                    GBytes      *now,
                    PtlLeft     *left,
                    GError     **error)
{
  g_autofree char *block = ptl_journal_get_text (journal, group, "Added");
  gsize length;
  const guint8 *data = g_bytes_get_data (now, &length);
  const guint8 *found = block != NULL && *block != '\0' ? find_text (data, length, block) : NULL;

  if (found == NULL)
    return NULL;

  /* Its first byte may be the end of a line by now that somebody wrote above it. */
  return swap_text (now, block, found > data && found[-1] != '\n' ? "\n" : "");
}

/* What was there instead of ours, unless something else has its place by now: the lines begin with it, up to a tab. */
static void
put_back_lines (GString    *text,
                const char *was)
{
  g_auto (GStrv) lines = g_strsplit (was, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *place = g_strndup (lines[i], strcspn (lines[i], "\t") + 1);
      g_autofree char *below = g_strconcat ("\n", place, NULL);

      if (*lines[i] == '\0' || g_str_has_prefix (text->str, place) || strstr (text->str, below) != NULL)
        continue;
      if (text->len > 0 && text->str[text->len - 1] != '\n')
        g_string_append_c (text, '\n');
      g_string_append_printf (text, "%s\n", lines[i]);
    }
}

/* Without those of our lines that are still there, wherever they are by now, and with what was there instead. */
GBytes *
ptl_take_out_lines (GKeyFile    *journal,
                    const char  *group,
                    GBytes      *now,
                    PtlLeft     *left,
                    GError     **error)
{
  g_autofree char *added = ptl_journal_get_text (journal, group, "Added");
  g_autofree char *was = ptl_journal_get_text (journal, group, "Was");
  g_auto (GStrv) ours = g_strsplit (added != NULL ? added : "", "\n", -1);
  g_autofree char *text = ptl_safe_file_get_text (now);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GString) rest = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (*lines[i] == '\0' || !g_strv_contains ((const char * const *) ours, lines[i]))
        g_string_append_printf (rest, "%s%s", lines[i], lines[i + 1] != NULL ? "\n" : "");
    }
  put_back_lines (rest, was != NULL ? was : "");

  return strlen (text) == g_bytes_get_size (now) ? g_string_free_to_bytes (g_steal_pointer (&rest)) : NULL;
}

GBytes *
ptl_take_out_group (GKeyFile    *journal,
                    const char  *group,
                    GBytes      *now,
                    PtlLeft     *left,
                    GError     **error)
{
  g_autofree char *block = ptl_journal_get_text (journal, group, "Added");
  GBytes *rest = ptl_take_out_block (journal, group, now, left, error);

  return rest != NULL || block == NULL ? rest : ptl_key_swap_take_out (now, block);
}

/* Thunderbird's number of the last account says nothing where nothing else is left. */
static gboolean
says_nothing (GBytes *prefs)
{
  g_autofree char *text = ptl_safe_file_get_text (prefs);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (*lines[i] != '\0' && !g_str_has_prefix (lines[i], "user_pref(\"" PTL_THUNDERBIRD_LAST_KEY "\","))
        return FALSE;
    }

  return TRUE;
}

/* Nothing, if there is nothing left in a file that exports have made. */
static GBytes *
write_prefs (GKeyFile   *journal,
             const char *group,
             PtlPrefs   *prefs)
{
  g_autoptr (GBytes) rest = ptl_prefs_to_bytes (prefs);

  return says_nothing (rest) && !ptl_journal_was_there (journal, group) ? g_bytes_new (NULL, 0) : g_steal_pointer (&rest);
}

GBytes *
ptl_take_out_prefs (GKeyFile    *journal,
                    const char  *group,
                    GBytes      *now,
                    PtlLeft     *left,
                    GError     **error)
{
  g_autofree char *lines = ptl_journal_get_text (journal, group, "Added");
  g_autoptr (GBytes) bytes = g_bytes_new (lines, lines != NULL ? strlen (lines) : 0);
  g_autoptr (PtlPrefs) added = ptl_prefs_parse (bytes, error);
  g_autoptr (PtlPrefs) prefs = added != NULL ? ptl_prefs_parse (now, error) : NULL;

  return prefs != NULL && ptl_thunderbird_account_remove (prefs, added, left->changed) ? write_prefs (journal, group, prefs) : NULL;
}

/* The whole file goes; the program may have added to it. */
GBytes *
ptl_take_out_all (GKeyFile    *journal,
                  const char  *group,
                  GBytes      *now,
                  PtlLeft     *left,
                  GError     **error)
{
  return g_bytes_new (NULL, 0);
}

static gboolean
get_swap (GKeyFile    *journal,
          const char  *group,
          char       **added,
          char       **was)
{
  *added = ptl_journal_get_text (journal, group, "Added");
  *was = ptl_journal_get_text (journal, group, "Was");

  return *added != NULL && **added != '\0' && *was != NULL;
}

GBytes *
ptl_take_out_swap (GKeyFile    *journal,
                   const char  *group,
                   GBytes      *now,
                   PtlLeft     *left,
                   GError     **error)
{
  g_autofree char *added = NULL;
  g_autofree char *was = NULL;

  return get_swap (journal, group, &added, &was) ? swap_text (now, added, was) : NULL;
}

GBytes *
ptl_take_out_keys (GKeyFile    *journal,
                   const char  *group,
                   GBytes      *now,
                   PtlLeft     *left,
                   GError     **error)
{
  g_autofree char *added = NULL;
  g_autofree char *was = NULL;

  return get_swap (journal, group, &added, &was) ? ptl_key_swap_take_back (now, added, was, left->changed) : NULL;
}

static PtlPrefs *
parse_text (const char  *text,
            GError     **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return ptl_prefs_parse (bytes, error);
}

GBytes *
ptl_take_out_prefs_swap (GKeyFile    *journal,
                         const char  *group,
                         GBytes      *now,
                         PtlLeft     *left,
                         GError     **error)
{
  g_autofree char *added_text = NULL;
  g_autofree char *was_text = NULL;
  g_autoptr (PtlPrefs) added = NULL;
  g_autoptr (PtlPrefs) was = NULL;
  g_autoptr (PtlPrefs) prefs = NULL;

  if (!get_swap (journal, group, &added_text, &was_text))
    return NULL;
  if ((added = parse_text (added_text, error)) == NULL || (was = parse_text (was_text, error)) == NULL ||
      (prefs = ptl_prefs_parse (now, error)) == NULL)
    return NULL;

  return ptl_thunderbird_account_restore (prefs, added, was, left->changed, &left->is_shared) ? write_prefs (journal, group, prefs) : NULL;
}
