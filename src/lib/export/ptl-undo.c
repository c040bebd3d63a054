/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-undo.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "ptl-copies.h"
#include "ptl-error.h"
#include "ptl-evolution-exporter.h"
#include "ptl-goa-exporter.h"
#include "ptl-journal.h"
#include "ptl-key-swap.h"
#include "ptl-keyring.h"
#include "ptl-place.h"
#include "ptl-running.h"
#include "ptl-safe-file.h"
#include "ptl-shared.h"
#include "ptl-take-out.h"
#include "ptl-thunderbird-exporter.h"

typedef struct
{
  const PtlExportOptions *options;     /* (unowned) */
  GKeyFile               *journal;     /* (owned) */
  GPtrArray              *others;      /* (element-type GKeyFile) (owned): the journals of the other exports */
  GPtrArray              *locks;       /* (element-type PtlLock) (owned) */
  PtlLeft                 left;
  guint                   taken_back;  /* how many changes */
  gboolean                waits;       /* something stays because of a later export, which can be taken back first */
} Undo;

#define LAST_TURN 2
#define LOCK_NAME ".parentlock"

typedef struct
{
  const char   *name;
  PtlTakeOut    take_out;  /* (nullable): for files */
  gboolean    (*take_back) (Undo *undo, const char *group, GError **error);  /* (nullable): as files are taken back */
} Kind;

static void
undo_clear (Undo *undo)
{
  g_clear_pointer (&undo->journal, g_key_file_unref);
  g_clear_pointer (&undo->others, g_ptr_array_unref);
  g_clear_pointer (&undo->left.changed, g_ptr_array_unref);
  g_clear_pointer (&undo->locks, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Undo, undo_clear)

static void
leave (Undo       *undo,
       const char *group,
       const char *what)
{
  if (g_key_file_get_boolean (undo->journal, group, "Quiet", NULL))
    return;

  g_ptr_array_add (undo->left.changed, g_filename_display_name (what));
  undo->waits = undo->waits || ptl_shared_is_changed_later (undo->others, undo->journal, what);
}

/* What the file held before, if the copy of it is still there. FALSE with no error if it isn't. */
static gboolean
get_before (Undo        *undo,
            const char  *group,
            GBytes     **before)
{
  g_autofree char *path = ptl_journal_get_path (undo->journal, group, "Backup");

  *before = NULL;
  if (path != NULL && !ptl_safe_file_read (path, before, NULL))
    return FALSE;

  return ptl_journal_is_digest (undo->journal, group, "Before", *before);
}

/* Changes a file back. One that exports have made goes when nothing is left in it. */
static gboolean
change_back (Undo        *undo,
             const char  *group,
             const char  *path,
             GBytes      *now,
             GBytes      *before,
             GError     **error)
{
  gboolean was_there = ptl_journal_was_there (undo->journal, group);
  gboolean is_backup = ptl_journal_is_digest (undo->journal, group, "Before", before);
  g_autofree char *backup = is_backup ? ptl_journal_get_path (undo->journal, group, "Backup") : NULL;

  if (before == NULL || (!was_there && g_bytes_get_size (before) == 0))
    {
      if (!ptl_safe_file_delete (path, now, error))
        return FALSE;
    }
  else if (!ptl_safe_file_put_back (path, now, before, backup, error))
    return FALSE;

  ptl_copies_forget (undo->others, undo->journal, path, now, before);
  undo->taken_back++;
  return TRUE;
}

/* Was it never written, or is it taken back already? What is shared as it was says nothing of that. */
static gboolean
is_as_before (Undo       *undo,
              const char *group,
              GBytes     *now)
{
  return g_key_file_has_key (undo->journal, group, "After", NULL) && ptl_journal_is_digest (undo->journal, group, "Before", now);
}

/* A later export may have written the very same file. If not, copies may be left of what was killed before they could go, too. */
static void
leave_as_before (Undo       *undo,
                 const char *group,
                 const char *path,
                 GBytes     *now)
{
  if (ptl_journal_is_kind (undo->journal, group, PTL_CHANGE_FILE) && ptl_shared_is_changed_later (undo->others, undo->journal, path))
    leave (undo, group, path);
  else if (now != NULL)
    ptl_copies_forget (undo->others, undo->journal, path, now, now);
}

static gboolean
take_back_with (Undo        *undo,
                const char  *group,
                PtlTakeOut   take_out,
                GError     **error)
{
  g_autofree char *path = ptl_journal_get_path (undo->journal, group, "Path");
  g_autoptr (GBytes) now = NULL;
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GError) failure = NULL;
  guint n_changed = undo->left.changed->len;

  if (path == NULL)
    return TRUE;

  ptl_safe_file_clear (path);
  if (!ptl_safe_file_read (path, &now, error))
    return FALSE;
  if (now == NULL || is_as_before (undo, group, now))
    return leave_as_before (undo, group, path, now), TRUE;
  if (ptl_journal_is_digest (undo->journal, group, "After", now) && get_before (undo, group, &before))
    return change_back (undo, group, path, now, before, error);

  g_clear_pointer (&before, g_bytes_unref);
  before = take_out != NULL ? take_out (undo->journal, group, now, &undo->left, &failure) : NULL;
  if (failure != NULL)
    return g_propagate_error (error, g_steal_pointer (&failure)), FALSE;
  if (ptl_journal_is_kind (undo->journal, group, PTL_CHANGE_PREFS_SWAP) && (undo->left.is_shared || undo->left.changed->len > n_changed))
    undo->waits = undo->waits || ptl_shared_is_changed_later (undo->others, undo->journal, path);  /* a later account sends through it, too */
  if (before == NULL && undo->left.is_shared)
    return TRUE;
  if (before == NULL)
    leave (undo, group, path);
  else if (g_bytes_get_size (now) == 0 || !g_bytes_equal (before, now))  /* else somebody has taken it out already */
    return change_back (undo, group, path, now, before, error);

  return TRUE;
}

