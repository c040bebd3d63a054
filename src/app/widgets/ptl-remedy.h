/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "ptl-problem.h"

G_BEGIN_DECLS

/* The buttons beside failures: what each is called, and those that work the same from every page. */
char     *ptl_remedy_get_label (PtlRemedy   remedy,
                                const char *argument);
gboolean  ptl_remedy_can_help  (PtlRemedy   remedy,
                                const char *argument);
void      ptl_remedy_apply     (GtkWidget  *widget,
                                PtlRemedy   remedy,
                                const char *argument);
void      ptl_open_uri         (GtkWidget  *widget,
                                const char *uri);

G_END_DECLS
