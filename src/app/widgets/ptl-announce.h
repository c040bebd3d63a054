/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Tells a screen reader what has changed, without moving the focus. */
void ptl_announce (GtkWidget  *widget,
                   const char *message);

G_END_DECLS
