/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PTL_TYPE_DOTS (ptl_dots_get_type ())
G_DECLARE_FINAL_TYPE (PtlDots, ptl_dots, PTL, DOTS, GtkWidget)

/* How far one is: a dot for each page of the way, the present one longer. */
void ptl_dots_set_n_dots  (PtlDots *self,
                           guint    n_dots);
void ptl_dots_set_current (PtlDots *self,
                           guint    current);

G_END_DECLS
