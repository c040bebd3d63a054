/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What a screen reader needs beyond what GTK does by itself. */
void ptl_announce         (GtkWidget  *widget,
                           const char *message);
void ptl_move_focus       (GtkWidget  *widget);
void ptl_read_out         (GtkWidget  *dialog,
                           const char *text);
void ptl_describe         (GtkWidget  *widget,
                           const char *description);
char *ptl_strip_mnemonic (const char *label);
void ptl_hush             (GtkAccessible *accessible);
void ptl_hush_pages       (GtkWidget  *widget);
void ptl_set_name         (GtkWidget  *widget,
                           const char *name);
void ptl_name_list        (GtkWidget  *group,
                           const char *name);
void ptl_mend_names       (GtkWidget  *widget);
void ptl_button_set_label (GtkButton  *button,
                           const char *label);

G_END_DECLS
