/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-shared.h"

#include "ptl-goa-exporter.h"
#include "ptl-journal.h"
#include "ptl-keyring.h"

static gboolean
has_change_in_any (GPtrArray       *journals,
                   PtlJournalMatch  match,
                   gconstpointer    data)
{
  for (guint i = 0; i < journals->len; i++)
    {
      if (ptl_journal_has_change (journals->pdata[i], match, data))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_same (GKeyFile   *one,
         const char *group,
         GKeyFile   *other,
         const char *other_group,
         const char *key)
{
  g_autofree char *a = g_key_file_get_value (one, group, key, NULL);
  g_autofree char *b = g_key_file_get_value (other, other_group, key, NULL);

  return g_strcmp0 (a, b) == 0;
}

static gboolean
is_path (GKeyFile      *journal,
         const char    *group,
         gconstpointer  path)
{
  g_autofree char *own = ptl_journal_get_path (journal, group, "Path");

  return g_strcmp0 (own, path) == 0;
}

/* A change of a journal that another journal may have as well. */
typedef struct
{
  GKeyFile   *journal;
  const char *group;
} Change;

static gboolean
is_same_change (GKeyFile      *journal,
                const char    *group,
                gconstpointer  data)
{
  static const char * const keys[] = { "Kind", "Path", "UnlessUsed", "Item" };
  const Change *change = data;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      if (!is_same (journal, group, change->journal, change->group, keys[i]))
        return FALSE;
    }

  return TRUE;
}

/* Returns: (transfer full) (nullable): the folder for which the change was made: itself, or the one that it announces */
static char *
get_folder (GKeyFile   *journal,
            const char *group)
{
  gboolean is_folder = ptl_journal_is_kind (journal, group, PTL_CHANGE_DIRECTORY);

  return ptl_journal_get_path (journal, group, is_folder ? "Path" : "UnlessUsed");
}

static gboolean
is_used (const char *folder,
         GPtrArray  *paths)
{
  for (guint i = 0; i < paths->len; i++)
    {
      const char *path = paths->pdata[i];

      if (g_str_has_prefix (path, folder) && (path[strlen (folder)] == '/' || path[strlen (folder)] == '\0'))
        return TRUE;
    }

  return FALSE;
}

static void
copy_change (GKeyFile   *from,
             const char *group,
             GKeyFile   *to,
             const char *name)
{
  g_auto (GStrv) keys = g_key_file_get_keys (from, group, NULL, NULL);

  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autofree char *value = g_key_file_get_value (from, group, keys[i], NULL);

      g_key_file_set_value (to, name, keys[i], value);
    }
}

static guint
inherit_from (GKeyFile  *other,
              GPtrArray *paths,
              GKeyFile  *journal,
              guint      n)
{
  g_auto (GStrv) groups = ptl_journal_list_changes (other);

  for (guint i = 0; groups[i] != NULL; i++)
    {
      g_autofree char *folder = get_folder (other, groups[i]);
      g_autofree char *name = g_strdup_printf (PTL_JOURNAL_GROUP, n);

      if (folder == NULL || !is_used (folder, paths) || ptl_journal_has_change (journal, is_same_change, &(Change) { other, groups[i] }))
        continue;
      copy_change (other, groups[i], journal, name);
      n++;
    }

  return n;
}

/**
 * ptl_shared_inherit:
 * @paths: (element-type filename): what an export is about to change
 * @journal: its journal, without changes yet
 *
 * Writes down the folders that others have made and it uses, and what was done for these.
 *
 * Returns: how many changes the journal has then
 */
guint
ptl_shared_inherit (GPtrArray *others,
                    GPtrArray *paths,
                    GKeyFile  *journal)
{
  guint n = 0;

  for (guint i = 0; i < others->len; i++)
    n = inherit_from (others->pdata[i], paths, journal, n);

  return n;
}

/* Does another export use what this change made? */
gboolean
ptl_shared_is_held (GPtrArray  *others,
                    GKeyFile   *journal,
                    const char *group)
{
  g_autofree char *folder = get_folder (journal, group);

  return (folder != NULL || ptl_journal_is_kind (journal, group, PTL_CHANGE_SECRET)) &&
         has_change_in_any (others, is_same_change, &(Change) { journal, group });
}

typedef struct
{
  const char *path;
  const char *line;
} Line;

