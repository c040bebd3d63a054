/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Goes through the assistant with letters of twice the size and prints how wide each page has to be at least, in pixels, and for what.
 *
 *   page-widths SETTINGS
 *
 * SETTINGS is a file with mail settings, whose servers nobody needs to answer. */

#include <locale.h>

#include <glib/gi18n.h>

#include "ptl-application.h"
#include "ptl-page.h"
#include "ptl-window.h"

#define SETTLE_MS 100

/* What leads from page to page; what leads to none takes its time. */
static const struct
{
  const char *action;
  const char *target;
  guint       wait_ms;  /* 0: until another page is in front */
} steps[] = {
  { "win.show-page", "guide", 0 },
  { "win.back", NULL, 0 },
  { "win.show-page", "accounts", 0 },
  { "win.back", NULL, 0 },
  { "win.next", NULL, 0 },
  { "win.next", NULL, 0 },
  { "win.next", NULL, 0 },
  { "win.next", NULL, 500 },
  { "win.show-page", "help", 0 },
  { "win.back", NULL, 0 },
  { "win.show-page", "certificate", 0 },
  { "win.back", NULL, 0 },
  { "win.show-page", "check/skip", 0 },
  { "win.show-page", "code", 0 },
  { "win.back", NULL, 0 },
  { "win.next", NULL, 0 },
};

static guint step;
static char *title;
static gint64 began;

/* Whose title the window has; NULL as long as there is none. */
static PtlPage *
find_page (GtkWidget  *widget,
           const char *wanted)
{
  if (PTL_IS_PAGE (widget) && gtk_widget_get_mapped (widget) && g_strcmp0 (ptl_page_get_title (PTL_PAGE (widget)), wanted) == 0)
    return PTL_PAGE (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      PtlPage *found = find_page (child, wanted);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
print_width (GtkWidget  *page,
             const char *what)
{
  int width;

  gtk_widget_measure (page, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  g_print ("%d\t%s\t%s\n", width, ptl_page_get_title (PTL_PAGE (page)), what);
}

/* A button that shows when something has happened takes the place of those beside it. */
static void
try_button (GtkWidget *page,
            GtkWidget *button)
{
  g_autoptr(GPtrArray) hidden = g_ptr_array_new ();

  for (GtkWidget *other = gtk_widget_get_first_child (gtk_widget_get_parent (button));
       other != NULL;
       other = gtk_widget_get_next_sibling (other))
    if (other != button && GTK_IS_BUTTON (other) && gtk_widget_get_visible (other))
      g_ptr_array_add (hidden, other);

  for (guint i = 0; i < hidden->len; i++)
    gtk_widget_set_visible (g_ptr_array_index (hidden, i), FALSE);
  gtk_widget_set_visible (button, TRUE);
  print_width (page, gtk_button_get_label (GTK_BUTTON (button)) != NULL ? gtk_button_get_label (GTK_BUTTON (button)) : "");
  gtk_widget_set_visible (button, FALSE);
  for (guint i = 0; i < hidden->len; i++)
    gtk_widget_set_visible (g_ptr_array_index (hidden, i), TRUE);
}

static void
try_buttons (GtkWidget *page,
             GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget) && !gtk_widget_get_visible (widget))
    try_button (page, widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    try_buttons (page, child);
}

static void
measure (PtlPage *page)
{
  ptl_page_fill (page);
  print_width (GTK_WIDGET (page), "");
  try_buttons (GTK_WIDGET (page), GTK_WIDGET (page));
}

static gboolean
may_go_on (GtkWindow *window)
{
  gint64 now = g_get_monotonic_time ();

  if (began == 0 && (steps[step].wait_ms > 0 || g_strcmp0 (title, gtk_window_get_title (window)) != 0))
    began = now;

  return began > 0 && now > began + (SETTLE_MS + steps[step].wait_ms) * 1000;
}

static void
act (GtkWindow *window)
{
  gtk_widget_activate_action (GTK_WIDGET (window), steps[step].action, steps[step].target != NULL ? "s" : NULL, steps[step].target);
}

static gboolean
step_cb (gpointer user_data)
{
  GtkWindow *window = user_data;
  PtlPage *page = find_page (GTK_WIDGET (window), gtk_window_get_title (window));

  if (page != NULL && (title == NULL || may_go_on (window)))
    {
      measure (page);
      step += title != NULL;
      if (step == G_N_ELEMENTS (steps))
        exit (0);
      g_free (title);
      title = g_strdup (gtk_window_get_title (window));
      began = 0;
      act (window);
    }
  else if (title != NULL && began == 0)
    {
      act (window);
    }

  return G_SOURCE_CONTINUE;
}

static gboolean
begin_cb (gpointer user_data)
{
  g_timeout_add (20, step_cb, user_data);
  return G_SOURCE_REMOVE;
}

static void
activated_cb (GtkApplication *application,
              gpointer        user_data)
{
  GtkWindow *window = gtk_application_get_active_window (application);
  g_autoptr(GFile) file = g_file_new_for_path (user_data);

  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 192 * PANGO_SCALE, "gtk-enable-animations", FALSE, NULL);
  gtk_window_set_default_size (window, 360, 720);
  ptl_window_open_file (PTL_WINDOW (window), file);
  ptl_window_set_address (PTL_WINDOW (window), "anna@harbour.example");
  g_timeout_add (500, begin_cb, window);
}

int
main (int   argc,
      char *argv[])
{
  PtlApplication *application = ptl_application_new ();

  g_application_set_flags (G_APPLICATION (application), g_application_get_flags (G_APPLICATION (application)) | G_APPLICATION_NON_UNIQUE);
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, PTL_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  g_signal_connect_after (application, "activate", G_CALLBACK (activated_cb), argv[1]);
  return g_application_run (G_APPLICATION (application), 1, argv);
}
