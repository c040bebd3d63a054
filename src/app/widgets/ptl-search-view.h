/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define PTL_TYPE_SEARCH_VIEW (ptl_search_view_get_type ())
G_DECLARE_FINAL_TYPE (PtlSearchView, ptl_search_view, PTL, SEARCH_VIEW, AdwBin)

/* What is looked for while a search runs, and who was asked last. */
void ptl_search_view_set_domain   (PtlSearchView *self,
                                   const char    *domain);
void ptl_search_view_set_contacts (PtlSearchView *self,
                                   GListModel    *contacts);

G_END_DECLS