static gboolean
adds_line (GKeyFile      *journal,
           const char    *group,
           gconstpointer  data)
{
  const Line *line = data;
  g_autofree char *added = ptl_journal_get_text (journal, group, "Added");
  g_auto (GStrv) lines = g_strsplit (added != NULL ? added : "", "\n", -1);

  return ptl_journal_is_kind (journal, group, PTL_CHANGE_LINES) && is_path (journal, group, line->path) &&
         g_strv_contains ((const char * const *) lines, line->line);
}

/* Returns: (transfer full): those of the @lines that other exports added to the file, too, or need */
char *
ptl_shared_select_lines (GPtrArray  *others,
                         const char *path,
                         const char *lines)
{
  g_auto (GStrv) all = g_strsplit (lines, "\n", -1);
  GString *selected = g_string_new (NULL);

  for (guint i = 0; all[i] != NULL; i++)
    {
      if (*all[i] != '\0' && has_change_in_any (others, adds_line, &(Line) { path, all[i] }))
        g_string_append_printf (selected, "%s\n", all[i]);
    }

  return g_string_free (selected, FALSE);
}

static gboolean
makes_file (GKeyFile      *journal,
            const char    *group,
            gconstpointer  path)
{
  return is_path (journal, group, path) && !ptl_journal_was_there (journal, group);
}

/* Did exports make the file? */
gboolean
ptl_shared_is_made (GPtrArray  *others,
                    const char *path)
{
  return has_change_in_any (others, makes_file, path);
}

static gboolean
is_later (GKeyFile *other,
          GKeyFile *journal)
{
  g_autofree char *a = g_key_file_get_value (other, "Undo", "Id", NULL);
  g_autofree char *b = g_key_file_get_value (journal, "Undo", "Id", NULL);

  return g_strcmp0 (a, b) > 0;
}

static gboolean
has_change_in_later (GPtrArray       *others,
                     GKeyFile        *journal,
                     PtlJournalMatch  match,
                     gconstpointer    data)
{
  for (guint i = 0; i < others->len; i++)
    {
      if (is_later (others->pdata[i], journal) && ptl_journal_has_change (others->pdata[i], match, data))
        return TRUE;
    }

  return FALSE;
}

/* Has another export, which can still be taken back, changed the file after this one? */
gboolean
ptl_shared_is_changed_later (GPtrArray  *others,
                             GKeyFile   *journal,
                             const char *path)
{
  return has_change_in_later (others, journal, is_path, path);
}

typedef struct
{
  GKeyFile   *journal;
  const char *path;
} Copy;

/* A later export has kept what an earlier one, which is taken back, has made; it can do without, but for files that are all its own. */
static gboolean
needs_copy (GKeyFile      *journal,
            const char    *group,
            gconstpointer  data)
{
  const Copy *copy = data;
  g_autofree char *own = ptl_journal_get_path (journal, group, "Backup");

  return g_strcmp0 (own, copy->path) == 0 && (ptl_journal_is_kind (journal, group, PTL_CHANGE_FILE) || !is_later (journal, copy->journal));
}

/* Will another export need the copy of a file when it is taken back, though this one was before? */
gboolean
ptl_shared_is_copy_needed (GPtrArray  *others,
                           GKeyFile   *journal,
                           const char *path)
{
  return has_change_in_any (others, needs_copy, &(Copy) { journal, path });
}

GHashTable *
ptl_shared_new_lines (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

void
ptl_shared_add_lines (GHashTable *set,
                      const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  const char *group = "";

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (*lines[i] == '[')
        group = lines[i];
      else if (*lines[i] != '\0')
        g_hash_table_add (set, g_strconcat (group, lines[i], NULL));
    }
}

/* The lines of the file that others took the place of, and will put back. */
void
ptl_shared_add_replaced (GHashTable *set,
                         GPtrArray  *others,
                         const char *path)
{
  for (guint i = 0; i < others->len; i++)
    {
      g_auto (GStrv) groups = ptl_journal_list_changes (others->pdata[i]);

      for (guint j = 0; groups[j] != NULL; j++)
        {
          g_autofree char *was = ptl_journal_get_text (others->pdata[i], groups[j], "Was");

          if (was != NULL && is_path (others->pdata[i], groups[j], path))
            ptl_shared_add_lines (set, was);
        }
    }
}