static gboolean
is_made_by_us (const char *name)
{
  return g_str_equal (name, "compatibility.ini") || g_str_equal (name, LOCK_NAME) || g_str_has_suffix (name, ".portolan");
}

/* Is anything left in the folder that somebody needs? */
static gboolean
is_used (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      if (!is_made_by_us (name))
        return TRUE;
    }

  return FALSE;
}

/* Returns: (transfer full): the lines of @text that are not among @others */
static char *
select_other_lines (const char *text,
                    const char *others)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_auto (GStrv) other_lines = g_strsplit (others, "\n", -1);
  GString *rest = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (*lines[i] != '\0' && !g_strv_contains ((const char * const *) other_lines, lines[i]))
        g_string_append_printf (rest, "%s\n", lines[i]);
    }

  return g_string_free (rest, FALSE);
}

/* Takes lines out of what is taken back, or put back. */
static void
spare_lines (Undo       *undo,
             const char *group,
             const char *key,
             const char *lines)
{
  g_autofree char *all = ptl_journal_get_text (undo->journal, group, key);
  g_autofree char *rest = NULL;

  if (all == NULL || *lines == '\0')
    return;

  rest = select_other_lines (all, lines);
  ptl_journal_set_text (undo->journal, group, key, rest);
  g_key_file_remove_key (undo->journal, group, "After", NULL);
}

/* Lines that other exports need stay, and those of others that this one took the place of come back only if they still need them. */
static gboolean
take_back_lines (Undo        *undo,
                 const char  *group,
                 GError     **error)
{
  g_autofree char *path = ptl_journal_get_path (undo->journal, group, "Path");
  g_autofree char *added = ptl_journal_get_text (undo->journal, group, "Added");
  g_autofree char *was = ptl_journal_get_text (undo->journal, group, "WasOurs");
  g_autofree char *held = ptl_shared_select_lines (undo->others, path, added != NULL ? added : "");
  g_autofree char *was_held = ptl_shared_select_lines (undo->others, path, was != NULL ? was : "");
  g_autofree char *gone = select_other_lines (was != NULL ? was : "", was_held);

  spare_lines (undo, group, "Added", held);
  spare_lines (undo, group, "Was", gone);
  return take_back_with (undo, group, ptl_take_out_lines, error);
}

