/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-candidate.h"
#include "ptl-needs.h"
#include "ptl-problem.h"
#include "ptl-reason.h"

G_BEGIN_DECLS

/* A server, and the candidate that names it. */
typedef struct
{
  PtlServer    *server;     /* (owned) */
  PtlCandidate *candidate;  /* (owned) */
} PtlOffer;

PtlOffer *ptl_offer_new  (PtlServer    *server,
                          PtlCandidate *candidate);
void      ptl_offer_free (PtlOffer     *self);

/* Whether POP3 leaves mail on the server. */
typedef enum
{
  PTL_LEAVE_UNSET,   /* IMAP: the question does not arise */
  PTL_LEAVE_KEEP,    /* for good */
  PTL_LEAVE_DAYS,    /* for a number of days */
  PTL_LEAVE_REMOVE,  /* removed once it is fetched */
} PtlLeave;

/* What a recommendation is made from; ptl_recommendation_new() takes ownership of the arrays and strings' copies. */
typedef struct
{
  PtlProtocol   protocol;
  GPtrArray    *incoming;      /* (element-type PtlOffer) (owned): best first; the first is the choice */
  GPtrArray    *outgoing;      /* (element-type PtlOffer) (owned): best first; may be empty */
  PtlLeave      leave;
  guint         leave_days;
  gboolean      offline_copy;
  GPtrArray    *reasons;       /* (element-type PtlReason) (owned) */
  GPtrArray    *tradeoffs;     /* (element-type PtlReason) (owned) */
  GPtrArray    *confirm;       /* (element-type PtlReason) (owned) */
  PtlOffer     *other;         /* (owned) (nullable): the best server of the other protocol */
  GPtrArray    *hints;         /* (element-type PtlHint) (owned): what to do first, of the chosen candidates */
  PtlProblem   *problem;       /* (owned) (nullable): why there is no choice; then incoming is empty */
} PtlRecommendationFields;

#define PTL_TYPE_RECOMMENDATION (ptl_recommendation_get_type ())
G_DECLARE_FINAL_TYPE (PtlRecommendation, ptl_recommendation, PTL, RECOMMENDATION, GObject)

/* Exactly one choice with its reasons, or the reason why there is none. Immutable. */
PtlRecommendation *ptl_recommendation_new              (const PtlRecommendationFields *fields);
gboolean           ptl_recommendation_has_choice       (PtlRecommendation             *self);
PtlProtocol        ptl_recommendation_get_protocol     (PtlRecommendation             *self);
PtlServer         *ptl_recommendation_get_incoming     (PtlRecommendation             *self);
PtlServer         *ptl_recommendation_get_outgoing     (PtlRecommendation             *self);
GPtrArray         *ptl_recommendation_list_incoming    (PtlRecommendation             *self);
GPtrArray         *ptl_recommendation_list_outgoing    (PtlRecommendation             *self);
PtlLeave           ptl_recommendation_get_leave        (PtlRecommendation             *self);
guint              ptl_recommendation_get_leave_days   (PtlRecommendation             *self);
gboolean           ptl_recommendation_get_offline_copy (PtlRecommendation             *self);
GPtrArray         *ptl_recommendation_get_reasons      (PtlRecommendation             *self);
GPtrArray         *ptl_recommendation_get_tradeoffs    (PtlRecommendation             *self);
GPtrArray         *ptl_recommendation_get_confirm      (PtlRecommendation             *self);
PtlOffer          *ptl_recommendation_get_other        (PtlRecommendation             *self);
GPtrArray         *ptl_recommendation_get_hints        (PtlRecommendation             *self);
PtlProblem        *ptl_recommendation_get_problem      (PtlRecommendation             *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlOffer, ptl_offer_free)

G_END_DECLS
