/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The assistant, between its first page and the guide, which is its longest. */

#include "ptl-application.h"

#include "frames.h"

static void
turn (GtkWindow *window,
      gboolean   forth)
{
  if (forth)
    gtk_widget_activate_action (GTK_WIDGET (window), "win.show-page", "s", "guide");
  else
    gtk_widget_activate_action (GTK_WIDGET (window), "win.back", NULL);
}

/* What is in front and scrolls. */
static GtkScrolledWindow *
find_in (GtkWidget *widget)
{
  if (GTK_IS_SCROLLED_WINDOW (widget) && gtk_widget_get_mapped (widget))
    return GTK_SCROLLED_WINDOW (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkScrolledWindow *found = find_in (child);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static GtkScrolledWindow *
find (GtkWindow *window)
{
  return find_in (GTK_WIDGET (window));
}

static gboolean
begin_cb (gpointer user_data)
{
  measure_frames (gtk_application_get_active_window (user_data), turn, find);
  return G_SOURCE_REMOVE;
}

int
main (int   argc,
      char *argv[])
{
  PtlApplication *application = ptl_application_new ();

  g_timeout_add (1500, begin_cb, application);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
