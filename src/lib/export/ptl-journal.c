/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-journal.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "ptl-error.h"
#include "ptl-place.h"
#include "ptl-safe-file.h"

#define FOLDER    "portolan/undo"
#define EXTENSION ".undo"
#define OPEN      ".begun"
#define VERSION   1
#define BYTES     "Bytes"  /* behind the key */

GKeyFile *
ptl_journal_new (const char *target,
                 const char *subject)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format_iso8601 (now);
  GKeyFile *file = g_key_file_new ();

  g_key_file_set_integer (file, "Undo", "Version", VERSION);
  g_key_file_set_string (file, "Undo", "Target", target);
  g_key_file_set_string (file, "Undo", "Subject", subject);
  g_key_file_set_string (file, "Undo", "Time", time);

  return file;
}

static char *
make_path (const PtlExportOptions *options,
           const char             *id,
           const char             *extension)
{
  g_autofree char *folder = ptl_place_in_state (options, FOLDER);
  g_autofree char *name = g_strconcat (id, extension, NULL);

  return g_build_filename (folder, name, NULL);
}

static gboolean
is_open (const PtlExportOptions *options,
         const char             *id)
{
  g_autofree char *path = make_path (options, id, OPEN);

  return ptl_place_exists (path);
}

/* What is under way, or was when it was killed, has another name. A name can be changed where the disk is full, too. */
static char *
get_path (const PtlExportOptions *options,
          const char             *id)
{
  return make_path (options, id, is_open (options, id) ? OPEN : EXTENSION);
}

/* What was killed as it wrote its journal has left a piece of that. Only one export is under way at a time. */
static void
clear_pieces (const PtlExportOptions *options)
{
  g_autofree char *folder = ptl_place_in_state (options, FOLDER);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (*name == '.' && g_str_has_suffix (name, OPEN ".portolan"))
        g_unlink (path);
    }
}

/**
 * ptl_journal_save:
 *
 * Writes the journal of what is about to begin.
 *
 * Returns: (transfer full) (nullable): the journal's id; ids sort by time
 */
char *
ptl_journal_save (const PtlExportOptions  *options,
                  const char              *target,
                  GKeyFile                *file,
                  GError                 **error)
{
  g_autofree char *id = g_strdup_printf ("%016" G_GINT64_FORMAT "-%s", g_get_real_time (), target);
  g_autofree char *path = make_path (options, id, OPEN);
  g_autofree char *folder = g_path_get_dirname (path);
  gsize length;
  char *text = g_key_file_to_data (file, &length, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, length);

  clear_pieces (options);
  if (!ptl_safe_file_make_directory (folder, 0700, error) || !ptl_safe_file_replace (path, NULL, bytes, 0600, error))
    return NULL;

  return g_steal_pointer (&id);
}

/* Notes that all is done, or (@is_open) that taking it back begins. */
void
ptl_journal_set_open (const PtlExportOptions *options,
                      const char             *id,
                      gboolean                is_open)
{
  g_autofree char *old_path = make_path (options, id, is_open ? EXTENSION : OPEN);
  g_autofree char *new_path = make_path (options, id, is_open ? OPEN : EXTENSION);

  g_rename (old_path, new_path);
}

static gboolean
is_id (const char *id)
{
  return *id != '\0' && *id != '.' && strchr (id, '/') == NULL;
}

static gboolean
check_version (GKeyFile  *file,
               GError   **error)
{
  if (g_key_file_get_integer (file, "Undo", "Version", NULL) <= VERSION)
    return TRUE;

  g_set_error_literal (error, PTL_ERROR, PTL_ERROR_EXPORT_NEWER,
                       _("This was written down by a newer version of Portolan, which can also take it back."));
  return FALSE;
}

