/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ptl-page.h"

G_BEGIN_DECLS

#define PTL_TYPE_DONE_PAGE (ptl_done_page_get_type ())
G_DECLARE_FINAL_TYPE (PtlDonePage, ptl_done_page, PTL, DONE_PAGE, PtlPage)

/* What was written and where, and how to take it back. */

G_END_DECLS
