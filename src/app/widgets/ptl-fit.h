/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How everything finds room where large letters meet a narrow window. */
void   ptl_fit            (GtkWidget *widget);
void   ptl_fit_titles     (GtkWindow *window);
double ptl_get_text_scale (GtkWidget *widget);

G_END_DECLS
