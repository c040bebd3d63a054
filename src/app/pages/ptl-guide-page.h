/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ptl-page.h"

G_BEGIN_DECLS

#define PTL_TYPE_GUIDE_PAGE (ptl_guide_page_get_type ())
G_DECLARE_FINAL_TYPE (PtlGuidePage, ptl_guide_page, PTL, GUIDE_PAGE, PtlPage)

/* Mail ports explained: the same text as “portolan ports”. */

G_END_DECLS
