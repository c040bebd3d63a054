/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-exporter.h"

#include "ptl-error.h"
#include "ptl-export-common.h"
#include "ptl-fix.h"
#include "ptl-isp-exporter.h"
#include "ptl-lock.h"
#include "ptl-place.h"
#include "ptl-policy.h"
#include "ptl-safe-file.h"
#include "ptl-undo.h"

/* Running what the table says: exports, previews of them, and taking back, each in a thread. */

/* How long an export waits for another one to end. */
#define LOCK_TIMEOUT 10000

typedef struct
{
  const PtlExporter *exporter;  /* (nullable): changing what is there, or taking back */
  PtlExisting       *existing;  /* (owned) (nullable): to change */
  PtlServer         *incoming;  /* (owned) (nullable) */
  PtlServer         *outgoing;  /* (owned) (nullable) */
  PtlAccount        *account;   /* (owned) (nullable) */
  char              *undo_id;   /* (owned) (nullable) */
  PtlExportOptions   options;   /* strings and secret owned */
} Job;

static void
job_free (Job *job)
{
  g_clear_pointer (&job->existing, ptl_existing_unref);
  g_clear_pointer (&job->incoming, ptl_server_unref);
  g_clear_pointer (&job->outgoing, ptl_server_unref);
  g_clear_pointer (&job->account, ptl_account_unref);
  g_clear_pointer (&job->options.secret, ptl_secret_unref);
  g_free ((char *) job->options.path);
  g_free ((char *) job->options.home);
  g_free ((char *) job->options.sysroot);
  g_clear_pointer (&job->options.looked, g_ptr_array_unref);
  g_free (job->undo_id);
  g_free (job);
}

static Job *
job_new (const PtlExporter      *exporter,
         PtlAccount             *account,
         const char             *undo_id,
         const PtlExportOptions *options)
{
  Job *job = g_new0 (Job, 1);

  job->exporter = exporter;
  job->account = account != NULL ? ptl_account_ref (account) : NULL;
  job->undo_id = g_strdup (undo_id);
  if (options != NULL)
    {
      job->options.path = g_strdup (options->path);
      job->options.home = g_strdup (options->home);
      job->options.sysroot = g_strdup (options->sysroot);
      job->options.secret = options->secret != NULL ? ptl_secret_ref (options->secret) : NULL;
      job->options.replace = options->replace;
    }

  return job;
}

/* Two exports at once would mix. Where no lock can be kept, as in a home that cannot be written, there is nothing to mix either:
 * *lock is NULL then. */
static gboolean
take_turn (Job           *job,
           PtlLock      **lock,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autofree char *path = ptl_place_in_state (&job->options, "portolan/export.lock");
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) failure = NULL;

  if (!ptl_safe_file_make_directory (folder, 0700, NULL))
    return TRUE;

  *lock = ptl_lock_wait (path, LOCK_TIMEOUT, cancellable, &failure);
  if (*lock != NULL || g_error_matches (failure, PTL_ERROR, PTL_ERROR_EXPORT_NOT_WRITABLE))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* Nothing is written in a preview. */
static void
begin_anew (Job *job)
{
  PtlAddress *address = job->account != NULL ? ptl_account_get_address (job->account) : NULL;

  if (job->options.looked != NULL)
    return;

  if (job->existing != NULL)
    ptl_undo_unfinished (ptl_existing_get_program (job->existing), ptl_existing_get_title (job->existing), &job->options);
  else
    {
      ptl_undo_unfinished (job->exporter->id, ptl_address_get_display (address), &job->options);
      ptl_undo_unfinished (job->exporter->id, ptl_address_get_domain (address), &job->options);
    }
}

static gpointer
run_job (Job           *job,
         GCancellable  *cancellable,
         GError       **error)
{
  if (job->existing == NULL && job->exporter == NULL)
    return ptl_undo_run (job->undo_id, &job->options, error);
  if (job->existing == NULL && g_strcmp0 (job->options.path, "-") == 0 && job->exporter->render != NULL)
    return ptl_export_print (job->exporter, job->account, error);

  begin_anew (job);
  if (job->existing != NULL)
    return ptl_fix_apply (job->existing, job->incoming, job->outgoing, &job->options, error);
  if (job->exporter->apply == NULL)
    return ptl_export_save_document (job->exporter, job->account, &job->options, error);

  return job->exporter->apply (job->account, &job->options, cancellable, error);
}

/**
 * ptl_export_is_allowed:
 * @target: the id of an exporter or a program
 * @account: (nullable): what is handed over
 * @error: return location for an error
 *
 * What the administrator of this computer forbids stays forbidden, whoever asks for it, and in whatever way it would be handed over.
 * ptl_export_async() asks by itself.
 *
 * Returns: whether it is allowed; if not, with %PTL_ERROR_POLICY
 */
gboolean
ptl_export_is_allowed (const char  *target,
                       PtlAccount  *account,
                       GError     **error)
{
  g_autoptr (PtlPolicy) policy = ptl_policy_load_default (error);

  return policy != NULL && ptl_policy_check_target (policy, target, error) &&
         (account == NULL || ptl_policy_check_account (policy, account, error));
}

static gboolean
is_allowed (const Job  *job,
            GError    **error)
{
  if (job->existing != NULL)
    return ptl_export_is_allowed (ptl_existing_get_program (job->existing), job->account, error);
  if (job->exporter != NULL)
    return ptl_export_is_allowed (job->exporter->id, job->account, error);

  return TRUE;  /* taking back is always allowed */
}

