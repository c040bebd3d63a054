/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-session-private.h"

#include "ptl-enum.h"
#include "ptl-error.h"
#include "ptl-weight.h"

G_DEFINE_ENUM_TYPE (PtlStage, ptl_stage,
                    G_DEFINE_ENUM_VALUE (PTL_STAGE_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (PTL_STAGE_CHECKING, "checking"),
                    G_DEFINE_ENUM_VALUE (PTL_STAGE_LOOKING, "looking"),
                    G_DEFINE_ENUM_VALUE (PTL_STAGE_OTHER, "other"))

static gboolean
failed_without_person (PtlReport *report)
{
  PtlProblem *problem = report != NULL && !ptl_report_is_good (report) ? ptl_report_get_problem (report) : NULL;

  return problem != NULL && !ptl_problem_is_about_person (problem) && ptl_report_get_verdict (report) != PTL_VERDICT_CANCELLED;
}

/* Whether the server has refused the person in this protocol only, so that they may be let in by the other. */
static gboolean
closes_protocol (PtlSession *self)
{
  PtlReport *report = ptl_session_get_incoming_report (self);
  PtlProblem *problem = report != NULL && !ptl_report_is_good (report) ? ptl_report_get_problem (report) : NULL;

  return problem != NULL && ptl_problem_get_second_remedy (problem) == PTL_REMEDY_OTHER_PROTOCOL;
}

/* Whether whoever still answers may bring what works. */
static gboolean
can_wait (PtlSession *self)
{
  return self->checks != NULL && ptl_session_get_result (self) == PTL_RESULT_FAILED &&
         !ptl_problem_is_about_person (ptl_session_get_problem (self)) && ptl_search_is_running (self->search);
}

static void
end (GTask *task)
{
  ptl_session_set_stage (g_task_get_source_object (task), PTL_STAGE_NONE);
  g_task_return_boolean (task, TRUE);
}

static gboolean
is_stopped (GTask *task)
{
  return g_cancellable_is_cancelled (g_task_get_cancellable (task));
}

static void
tried_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;

  ptl_session_try_other_finish (PTL_SESSION (object), result);
  end (task);
}

static void
tried_relaxed_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;

  if (ptl_session_try_other_finish (PTL_SESSION (object), result) || is_stopped (task))
    end (task);
  else
    ptl_session_try_other_async (PTL_SESSION (object), FALSE, g_task_get_cancellable (task), tried_cb, g_object_ref (task));
}

/* Whether another choice of the person may work where this one does not. Who names a server of their own wants that. */
static gboolean
can_try_other (PtlSession *self)
{
  if (self->checks == NULL || self->manual_incoming != NULL || self->manual_outgoing != NULL)
    return FALSE;

  return closes_protocol (self) || (!ptl_problem_is_about_person (ptl_session_get_problem (self)) &&
                                    (failed_without_person (ptl_session_get_incoming_report (self)) ||
                                     failed_without_person (ptl_session_get_outgoing_report (self))));
}

/* Whether the check ended with servers that cannot be used, so that the usual names, tried beside them, may be better; those that are
 * such names themselves have been. */
static gboolean
can_doubt (PtlSession *self)
{
  return !self->has_doubted && !ptl_session_has_guess (self) && can_try_other (self) && !(closes_protocol (self) && ptl_session_knows_other (self));
}

static void
end_or_try_other (GTask *task)
{
  PtlSession *self = g_task_get_source_object (task);

  if (is_stopped (task) || !can_try_other (self))
    {
      end (task);
      return;
    }

  ptl_session_set_stage (self, PTL_STAGE_OTHER);
  if (closes_protocol (self))
    ptl_session_try_other_async (self, FALSE, g_task_get_cancellable (task), tried_cb, g_object_ref (task));
  else
    ptl_session_try_other_async (self, TRUE, g_task_get_cancellable (task), tried_relaxed_cb, g_object_ref (task));
}

static gboolean
has_run_out (PtlCheck  *check,
             PtlServer *server)
{
  GListModel *reports = ptl_check_get_reports (check);

  for (guint i = 0; i < g_list_model_get_n_items (reports); i++)
    {
      g_autoptr (PtlReport) report = g_list_model_get_item (reports, i);

      if (ptl_problem_is_slow (ptl_report_get_problem (report)) && ptl_server_same_endpoint (ptl_report_get_server (report), server))
        return TRUE;
    }

  return FALSE;
}

