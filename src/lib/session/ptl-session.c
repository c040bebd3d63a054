/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-session-private.h"

#include <glib/gi18n-lib.h>

#include "ptl-checks.h"
#include "ptl-error.h"
#include "ptl-exceptions.h"
#include "ptl-manual.h"
#include "ptl-recommend.h"
#include "ptl-search.h"
#include "ptl-try.h"

G_DEFINE_FINAL_TYPE (PtlSession, ptl_session, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_RECOMMENDATION,
  PROP_SETTLED,
  PROP_BUSY,
  PROP_WISHES,
  PROP_STAGE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
notify (PtlSession *self,
        guint       property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

void
ptl_session_begin (PtlSession *self)
{
  if (self->n_running++ == 0)
    notify (self, PROP_BUSY);
}

void
ptl_session_end (PtlSession *self)
{
  if (--self->n_running == 0)
    notify (self, PROP_BUSY);
}

void
ptl_session_set_stage (PtlSession *self,
                       PtlStage    stage)
{
  if (self->stage == stage)
    return;

  self->stage = stage;
  notify (self, PROP_STAGE);
}

static PtlRecommendation *
recommend_nothing (PtlProblem *problem)
{
  PtlRecommendationFields fields = { .problem = ptl_problem_ref (problem) };

  return ptl_recommendation_new (&fields);
}

/* Whether the administrator of this computer agrees with what the person wants. */
static gboolean
is_allowed (PtlSession  *self,
            GError     **error)
{
  if (self->policy == NULL)
    {
      g_propagate_error (error, g_error_copy (self->policy_error));
      return FALSE;
    }

  return (self->address == NULL || ptl_policy_check_address (self->policy, self->address, error)) &&
         ptl_policy_check_needs (self->policy, &self->needs, error);
}

/* Whether it would help to allow less, but the administrator does not. */
static gboolean
is_relief_forbidden (PtlSession *self,
                     PtlRemedy   remedy)
{
  PtlNeeds wish = self->needs;

  if (remedy != PTL_REMEDY_ALLOW_STARTTLS && remedy != PTL_REMEDY_ALLOW_UNENCRYPTED)
    return FALSE;

  wish.security = remedy == PTL_REMEDY_ALLOW_STARTTLS ? PTL_NEED_ENCRYPTED : PTL_NEED_ANY;
  return !ptl_policy_check_needs (self->policy, &wish, NULL) || ptl_policy_apply (self->policy, &wish).security != wish.security;
}

/* Nobody is sent to a choice that changes nothing. */
static PtlRecommendation *
recommend_by_policy (PtlSession *self,
                     GListModel *offered,
                     PtlServer  *incoming,
                     PtlServer  *outgoing)
{
  PtlNeeds needs = ptl_policy_apply (self->policy, &self->needs);
  g_autoptr (PtlRecommendation) recommendation = ptl_recommend_checked (&needs, offered, incoming, outgoing);
  PtlProblem *problem = ptl_recommendation_get_problem (recommendation);
  g_autoptr (PtlProblem) final = NULL;

  if (problem == NULL || !is_relief_forbidden (self, ptl_problem_get_remedy (problem)))
    return g_steal_pointer (&recommendation);

  final = ptl_problem_new_full (ptl_problem_get_code (problem), ptl_problem_get_message (problem), _("Ask your administrator."),
                                PTL_REMEDY_NONE, NULL);
  return recommend_nothing (final);
}

static PtlRecommendation *
recommend_allowed (PtlSession *self,
                   GListModel *offered,
                   PtlServer  *incoming,
                   PtlServer  *outgoing)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PtlProblem) problem = NULL;

  if (is_allowed (self, &error))
    return recommend_by_policy (self, offered, incoming, outgoing);

  problem = ptl_problem_new_for_error (error);
  return recommend_nothing (problem);
}

static GListModel *
list_offered (PtlSession *self)
{
  return ptl_manual_merge (ptl_search_get_candidates (self->search), self->manual_incoming, self->manual_outgoing);
}

/* What would be recommended now, whatever was checked.
 *
 * Returns: (transfer full) */
PtlRecommendation *
ptl_session_recommend_anew (PtlSession *self)
{
  g_autoptr (GListModel) offered = list_offered (self);

  return recommend_allowed (self, offered, NULL, NULL);
}

/* What was checked and works is what is recommended, with what is to be said of it; @incoming, @outgoing: (nullable) */
void
ptl_session_recommend_checked (PtlSession *self,
                               PtlServer  *incoming,
                               PtlServer  *outgoing)
{
  g_autoptr (GListModel) offered = list_offered (self);
  g_autoptr (PtlRecommendation) checked = recommend_allowed (self, offered, incoming, outgoing);

  /* what was found meanwhile is for the next check */
  if (!ptl_recommendation_has_choice (checked) ||
      ptl_recommendation_get_protocol (checked) != ptl_recommendation_get_protocol (self->recommendation))
    return;

  g_set_object (&self->recommendation, checked);
  self->adopted = TRUE;
  notify (self, PROP_RECOMMENDATION);
}

