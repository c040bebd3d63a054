/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define PTL_TYPE_HINT_GROUP (ptl_hint_group_get_type ())
G_DECLARE_FINAL_TYPE (PtlHintGroup, ptl_hint_group, PTL, HINT_GROUP, AdwBin)

/* What a provider wants to be done first, or where it explains its settings: each with a button that opens the page. */
void ptl_hint_group_set_hints (PtlHintGroup *self,
                               GPtrArray    *hints,
                               gboolean      documentation);

G_END_DECLS
