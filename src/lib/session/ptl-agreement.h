/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-recommendation.h"

G_BEGIN_DECLS

/* What the person has agreed to though nobody vouches for it: the domains they were shown, and no other, wherever a fallback or a
 * late answer leads; or, if they said so before anything was found, all. Zeroed: nothing. */
typedef struct
{
  gboolean   all;
  GPtrArray *domains;  /* (owned) (nullable) (element-type utf8): never changed once made */
} PtlAgreement;

PtlAgreement ptl_agreement_to     (PtlRecommendation  *recommendation);
PtlAgreement ptl_agreement_extend (const PtlAgreement *self,
                                   const PtlServer    *server);
PtlAgreement ptl_agreement_copy   (const PtlAgreement *self);
void         ptl_agreement_clear  (PtlAgreement       *self);
gboolean     ptl_agreement_covers (const PtlAgreement *self,
                                   const PtlOffer     *offer);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PtlAgreement, ptl_agreement_clear)

G_END_DECLS
