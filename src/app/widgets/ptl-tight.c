/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-tight.h"

/* As many pixels as the longest words of our titles need in the largest letters, at the usual size of text. */
#define ROOMY_WIDTH 300
#define USUAL_DPI   (96 * PANGO_SCALE)

static void
update_room (GtkWindow *window)
{
  int width, dpi;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (window)), "gtk-xft-dpi", &dpi, NULL);
  g_object_get (window, "default-width", &width, NULL);

  if (width > 0 && (gint64) width * USUAL_DPI < (gint64) ROOMY_WIDTH * MAX (dpi, USUAL_DPI))
    gtk_widget_add_css_class (GTK_WIDGET (window), "tight");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (window), "tight");
}

/**
 * ptl_watch_room:
 *
 * Gives @window the style class "tight" while it is too narrow for titles in the largest letters, measured in the size that the
 * person reads at.
 */
void
ptl_watch_room (GtkWindow *window)
{
  GtkSettings *settings = gtk_widget_get_settings (GTK_WIDGET (window));

  g_signal_connect (window, "notify::default-width", G_CALLBACK (update_room), NULL);
  g_signal_connect_object (settings, "notify::gtk-xft-dpi", G_CALLBACK (update_room), window, G_CONNECT_SWAPPED);
  update_room (window);
}
