/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ptl-page.h"

G_BEGIN_DECLS

#define PTL_TYPE_NEEDS_PAGE (ptl_needs_page_get_type ())
G_DECLARE_FINAL_TYPE (PtlNeedsPage, ptl_needs_page, PTL, NEEDS_PAGE, PtlPage)

/* How do you use your mail? Every answer has a default, so Enter is enough. */

G_END_DECLS
