/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-try.h"

#include "ptl-error.h"
#include "ptl-probe.h"

/* Shorter than a check: a name that was only guessed is mostly not there, and whoever drops packets shall not hold the others up.
 * Some let their greeting wait on purpose, to see who has the patience that mail programs have. */
static const PtlProbeLimits limits = { 4000, 9000, 12000 };

static void
return_report (GTask     *task,
               PtlReport *report)
{
  PtlProblem *problem = ptl_report_get_problem (report);

  if (ptl_report_is_good (report))
    g_task_return_pointer (task, ptl_server_ref (ptl_report_get_server (report)), (GDestroyNotify) ptl_server_unref);
  else if (problem != NULL)
    g_task_return_new_error (task, PTL_ERROR, ptl_problem_get_code (problem), "%s", ptl_problem_get_message (problem));
  else
    g_task_return_new_error (task, PTL_ERROR, PTL_ERROR_CANCELLED, "%s", "Cancelled");
}

typedef struct
{
  PtlTryConnected connected;
  gpointer        user_data;
} Watch;

/* The step after the one that connects has begun. */
static void
steps_changed_cb (GListModel *steps,
                  guint       position,
                  guint       removed,
                  guint       added,
                  Watch      *watch)
{
  g_autoptr (PtlStep) step = g_list_model_get_item (steps, position);

  if (step == NULL || watch->connected == NULL || ptl_step_get_id (step) <= PTL_STEP_CONNECT)
    return;

  watch->connected (watch->user_data);
  watch->connected = NULL;
}

static void
watch_free (gpointer  data,
            GClosure *closure)
{
  g_free (data);
}

static void
watch_connection (PtlProbe        *probe,
                  PtlTryConnected  connected,
                  gpointer         user_data)
{
  Watch *watch = g_new0 (Watch, 1);

  watch->connected = connected;
  watch->user_data = user_data;
  g_signal_connect_data (ptl_probe_get_steps (probe), "items-changed", G_CALLBACK (steps_changed_cb), watch, watch_free, 0);
}

static void
probed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PtlReport) report = ptl_probe_run_finish (PTL_PROBE (object), result, &error);

  if (report != NULL)
    return_report (task, report);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

void
ptl_try_async (PtlServer           *server,
               GCancellable        *cancellable,
               PtlTryConnected      connected,
               GAsyncReadyCallback  callback,
               gpointer             user_data,
               gpointer             try_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  /* what it offers is to be learnt, not what somebody else said of it */
  g_autoptr (PtlServer) bare = ptl_server_with_authentication (server, NULL, 0);
  g_autoptr (PtlProbe) probe = ptl_probe_new (bare, NULL);

  g_task_set_source_tag (task, ptl_try_async);
  g_task_set_check_cancellable (task, FALSE);
  ptl_probe_set_limits (probe, &limits);
  watch_connection (probe, connected, user_data);
  ptl_probe_run_async (probe, cancellable, probed_cb, g_object_ref (task));
}

/* Returns: (transfer full): the server with the ways to sign in that it offers; the error is the reason why it cannot be used */
PtlServer *
ptl_try_finish (GAsyncResult  *result,
                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
