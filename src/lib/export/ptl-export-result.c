/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-exporter.h"

struct _PtlExportResult
{
  gatomicrefcount ref_count;

  char     *target;         /* (owned) */
  char     *path;           /* (owned) (nullable) */
  char     *message;        /* (owned) */
  gboolean  already_there;
  char     *undo_id;        /* (owned) (nullable) */
  gboolean  different;
  gboolean  replaceable;
  GStrv     differences;    /* (owned) */
};

G_DEFINE_BOXED_TYPE (PtlExportResult, ptl_export_result, ptl_export_result_ref, ptl_export_result_unref)

/**
 * ptl_export_result_new:
 * @target: the exporter's id
 * @path: (nullable): the file or folder that was written
 * @message: a sentence about what was done
 * @already_there: was nothing done, because all of it was there?
 * @undo_id: (nullable): what ptl_export_undo_async() takes
 *
 * Returns: (transfer full): a new result
 */
PtlExportResult *
ptl_export_result_new (const char *target,
                       const char *path,
                       const char *message,
                       gboolean    already_there,
                       const char *undo_id)
{
  PtlExportResult *self = g_new0 (PtlExportResult, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->target = g_strdup (target);
  self->path = g_strdup (path);
  self->message = g_strdup (message);
  self->already_there = already_there;
  self->undo_id = g_strdup (undo_id);
  self->differences = g_new0 (char *, 1);

  return self;
}

PtlExportResult *
ptl_export_result_new_different (const char *target,
                                 const char *path,
                                 const char *message,
                                 GPtrArray  *differences,
                                 gboolean    replaceable)
{
  PtlExportResult *self = ptl_export_result_new (target, path, message, TRUE, NULL);
  guint length = differences != NULL ? differences->len : 0;

  self->different = TRUE;
  self->replaceable = replaceable;
  self->differences = g_renew (char *, self->differences, length + 1);
  for (guint i = 0; i < length; i++)
    self->differences[i] = g_strdup (g_ptr_array_index (differences, i));
  self->differences[length] = NULL;

  return self;
}

PtlExportResult *
ptl_export_result_ref (PtlExportResult *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ptl_export_result_unref (PtlExportResult *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->target);
  g_free (self->path);
  g_free (self->message);
  g_free (self->undo_id);
  g_strfreev (self->differences);
  g_free (self);
}

const char *
ptl_export_result_get_target (const PtlExportResult *self)
{
  return self->target;
}

const char *
ptl_export_result_get_path (const PtlExportResult *self)
{
  return self->path;
}

const char *
ptl_export_result_get_message (const PtlExportResult *self)
{
  return self->message;
}

gboolean
ptl_export_result_is_already_there (const PtlExportResult *self)
{
  return self->already_there;
}

const char *
ptl_export_result_get_undo_id (const PtlExportResult *self)
{
  return self->undo_id;
}

/* Returns: (transfer none): empty where nothing differs, or where it cannot be told what */
const char * const *
ptl_export_result_get_differences (const PtlExportResult *self)
{
  return (const char * const *) self->differences;
}

gboolean
ptl_export_result_is_different (const PtlExportResult *self)
{
  return self->different;
}

gboolean
ptl_export_result_is_replaceable (const PtlExportResult *self)
{
  return self->replaceable;
}
