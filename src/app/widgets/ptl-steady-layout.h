/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How sentences are measured: as before, but as wide for every height, and at least as wide as a few letters if they can be broken
 * anywhere. GTK would try one width after another, until the text has the height that it is asked about, and a row asks that about each
 * of its parts; and it would lay out each text with a line for each letter, to see which is the widest. Pages took ten times as long to
 * lay out. */
#define PTL_TYPE_STEADY_LAYOUT (ptl_steady_layout_get_type ())
G_DECLARE_FINAL_TYPE (PtlSteadyLayout, ptl_steady_layout, PTL, STEADY_LAYOUT, GtkLayoutManager)

void ptl_steady_layout_use (GtkWidget *widget);

G_END_DECLS