static gboolean
take_back_directory (Undo        *undo,
                     const char  *group,
                     GError     **error)
{
  g_autofree char *path = ptl_journal_get_path (undo->journal, group, "Path");
  g_autofree char *stale_lock = path != NULL ? g_build_filename (path, LOCK_NAME, NULL) : NULL;

  if (path != NULL && !is_used (path))
    g_unlink (stale_lock);  /* of one that was killed */
  g_ptr_array_set_size (undo->locks, 0);  /* their files are in it */
  if (path != NULL && g_rmdir (path) != 0 && errno != ENOENT && errno != ENOTEMPTY && errno != EEXIST && errno != ENOTDIR)
    {
      ptl_safe_file_set_error (error, errno, path);
      return FALSE;
    }

  return TRUE;
}

/* Is a file by now that of another account than the one that was added? If it is gone, nothing says so. */
static gboolean
is_other_key_file (GKeyFile      *journal,
                   const char    *group,
                   gconstpointer  data)
{
  g_autofree char *path = ptl_journal_get_path (journal, group, "Path");
  g_autofree char *text = ptl_journal_get_text (journal, group, "Added");
  g_autoptr (GKeyFile) ours = g_key_file_new ();
  g_autoptr (GKeyFile) theirs = NULL;

  if (!ptl_journal_is_kind (journal, group, PTL_CHANGE_KEY_FILE) || path == NULL || !ptl_place_exists (path))
    return FALSE;

  theirs = ptl_safe_file_read_key_file (path, NULL);
  return theirs == NULL || text == NULL || !g_key_file_load_from_data (ours, text, -1, G_KEY_FILE_NONE, NULL) ||
         !ptl_key_swap_is_same (theirs, ours);
}

static gboolean
take_back_key_file (Undo        *undo,
                    const char  *group,
                    GError     **error)
{
  g_autofree char *path = ptl_journal_get_path (undo->journal, group, "Path");

  if (!ptl_journal_has_change (undo->journal, is_other_key_file, NULL))  /* the files of an account go together */
    return take_back_with (undo, group, ptl_take_out_all, error);

  if (path != NULL && ptl_place_exists (path))
    leave (undo, group, path);
  return TRUE;
}

static gboolean
take_back_goa (Undo        *undo,
               const char  *group,
               GError     **error)
{
  undo->taken_back++;
  return ptl_goa_take_back (undo->journal, group, error);
}

static gboolean
restore_goa (Undo        *undo,
             const char  *group,
             GError     **error)
{
  undo->taken_back++;
  return ptl_goa_restore (undo->journal, group, error);
}

/* Without a keyring the rest is taken back all the same. */
static gboolean
take_back_secret (Undo        *undo,
                  const char  *group,
                  GError     **error)
{
  if (ptl_keyring_take_back (undo->journal, group, NULL))
    undo->taken_back++;
  else
    g_ptr_array_add (undo->left.changed, g_strdup (_("the password in the keyring")));

  return TRUE;
}

static gboolean
take_back_keys (Undo        *undo,
                const char  *group,
                GError     **error)
{
  g_autofree char *path = ptl_journal_get_path (undo->journal, group, "Path");
  g_autofree char *folder = path != NULL ? g_path_get_dirname (path) : NULL;

  if (!take_back_with (undo, group, ptl_take_out_keys, error))
    return FALSE;
  if (path != NULL && g_str_has_suffix (path, ".source"))
    ptl_evolution_tell (folder, undo->options);

  return TRUE;
}

static const Kind kinds[] = {
  { PTL_CHANGE_DIRECTORY, .take_back = take_back_directory },
  { PTL_CHANGE_FILE },
  { PTL_CHANGE_KEY_FILE, .take_back = take_back_key_file },
  { PTL_CHANGE_GOA, .take_back = take_back_goa },
  { PTL_CHANGE_GOA_OLD, .take_back = restore_goa },
  { PTL_CHANGE_SECRET, .take_back = take_back_secret },
  { PTL_CHANGE_BLOCK, .take_out = ptl_take_out_block },
  { PTL_CHANGE_LINES, .take_back = take_back_lines },
  { PTL_CHANGE_GROUP, .take_out = ptl_take_out_group },
  { PTL_CHANGE_PREFS, .take_out = ptl_take_out_prefs },
  { PTL_CHANGE_SWAP, .take_out = ptl_take_out_swap },
  { PTL_CHANGE_KEYS, .take_back = take_back_keys },
  { PTL_CHANGE_PREFS_SWAP, .take_out = ptl_take_out_prefs_swap },
};

