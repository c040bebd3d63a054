/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-application.h"

#include <glib/gi18n.h>

#include "ptl-accessible.h"
#include "ptl-window.h"

struct _PtlApplication
{
  AdwApplication parent_instance;

  GtkCssProvider *high_contrast;  /* (owned) (nullable) */
  GSettings      *settings;       /* (owned) (nullable): NULL where the schema is not installed */
  GtkWindow      *beside;         /* (unowned) (nullable): what was opened from the menu and is still there */
  gboolean        understood;     /* its command line, which asks for more than a version */
};

G_DEFINE_FINAL_TYPE (PtlApplication, ptl_application, ADW_TYPE_APPLICATION)

static const GOptionEntry options[] = {
  { "first-login", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Open only if it was never opened before"), NULL },
  { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Show the version"), NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, NULL, NULL, N_("[ADDRESS|FILE]") },
  { NULL }
};

/* Whoever has seen the assistant once need not be offered it when they sign in. */
static PtlWindow *
new_window (PtlApplication *self)
{
  GSettings *settings = ptl_application_get_settings (self);

  if (settings != NULL)
    g_settings_set_boolean (settings, "first-login-done", TRUE);

  return ptl_window_new (self);
}

/* libadwaita 1.2 breaks no word of a long name, and keeps room for buttons that copy what has gone wrong, which nobody sees here. */
static void
fit_about (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget) && gtk_label_get_wrap (GTK_LABEL (widget)))
    gtk_label_set_wrap_mode (GTK_LABEL (widget), PANGO_WRAP_WORD_CHAR);
  if (GTK_IS_ACTION_BAR (widget))
    gtk_widget_set_visible (widget, FALSE);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    fit_about (child);
}

static gboolean
present_cb (gpointer user_data)
{
  gtk_window_present (GTK_WINDOW (user_data));
  return G_SOURCE_REMOVE;
}

/* A menu gives the focus back after what was chosen in it is done. A screen reader goes by the last that got the focus, and would say
 * nothing of what has it in a window that is there before. */
static void
present_after_menu (PtlApplication *self,
                    GtkWindow      *window)
{
  g_set_weak_pointer (&self->beside, window);
  g_idle_add_full (G_PRIORITY_LOW, present_cb, g_object_ref (window), g_object_unref);
}

static void
about_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  PtlApplication *self = PTL_APPLICATION (user_data);
  GtkWidget *about;

  if (self->beside != NULL)
    return;

  about = g_object_new (ADW_TYPE_ABOUT_WINDOW,
                        "transient-for", gtk_application_get_active_window (GTK_APPLICATION (self)),
                        "modal", TRUE,
                        "accessible-role", GTK_ACCESSIBLE_ROLE_WINDOW,
                        "application-name", _("Mail Setup"),
                        "application-icon", PTL_APPLICATION_ID,
                        "version", PTL_VERSION,
                        "developer-name", _("The Portolan authors"),
                        "copyright", "© 2026 The Portolan authors",
                        "license-type", GTK_LICENSE_GPL_3_0,
                        "comments", _("Finds the right settings for your e-mail, tries them, and hands them to your mail "
                                      "program."),
                        /* Translators: put your names here, one a line. */
                        "translator-credits", _("translator-credits"),
                        NULL);

  fit_about (about);
  ptl_hush_pages (about);
  ptl_mend_names (about);
  present_after_menu (self, GTK_WINDOW (about));
}

static void
quit_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  GList *window;

  /* Closed one by one, so that each remembers its size and stops what it is doing. */
  while ((window = gtk_application_get_windows (GTK_APPLICATION (user_data))) != NULL)
    gtk_window_destroy (GTK_WINDOW (window->data));
}

static void
new_window_cb (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  gtk_window_present (GTK_WINDOW (new_window (PTL_APPLICATION (user_data))));
}

/* The file has the keys as GTK writes them, in the name of the row. */
static void
show_keys (AdwActionRow *row)
{
  GString *text = g_string_new (NULL);
  g_auto(GStrv) keys = g_strsplit (gtk_widget_get_name (GTK_WIDGET (row)), " ", 0);

  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autofree char *label = NULL;
      GdkModifierType modifiers;
      guint key;

      gtk_accelerator_parse (keys[i], &key, &modifiers);
      label = gtk_accelerator_get_label (key, modifiers);
      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", label);
    }

  adw_action_row_set_subtitle (row, text->str);
  g_string_free (text, TRUE);
}

static void
show_all_keys (GtkWidget *widget)
{
  if (ADW_IS_ACTION_ROW (widget))
    show_keys (ADW_ACTION_ROW (widget));
  else
    for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
      show_all_keys (child);
}

