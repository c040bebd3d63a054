/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PTL_TYPE_FOLD (ptl_fold_get_type ())
G_DECLARE_FINAL_TYPE (PtlFold, ptl_fold, PTL, FOLD, GtkWidget)

/* Two things beside each other where there is room, else below each other. The first takes what is left. With “homogeneous” both
 * get half, and “fold-width” is the room that they need for it. */
G_END_DECLS
