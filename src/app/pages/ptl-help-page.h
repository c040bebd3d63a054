/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ptl-page.h"

G_BEGIN_DECLS

/* What a person sends to the provider, or shows to somebody who knows about mail, when nothing on this computer helps. */
#define PTL_TYPE_HELP_PAGE (ptl_help_page_get_type ())
G_DECLARE_FINAL_TYPE (PtlHelpPage, ptl_help_page, PTL, HELP_PAGE, PtlPage)

G_END_DECLS