static void
shortcuts_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  PtlApplication *self = PTL_APPLICATION (user_data);
  g_autoptr(GtkBuilder) builder = NULL;
  g_autofree char *title = ptl_strip_mnemonic (_("_Keyboard Shortcuts"));
  GtkWindow *shortcuts;

  if (self->beside != NULL)
    return;

  builder = gtk_builder_new_from_resource ("/io/github/portolan_mail/Portolan/gtk/shortcuts.ui");
  shortcuts = GTK_WINDOW (gtk_builder_get_object (builder, "shortcuts"));
  gtk_window_set_title (shortcuts, title);
  gtk_window_set_transient_for (shortcuts, gtk_application_get_active_window (GTK_APPLICATION (self)));
  show_all_keys (GTK_WIDGET (shortcuts));
  ptl_mend_names (GTK_WIDGET (shortcuts));
  present_after_menu (self, shortcuts);
}

static const GActionEntry actions[] = {
  { "about", about_cb },
  { "quit", quit_cb },
  { "new-window", new_window_cb },
  { "shortcuts", shortcuts_cb },
};

static void
ptl_application_activate (GApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (window == NULL)
    window = GTK_WINDOW (new_window (PTL_APPLICATION (application)));

  gtk_window_present (window);
}

/* What is opened gets a window of its own, unless the one in front has not been used yet. */
static PtlWindow *
get_fresh_window (PtlApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (window == NULL || !PTL_IS_WINDOW (window) || !ptl_window_is_fresh (PTL_WINDOW (window)))
    window = GTK_WINDOW (new_window (self));

  return PTL_WINDOW (window);
}

static void
open_address (PtlApplication *self,
              const char     *address)
{
  PtlWindow *window = get_fresh_window (self);

  ptl_window_set_address (window, address);
  gtk_window_present (GTK_WINDOW (window));
}

static void
open_file (PtlApplication *self,
           GFile          *file)
{
  PtlWindow *window = get_fresh_window (self);

  ptl_window_open_file (window, file);
  gtk_window_present (GTK_WINDOW (window));
}

/* A file with settings, if there is one of that name; else an address. */
static void
open_argument (PtlApplication          *self,
               GApplicationCommandLine *command_line,
               const char              *argument)
{
  g_autoptr(GFile) file = g_application_command_line_create_file_for_arg (command_line, argument);

  if (g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL) == G_FILE_TYPE_REGULAR)
    open_file (self, file);
  else
    open_address (self, argument);
}

/* Without settings nobody could remember that it was offered, and it would come back every time. */
static gboolean
was_offered (PtlApplication *self)
{
  GSettings *settings = ptl_application_get_settings (self);

  return settings == NULL || g_settings_get_boolean (settings, "first-login-done");
}

static int
ptl_application_command_line (GApplication            *application,
                              GApplicationCommandLine *command_line)
{
  GVariantDict *dict = g_application_command_line_get_options_dict (command_line);
  g_autofree const char **arguments = NULL;

  if (g_variant_dict_contains (dict, "first-login") && was_offered (PTL_APPLICATION (application)))
    return EXIT_SUCCESS;
  if (!g_variant_dict_lookup (dict, G_OPTION_REMAINING, "^a&s", &arguments))
    {
      g_application_activate (application);
      return EXIT_SUCCESS;
    }
  if (arguments[1] != NULL)
    {
      g_application_command_line_printerr (command_line, "%s\n", _("Only one address or file can be set up at a time."));
      return 2;
    }

  open_argument (PTL_APPLICATION (application), command_line, arguments[0]);
  return EXIT_SUCCESS;
}

static int
ptl_application_handle_local_options (GApplication *application,
                                      GVariantDict *dict)
{
  if (!g_variant_dict_contains (dict, "version"))
    {
      PTL_APPLICATION (application)->understood = TRUE;
      return -1;
    }

  g_print ("portolan-gtk %s\n", PTL_VERSION);
  return EXIT_SUCCESS;
}

/* D-Bus activation hands addresses over as mailto: links, and files as what they are. */
static void
ptl_application_open (GApplication  *application,
                      GFile        **files,
                      int            n_files,
                      const char    *hint)
{
  for (int i = 0; i < n_files; i++)
    {
      g_autofree char *uri = g_file_get_uri (files[i]);

      if (g_file_has_uri_scheme (files[i], "mailto"))
        open_address (PTL_APPLICATION (application), uri);
      else
        open_file (PTL_APPLICATION (application), files[i]);
    }
}