/* The journal knows its id then: [Undo], Id. */
GKeyFile *
ptl_journal_load (const PtlExportOptions  *options,
                  const char              *id,
                  GError                 **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *path = is_id (id) ? get_path (options, id) : NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) failure = NULL;

  if (path != NULL && !ptl_safe_file_read (path, &bytes, error))
    return NULL;
  if (bytes == NULL)
    {
      g_set_error (error, PTL_ERROR, PTL_ERROR_USAGE, _("There is nothing with the number “%s” that could be taken back."), id);
      return NULL;
    }
  if (!g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_NONE, &failure))
    {
      g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_CORRUPT, _("“%s” cannot be read: %s"), path, failure->message);
      return NULL;
    }

  g_key_file_set_value (file, "Undo", "Id", id);
  return check_version (file, error) ? g_steal_pointer (&file) : NULL;
}

static int
compare_ids (gconstpointer a,
             gconstpointer b)
{
  return strcmp (*(const char * const *) b, *(const char * const *) a);
}

/* Returns: (transfer full) (element-type utf8): the ids of all exports that can be taken back, the last one first */
static GPtrArray *
list_ids (const PtlExportOptions *options)
{
  g_autofree char *folder = ptl_place_in_state (options, FOLDER);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (*name != '.' && (g_str_has_suffix (name, EXTENSION) || g_str_has_suffix (name, OPEN)))
      g_ptr_array_add (ids, g_strndup (name, strrchr (name, '.') - name));
  g_ptr_array_sort (ids, compare_ids);

  return ids;
}

/* Returns: (transfer full) (nullable): the id of the last export that can be taken back */
char *
ptl_journal_find_last (const PtlExportOptions *options)
{
  g_autoptr (GPtrArray) ids = list_ids (options);

  return ids->len > 0 ? g_strdup (ids->pdata[0]) : NULL;
}

static GPtrArray *
load_all (const PtlExportOptions *options,
          const char             *but,
          gboolean                only_open)
{
  g_autoptr (GPtrArray) ids = list_ids (options);
  GPtrArray *journals = g_ptr_array_new_with_free_func ((GDestroyNotify) g_key_file_unref);

  for (guint i = ids->len; i > 0; i--)
    {
      const char *id = ids->pdata[i - 1];
      gboolean wanted = g_strcmp0 (id, but) != 0 && (!only_open || is_open (options, id));
      GKeyFile *file = wanted ? ptl_journal_load (options, id, NULL) : NULL;

      if (file != NULL)
        g_ptr_array_add (journals, file);
    }

  return journals;
}

/* Returns: (transfer full) (element-type GKeyFile): the journals of all exports but @id (nullable), the first one first; without what
 * cannot be read */
GPtrArray *
ptl_journal_load_others (const PtlExportOptions *options,
                         const char             *id)
{
  return load_all (options, id, FALSE);
}

/* Returns: (transfer full) (element-type GKeyFile): those of what has not come to its end, the first one first */
GPtrArray *
ptl_journal_load_open (const PtlExportOptions *options)
{
  return load_all (options, NULL, TRUE);
}

/* Returns: (transfer full): the groups of the changes, in the order in which they were made */
GStrv
ptl_journal_list_changes (GKeyFile *file)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; groups[i] != NULL; i++)
    {
      if (g_str_has_prefix (groups[i], "Change"))
        g_strv_builder_add (builder, groups[i]);
    }

  return g_strv_builder_end (builder);
}

/* Is there a change that @match says so of? */
gboolean
ptl_journal_has_change (GKeyFile        *file,
                        PtlJournalMatch  match,
                        gconstpointer    data)
{
  g_auto (GStrv) groups = ptl_journal_list_changes (file);

  for (guint i = 0; groups[i] != NULL; i++)
    {
      if (match (file, groups[i], data))
        return TRUE;
    }

  return FALSE;
}

/* @kind is the text; this is a PtlJournalMatch, too. */
gboolean
ptl_journal_is_kind (GKeyFile      *file,
                     const char    *group,
                     gconstpointer  kind)
{
  g_autofree char *own = g_key_file_get_string (file, group, "Kind", NULL);

  return g_strcmp0 (own, kind) == 0;
}

/* Was the changed file there before any export? */
gboolean
ptl_journal_was_there (GKeyFile   *file,
                       const char *group)
{
  return g_key_file_has_key (file, group, "Before", NULL) && !g_key_file_get_boolean (file, group, "Made", NULL);
}

