/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ptl-page.h"

G_BEGIN_DECLS

#define PTL_TYPE_RECOMMENDATION_PAGE (ptl_recommendation_page_get_type ())
G_DECLARE_FINAL_TYPE (PtlRecommendationPage, ptl_recommendation_page, PTL, RECOMMENDATION_PAGE, PtlPage)

/* What suits you, and why; the servers, where they come from, and every field of them. */

G_END_DECLS
