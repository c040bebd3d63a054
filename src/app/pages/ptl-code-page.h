/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ptl-page.h"

G_BEGIN_DECLS

#define PTL_TYPE_CODE_PAGE (ptl_code_page_get_type ())
G_DECLARE_FINAL_TYPE (PtlCodePage, ptl_code_page, PTL, CODE_PAGE, PtlPage)

/* The code that a phone reads with its camera, and the same settings to type in. The password is in it only for a minute, and only
 * if the person asks for it. */

G_END_DECLS
