/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The least that has pages and something to scroll: a stack with two lists of labels. */

#include "frames.h"

static GtkWidget *
make_page (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  for (guint i = 0; i < 60; i++)
    gtk_box_append (GTK_BOX (box), gtk_label_new ("A line of text, as there are many"));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), box);

  return scrolled;
}

static GtkStack *
get_stack (GtkWindow *window)
{
  return GTK_STACK (adw_application_window_get_content (ADW_APPLICATION_WINDOW (window)));
}

static void
turn (GtkWindow *window,
      gboolean   forth)
{
  gtk_stack_set_visible_child_name (get_stack (window), forth ? "second" : "first");
}

static GtkScrolledWindow *
find (GtkWindow *window)
{
  return GTK_SCROLLED_WINDOW (gtk_stack_get_child_by_name (get_stack (window), "second"));
}

static void
activate_cb (GtkApplication *application,
             gpointer        user_data)
{
  GtkWidget *window = adw_application_window_new (application);
  GtkWidget *stack = gtk_stack_new ();

  gtk_stack_set_transition_type (GTK_STACK (stack), GTK_STACK_TRANSITION_TYPE_CROSSFADE);
  gtk_stack_add_named (GTK_STACK (stack), make_page (), "first");
  gtk_stack_add_named (GTK_STACK (stack), make_page (), "second");
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), stack);
  gtk_window_set_default_size (GTK_WINDOW (window), 640, 760);
  gtk_window_present (GTK_WINDOW (window));
  measure_frames (GTK_WINDOW (window), turn, find);
}

int
main (int   argc,
      char *argv[])
{
  AdwApplication *application = adw_application_new ("org.example.Bare", G_APPLICATION_DEFAULT_FLAGS);

  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), NULL);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
