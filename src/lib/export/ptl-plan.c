/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-plan.h"

#include <glib/gstdio.h>

#include "ptl-error.h"
#include "ptl-journal.h"
#include "ptl-place.h"
#include "ptl-safe-file.h"
#include "ptl-shared.h"

typedef struct
{
  const char *kind;     /* static */
  char       *path;     /* (owned) (nullable) */
  GBytes     *before;   /* (owned) (nullable): there was none */
  GBytes     *after;    /* (owned) (nullable): a folder, a note, or something that is shared as it is */
  char       *added;    /* (owned) (nullable): the text that was added */
  char       *was;      /* (owned) (nullable): … and the one that it took the place of */
  char       *unless;   /* (owned) (nullable): a folder that must not have been used */
  char       *key;      /* (owned) (nullable): of a note */
  char       *value;    /* (owned) (nullable) */
  char       *backup;   /* (owned) (nullable) */
  guint       mode;
  gboolean    quiet;
  gboolean    made;     /* the folder was not there before */
  gboolean    is_leftover;  /* … and the file only because an export was killed */
} Change;

struct _PtlPlan
{
  const PtlExportOptions *options;   /* (unowned) */
  char                   *target;    /* (owned) */
  char                   *subject;   /* (owned) */
  char                   *id;        /* (owned) (nullable) */
  GPtrArray              *changes;   /* (element-type Change) (owned) */
  GPtrArray              *others;    /* (element-type GKeyFile) (owned) (nullable): the journals of all other exports, once they are asked for */
  gboolean                optional;  /* it may also be done where no journal can be kept */
};

static void
change_free (Change *change)
{
  g_clear_pointer (&change->before, g_bytes_unref);
  g_clear_pointer (&change->after, g_bytes_unref);
  g_free (change->path);
  g_free (change->added);
  g_free (change->was);
  g_free (change->unless);
  g_free (change->key);
  g_free (change->value);
  g_free (change->backup);
  g_free (change);
}

/**
 * ptl_plan_new:
 * @target: the exporter's id
 * @subject: the address of the account
 */
PtlPlan *
ptl_plan_new (const PtlExportOptions *options,
              const char             *target,
              const char             *subject)
{
  PtlPlan *self = g_new0 (PtlPlan, 1);

  self->options = options;
  self->target = g_strdup (target);
  self->subject = g_strdup (subject);
  self->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) change_free);

  return self;
}

void
ptl_plan_free (PtlPlan *self)
{
  g_ptr_array_unref (self->changes);
  g_clear_pointer (&self->others, g_ptr_array_unref);
  g_free (self->target);
  g_free (self->subject);
  g_free (self->id);
  g_free (self);
}

/* Returns: (transfer none) (element-type GKeyFile): the journals of all other exports */
GPtrArray *
ptl_plan_get_others (PtlPlan *self)
{
  if (self->others == NULL)
    self->others = ptl_journal_load_others (self->options, NULL);

  return self->others;
}

static Change *
add_change (PtlPlan    *self,
            const char *kind,
            const char *path)
{
  Change *change = g_new0 (Change, 1);

  change->kind = kind;
  change->path = g_strdup (path);
  g_ptr_array_add (self->changes, change);

  return change;
}

static Change *
add_file (PtlPlan    *self,
          const char *kind,
          const char *path,
          GBytes     *before,
          GBytes     *after,
          guint       mode)
{
  Change *change = add_change (self, kind, path);

  change->before = before != NULL ? g_bytes_ref (before) : NULL;
  change->after = g_bytes_ref (after);
  change->mode = mode;

  return change;
}

static gboolean
makes_directory (PtlPlan    *self,
                 const char *path)
{
  for (guint i = 0; i < self->changes->len; i++)
    {
      const Change *change = g_ptr_array_index (self->changes, i);

      if (g_str_equal (change->kind, PTL_CHANGE_DIRECTORY) && g_str_equal (change->path, path))
        return TRUE;
    }

  return FALSE;
}

/* A folder that is there or is made, with those above it: each that an export made is taken back. */
void
ptl_plan_make_directory (PtlPlan    *self,
                         const char *path)
{
  g_autofree char *parent = g_path_get_dirname (path);

  if (makes_directory (self, path))
    return;

  if (!ptl_place_exists (path))
    ptl_plan_make_directory (self, parent);
  add_change (self, PTL_CHANGE_DIRECTORY, path)->mode = 0700;
}