void
ptl_undo_entry_free (PtlUndoEntry *self)
{
  g_free (self->id);
  g_free (self->target);
  g_free (self->subject);
  g_free (self->time);
  g_free (self);
}

/**
 * ptl_export_list_undo:
 * @options: whose home it is about
 *
 * Returns: (transfer full) (element-type PtlUndoEntry): what can be taken back, the last one first; without what cannot be read
 */
GPtrArray *
ptl_export_list_undo (const PtlExportOptions *options)
{
  g_autoptr (GPtrArray) ids = list_ids (options);
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) ptl_undo_entry_free);

  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr (GKeyFile) file = ptl_journal_load (options, ids->pdata[i], NULL);
      PtlUndoEntry *entry;

      if (file == NULL)
        continue;

      entry = g_new0 (PtlUndoEntry, 1);
      entry->id = g_strdup (ids->pdata[i]);
      entry->target = g_key_file_get_string (file, "Undo", "Target", NULL);
      entry->subject = g_key_file_get_string (file, "Undo", "Subject", NULL);
      entry->time = g_key_file_get_string (file, "Undo", "Time", NULL);
      g_ptr_array_add (entries, entry);
    }

  return entries;
}

void
ptl_journal_forget (const PtlExportOptions *options,
                    const char             *id)
{
  g_autofree char *path = get_path (options, id);

  g_unlink (path);
  clear_pieces (options);
}

/* A file name need not be UTF-8, but a key file is. */
void
ptl_journal_set_path (GKeyFile   *file,
                      const char *group,
                      const char *key,
                      const char *path)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *uri = g_filename_to_uri (absolute, NULL, NULL);

  g_key_file_set_string (file, group, key, uri);
}

/* Returns: (transfer full) (nullable): */
char *
ptl_journal_get_path (GKeyFile   *file,
                      const char *group,
                      const char *key)
{
  g_autofree char *uri = g_key_file_get_string (file, group, key, NULL);

  return uri != NULL ? g_filename_from_uri (uri, NULL, NULL) : NULL;
}

/* What a file holds need not be UTF-8 either: then it stands in a key of its own, in base64. */
void
ptl_journal_set_text (GKeyFile   *file,
                      const char *group,
                      const char *key,
                      const char *text)
{
  g_autofree char *bytes_key = g_strconcat (key, BYTES, NULL);
  g_autofree char *encoded = g_base64_encode ((const guchar *) text, strlen (text));

  if (g_utf8_validate (text, -1, NULL))
    g_key_file_set_string (file, group, key, text);
  else
    g_key_file_set_string (file, group, bytes_key, encoded);
}

/* Returns: (transfer full) (nullable): the text, in whatever encoding it was */
char *
ptl_journal_get_text (GKeyFile   *file,
                      const char *group,
                      const char *key)
{
  g_autofree char *bytes_key = g_strconcat (key, BYTES, NULL);
  g_autofree char *encoded = g_key_file_get_string (file, group, bytes_key, NULL);
  g_autofree guchar *bytes = NULL;
  gsize length = 0;

  if (encoded == NULL)
    return g_key_file_get_string (file, group, key, NULL);

  bytes = g_base64_decode (encoded, &length);
  return g_strndup ((const char *) bytes, length);
}

/* Sets nothing where there are no @bytes (nullable). */
void
ptl_journal_set_digest (GKeyFile   *file,
                        const char *group,
                        const char *key,
                        GBytes     *bytes)
{
  g_autofree char *digest = NULL;

  if (bytes == NULL)
    return;

  digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  g_key_file_set_string (file, group, key, digest);
}

gboolean
ptl_journal_is_digest (GKeyFile   *file,
                       const char *group,
                       const char *key,
                       GBytes     *bytes)
{
  g_autofree char *known = g_key_file_get_string (file, group, key, NULL);
  g_autofree char *digest = bytes != NULL ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes) : NULL;

  return g_strcmp0 (known, digest) == 0;
}
