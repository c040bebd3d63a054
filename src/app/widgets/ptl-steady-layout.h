/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How sentences are measured that stand beside something, in a row or a notice: as before, but as wide for every height. GTK would try
 * one width after another, until the text has the height that it is asked about, and a row asks that about each of its parts. Pages
 * took ten times as long to lay out. */
#define PTL_TYPE_STEADY_LAYOUT (ptl_steady_layout_get_type ())
G_DECLARE_FINAL_TYPE (PtlSteadyLayout, ptl_steady_layout, PTL, STEADY_LAYOUT, GtkLayoutManager)

void ptl_steady_layout_use (GtkWidget *widget);

G_END_DECLS