/* A file that is written as a whole. */
void
ptl_plan_write_file (PtlPlan    *self,
                     const char *path,
                     GBytes     *before,
                     GBytes     *after,
                     guint       mode)
{
  add_file (self, PTL_CHANGE_FILE, path, before, after, mode);
}

static GBytes *
append_text (GBytes     *before,
             const char *text)
{
  g_autoptr (GByteArray) array = g_byte_array_new ();
  gsize length = 0;
  const guint8 *data = before != NULL ? g_bytes_get_data (before, &length) : NULL;

  if (length > 0)
    g_byte_array_append (array, data, length);
  if (length > 0 && data[length - 1] != '\n')
    g_byte_array_append (array, (const guint8 *) "\n", 1);
  g_byte_array_append (array, (const guint8 *) text, strlen (text));

  return g_byte_array_free_to_bytes (g_steal_pointer (&array));
}

/* Text at the end of a file that may have other lines; taking it back leaves those. */
void
ptl_plan_append (PtlPlan    *self,
                 const char *path,
                 GBytes     *before,
                 const char *block,
                 guint       mode)
{
  g_autoptr (GBytes) after = append_text (before, block);

  add_file (self, PTL_CHANGE_BLOCK, path, before, after, mode)->added = g_strdup (block);
}

/* Lines in a file that the program sorts when it writes it anew: each of @added is taken back by itself, and @was put back. */
void
ptl_plan_change_lines (PtlPlan    *self,
                       const char *path,
                       GBytes     *before,
                       GBytes     *after,
                       const char *added,
                       const char *was)
{
  ptl_plan_swap (self, PTL_CHANGE_LINES, path, before, after, added, was);
}

/* Lines that are there already. Those that earlier exports added are taken back with the last export that needs them. */
void
ptl_plan_share_lines (PtlPlan    *self,
                      const char *path,
                      GBytes     *before,
                      const char *lines)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *shared = ptl_shared_select_lines (ptl_plan_get_others (self), absolute, lines);
  Change *change;

  if (*shared == '\0')
    return;

  change = add_change (self, PTL_CHANGE_LINES, path);
  change->before = g_bytes_ref (before);
  change->added = g_steal_pointer (&shared);
}

/* A group of keys at the end of a file that the program writes anew each time it ends. */
void
ptl_plan_append_group (PtlPlan    *self,
                       const char *path,
                       GBytes     *before,
                       const char *block)
{
  g_autoptr (GBytes) after = append_text (before, block);

  add_file (self, PTL_CHANGE_GROUP, path, before, after, 0600)->added = g_strdup (block);
}

/* An account in Thunderbird's preferences; taking it back understands what Thunderbird has made of them since. */
void
ptl_plan_write_prefs (PtlPlan    *self,
                      const char *path,
                      GBytes     *before,
                      GBytes     *after,
                      const char *added)
{
  add_file (self, PTL_CHANGE_PREFS, path, before, after, 0600)->added = g_strdup (added);
}

/* A new file of keys and values, to which the program may add others; taking it back looks only at ours. An export that was killed
 * may have @left (nullable) it there: then it is taken back all the same. */
void
ptl_plan_write_key_file (PtlPlan    *self,
                         const char *path,
                         GBytes     *left,
                         GKeyFile   *file)
{
  gsize length;
  char *text = g_key_file_to_data (file, &length, NULL);
  g_autoptr (GBytes) after = g_bytes_new_take (text, length);
  Change *change = add_file (self, PTL_CHANGE_KEY_FILE, path, left, after, 0600);

  change->added = g_strdup (text);
  change->is_leftover = left != NULL;
}

/* Settings that take the place of others, when the person asked for it: @added instead of @was, as the kind writes them. Taking it
 * back puts @was in the place of what is still as it was written. */
void
ptl_plan_swap (PtlPlan    *self,
               const char *kind,
               const char *path,
               GBytes     *before,
               GBytes     *after,
               const char *added,
               const char *was)
{
  Change *change = add_file (self, kind, path, before, after, 0600);

  change->added = g_strdup (added);
  change->was = g_strdup (was);
}

