/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-session-private.h"

#include <glib/gi18n-lib.h>

#include "ptl-checks.h"
#include "ptl-error.h"
#include "ptl-mend.h"
#include "ptl-outcome.h"
#include "ptl-search.h"

/* Returns: (nullable): the server that works, if it is another than @recommended */
static PtlServer *
find_other (PtlReport *report,
            PtlServer *recommended)
{
  if (report == NULL || recommended == NULL || !ptl_report_is_good (report) ||
      ptl_server_same_endpoint (ptl_report_get_server (report), recommended))
    return NULL;

  return ptl_report_get_server (report);
}

/* The reasons are those of what works, not of what was thought to. */
static void
adopt_what_works (PtlSession *self)
{
  PtlServer *incoming = find_other (ptl_session_get_incoming_report (self), ptl_recommendation_get_incoming (self->recommendation));
  PtlServer *outgoing = find_other (ptl_session_get_outgoing_report (self), ptl_recommendation_get_outgoing (self->recommendation));

  if (incoming != NULL || outgoing != NULL)
    ptl_session_recommend_checked (self, incoming, outgoing);
}

static void
checked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  PtlSession *self = g_task_get_source_object (task);

  ptl_session_end (self);
  if (!ptl_checks_run_finish (PTL_CHECKS (object), result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  /* it may have been forgotten meanwhile */
  if (self->checks == PTL_CHECKS (object))
    adopt_what_works (self);
  g_task_return_boolean (task, TRUE);
}

static PtlChecks *
new_checks (PtlSession *self)
{
  PtlChecksFields fields = {
    .address = self->address,
    .username = self->username,
    .secret = self->secret,
    .allow_plaintext = self->needs.security == PTL_NEED_ANY,
    .agreement = &self->agreement,
    .exceptions = self->exceptions,
    .candidates = ptl_session_may_make_exceptions (self) ? ptl_search_get_candidates (self->search) : NULL,
  };

  return ptl_checks_new (self->recommendation, &fields);
}

static void
return_no_choice (GTask *task)
{
  PtlSession *self = g_task_get_source_object (task);
  PtlProblem *problem = self->recommendation != NULL ? ptl_recommendation_get_problem (self->recommendation) : NULL;

  if (problem != NULL)
    g_task_return_new_error (task, PTL_ERROR, ptl_problem_get_code (problem), "%s", ptl_problem_get_message (problem));
  else
    g_task_return_new_error (task, PTL_ERROR, PTL_ERROR_NOTHING_FOUND, "%s", _("There is nothing to check yet."));
}

/**
 * ptl_session_check_async:
 * @self: a session with a recommendation
 *
 * Checks both directions side by side. Where nothing may be tried, it ends well, and the result stays unchecked.
 */
void
ptl_session_check_async (PtlSession          *self,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (PTL_IS_SESSION (self));

  ptl_session_forget_check (self);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ptl_session_check_async);
  g_task_set_check_cancellable (task, FALSE);

  if (self->recommendation == NULL || !ptl_recommendation_has_choice (self->recommendation))
    {
      return_no_choice (task);
      return;
    }
  if (self->offline || self->unchecked)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  ptl_session_begin (self);
  self->checks = new_checks (self);
  ptl_checks_run_async (self->checks, cancellable, checked_cb, g_object_ref (task));
}

/**
 * ptl_session_check_finish:
 *
 * Returns: TRUE if the check came to its end, whatever it found: ptl_session_get_result() says what. FALSE if there was nothing to
 *   check, or it was cancelled
 */
