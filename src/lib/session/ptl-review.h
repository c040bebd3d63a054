/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-existing.h"
#include "ptl-exporter.h"
#include "ptl-review-side.h"

G_BEGIN_DECLS

#define PTL_TYPE_REVIEW (ptl_review_get_type ())
G_DECLARE_FINAL_TYPE (PtlReview, ptl_review, PTL, REVIEW, GObject)

/* An account that a mail program has, and what a look at it came to. The property "verdict" notifies whenever anything of it changes;
 * only PtlReviews changes it. */
PtlExisting         *ptl_review_get_existing  (PtlReview            *self);
PtlReviewVerdict     ptl_review_get_verdict   (PtlReview            *self);
/* (nullable): before it was checked, or where the account has no such server */
const PtlReviewSide *ptl_review_get_incoming  (PtlReview            *self);
const PtlReviewSide *ptl_review_get_outgoing  (PtlReview            *self);
gboolean             ptl_review_is_fixable    (PtlReview            *self);
const char          *ptl_review_get_undo_id   (PtlReview            *self);
gboolean             ptl_review_can_look_up   (PtlReview            *self);

/* in words */
const char          *ptl_review_verdict_say   (PtlReviewVerdict      verdict);
char                *ptl_review_dup_reason    (PtlReview            *self);
GPtrArray           *ptl_review_list_changes  (PtlReview            *self);

/* for PtlReviews */
PtlReview           *ptl_review_new           (PtlExisting          *existing);
void                 ptl_review_set_existing  (PtlReview            *self,
                                               PtlExisting          *existing);
void                 ptl_review_set_known     (PtlReview            *self,
                                               GPtrArray            *known);
void                 ptl_review_set_undo_id   (PtlReview            *self,
                                               const char           *undo_id);
void                 ptl_review_run_async     (PtlReview            *self,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
void                 ptl_review_run_finish    (PtlReview            *self,
                                               GAsyncResult         *result);

G_END_DECLS