/* Something outside of files, which the exporter does itself and taking back knows how to undo. */
void
ptl_plan_note (PtlPlan    *self,
               const char *kind,
               const char *key,
               const char *value)
{
  Change *change = add_change (self, kind, NULL);

  change->key = g_strdup (key);
  change->value = g_strdup (value);
}

/* Has an earlier export done so, which can still be taken back? */
gboolean
ptl_plan_is_noted (PtlPlan    *self,
                   const char *kind,
                   const char *key,
                   const char *value)
{
  g_autoptr (GKeyFile) note = g_key_file_new ();

  g_key_file_set_string (note, "Change", "Kind", kind);
  g_key_file_set_string (note, "Change", key, value);
  return ptl_shared_is_held (ptl_plan_get_others (self), note, "Change");
}

/* The last change is the program's own book-keeping: if the program changes it later, taking back does not speak of it. With
 * @unless_used (nullable), it is only taken back as long as that folder holds nothing but what this plan has made. */
void
ptl_plan_set_quiet (PtlPlan    *self,
                    const char *unless_used)
{
  Change *change = g_ptr_array_index (self->changes, self->changes->len - 1);

  change->quiet = TRUE;
  change->unless = g_strdup (unless_used);
}

/* Where no journal can be kept, the plan is carried out all the same, and cannot be taken back. */
void
ptl_plan_set_optional (PtlPlan *self)
{
  self->optional = TRUE;
}

static void
describe_change (const Change *change,
                 GKeyFile     *file,
                 const char   *group)
{
  g_key_file_set_string (file, group, "Kind", change->kind);
  if (change->path != NULL)
    ptl_journal_set_path (file, group, "Path", change->path);
  if (change->backup != NULL)
    ptl_journal_set_path (file, group, "Backup", change->backup);
  if (change->unless != NULL)
    ptl_journal_set_path (file, group, "UnlessUsed", change->unless);
  if (change->added != NULL)
    ptl_journal_set_text (file, group, "Added", change->added);
  if (change->was != NULL)
    ptl_journal_set_text (file, group, "Was", change->was);
  if (change->key != NULL)
    g_key_file_set_string (file, group, change->key, change->value);
  if (change->quiet)
    g_key_file_set_boolean (file, group, "Quiet", TRUE);
  ptl_journal_set_digest (file, group, "Before", change->is_leftover ? NULL : change->before);
  ptl_journal_set_digest (file, group, "After", change->after);
}

/* What other exports have to do with the file: it goes with the last of them. */
static void
describe_share (const Change *change,
                GPtrArray    *others,
                GKeyFile     *file,
                const char   *group)
{
  g_autofree char *path = NULL;

  if (change->before == NULL || change->is_leftover)
    return;

  path = g_canonicalize_filename (change->path, NULL);
  if (ptl_shared_is_made (others, path))
    g_key_file_set_boolean (file, group, "Made", TRUE);
  if (change->was != NULL && g_str_equal (change->kind, PTL_CHANGE_LINES))
    {
      g_autofree char *ours = ptl_shared_select_lines (others, path, change->was);

      ptl_journal_set_text (file, group, "WasOurs", ours);
    }
}

/* Returns: (transfer full) (element-type filename): what is changed and used, as a journal names it */
static GPtrArray *
list_paths (PtlPlan *self)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->changes->len; i++)
    {
      const Change *change = g_ptr_array_index (self->changes, i);

      if (change->path != NULL)
        g_ptr_array_add (paths, g_canonicalize_filename (change->path, NULL));
    }

  return paths;
}