gboolean
ptl_session_check_finish (PtlSession    *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ptl_session_has_news:
 * @self: a session
 *
 * Returns: whether something was found since the check began, so that another one could end better
 */
gboolean
ptl_session_has_news (PtlSession *self)
{
  return self->has_news;
}

PtlCheck *
ptl_session_get_incoming_check (PtlSession *self)
{
  return self->checks != NULL ? ptl_checks_get_incoming (self->checks) : NULL;
}

PtlCheck *
ptl_session_get_outgoing_check (PtlSession *self)
{
  return self->checks != NULL ? ptl_checks_get_outgoing (self->checks) : NULL;
}

PtlReport *
ptl_session_get_incoming_report (PtlSession *self)
{
  return self->checks != NULL ? ptl_checks_get_incoming_report (self->checks) : NULL;
}

PtlReport *
ptl_session_get_outgoing_report (PtlSession *self)
{
  return self->checks != NULL ? ptl_checks_get_outgoing_report (self->checks) : NULL;
}

void
ptl_session_cancel (PtlSession *self)
{
  g_return_if_fail (PTL_IS_SESSION (self));

  ptl_search_cancel (self->search);
  if (self->checks != NULL)
    ptl_checks_cancel (self->checks);
  ptl_session_cancel_other (self);
  if (self->sending != NULL)
    g_cancellable_cancel (self->sending);
}

static gboolean
is_about (PtlReport        *report,
          const PtlProblem *problem)
{
  PtlProblem *own = report != NULL ? ptl_report_get_problem (report) : NULL;

  return own != NULL && ptl_problem_get_code (own) == ptl_problem_get_code (problem) &&
         g_strcmp0 (ptl_problem_get_argument (own), ptl_problem_get_argument (problem)) == 0;
}

gboolean
ptl_session_mend (PtlSession *self,
                  PtlProblem *problem)
{
  PtlReport *receiving = ptl_session_get_incoming_report (self);
  PtlReport *sending = ptl_session_get_outgoing_report (self);
  g_autoptr (PtlServer) incoming = NULL;
  g_autoptr (PtlServer) outgoing = NULL;

  g_return_val_if_fail (PTL_IS_SESSION (self), FALSE);

  if (is_about (receiving, problem))
    incoming = ptl_mend_server (ptl_report_get_server (receiving), problem);
  if (is_about (sending, problem))
    outgoing = ptl_mend_server (ptl_report_get_server (sending), problem);
  if (incoming == NULL && outgoing == NULL)
    return FALSE;

  /* the other direction stays as the person has it */
  ptl_session_set_manual (self,
                          incoming != NULL ? incoming : self->manual_incoming,
                          outgoing != NULL ? outgoing : self->manual_outgoing);

  return TRUE;
}

static PtlOutcome
outcome (PtlSession *self)
{
  return (PtlOutcome) {
    .address = self->address,
    .name = self->name,
    .username = self->username,
    .confirmed = ptl_session_get_confirmed (self),
    .own_leave = self->own_leave,
    .leave = self->leave,
    .leave_days = self->leave_days,
    .recommendation = self->checks != NULL ? ptl_checks_get_recommendation (self->checks) : self->recommendation,
    .too_strict = self->too_strict,
    .other = self->other,
    .other_report = self->other_report,
    .contacts = ptl_search_get_contacts (self->search),
    .in_portal = ptl_search_get_in_portal (self->search),
    .incoming_check = ptl_session_get_incoming_check (self),
    .outgoing_check = ptl_session_get_outgoing_check (self),
    .incoming = ptl_session_get_incoming_report (self),
    .outgoing = ptl_session_get_outgoing_report (self),
  };
}

PtlResult
ptl_session_get_result (PtlSession *self)
{
  PtlOutcome now = outcome (self);

  return ptl_outcome_get_result (&now);
}

/**
 * ptl_session_get_problem:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): the one thing to say about why the account is not ready; it lives until there is another
 */
PtlProblem *
ptl_session_get_problem (PtlSession *self)
{
  PtlOutcome now = outcome (self);
  g_autoptr(PtlProblem) problem = ptl_outcome_get_problem (&now);

  if (!ptl_problem_equal (self->problem, problem))
    {
      g_clear_pointer (&self->problem, ptl_problem_unref);
      self->problem = g_steal_pointer (&problem);
    }

  return self->problem;
}

/**
 * ptl_session_get_account:
 * @self: a session
 *
 * Returns: (transfer full) (nullable): the account as a mail program needs it; %NULL as long as there is none
 */
PtlAccount *
ptl_session_get_account (PtlSession *self)
{
  PtlOutcome now = outcome (self);

  return self->address != NULL ? ptl_outcome_get_account (&now, NULL) : NULL;
}