static gboolean
holds_hope (GPtrArray *offers,
            PtlCheck  *check,
            PtlReport *report)
{
  if (report != NULL && ptl_report_is_good (report))
    return FALSE;

  for (guint i = 0; i < offers->len; i++)
    if (check == NULL || !has_run_out (check, ((PtlOffer *) offers->pdata[i])->server))
      return TRUE;

  return FALSE;
}

/* Whether something was found meanwhile, and another check could end better. A server whose time has run out is not waited for once
 * more because of what was found beside it; one that broke off may have been busy. */
static gboolean
has_better (PtlSession *self)
{
  g_autoptr (PtlRecommendation) next = NULL;

  if (!ptl_session_has_news (self))
    return FALSE;

  next = ptl_session_recommend_anew (self);
  return ptl_recommendation_has_choice (next) &&
         (holds_hope (ptl_recommendation_list_incoming (next), ptl_session_get_incoming_check (self),
                      ptl_session_get_incoming_report (self)) ||
          holds_hope (ptl_recommendation_list_outgoing (next), ptl_session_get_outgoing_check (self),
                      ptl_session_get_outgoing_report (self)));
}

static void start_check (GTask *task);

/* What was found meanwhile is checked, too; but where a protocol is closed to the person, only the other one is of interest. */
static void
go_on (GTask *task)
{
  PtlSession *self = g_task_get_source_object (task);

  if (has_better (self) && !closes_protocol (self) && !is_stopped (task))
    start_check (task);
  else
    end_or_try_other (task);
}

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  ptl_session_discover_finish (PTL_SESSION (object), result, &error);
  if (g_error_matches (error, PTL_ERROR, PTL_ERROR_CANCELLED))
    end (task);
  else
    go_on (task);
}

/* What is known does not work, so it may be out of date: the usual names are tried beside it, once for an address. The check stays
 * what it is meanwhile. */
static void
look_beside (GTask *task)
{
  PtlSession *self = g_task_get_source_object (task);

  self->doubts = self->has_doubted = TRUE;
  ptl_session_set_stage (self, PTL_STAGE_LOOKING);
  ptl_session_discover_async (self, g_task_get_cancellable (task), looked_cb, g_object_ref (task));
}

static void
wait_for_search (GTask *task)
{
  PtlSession *self = g_task_get_source_object (task);

  ptl_session_set_stage (self, PTL_STAGE_LOOKING);
  self->waiting = g_object_ref (task);
}

static void
judge (GTask *task)
{
  PtlSession *self = g_task_get_source_object (task);

  if (is_stopped (task))
    end (task);
  else if (can_wait (self))
    wait_for_search (task);
  else if (can_doubt (self))
    look_beside (task);
  else
    end_or_try_other (task);
}

/* Called when a search has ended, for a check that waits for it; another may have taken its place. */
void
ptl_session_search_ended (PtlSession *self,
                          gboolean    cancelled)
{
  g_autoptr (GTask) task = NULL;

  if (self->waiting == NULL || ptl_search_is_running (self->search))
    return;

  task = g_steal_pointer (&self->waiting);
  if (cancelled)
    end (task);
  else if (ptl_session_has_news (self))
    go_on (task);
  else
    judge (task);
}

static void
checked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  PtlSession *self = PTL_SESSION (object);
  GError *error = NULL;

  if (ptl_session_check_finish (self, result, &error))
    {
      judge (task);
      return;
    }

  ptl_session_set_stage (self, PTL_STAGE_NONE);
  g_task_return_error (task, error);
}

static void
start_check (GTask *task)
{
  PtlSession *self = g_task_get_source_object (task);

  ptl_session_check_async (self, g_task_get_cancellable (task), checked_cb, g_object_ref (task));
  /* whoever watches finds the check under way */
  ptl_session_set_stage (self, PTL_STAGE_CHECKING);
}

/**
 * ptl_session_check_and_look_async:
 * @self: a session with a recommendation
 *
 * Checks both directions, see ptl_session_check_async(); where that fails for a reason that other servers may not have, it looks for
 * others and checks again. Where mail can still not be fetched, it finds out whether the other protocol could be used; the problem
 * says so then. The property "stage" says what it is at: notified as %PTL_STAGE_CHECKING, there is a new check to watch.
 */
void
ptl_session_check_and_look_async (PtlSession          *self,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (PTL_IS_SESSION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ptl_session_check_and_look_async);
  /* what was seen until it was cancelled is kept */
  g_task_set_check_cancellable (task, FALSE);

  start_check (task);
}

/**
 * ptl_session_check_and_look_finish:
 *
 * Returns: like ptl_session_check_finish(), for the last check
 */
gboolean
ptl_session_check_and_look_finish (PtlSession    *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
