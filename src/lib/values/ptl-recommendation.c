/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-recommendation.h"

struct _PtlRecommendation
{
  GObject parent_instance;

  PtlRecommendationFields fields;  /* (owned): all of it */
};

G_DEFINE_FINAL_TYPE (PtlRecommendation, ptl_recommendation, G_TYPE_OBJECT)

static void
ptl_recommendation_finalize (GObject *object)
{
  PtlRecommendationFields *fields = &PTL_RECOMMENDATION (object)->fields;

  g_clear_pointer (&fields->incoming, g_ptr_array_unref);
  g_clear_pointer (&fields->outgoing, g_ptr_array_unref);
  g_clear_pointer (&fields->reasons, g_ptr_array_unref);
  g_clear_pointer (&fields->tradeoffs, g_ptr_array_unref);
  g_clear_pointer (&fields->confirm, g_ptr_array_unref);
  g_clear_pointer (&fields->other, ptl_offer_free);
  g_clear_pointer (&fields->hints, g_ptr_array_unref);
  g_clear_pointer (&fields->problem, ptl_problem_unref);

  G_OBJECT_CLASS (ptl_recommendation_parent_class)->finalize (object);
}

static void
ptl_recommendation_class_init (PtlRecommendationClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ptl_recommendation_finalize;
}

static void
ptl_recommendation_init (PtlRecommendation *self)
{
}

/**
 * ptl_offer_new:
 * @server: a server
 * @candidate: who names it
 *
 * Returns: (transfer full): the two together
 */
PtlOffer *
ptl_offer_new (PtlServer    *server,
               PtlCandidate *candidate)
{
  PtlOffer *self = g_new0 (PtlOffer, 1);

  self->server = ptl_server_ref (server);
  self->candidate = g_object_ref (candidate);

  return self;
}

void
ptl_offer_free (PtlOffer *self)
{
  ptl_server_unref (self->server);
  g_object_unref (self->candidate);
  g_free (self);
}

static GPtrArray *
or_empty (GPtrArray *list)
{
  return list != NULL ? list : g_ptr_array_new ();
}

/**
 * ptl_recommendation_new:
 * @fields: (transfer full): what it is made from; lists that are %NULL are empty
 *
 * Returns: (transfer full): the recommendation
 */
PtlRecommendation *
ptl_recommendation_new (const PtlRecommendationFields *fields)
{
  PtlRecommendation *self = g_object_new (PTL_TYPE_RECOMMENDATION, NULL);

  self->fields = *fields;
  self->fields.incoming = or_empty (fields->incoming);
  self->fields.outgoing = or_empty (fields->outgoing);
  self->fields.reasons = or_empty (fields->reasons);
  self->fields.tradeoffs = or_empty (fields->tradeoffs);
  self->fields.confirm = or_empty (fields->confirm);
  self->fields.hints = or_empty (fields->hints);

  return self;
}

/**
 * ptl_recommendation_has_choice:
 * @self: a recommendation
 *
 * Returns: whether something can be recommended; if not, there is a problem
 */
gboolean
ptl_recommendation_has_choice (PtlRecommendation *self)
{
  return self->fields.incoming->len > 0;
}

PtlProtocol
ptl_recommendation_get_protocol (PtlRecommendation *self)
{
  return self->fields.protocol;
}

static PtlServer *
first_server (GPtrArray *offers)
{
  return offers->len > 0 ? ((PtlOffer *) offers->pdata[0])->server : NULL;
}

/**
 * ptl_recommendation_get_incoming:
 * @self: a recommendation
 *
 * Returns: (transfer none) (nullable): the server for receiving; %NULL when there is no choice
 */
PtlServer *
ptl_recommendation_get_incoming (PtlRecommendation *self)
{
  return first_server (self->fields.incoming);
}

/**
 * ptl_recommendation_get_outgoing:
 * @self: a recommendation
 *
 * Returns: (transfer none) (nullable): the server for sending; %NULL when none is known
 */
PtlServer *
ptl_recommendation_get_outgoing (PtlRecommendation *self)
{
  return first_server (self->fields.outgoing);
}

/**
 * ptl_recommendation_list_incoming:
 * @self: a recommendation
 *
 * Returns: (transfer none) (element-type PtlOffer): what to try for receiving, in this order
 */
GPtrArray *
ptl_recommendation_list_incoming (PtlRecommendation *self)
{
  return self->fields.incoming;
}

/**
 * ptl_recommendation_list_outgoing:
 * @self: a recommendation
 *
 * Returns: (transfer none) (element-type PtlOffer): what to try for sending, in this order
 */
GPtrArray *
ptl_recommendation_list_outgoing (PtlRecommendation *self)
{
  return self->fields.outgoing;
}

PtlLeave
ptl_recommendation_get_leave (PtlRecommendation *self)
{
  return self->fields.leave;
}

/**
 * ptl_recommendation_get_leave_days:
 * @self: a recommendation
 *
 * Returns: for how many days POP3 leaves mail on the server, with %PTL_LEAVE_DAYS
 */
guint
ptl_recommendation_get_leave_days (PtlRecommendation *self)
{
  return self->fields.leave_days;
}

gboolean
ptl_recommendation_get_offline_copy (PtlRecommendation *self)
{
  return self->fields.offline_copy;
}

/**
 * ptl_recommendation_get_reasons:
 * @self: a recommendation
 *
 * Returns: (transfer none) (element-type PtlReason): why
 */
GPtrArray *
ptl_recommendation_get_reasons (PtlRecommendation *self)
{
  return self->fields.reasons;
}

/**
 * ptl_recommendation_get_tradeoffs:
 * @self: a recommendation
 *
 * Returns: (transfer none) (element-type PtlReason): what one gives up
 */
GPtrArray *
ptl_recommendation_get_tradeoffs (PtlRecommendation *self)
{
  return self->fields.tradeoffs;
}

/**
 * ptl_recommendation_get_confirm:
 * @self: a recommendation
 *
 * Returns: (transfer none) (element-type PtlReason): what the person has to agree to before a password goes anywhere
 */
GPtrArray *
ptl_recommendation_get_confirm (PtlRecommendation *self)
{
  return self->fields.confirm;
}

/**
 * ptl_recommendation_get_other:
 * @self: a recommendation
 *
 * Returns: (transfer none) (nullable): the best server of the other protocol, if there is one
 */
PtlOffer *
ptl_recommendation_get_other (PtlRecommendation *self)
{
  return self->fields.other;
}

/**
 * ptl_recommendation_get_hints:
 * @self: a recommendation
 *
 * Returns: (transfer none) (element-type PtlHint): what to do first
 */
GPtrArray *
ptl_recommendation_get_hints (PtlRecommendation *self)
{
  return self->fields.hints;
}

/**
 * ptl_recommendation_get_problem:
 * @self: a recommendation
 *
 * Returns: (transfer none) (nullable): why there is no choice
 */
PtlProblem *
ptl_recommendation_get_problem (PtlRecommendation *self)
{
  return self->fields.problem;
}
