/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How a stack is laid out that fills its window: the page in front gets the room that there is, and is laid out once, for that. GTK
 * would first ask what it would like, and all its texts with it: twice if it is new, because its style comes in between. If it turns
 * out to need more width than there is, it gets that. */
#define PTL_TYPE_FRONT_LAYOUT (ptl_front_layout_get_type ())
G_DECLARE_FINAL_TYPE (PtlFrontLayout, ptl_front_layout, PTL, FRONT_LAYOUT, GtkLayoutManager)

void ptl_front_layout_use (GtkStack *stack);

G_END_DECLS
