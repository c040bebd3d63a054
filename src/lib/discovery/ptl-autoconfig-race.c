/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-autoconfig-race.h"

#include "ptl-async.h"
#include "ptl-autoconfig-lookup.h"
#include "ptl-network-error.h"

/* While a more binding place is silent, an answer waits half as long again as it took to come, within these bounds: a place that is
 * alive answers about as fast, and one that drops packets would hold the answer back until it times out. */
#define MIN_GRACE_MS 50
#define MAX_GRACE_MS 1000

/* Who took the connection is waited for so long, from the start. */
#define ALIVE_MS 4000

typedef struct
{
  PtlCandidate **answers;      /* (owned) (nullable): by place */
  gboolean      *ended;        /* (owned): by place */
  gboolean      *alive;        /* (owned): by place; took the connection */
  guint          n_places;
  GCancellable  *cancellable;  /* (owned): ends what is still being asked */
  GSource       *grace;        /* (owned) (nullable) */
  GError        *error;        /* (owned) (nullable): the most telling */
  guint          n_pending;
  gint64         started;
} Run;

typedef struct
{
  GTask *task;   /* (owned) */
  guint  place;
} Ask;

static void
clear_grace (Run *run)
{
  if (run->grace == NULL)
    return;

  g_source_destroy (run->grace);
  g_clear_pointer (&run->grace, g_source_unref);
}

static void
run_free (Run *run)
{
  for (guint i = 0; i < run->n_places; i++)
    g_clear_object (&run->answers[i]);
  g_free (run->answers);
  g_free (run->ended);
  g_free (run->alive);
  clear_grace (run);
  g_clear_error (&run->error);
  g_object_unref (run->cancellable);
  g_free (run);
}

static void
finish (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  g_autoptr (GPtrArray) candidates = g_ptr_array_new_with_free_func (g_object_unref);

  clear_grace (run);
  for (guint i = 0; candidates->len == 0 && i < run->n_places; i++)
    if (run->answers[i] != NULL)
      g_ptr_array_add (candidates, g_object_ref (run->answers[i]));

  if (candidates->len > 0 || ptl_network_error_is_nothing (run->error))
    g_task_return_pointer (task, g_steal_pointer (&candidates), (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, g_steal_pointer (&run->error));
}

/* Whether a place that binds more than the best answer is there and has yet to speak. */
static gboolean
is_awaited (Run *run)
{
  gint64 elapsed = (g_get_monotonic_time () - run->started) / 1000;

  for (guint i = 0; i < run->n_places && run->answers[i] == NULL; i++)
    if (run->alive[i] && !run->ended[i] && elapsed < ALIVE_MS)
      return TRUE;

  return FALSE;
}

static gboolean
grace_cb (gpointer user_data)
{
  Run *run = g_task_get_task_data (user_data);

  if (is_awaited (run))
    return G_SOURCE_CONTINUE;

  g_cancellable_cancel (run->cancellable);
  return G_SOURCE_REMOVE;
}

static void
start_grace (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  gint64 elapsed = (g_get_monotonic_time () - run->started) / 1000;

  if (run->grace != NULL)
    return;

  run->grace = g_timeout_source_new (CLAMP (elapsed / 2, MIN_GRACE_MS, MAX_GRACE_MS));
  g_task_attach_source (task, run->grace, grace_cb);
}

/* Once every place before the best answer has ended, those after it cannot change the result. */
static gboolean
is_decided (Run *run)
{
  for (guint i = 0; i < run->n_places; i++)
    {
      if (run->answers[i] != NULL)
        return TRUE;
      if (!run->ended[i])
        return FALSE;
    }

  return TRUE;
}

static void
connected_cb (gpointer user_data)
{
  Ask *ask = user_data;
  Run *run = g_task_get_task_data (ask->task);

  run->alive[ask->place] = TRUE;
}

static void
lookup_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autofree Ask *ask = user_data;
  g_autoptr (GTask) task = ask->task;
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;

  run->answers[ask->place] = ptl_autoconfig_lookup_finish (result, &error);
  run->ended[ask->place] = TRUE;
  ptl_network_error_keep (&run->error, error);

  if (--run->n_pending == 0)
    finish (task);
  else if (is_decided (run))
    g_cancellable_cancel (run->cancellable);
  else if (run->answers[ask->place] != NULL)
    start_grace (task);
}

void
ptl_autoconfig_race_async (PtlQuery            *query,
                           PtlOrigin            origin,
                           PtlTrust             trust,
                           const char * const  *urls,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Run *run = g_new0 (Run, 1);

  run->n_places = g_strv_length ((char **) urls);
  run->answers = g_new0 (PtlCandidate *, run->n_places);
  run->ended = g_new0 (gboolean, run->n_places);
  run->alive = g_new0 (gboolean, run->n_places);
  run->cancellable = ptl_cancellable_new_child (cancellable);
  run->started = g_get_monotonic_time ();
  run->n_pending = run->n_places;
  g_task_set_source_tag (task, ptl_autoconfig_race_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, run, (GDestroyNotify) run_free);

  for (guint i = 0; i < run->n_places; i++)
    {
      Ask *ask = g_new0 (Ask, 1);

      ask->task = g_object_ref (task);
      ask->place = i;
      ptl_autoconfig_lookup_async (query, origin, trust, urls[i], connected_cb, run->cancellable, lookup_cb, ask);
    }
  if (run->n_places == 0)
    finish (task);
}

GPtrArray *
ptl_autoconfig_race_finish (GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ptl_autoconfig_race_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
