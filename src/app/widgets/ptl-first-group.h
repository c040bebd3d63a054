/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define PTL_TYPE_FIRST_GROUP (ptl_first_group_get_type ())
G_DECLARE_FINAL_TYPE (PtlFirstGroup, ptl_first_group, PTL, FIRST_GROUP, AdwBin)

/* What a provider wants to be done first, each with a button that opens the page for it. */
void ptl_first_group_set_hints (PtlFirstGroup *self,
                                GPtrArray     *hints);

G_END_DECLS
