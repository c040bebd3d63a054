/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-session-private.h"

#include "ptl-async.h"
#include "ptl-error.h"
#include "ptl-recommend.h"

/* Whoever is alive has answered by then; it is a word about the failure, so the failure does not wait longer for it. */
#define PATIENCE_MS 3000

/* What is tried, and what it means if it answers. */
typedef struct
{
  PtlRecommendation *recommendation;  /* (owned): with another choice of the person */
  gboolean           relaxed;         /* the choice is about encryption, not about the protocol */
  GCancellable      *cancellable;     /* (owned) */
  GSource           *timeout;         /* (owned) */
} Try;

static void
try_free (Try *attempt)
{
  g_source_destroy (attempt->timeout);
  g_source_unref (attempt->timeout);
  g_object_unref (attempt->cancellable);
  g_object_unref (attempt->recommendation);
  g_free (attempt);
}

void
ptl_session_cancel_other (PtlSession *self)
{
  if (self->trying_other != NULL)
    g_cancellable_cancel (self->trying_other);
}

void
ptl_session_forget_other (PtlSession *self)
{
  ptl_session_cancel_other (self);
  g_clear_object (&self->trying_other);
  g_clear_object (&self->other);
  g_clear_object (&self->other_report);
  self->too_strict = FALSE;
}

static gboolean
timeout_cb (gpointer user_data)
{
  g_cancellable_cancel (((Try *) user_data)->cancellable);
  return G_SOURCE_REMOVE;
}

static void
take_report (PtlSession *self,
             Try        *attempt,
             PtlReport  *report)
{
  gboolean answers = report != NULL && ptl_report_is_good (report);

  g_clear_object (&self->trying_other);
  g_set_object (&self->other_report, report);
  self->too_strict = answers && attempt->relaxed;
  if (answers && !attempt->relaxed)
    g_set_object (&self->other, attempt->recommendation);
}

static void
checked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  PtlSession *self = g_task_get_source_object (task);
  Try *attempt = g_task_get_task_data (task);
  g_autoptr (PtlReport) report = ptl_check_run_finish (PTL_CHECK (object), result, NULL);

  /* it may have been forgotten meanwhile */
  if (self->trying_other == attempt->cancellable)
    take_report (self, attempt, report);
  ptl_session_end (self);

  g_task_return_boolean (task, self->other != NULL || self->too_strict);
}

static gboolean
is_good (PtlReport *report)
{
  return report != NULL && ptl_report_is_good (report);
}

/* Returns: (transfer full) (nullable): NULL if the rules of this computer forbid that choice */
static PtlRecommendation *
recommend_with (PtlSession        *self,
                PtlSecurityNeed    security,
                PtlProtocolChoice  protocol)
{
  PtlNeeds needs = self->needs;

  needs.security = security;
  needs.protocol = protocol;
  if (!ptl_policy_check_needs (self->policy, &needs, NULL) || ptl_policy_apply (self->policy, &needs).security != security)
    return NULL;

  return ptl_recommend (&needs, ptl_search_get_candidates (self->search));
}

/* Returns: (transfer full): the servers of @offers that begin without encryption, or all */
static GPtrArray *
pick_offers (GPtrArray *offers,
             gboolean   starttls)
{
  GPtrArray *picked = g_ptr_array_new_with_free_func ((GDestroyNotify) ptl_offer_free);

  for (guint i = 0; i < offers->len; i++)
    {
      PtlOffer *offer = g_ptr_array_index (offers, i);

      if (!starttls || ptl_server_get_security (offer->server) == PTL_SECURITY_STARTTLS)
        g_ptr_array_add (picked, ptl_offer_new (offer->server, offer->candidate));
    }

  return picked;
}