static gboolean
write_journal (PtlPlan  *self,
               GError  **error)
{
  g_autoptr (GKeyFile) file = ptl_journal_new (self->target, self->subject);
  GPtrArray *others = ptl_plan_get_others (self);
  g_autoptr (GPtrArray) paths = list_paths (self);
  g_autoptr (GError) failure = NULL;
  guint n_inherited = ptl_shared_inherit (others, paths, file);

  for (guint i = 0; i < self->changes->len; i++)
    {
      g_autofree char *group = g_strdup_printf (PTL_JOURNAL_GROUP, n_inherited + i);
      const Change *change = g_ptr_array_index (self->changes, i);

      if (g_str_equal (change->kind, PTL_CHANGE_DIRECTORY) && !change->made)
        continue;
      describe_change (change, file, group);
      describe_share (change, others, file, group);
    }

  self->id = ptl_journal_save (self->options, self->target, file, &failure);
  if (self->id != NULL || self->optional)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
prepare (Change  *change,
         GError **error)
{
  if (g_str_equal (change->kind, PTL_CHANGE_DIRECTORY))
    change->made = !ptl_place_exists (change->path);
  if (change->before == NULL || change->after == NULL || change->is_leftover)
    return TRUE;

  change->backup = ptl_safe_file_back_up (change->path, change->before, error);
  return change->backup != NULL;
}

static gboolean
carry_out (const Change  *change,
           GError       **error)
{
  if (g_str_equal (change->kind, PTL_CHANGE_DIRECTORY))
    return !change->made || ptl_safe_file_make_directory (change->path, change->mode, error);

  return change->after == NULL || ptl_safe_file_replace (change->path, change->before, change->after, change->mode, error);
}

/* Returns: whether it is as before; a folder that somebody uses by now may stay */
static gboolean
roll_back (const Change *change)
{
  if (g_str_equal (change->kind, PTL_CHANGE_DIRECTORY) && change->made)
    g_rmdir (change->path);
  else if (change->after != NULL && change->before == NULL)
    return ptl_safe_file_delete (change->path, change->after, NULL);
  else if (change->after != NULL)
    return ptl_safe_file_put_back (change->path, change->after, change->before, change->backup, NULL);

  return TRUE;
}

static void
forget_backups (PtlPlan *self)
{
  for (guint i = 0; i < self->changes->len; i++)
    {
      const Change *change = g_ptr_array_index (self->changes, i);

      if (change->backup != NULL)
        g_unlink (change->backup);
    }
}

static gboolean
prepare_all (PtlPlan  *self,
             GError  **error)
{
  for (guint i = 0; i < self->changes->len; i++)
    {
      if (!prepare (g_ptr_array_index (self->changes, i), error))
        return FALSE;
    }

  return write_journal (self, error);
}

/* Returns: whether all is done; else @is_as_before says whether nothing is */
static gboolean
carry_out_all (PtlPlan   *self,
               gboolean  *is_as_before,
               GError   **error)
{
  for (guint i = 0; i < self->changes->len; i++)
    {
      if (carry_out (g_ptr_array_index (self->changes, i), error))
        continue;
      while (i > 0)
        *is_as_before &= roll_back (g_ptr_array_index (self->changes, --i));
      return FALSE;
    }

  return TRUE;
}

static void
settle (PtlPlan *self)
{
  if (self->id != NULL)
    ptl_journal_set_open (self->options, self->id, FALSE);
}

/* In a preview: notes what would be written. */
static void
look_at_all (PtlPlan *self)
{
  for (guint i = 0; i < self->changes->len; i++)
    {
      const Change *change = g_ptr_array_index (self->changes, i);

      if (change->after != NULL)
        g_ptr_array_add (self->options->looked, g_canonicalize_filename (change->path, NULL));
    }
}

/* Does everything; if anything fails, everything is as before. Where somebody has written into a file meanwhile, so that it cannot be
 * put back, what was written down stays, and with it the way to take it back. */
gboolean
ptl_plan_commit (PtlPlan  *self,
                 GError  **error)
{
  gboolean is_as_before = TRUE;

  if (self->options->looked != NULL)
    return look_at_all (self), TRUE;
  if (prepare_all (self, error) && carry_out_all (self, &is_as_before, error))
    return settle (self), TRUE;
  if (!is_as_before)
    return FALSE;

  forget_backups (self);
  if (self->id != NULL)
    ptl_journal_forget (self->options, self->id);
  return FALSE;
}

const char *
ptl_plan_get_undo_id (PtlPlan *self)
{
  return self->id;
}

/* Returns: (nullable): the copy of the first file that was there before */
const char *
ptl_plan_get_backup (PtlPlan *self)
{
  for (guint i = 0; i < self->changes->len; i++)
    {
      const Change *change = g_ptr_array_index (self->changes, i);

      if (change->backup != NULL)
        return change->backup;
    }

  return NULL;
}
