/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Goes through the assistant with letters of twice the size and prints how wide each page has to be at least, in pixels, and for what;
 * then the windows beside it.
 *
 *   page-widths SETTINGS
 *
 * SETTINGS is a file with mail settings, whose servers nobody needs to answer. */

#include <locale.h>

#include <glib/gi18n.h>

#include "ptl-application.h"
#include "ptl-certificate-page.h"
#include "ptl-certificate-rows.h"
#include "ptl-certificate.h"
#include "ptl-check-page.h"
#include "ptl-notice.h"
#include "ptl-page.h"
#include "ptl-remedy.h"
#include "ptl-report.h"
#include "ptl-use-page.h"
#include "ptl-window.h"

#define SETTLE_MS 100

/* What leads from page to page, or lets one work. */
static const struct
{
  const char *action;
  const char *target;
  gboolean    stays;  /* on the page, until that has done its work */
} steps[] = {
  { "win.show-page", "guide", FALSE },
  { "win.back", NULL, FALSE },
  { "win.show-page", "accounts", FALSE },
  { "win.back", NULL, FALSE },
  { "win.next", NULL, FALSE },
  { "win.next", NULL, FALSE },
  { "win.next", NULL, FALSE },
  { "win.next", NULL, TRUE },
  { "win.show-page", "help", FALSE },
  { "win.back", NULL, FALSE },
  { "win.show-page", "certificate", FALSE },
  { "win.back", NULL, FALSE },
  { "win.show-page", "check/skip", FALSE },
  { "win.show-page", "code", FALSE },
  { "win.back", NULL, FALSE },
  { "win.next", NULL, FALSE },
};

static guint step;
static PtlPage *from;  /* (unowned) (nullable): where the step began */
static gint64 arrived;
static gboolean asked;  /* before settings were replaced */

/* The page in front. */
static PtlPage *
find_page (GtkWidget *widget)
{
  if (PTL_IS_PAGE (widget) && gtk_widget_get_mapped (widget))
    return PTL_PAGE (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      PtlPage *found = find_page (child);

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

static GtkWidget *
find_child (GtkWidget *widget,
            GType      type)
{
  GtkWidget *found = g_type_is_a (G_OBJECT_TYPE (widget), type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_child (child, type);

  return found;
}

/* Whatever may help when a check has failed, also with the name of a server, which nobody can know beforehand. */
static void
measure_remedies (GtkWidget *page)
{
  PtlNotice *notice = PTL_NOTICE (find_child (page, PTL_TYPE_NOTICE));
  const char * const arguments[] = { "pop3", "imap", "imap.customers.hosting.example" };

  for (int remedy = PTL_REMEDY_NONE; remedy <= PTL_REMEDY_GO_ON; remedy++)
    for (gsize i = 0; i < G_N_ELEMENTS (arguments); i++)
      {
        g_autofree char *label = ptl_remedy_get_label (remedy, arguments[i]);

        if (label == NULL)
          continue;

        ptl_notice_rename (notice, label);
        ptl_notice_offer (notice, label);
        print_width (page, label);
      }
}

/* What stands on the page for a server of one's own. */
static void
measure_certificate (GtkWidget *page)
{
  static const char * const names[] = { "imap.customers.hosting.example", NULL };
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  const PtlCertificateFields fields = {
    .subject = "CN=imap.customers.hosting.example",
    .issuer = "CN=imap.customers.hosting.example",
    .names = names,
    .not_before = now,
    .not_after = now,
    .sha256 = "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF",
  };
  g_autoptr(PtlCertificate) certificate = ptl_certificate_new (&fields);
  g_autoptr(PtlServer) server = ptl_server_new (PTL_PROTOCOL_IMAP, names[0], 993, PTL_SECURITY_TLS, "anna@hosting.example", NULL);
  g_autoptr(GListStore) seen = g_list_store_new (PTL_TYPE_STEP);
  g_autoptr(PtlProblem) problem = ptl_problem_new (PTL_ERROR_CERTIFICATE_SELF_SIGNED, "It signed its certificate itself.");
  g_autoptr(PtlReport) report = ptl_report_new (&(PtlReportFields) {
    .server = server, .verdict = PTL_VERDICT_FAILED, .steps = G_LIST_MODEL (seen), .problem = problem, .certificate = certificate });

  ptl_certificate_page_show (PTL_CERTIFICATE_PAGE (page), report);
  print_width (page, "with a certificate");
}

/* The window in front of the assistant. */
static GtkWidget *
find_window (GtkWindow *assistant)
{
  g_autoptr(GListModel) windows = g_object_ref (gtk_window_get_toplevels ());

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWidget) window = g_list_model_get_item (windows, i);

      if (window != GTK_WIDGET (assistant) && gtk_widget_get_visible (window))
        return window;
    }

  return NULL;
}

/* Measures what opened in front of the assistant, and closes it. */
static void
measure_window (GtkWindow  *assistant,
                const char *what)
{
  GtkWidget *window;
  int width;

  while ((window = find_window (assistant)) == NULL)
    g_main_context_iteration (NULL, TRUE);

  gtk_widget_measure (gtk_widget_get_first_child (window), GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  g_print ("%d\t%s\t\n", width, what);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The question before settings are replaced; NULL: no program has others. */
static GtkWidget *
find_replace_button (GtkWidget *widget)
{
  GtkWidget *found = NULL;

  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), _("Replace…")) == 0)
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_replace_button (child);

  return found;
}

