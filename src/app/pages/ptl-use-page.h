/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ptl-page.h"

G_BEGIN_DECLS

#define PTL_TYPE_USE_PAGE (ptl_use_page_get_type ())
G_DECLARE_FINAL_TYPE (PtlUsePage, ptl_use_page, PTL, USE_PAGE, PtlPage)

/* Where the account goes: mail programs, phones, files. */

G_END_DECLS