static void
set_accels (GtkApplication *application)
{
  gtk_application_set_accels_for_action (application, "app.quit", (const char *[]) { "<Control>q", NULL });
  gtk_application_set_accels_for_action (application, "app.new-window", (const char *[]) { "<Control>n", NULL });
  gtk_application_set_accels_for_action (application, "window.close", (const char *[]) { "<Control>w", NULL });
  gtk_application_set_accels_for_action (application, "app.shortcuts", (const char *[]) { "<Control>question", NULL });
  gtk_application_set_accels_for_action (application, "win.back", (const char *[]) { "<Alt>Left", NULL });
}

/* libadwaita would do this with a style-hc.css, but complains about one since 1.10; older GTK knows no media queries. */
static void
contrast_changed_cb (AdwStyleManager *manager,
                     GParamSpec      *pspec,
                     PtlApplication  *self)
{
  GtkStyleProvider *style = GTK_STYLE_PROVIDER (self->high_contrast);
  GdkDisplay *display = adw_style_manager_get_display (manager);

  if (adw_style_manager_get_high_contrast (manager))
    gtk_style_context_add_provider_for_display (display, style, GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1);
  else
    gtk_style_context_remove_provider_for_display (display, style);
}

static void
follow_contrast (PtlApplication *self)
{
  GdkDisplay *display = gdk_display_get_default ();
  AdwStyleManager *manager = display != NULL ? adw_style_manager_get_for_display (display) : NULL;

  if (manager == NULL)
    return;

  self->high_contrast = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (self->high_contrast, "/io/github/portolan_mail/Portolan/high-contrast.css");
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (contrast_changed_cb), self, 0);
  contrast_changed_cb (manager, NULL, self);
}

/* To find the icon takes as long as all the rest of the window, and only some desktops want it from us: after the first frame. */
static gboolean
set_icon_cb (gpointer user_data)
{
  gtk_window_set_default_icon_name (PTL_APPLICATION_ID);
  return G_SOURCE_REMOVE;
}

static void
ptl_application_startup (GApplication *application)
{
  G_APPLICATION_CLASS (ptl_application_parent_class)->startup (application);

  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions), application);
  set_accels (GTK_APPLICATION (application));
  follow_contrast (PTL_APPLICATION (application));
  g_idle_add_full (G_PRIORITY_LOW, set_icon_cb, NULL, NULL);
}

static void
ptl_application_finalize (GObject *object)
{
  PtlApplication *self = PTL_APPLICATION (object);

  g_clear_weak_pointer (&self->beside);
  g_clear_object (&self->high_contrast);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (ptl_application_parent_class)->finalize (object);
}

static void
ptl_application_class_init (PtlApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->finalize = ptl_application_finalize;
  application_class->activate = ptl_application_activate;
  application_class->command_line = ptl_application_command_line;
  application_class->handle_local_options = ptl_application_handle_local_options;
  application_class->open = ptl_application_open;
  application_class->startup = ptl_application_startup;
}

static void
ptl_application_init (PtlApplication *self)
{
  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_summary (G_APPLICATION (self), _("Set up a mail account, step by step."));
}

PtlApplication *
ptl_application_new (void)
{
  return g_object_new (PTL_TYPE_APPLICATION,
                       "application-id", PTL_APPLICATION_ID,
                       "flags", G_APPLICATION_HANDLES_COMMAND_LINE | G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", "/io/github/portolan_mail/Portolan",
                       NULL);
}

/**
 * ptl_application_missed:
 * @status: what running it came to
 *
 * Who closes the window and opens it again at once may still find the program that ends: it can then not be registered with, or takes
 * the command line and does nothing with it.
 *
 * Returns: whether that has happened
 */
gboolean
ptl_application_missed (PtlApplication *self,
                        int             status)
{
  GApplication *application = G_APPLICATION (self);

  g_return_val_if_fail (PTL_IS_APPLICATION (self), FALSE);

  return status == EXIT_FAILURE && self->understood &&
         (!g_application_get_is_registered (application) || g_application_get_is_remote (application));
}

/**
 * ptl_application_get_settings:
 *
 * A program that was copied rather than installed has no schema. It works all the same, and remembers nothing.
 *
 * Returns: (transfer none) (nullable)
 */
GSettings *
ptl_application_get_settings (PtlApplication *self)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr(GSettingsSchema) schema = NULL;

  g_return_val_if_fail (PTL_IS_APPLICATION (self), NULL);

  if (self->settings == NULL && source != NULL)
    schema = g_settings_schema_source_lookup (source, PTL_APPLICATION_ID, TRUE);
  if (schema != NULL)
    self->settings = g_settings_new_full (schema, NULL, NULL);

  return self->settings;
}