/* Returns: (transfer full) (nullable): what the person could use with another choice. @recommendation: (out) (transfer full) */
static GPtrArray *
list_other (PtlSession         *self,
            gboolean            relaxed,
            PtlRecommendation **recommendation)
{
  PtlNeeds needs = ptl_policy_apply (self->policy, &self->needs);
  gboolean pop3 = ptl_recommendation_get_protocol (self->recommendation) == PTL_PROTOCOL_POP3;
  g_autoptr (PtlRecommendation) other = NULL;
  gboolean receives = is_good (ptl_session_get_incoming_report (self));

  if (relaxed ? needs.security != PTL_NEED_STRICT : receives)
    return NULL;

  other = relaxed ? recommend_with (self, PTL_NEED_ENCRYPTED, pop3 ? PTL_CHOICE_POP3 : PTL_CHOICE_IMAP)
                  : recommend_with (self, needs.security, pop3 ? PTL_CHOICE_IMAP : PTL_CHOICE_POP3);
  if (other == NULL || !ptl_recommendation_has_choice (other))
    return NULL;

  *recommendation = g_steal_pointer (&other);
  return pick_offers (relaxed && receives ? ptl_recommendation_list_outgoing (*recommendation)
                                          : ptl_recommendation_list_incoming (*recommendation), relaxed);
}

/* Whether servers of the other protocol are known, where nothing can be received by this one. */
gboolean
ptl_session_knows_other (PtlSession *self)
{
  g_autoptr (PtlRecommendation) other = NULL;
  g_autoptr (GPtrArray) offers = list_other (self, FALSE, &other);

  return offers != NULL && offers->len > 0;
}

/**
 * ptl_session_try_other_async:
 * @self: a session whose check failed
 * @relaxed: whether to try less strict connections, where the strictest are wanted; else the other protocol, where nothing can be
 *   received by this one
 *
 * Looks whether something that the person could choose answers. Nobody signs in: they have not chosen it.
 */
void
ptl_session_try_other_async (PtlSession          *self,
                             gboolean             relaxed,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (PtlRecommendation) other = NULL;
  g_autoptr (GPtrArray) offers = list_other (self, relaxed, &other);
  g_autoptr (PtlCheck) check = NULL;
  Try *attempt;

  g_task_set_source_tag (task, ptl_session_try_other_async);
  g_task_set_check_cancellable (task, FALSE);

  if (offers == NULL || offers->len == 0)
    {
      g_task_return_boolean (task, FALSE);
      return;
    }

  check = ptl_check_new (offers, NULL, FALSE);
  ptl_check_set_address (check, self->address);
  attempt = g_new0 (Try, 1);
  attempt->recommendation = g_steal_pointer (&other);
  attempt->relaxed = relaxed;
  attempt->cancellable = ptl_cancellable_new_child (cancellable);
  attempt->timeout = g_timeout_source_new (PATIENCE_MS);
  g_task_set_task_data (task, attempt, (GDestroyNotify) try_free);
  g_source_set_callback (attempt->timeout, timeout_cb, attempt, NULL);
  g_source_attach (attempt->timeout, g_task_get_context (task));

  self->trying_other = g_object_ref (attempt->cancellable);
  ptl_session_begin (self);
  ptl_check_run_async (check, attempt->cancellable, checked_cb, g_object_ref (task));
}

/* Returns: whether it answers */
gboolean
ptl_session_try_other_finish (PtlSession   *self,
                              GAsyncResult *result)
{
  return g_task_propagate_boolean (G_TASK (result), NULL);
}

/**
 * ptl_session_get_other_report:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): what trying another choice has come to, where what was checked cannot be used
 */
PtlReport *
ptl_session_get_other_report (PtlSession *self)
{
  return self->other_report;
}

/**
 * ptl_session_use_other_protocol:
 * @self: a session
 *
 * Chooses the protocol of which the check has found out that it could be used instead, see %PTL_REMEDY_OTHER_PROTOCOL.
 *
 * Returns: FALSE if there is none
 */
gboolean
ptl_session_use_other_protocol (PtlSession *self)
{
  PtlNeeds needs;

  g_return_val_if_fail (PTL_IS_SESSION (self), FALSE);

  if (self->other == NULL)
    return FALSE;

  needs = self->needs;
  needs.protocol = ptl_recommendation_get_protocol (self->other) == PTL_PROTOCOL_POP3 ? PTL_CHOICE_POP3 : PTL_CHOICE_IMAP;
  ptl_session_set_needs (self, &needs);

  return TRUE;
}