/* What is being checked, or was, stays recommended until the check is forgotten. */
void
ptl_session_recompute (PtlSession *self)
{
  g_autoptr (GListModel) offered = list_offered (self);
  PtlProblem *problem = ptl_search_get_problem (self->search);

  if (self->checks != NULL)
    {
      self->has_news = TRUE;
      return;
    }

  g_clear_object (&self->recommendation);
  if (g_list_model_get_n_items (offered) > 0 || !is_allowed (self, NULL))
    self->recommendation = recommend_allowed (self, offered, NULL, NULL);
  else if (problem != NULL)
    self->recommendation = recommend_nothing (problem);

  notify (self, PROP_RECOMMENDATION);
}

/* What was checked is about something else now. */
void
ptl_session_forget_check (PtlSession *self)
{
  if (self->checks != NULL)
    ptl_checks_cancel (self->checks);
  g_clear_object (&self->checks);
  ptl_session_forget_other (self);
  ptl_session_forget_letter (self);

  if (self->has_news || self->adopted)
    {
      self->has_news = self->adopted = FALSE;
      ptl_session_recompute (self);
    }
}

static void
settled_cb (PtlSession *self)
{
  notify (self, PROP_SETTLED);
}

static void
wishes_cb (PtlSession *self)
{
  notify (self, PROP_WISHES);
}

static void
ptl_session_dispose (GObject *object)
{
  PtlSession *self = PTL_SESSION (object);

  self->has_news = self->adopted = FALSE;
  ptl_session_forget_check (self);
  g_signal_handlers_disconnect_by_data (self->search, self);
  g_signal_handlers_disconnect_by_data (ptl_search_get_candidates (self->search), self);
  ptl_search_forget (self->search);
  g_clear_object (&self->recommendation);

  G_OBJECT_CLASS (ptl_session_parent_class)->dispose (object);
}

static void
ptl_session_finalize (GObject *object)
{
  PtlSession *self = PTL_SESSION (object);

  g_clear_pointer (&self->manual_incoming, ptl_server_unref);
  g_clear_pointer (&self->manual_outgoing, ptl_server_unref);
  g_clear_pointer (&self->address, ptl_address_unref);
  g_clear_pointer (&self->secret, ptl_secret_unref);
  g_clear_pointer (&self->problem, ptl_problem_unref);
  g_clear_pointer (&self->policy, ptl_policy_unref);
  g_clear_error (&self->policy_error);
  ptl_agreement_clear (&self->agreement);
  g_clear_pointer (&self->allowed, g_ptr_array_unref);
  g_clear_pointer (&self->exceptions, g_ptr_array_unref);
  g_clear_object (&self->search);
  g_clear_pointer (&self->exports, g_ptr_array_unref);
  g_free (self->name);
  g_free (self->username);

  G_OBJECT_CLASS (ptl_session_parent_class)->finalize (object);
}

