/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

/* Ends the program as soon as the first window of @application has been drawn; with “page” as its argument, as soon as it has
 * been drawn with something that can be typed into. */

static gboolean wants_page;

static void
painted_cb (GdkFrameClock *clock,
            gpointer       user_data)
{
  static gboolean can_be_typed_into;

  if (!wants_page || can_be_typed_into)
    _exit (0);

  can_be_typed_into = gtk_root_get_focus (GTK_ROOT (user_data)) != NULL;
}

static void
mapped_cb (GtkWidget *window,
           gpointer   user_data)
{
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (painted_cb), window);
}

static void
window_added_cb (GtkApplication *application,
                 GtkWindow      *window,
                 gpointer        user_data)
{
  g_signal_connect (window, "map", G_CALLBACK (mapped_cb), NULL);
}

static int
run_until_painted (gpointer  application,
                   int       argc)
{
  char *arguments[] = { (char *) "bench", NULL };

  wants_page = argc > 1;
  g_signal_connect (application, "window-added", G_CALLBACK (window_added_cb), NULL);
  return g_application_run (G_APPLICATION (application), 1, arguments);
}