/* Does it stay without a word, as others need it? */
static gboolean
is_needed (Undo       *undo,
           const char *group)
{
  g_autofree char *folder = ptl_journal_get_path (undo->journal, group, "UnlessUsed");

  return (folder != NULL && is_used (folder)) || ptl_shared_is_held (undo->others, undo->journal, group);
}

static gboolean
take_back (Undo        *undo,
           const char  *group,
           GError     **error)
{
  g_autofree char *kind = g_key_file_get_string (undo->journal, group, "Kind", NULL);
  g_autofree char *path = ptl_journal_get_path (undo->journal, group, "Path");

  if (is_needed (undo, group))
    return TRUE;
  if (path != NULL && ptl_shared_is_outlived (undo->others, undo->journal, group))
    return leave (undo, group, path), TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (g_strcmp0 (kind, kinds[i].name) == 0)
        return kinds[i].take_back != NULL ? kinds[i].take_back (undo, group, error)
                                          : take_back_with (undo, group, kinds[i].take_out, error);
    }

  g_set_error_literal (error, PTL_ERROR, PTL_ERROR_EXPORT_CORRUPT, _("What was written down about this export cannot be read."));
  return FALSE;
}

/* A program that writes its settings when it ends would undo this. Evolution takes notice of files that go. */
static gboolean
check_closed (Undo    *undo,
              GError **error)
{
  g_autofree char *target = g_key_file_get_string (undo->journal, "Undo", "Target", NULL);
  gboolean swaps_keys = ptl_journal_has_change (undo->journal, ptl_journal_is_kind, PTL_CHANGE_KEYS);

  return target == NULL || (g_str_equal (target, "evolution") && !swaps_keys) || ptl_running_check_closed (target, undo->options, error);
}

/* Thunderbird's preferences, and the certificates that it trusts. */
static gboolean
is_in_profile (const char *kind)
{
  return kind != NULL && (g_str_has_prefix (kind, PTL_CHANGE_PREFS) || g_str_equal (kind, PTL_CHANGE_LINES));
}

/* Before anything is taken back: is the program closed that would overwrite it? All is in one profile. */
static gboolean
lock_profile (Undo    *undo,
              GStrv    groups,
              GError **error)
{
  for (guint i = 0; groups[i] != NULL && undo->locks->len == 0; i++)
    {
      g_autofree char *kind = g_key_file_get_string (undo->journal, groups[i], "Kind", NULL);
      g_autofree char *path = ptl_journal_get_path (undo->journal, groups[i], "Path");
      g_autofree char *folder = path != NULL ? g_path_get_dirname (path) : NULL;
      PtlLock *lock;

      if (!is_in_profile (kind) || folder == NULL || !ptl_place_exists (folder))
        continue;
      lock = ptl_thunderbird_lock (folder, error);
      if (lock == NULL)
        return FALSE;
      g_ptr_array_add (undo->locks, lock);
    }

  return TRUE;
}

/* Folders go last, and just before them what is about them: only then it is known what is left in them. */
static guint
get_turn (Undo       *undo,
          const char *group)
{
  if (ptl_journal_is_kind (undo->journal, group, PTL_CHANGE_DIRECTORY))
    return LAST_TURN;

  return g_key_file_has_key (undo->journal, group, "UnlessUsed", NULL) ? LAST_TURN - 1 : 0;
}

static gboolean
take_back_all (Undo        *undo,
               const char  *id,
               GError     **error)
{
  g_auto (GStrv) groups = ptl_journal_list_changes (undo->journal);

  if (!check_closed (undo, error) || !lock_profile (undo, groups, error))
    return FALSE;

  ptl_journal_set_open (undo->options, id, TRUE);
  for (guint turn = 0; turn <= LAST_TURN; turn++)
    {
      for (guint i = g_strv_length (groups); i > 0; i--)
        {
          if (get_turn (undo, groups[i - 1]) == turn && !take_back (undo, groups[i - 1], error))
            return FALSE;
        }
    }

  return TRUE;
}

