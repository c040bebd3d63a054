/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Small parts that several pages put together; each is made anew when what it shows changes. */
GtkWidget *ptl_sentence_new        (const char     *icon_name,
                                    const char     *css_class,
                                    const char     *text);
void       ptl_box_fill_reasons    (GtkBox         *box,
                                    GPtrArray      *reasons,
                                    guint           first,
                                    const char     *icon_name,
                                    const char     *css_class);
void       ptl_widget_remove_all   (GtkWidget      *parent);

G_END_DECLS