static void
measure_question (GtkWidget *page)
{
  g_signal_emit_by_name (find_replace_button (page), "clicked");
  measure_window (GTK_WINDOW (gtk_widget_get_root (page)), "replace");
}

static void
measure (PtlPage *page)
{
  ptl_page_fill (page);
  print_width (GTK_WIDGET (page), "");
  try_buttons (GTK_WIDGET (page), GTK_WIDGET (page));
  if (PTL_IS_CHECK_PAGE (page) && steps[step].stays)
    measure_remedies (GTK_WIDGET (page));
  if (PTL_IS_CERTIFICATE_PAGE (page))
    measure_certificate (GTK_WIDGET (page));
  if (PTL_IS_USE_PAGE (page) && !asked)
    measure_question (GTK_WIDGET (page));
  asked = asked || PTL_IS_USE_PAGE (page);
}

static void
measure_windows (GtkWindow *assistant)
{
  const char * const actions[] = { "about", "shortcuts" };

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      g_action_group_activate_action (G_ACTION_GROUP (gtk_window_get_application (assistant)), actions[i], NULL);
      measure_window (assistant, actions[i]);
    }
}

static void
act (GtkWindow *window,
     PtlPage   *page)
{
  from = page;
  arrived = 0;
  gtk_widget_activate_action (GTK_WIDGET (window), steps[step].action, steps[step].target != NULL ? "s" : NULL, steps[step].target);
}

/* Whether the step has led to where it should, and everything there has come to rest. */
static gboolean
has_settled (PtlPage *page)
{
  gboolean there = steps[step].stays ? !ptl_page_get_busy (page) : page != from;

  if (PTL_IS_USE_PAGE (page) && find_replace_button (GTK_WIDGET (page)) == NULL)
    there = FALSE;  /* it has not looked yet what is there */
  if (!there)
    arrived = 0;
  else if (arrived == 0)
    arrived = g_get_monotonic_time ();

  return there && g_get_monotonic_time () > arrived + SETTLE_MS * 1000;
}

static gboolean
step_cb (gpointer user_data)
{
  GtkWindow *window = user_data;
  PtlPage *page = find_page (GTK_WIDGET (window));

  if (page == NULL)
    return G_SOURCE_CONTINUE;
  if (from != NULL && !has_settled (page))
    {
      if (page == from && !steps[step].stays && g_str_equal (steps[step].action, "win.next"))
        act (window, page);  /* it was not ready for it */
      return G_SOURCE_CONTINUE;
    }

  measure (page);
  step += from != NULL;
  if (step == G_N_ELEMENTS (steps))
    {
      measure_windows (window);
      exit (0);
    }
  act (window, page);

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
