/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "ptl-reviews.h"

G_BEGIN_DECLS

#define PTL_TYPE_REVIEW_ROW (ptl_review_row_get_type ())
G_DECLARE_FINAL_TYPE (PtlReviewRow, ptl_review_row, PTL, REVIEW_ROW, AdwExpanderRow)

/* One account that a mail program has: the verdict, what is wrong and what helps, a button that does it and one that takes it back;
 * folded away, what each check saw. */
GtkWidget *ptl_review_row_new (PtlReviews *reviews,
                               PtlReview  *review);

G_END_DECLS