/* Whether both texts have a line in common, other than those that begin with @but (nullable). */
static gboolean
has_common_line (const char *one,
                 const char *other,
                 const char *but)
{
  g_autoptr (GHashTable) lines = ptl_shared_new_lines ();
  g_autoptr (GHashTable) others = ptl_shared_new_lines ();
  GHashTableIter iter;
  gpointer line;

  ptl_shared_add_lines (lines, one);
  ptl_shared_add_lines (others, other);
  g_hash_table_iter_init (&iter, lines);
  while (g_hash_table_iter_next (&iter, &line, NULL))
    {
      if (g_hash_table_contains (others, line) && (but == NULL || !g_str_has_prefix (line, but)))
        return TRUE;
    }

  return FALSE;
}

/* Is something of what @data wrote what this change took the place of? */
static gboolean
replaces_change (GKeyFile      *journal,
                 const char    *group,
                 gconstpointer  data)
{
  const Change *change = data;
  g_autofree char *was = ptl_journal_get_text (journal, group, "Was");
  g_autofree char *added = ptl_journal_get_text (change->journal, change->group, "Added");

  if (!is_same (journal, group, change->journal, change->group, "Path"))
    return FALSE;
  if (ptl_journal_is_kind (journal, group, PTL_CHANGE_GOA_OLD))
    return ptl_journal_is_kind (change->journal, change->group, PTL_CHANGE_GOA);
  if (ptl_journal_is_kind (journal, group, PTL_CHANGE_FILE))
    return ptl_journal_is_kind (change->journal, change->group, PTL_CHANGE_FILE) && g_key_file_has_key (journal, group, "Before", NULL);

  return was != NULL && added != NULL && has_common_line (was, added, NULL);
}

static gboolean
is_replacement (GKeyFile *other,
                GKeyFile *journal)
{
  g_auto (GStrv) groups = ptl_journal_list_changes (journal);

  if (!is_later (other, journal) || !is_same (other, "Undo", journal, "Undo", "Target") || !is_same (other, "Undo", journal, "Undo", "Subject"))
    return FALSE;

  for (guint i = 0; groups[i] != NULL; i++)
    {
      if (ptl_journal_has_change (other, replaces_change, &(Change) { journal, groups[i] }))
        return TRUE;
    }

  return FALSE;
}

/* Returns: (transfer full) (nullable): the id of the last export that gave the same account other settings */
char *
ptl_shared_find_replacement (GPtrArray *others,
                             GKeyFile  *journal)
{
  for (guint i = others->len; i > 0; i--)
    {
      if (is_replacement (others->pdata[i - 1], journal))
        return g_key_file_get_value (others->pdata[i - 1], "Undo", "Id", NULL);
    }

  return NULL;
}

/* Lines about servers for sending stand in the journals of all accounts that send through them. */
#define SENDING "user_pref(\"mail.smtp"

/* Has this change made what @data, a replacement, wrote as well? It was not there then. */
static gboolean
makes_anew (GKeyFile      *journal,
            const char    *group,
            gconstpointer  data)
{
  const Change *change = data;
  g_autofree char *added = ptl_journal_get_text (journal, group, "Added");
  g_autofree char *replaced = ptl_journal_get_text (change->journal, change->group, "Added");

  if (!is_same (journal, group, change->journal, change->group, "Path"))
    return FALSE;
  if (ptl_journal_is_kind (journal, group, PTL_CHANGE_FILE))
    return !g_key_file_has_key (journal, group, "Before", NULL);
  if (added == NULL || replaced == NULL || g_key_file_has_key (journal, group, "Was", NULL))
    return FALSE;

  return ptl_journal_is_kind (change->journal, change->group, PTL_CHANGE_SWAP) ? strstr (added, replaced) != NULL
                                                                               : has_common_line (added, replaced, SENDING);
}

static gboolean
is_replacing (GKeyFile   *journal,
              const char *group)
{
  static const char * const kinds[] = { PTL_CHANGE_SWAP, PTL_CHANGE_KEYS, PTL_CHANGE_PREFS_SWAP };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (ptl_journal_is_kind (journal, group, kinds[i]))
        return TRUE;
    }

  return ptl_journal_is_kind (journal, group, PTL_CHANGE_FILE) && g_key_file_has_key (journal, group, "Before", NULL);
}

/* Does the change replace settings of an account that somebody has removed, and that a later export has set up anew? */
gboolean
ptl_shared_is_outlived (GPtrArray  *others,
                        GKeyFile   *journal,
                        const char *group)
{
  return is_replacing (journal, group) && has_change_in_later (others, journal, makes_anew, &(Change) { journal, group });
}