static void
ptl_session_get_property (GObject    *object,
                          guint       property_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  PtlSession *self = PTL_SESSION (object);

  switch (property_id)
    {
    case PROP_RECOMMENDATION:
      g_value_set_object (value, self->recommendation);
      break;
    case PROP_SETTLED:
      g_value_set_boolean (value, ptl_search_get_settled (self->search));
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, self->n_running > 0);
      break;
    case PROP_WISHES:
      g_value_set_boxed (value, ptl_search_get_wishes (self->search));
      break;
    case PROP_STAGE:
      g_value_set_enum (value, self->stage);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
ptl_session_class_init (PtlSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = ptl_session_dispose;
  object_class->finalize = ptl_session_finalize;
  object_class->get_property = ptl_session_get_property;

  properties[PROP_RECOMMENDATION] = g_param_spec_object ("recommendation", NULL, NULL, PTL_TYPE_RECOMMENDATION, flags);
  properties[PROP_SETTLED] = g_param_spec_boolean ("settled", NULL, NULL, FALSE, flags);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  properties[PROP_WISHES] = g_param_spec_boxed ("wishes", NULL, NULL, G_TYPE_PTR_ARRAY, flags);
  properties[PROP_STAGE] = g_param_spec_enum ("stage", NULL, NULL, PTL_TYPE_STAGE, PTL_STAGE_NONE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ptl_session_init (PtlSession *self)
{
  self->allowed = g_ptr_array_new_with_free_func (g_free);
  self->needs = (PtlNeeds) PTL_NEEDS_INIT;
  self->policy = ptl_policy_load_default (&self->policy_error);
  self->search = ptl_search_new ();
  self->exceptions = ptl_exceptions_new ();
  self->exports = g_ptr_array_new_with_free_func ((GDestroyNotify) ptl_export_result_unref);
  g_signal_connect_object (ptl_search_get_candidates (self->search), "items-changed", G_CALLBACK (ptl_session_recompute), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "notify::settled", G_CALLBACK (settled_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "notify::wishes", G_CALLBACK (wishes_cb), self, G_CONNECT_SWAPPED);
}

/**
 * ptl_session_new:
 *
 * Returns: (transfer full): a session that knows nothing yet
 */
PtlSession *
ptl_session_new (void)
{
  return g_object_new (PTL_TYPE_SESSION, NULL);
}

static PtlQuery *
new_query (PtlSession *self)
{
  PtlQuery *query = ptl_query_new (self->address);

  ptl_query_set_offline (query, self->offline);
  ptl_query_set_directory (query, self->directory && ptl_policy_allows_directory (self->policy));
  ptl_query_set_doubt (query, self->doubts);
  self->doubts = FALSE;
  if (!self->unchecked)
    ptl_query_set_tester (query, ptl_try_async, ptl_try_finish, NULL);
  if (self->timeout > 0)
    ptl_query_set_timeout (query, self->timeout);
  for (guint i = 0; i < self->allowed->len; i++)
    ptl_query_allow_address (query, g_ptr_array_index (self->allowed, i));

  return query;
}

/* Whether servers were found by trying the usual names. */
gboolean
ptl_session_has_guess (PtlSession *self)
{
  GListModel *candidates = ptl_search_get_candidates (self->search);

  for (guint i = 0; i < g_list_model_get_n_items (candidates); i++)
    {
      g_autoptr (PtlCandidate) candidate = g_list_model_get_item (candidates, i);

      if (ptl_candidate_get_origin (candidate) == PTL_ORIGIN_GUESS)
        return TRUE;
    }

  return FALSE;
}

static void
searched_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  PtlSession *self = g_task_get_source_object (task);
  gboolean found = ptl_search_run_finish (PTL_SEARCH (object), result, &error);
  gboolean cancelled = g_error_matches (error, PTL_ERROR, PTL_ERROR_CANCELLED);

  if (!found)
    ptl_session_recompute (self);
  if (self->has_doubted && self->checks != NULL)
    self->has_news = ptl_session_has_guess (self);
  ptl_session_end (self);

  if (found)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
  ptl_session_search_ended (self, cancelled);
}

/**
 * ptl_session_discover_async:
 * @self: a session with an address
 *
 * Looks for the mailbox's servers. What was found before is forgotten; a search that still runs ends with %PTL_ERROR_CANCELLED.
 */
void
ptl_session_discover_async (PtlSession          *self,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (PtlQuery) query = NULL;
  GError *error = NULL;

  g_return_if_fail (PTL_IS_SESSION (self));
  g_return_if_fail (self->address != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ptl_session_discover_async);
  g_task_set_check_cancellable (task, FALSE);

  if (!is_allowed (self, &error))
    {
      ptl_session_recompute (self);
      g_task_return_error (task, error);
      return;
    }

  if (!self->doubts)
    ptl_session_forget_check (self);
  query = new_query (self);
  ptl_session_begin (self);
  ptl_search_run_async (self->search, query, cancellable, searched_cb, g_object_ref (task));
}

/* Returns: TRUE if somebody knows the mailbox */
gboolean
ptl_session_discover_finish (PtlSession    *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

GListModel *
ptl_session_get_candidates (PtlSession *self)
{
  return ptl_search_get_candidates (self->search);
}

GListModel *
ptl_session_get_contacts (PtlSession *self)
{
  return ptl_search_get_contacts (self->search);
}

gboolean
ptl_session_get_settled (PtlSession *self)
{
  return ptl_search_get_settled (self->search);
}

/* Returns: whether the search is worth waiting for: somebody more believable may still answer, or nobody has yet */
gboolean
ptl_session_is_awaited (PtlSession *self)
{
  if (self->n_running == 0)
    return FALSE;

  return self->recommendation == NULL || !ptl_recommendation_has_choice (self->recommendation) || !ptl_session_get_settled (self);
}

PtlRecommendation *
ptl_session_get_recommendation (PtlSession *self)
{
  return self->recommendation;
}

/* Returns: what ptl_session_check_and_look_async() is at */
PtlStage
ptl_session_get_stage (PtlSession *self)
{
  return self->stage;
}

void
ptl_session_add_export (PtlSession      *self,
                        PtlExportResult *result)
{
  g_return_if_fail (PTL_IS_SESSION (self));

  g_ptr_array_add (self->exports, ptl_export_result_ref (result));
}

void
ptl_session_remove_export (PtlSession      *self,
                           PtlExportResult *result)
{
  g_return_if_fail (PTL_IS_SESSION (self));

  g_ptr_array_remove (self->exports, result);
}

/**
 * ptl_session_get_exports:
 * @self: a session
 *
 * Returns: (transfer none) (element-type PtlExportResult): what was handed over and not taken back
 */
GPtrArray *
ptl_session_get_exports (PtlSession *self)
{
  return self->exports;
}
