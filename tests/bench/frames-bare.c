/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The least that has pages and something to scroll: a stack with lists of labels, made when they are first shown. */

#include "frames.h"

static const Step steps[] = {
  { "page", "win.show-page", "page" },
  { NULL, "win.back", NULL },
  { NULL, NULL, NULL },
};

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

static void
show_page (GtkWindow  *window,
           const char *name)
{
  GtkStack *stack = GTK_STACK (adw_application_window_get_content (ADW_APPLICATION_WINDOW (window)));

  if (gtk_stack_get_child_by_name (stack, name) == NULL)
    gtk_stack_add_named (stack, make_page (), name);
  gtk_stack_set_visible_child_name (stack, name);
  gtk_window_set_title (window, name);
}

static void
show_page_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  show_page (user_data, g_variant_get_string (parameter, NULL));
}

static void
back_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  show_page (user_data, "first");
}

static const GActionEntry actions[] = {
  { "show-page", show_page_cb, "s" },
  { "back", back_cb },
};

static gboolean
begin_cb (gpointer user_data)
{
  measure_frames (user_data, steps);
  return G_SOURCE_REMOVE;
}

static void
activate_cb (GtkApplication *application,
             gpointer        user_data)
{
  GtkWidget *window = adw_application_window_new (application);
  GtkWidget *stack = gtk_stack_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (window), actions, G_N_ELEMENTS (actions), window);
  gtk_stack_set_transition_type (GTK_STACK (stack), GTK_STACK_TRANSITION_TYPE_CROSSFADE);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), stack);
  show_page (GTK_WINDOW (window), "first");
  gtk_window_set_default_size (GTK_WINDOW (window), 640, 760);
  gtk_window_present (GTK_WINDOW (window));
  g_timeout_add (1500, begin_cb, window);
}

int
main (int   argc,
      char *argv[])
{
  AdwApplication *application = adw_application_new ("org.example.Bare", G_APPLICATION_DEFAULT_FLAGS);

  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), NULL);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
