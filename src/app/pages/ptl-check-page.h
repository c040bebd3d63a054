/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ptl-page.h"

G_BEGIN_DECLS

#define PTL_TYPE_CHECK_PAGE (ptl_check_page_get_type ())
G_DECLARE_FINAL_TYPE (PtlCheckPage, ptl_check_page, PTL, CHECK_PAGE, PtlPage)

/* Both servers are tried, step by step, with the password if there is one. */

G_END_DECLS
