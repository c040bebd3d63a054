/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "ptl-recommendation.h"

G_BEGIN_DECLS

/* Maps needs and offers to exactly one choice, with reasons, trade-offs and the alternative; pure. See rules[] in ptl-rules.c.
 *
 * @candidates: (element-type PtlCandidate): in any order
 *
 * Returns: (transfer full): with a choice, or with the problem that leaves none */
PtlRecommendation *ptl_recommend         (const PtlNeeds *needs,
                                          GListModel     *candidates);

/* The same once servers were checked: those that work come first in their list, and what is said is about them.
 *
 * @incoming, @outgoing: (nullable)
 *
 * Returns: (transfer full) */
PtlRecommendation *ptl_recommend_checked (const PtlNeeds *needs,
                                          GListModel     *candidates,
                                          PtlServer      *incoming,
                                          PtlServer      *outgoing);

/* What the needs alone suggest, before anything is known of the provider: for the foot of the page of needs.
 * @sentence: (out) (transfer full): in plain words, why */
PtlProtocol        ptl_recommend_preview (const PtlNeeds  *needs,
                                          char           **sentence);

/* The question that a server needs which nobody vouches for.
 *
 * Returns: (transfer full) */
char              *ptl_recommend_describe_unvouched (PtlServer *server);

G_END_DECLS