/* Returns: (transfer full): what was taken back and what was changed; NULL with an error if all of it had been changed */
static char *
report_changes (Undo    *undo,
                GError **error)
{
  g_autofree char *subject = g_key_file_get_string (undo->journal, "Undo", "Subject", NULL);
  g_autofree char *left = NULL;

  g_ptr_array_add (undo->left.changed, NULL);
  left = g_strjoinv (", ", (char **) undo->left.changed->pdata);

  if (*left == '\0' && undo->taken_back == 0)
    return g_strdup (_("There was nothing left to take back."));
  if (*left == '\0')
    return g_strdup_printf (_("What was set up for %s was taken back."), subject);
  if (undo->taken_back > 0)
    return g_strdup_printf (_("What was set up for %s was taken back. This was changed since and stays: %s"), subject, left);

  g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_CHANGED, _("Nothing was taken back, because this was changed since: %s"), left);
  return NULL;
}

/* What a person is told about it; NULL with an error if nothing could be taken back. */
static char *
report (Undo    *undo,
        GError **error)
{
  const char *shared = _("The server for sending stays as it is, because another account uses it.");
  g_autofree char *changes = NULL;

  if (!undo->left.is_shared)
    return report_changes (undo, error);
  if (undo->taken_back == 0)
    return g_set_error_literal (error, PTL_ERROR, PTL_ERROR_EXPORT_CHANGED, shared), NULL;

  changes = report_changes (undo, error);
  return g_strjoin (" ", shared, changes, NULL);
}

static gboolean
read_journals (Undo        *undo,
               const char  *id,
               GError     **error)
{
  g_clear_pointer (&undo->journal, g_key_file_unref);
  g_clear_pointer (&undo->others, g_ptr_array_unref);
  undo->journal = ptl_journal_load (undo->options, id, error);
  undo->others = undo->journal != NULL ? ptl_journal_load_others (undo->options, id) : NULL;

  return undo->journal != NULL;
}

/* Settings that took the place of these later go first, unless something later still is in their way: then as much of them as can. */
static gboolean
take_back_replacements (Undo        *undo,
                        const char  *id,
                        GError     **error)
{
  g_autofree char *last = NULL;

  while (read_journals (undo, id, error))
    {
      g_autofree char *replacement = ptl_shared_find_replacement (undo->others, undo->journal);
      g_autofree char *said = NULL;
      g_autoptr (GError) failure = NULL;

      if (replacement == NULL || g_strcmp0 (replacement, last) == 0)
        return TRUE;

      said = ptl_undo_run (replacement, undo->options, &failure);
      if (said == NULL && !g_error_matches (failure, PTL_ERROR, PTL_ERROR_EXPORT_CHANGED))
        return g_propagate_error (error, g_steal_pointer (&failure)), FALSE;
      g_free (last);
      last = g_steal_pointer (&replacement);
    }

  return FALSE;
}

static char *
run (const char              *id,
     const PtlExportOptions  *options,
     GError                 **error)
{
  g_auto (Undo) undo = { .options = options };

  undo.left.changed = g_ptr_array_new_with_free_func (g_free);
  undo.locks = g_ptr_array_new_with_free_func ((GDestroyNotify) ptl_lock_release);
  if (!take_back_replacements (&undo, id, error) || !take_back_all (&undo, id, error))
    return NULL;

  if (undo.waits)
    ptl_journal_set_open (options, id, FALSE);
  else
    ptl_journal_forget (options, id);
  return report (&undo, error);
}

/**
 * ptl_undo_run:
 * @id: (nullable): what to take back; %NULL for what was done last
 *
 * With it goes what replaced its settings later.
 *
 * Returns: (transfer full) (nullable): a sentence about what was taken back
 */
char *
ptl_undo_run (const char              *id,
              const PtlExportOptions  *options,
              GError                 **error)
{
  g_autofree char *last = id == NULL ? ptl_journal_find_last (options) : g_strdup (id);

  if (last == NULL)
    {
      g_set_error_literal (error, PTL_ERROR, PTL_ERROR_USAGE, _("There is nothing that could be taken back."));
      return NULL;
    }

  return run (last, options, error);
}
