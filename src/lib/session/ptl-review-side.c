/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-review-side.h"

#include "ptl-check.h"
#include "ptl-safer.h"

G_DEFINE_ENUM_TYPE (PtlReviewVerdict, ptl_review_verdict,
                    G_DEFINE_ENUM_VALUE (PTL_REVIEW_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (PTL_REVIEW_CHECKING, "checking"),
                    G_DEFINE_ENUM_VALUE (PTL_REVIEW_FINE, "fine"),
                    G_DEFINE_ENUM_VALUE (PTL_REVIEW_UNCHECKED, "unchecked"),
                    G_DEFINE_ENUM_VALUE (PTL_REVIEW_OUTDATED, "outdated"),
                    G_DEFINE_ENUM_VALUE (PTL_REVIEW_UNENCRYPTED, "unencrypted"),
                    G_DEFINE_ENUM_VALUE (PTL_REVIEW_BROKEN, "broken"),
                    G_DEFINE_ENUM_VALUE (PTL_REVIEW_UNREADABLE, "unreadable"))

typedef struct
{
  PtlServer     *server;   /* (owned) */
  GPtrArray     *known;    /* (owned) (nullable) */
  PtlReviewSide *side;     /* (owned) (nullable) */
  GPtrArray     *options;  /* (owned) (nullable): what is tried instead … */
  guint          next;     /* … and how far we are */
} Run;

static void
run_free (Run *run)
{
  ptl_server_unref (run->server);
  g_clear_pointer (&run->known, g_ptr_array_unref);
  g_clear_pointer (&run->options, g_ptr_array_unref);
  g_clear_pointer (&run->side, ptl_review_side_free);
  g_free (run);
}

void
ptl_review_side_free (PtlReviewSide *self)
{
  g_clear_object (&self->report);
  g_clear_object (&self->better_report);
  g_clear_pointer (&self->better, ptl_server_unref);
  g_free (self);
}

static gboolean
is_about_certificate (PtlError code)
{
  return code >= PTL_ERROR_CERTIFICATE_EXPIRED && code <= PTL_ERROR_CERTIFICATE_CHANGED;
}

/* What the server itself is worth, before anything else is tried. */
static PtlReviewVerdict
judge (PtlServer *server,
       PtlReport *report)
{
  PtlProblem *problem = ptl_report_get_problem (report);
  PtlError code = problem != NULL ? ptl_problem_get_code (problem) : PTL_ERROR_INTERNAL;

  if (ptl_report_get_verdict (report) == PTL_VERDICT_CANCELLED)
    return PTL_REVIEW_UNCHECKED;
  if (ptl_report_is_good (report))
    return ptl_server_get_security (server) == PTL_SECURITY_NONE && !ptl_safer_is_own_computer (server) ? PTL_REVIEW_UNENCRYPTED
                                                                                                       : PTL_REVIEW_FINE;
  if (problem != NULL && (code == PTL_ERROR_OFFLINE || code == PTL_ERROR_CAPTIVE_PORTAL))
    return PTL_REVIEW_UNCHECKED;
  if (ptl_safer_is_own_computer (server) && is_about_certificate (code))
    return PTL_REVIEW_FINE;  /* helper programs sign their own */

  return PTL_REVIEW_BROKEN;
}

static gboolean
can_be_better (PtlServer        *server,
               PtlReviewVerdict  verdict)
{
  if (ptl_safer_is_own_computer (server))
    return FALSE;

  return verdict == PTL_REVIEW_BROKEN || verdict == PTL_REVIEW_UNENCRYPTED ||
         (verdict == PTL_REVIEW_FINE && ptl_server_get_security (server) < PTL_SECURITY_TLS);
}

/* It passes, and people who sign in can do that there. */
static gboolean
is_usable (PtlServer *server,
           PtlReport *report)
{
  const char * const *mechanisms = ptl_report_get_mechanisms (report);
  gboolean sends = ptl_server_get_protocol (server) == PTL_PROTOCOL_SMTP;

  return ptl_report_is_good (report) &&
         (!sends || ptl_server_get_username (server) == NULL || (mechanisms != NULL && mechanisms[0] != NULL));
}

static void
finish (GTask *task)
{
  Run *run = g_task_get_task_data (task);

  g_task_return_pointer (task, g_steal_pointer (&run->side), (GDestroyNotify) ptl_review_side_free);
}

static void try_next (GTask *task);

static void
tried_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  PtlServer *server = g_ptr_array_index (run->options, run->next++);
  g_autoptr (PtlReport) report = ptl_check_run_finish (PTL_CHECK (object), result, NULL);

  if (report == NULL || !is_usable (server, report))
    {
      try_next (task);
      return;
    }

  run->side->better = ptl_server_ref (server);
  run->side->better_report = g_steal_pointer (&report);
  if (run->side->verdict == PTL_REVIEW_FINE)
    run->side->verdict = PTL_REVIEW_OUTDATED;
  finish (task);
}

static void
try_next (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (PtlCheck) check = NULL;

  if (run->next >= run->options->len || g_cancellable_is_cancelled (cancellable))
    {
      finish (task);
      return;
    }

  check = ptl_check_new_for_server (g_ptr_array_index (run->options, run->next));
  ptl_check_run_async (check, cancellable, tried_cb, g_object_ref (task));
}

static void
checked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  g_autoptr (PtlReport) report = ptl_check_run_finish (PTL_CHECK (object), result, NULL);

  run->side = g_new0 (PtlReviewSide, 1);
  run->side->verdict = report != NULL ? judge (run->server, report) : PTL_REVIEW_UNCHECKED;
  if (report == NULL || !can_be_better (run->server, run->side->verdict))
    {
      run->side->report = g_steal_pointer (&report);
      finish (task);
      return;
    }

  run->options = ptl_safer_list (run->server, report, run->known);
  run->side->report = g_steal_pointer (&report);
  try_next (task);
}

void
ptl_review_side_run_async (PtlServer           *server,
                           GPtrArray           *known,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (PtlCheck) check = ptl_check_new_for_server (server);
  Run *run = g_new0 (Run, 1);

  run->server = ptl_server_ref (server);
  run->known = known != NULL ? g_ptr_array_ref (known) : NULL;
  g_task_set_source_tag (task, ptl_review_side_run_async);
  g_task_set_check_cancellable (task, FALSE);  /* what was seen by then is told */
  g_task_set_task_data (task, run, (GDestroyNotify) run_free);
  ptl_check_run_async (check, cancellable, checked_cb, g_object_ref (task));
}

/* Returns: (transfer full): what came out, also when it was cancelled */
PtlReviewSide *
ptl_review_side_run_finish (GAsyncResult *result)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ptl_review_side_run_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}