static void
job_thread (GTask        *task,
            gpointer      source,
            gpointer      task_data,
            GCancellable *cancellable)
{
  Job *job = task_data;
  GDestroyNotify destroy = job->exporter != NULL || job->existing != NULL ? (GDestroyNotify) ptl_export_result_unref : g_free;
  g_autoptr (PtlLock) lock = NULL;
  GError *error = NULL;
  gpointer result = NULL;

  if (is_allowed (job, &error) && take_turn (job, &lock, cancellable, &error))
    result = run_job (job, cancellable, &error);
  g_clear_pointer (&lock, ptl_lock_release);

  if (result != NULL)
    g_task_return_pointer (task, result, destroy);
  else
    g_task_return_error (task, error);
}

static void
start_job (Job                 *job,
           gpointer             source_tag,
           GCancellable        *cancellable,
           GAsyncReadyCallback  callback,
           gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  g_task_set_check_cancellable (task, FALSE);  /* what is done is done, and is said */
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  g_task_run_in_thread (task, job_thread);
}

/**
 * ptl_export_async:
 * @exporter: what to hand over to
 * @account: the account
 * @options: (nullable): where and how
 */
void
ptl_export_async (const PtlExporter      *exporter,
                  PtlAccount             *account,
                  const PtlExportOptions *options,
                  GCancellable           *cancellable,
                  GAsyncReadyCallback     callback,
                  gpointer                user_data)
{
  g_return_if_fail (exporter != NULL);
  g_return_if_fail (account != NULL);

  start_job (job_new (exporter, account, NULL, options), ptl_export_async, cancellable, callback, user_data);
}

/* Returns: (transfer full) (nullable): */
PtlExportResult *
ptl_export_finish (GAsyncResult  *result,
                   GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ptl_export_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ptl_export_fix_async:
 * @existing: an account that a mail program has
 * @incoming: (nullable): its new server for receiving
 * @outgoing: (nullable): its new server for sending
 * @options: (nullable): another home, for tests
 */
void
ptl_export_fix_async (PtlExisting            *existing,
                      PtlServer              *incoming,
                      PtlServer              *outgoing,
                      const PtlExportOptions *options,
                      GCancellable           *cancellable,
                      GAsyncReadyCallback     callback,
                      gpointer                user_data)
{
  Job *job = job_new (NULL, NULL, NULL, options);

  job->existing = ptl_existing_ref (existing);
  job->incoming = incoming != NULL ? ptl_server_ref (incoming) : NULL;
  job->outgoing = outgoing != NULL ? ptl_server_ref (outgoing) : NULL;
  start_job (job, ptl_export_fix_async, cancellable, callback, user_data);
}

/* Returns: (transfer full) (nullable): */
PtlExportResult *
ptl_export_fix_finish (GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ptl_export_fix_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
ptl_export_undo_async (const char             *undo_id,
                       const PtlExportOptions *options,
                       GCancellable           *cancellable,
                       GAsyncReadyCallback     callback,
                       gpointer                user_data)
{
  start_job (job_new (NULL, NULL, undo_id, options), ptl_export_undo_async, cancellable, callback, user_data);
}

/* Returns: (transfer full) (nullable): a sentence about what was taken back */
char *
ptl_export_undo_finish (GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ptl_export_undo_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Looking */

void
ptl_export_preview_free (PtlExportPreview *self)
{
  g_strfreev (self->differences);
  g_strfreev (self->paths);
  g_strfreev (self->command);
  g_clear_error (&self->obstacle);
  g_free (self);
}

static GStrv
take_paths (GPtrArray *looked)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < looked->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (looked, i));

  return g_strv_builder_end (builder);
}

/* Goes the whole way of the export, up to where it would write. */
static PtlExportPreview *
look (Job          *job,
      GCancellable *cancellable)
{
  PtlExportPreview *self = g_new0 (PtlExportPreview, 1);
  g_autoptr (PtlExportResult) result = NULL;

  self->is_installed = ptl_exporter_is_installed (job->exporter, &job->options);
  self->needs_place = ptl_exporter_needs_place (job->exporter);
  self->holds_password = job->exporter->holds_password;
  if (is_allowed (job, &self->obstacle))
    result = run_job (job, cancellable, &self->obstacle);
  if (result != NULL)
    {
      self->is_already_there = ptl_export_result_is_already_there (result);
      self->is_replaceable = ptl_export_result_is_replaceable (result);
    }

  self->differences = g_strdupv (result != NULL ? (GStrv) ptl_export_result_get_differences (result) : (char *[]) { NULL });
  self->paths = take_paths (job->options.looked);
  self->command = ptl_isp_get_command (job->exporter, self->paths);
  return self;
}

static void
look_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  g_task_return_pointer (task, look (task_data, cancellable), (GDestroyNotify) ptl_export_preview_free);
}

/**
 * ptl_export_preview_async:
 *
 * Finds out what ptl_export_async() would do with the same arguments. Nothing is written, and no password is stored.
 */
void
ptl_export_preview_async (const PtlExporter      *exporter,
                          PtlAccount             *account,
                          const PtlExportOptions *options,
                          GCancellable           *cancellable,
                          GAsyncReadyCallback     callback,
                          gpointer                user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job;

  g_return_if_fail (exporter != NULL);
  g_return_if_fail (account != NULL);

  job = job_new (exporter, account, NULL, options);
  g_clear_pointer (&job->options.secret, ptl_secret_unref);
  job->options.looked = g_ptr_array_new_with_free_func (g_free);
  g_task_set_source_tag (task, ptl_export_preview_async);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  g_task_run_in_thread (task, look_thread);
}

/* Returns: (transfer full) (nullable): the preview; an error only if it was cancelled */
PtlExportPreview *
ptl_export_preview_finish (GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ptl_export_preview_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
