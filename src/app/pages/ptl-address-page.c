/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-address-page.h"

#include <glib/gi18n.h>

#include "ptl-accessible.h"
#include "ptl-application.h"
#include "ptl-entry-row.h"
#include "ptl-notice.h"
#include "ptl-provider-index.h"
#include "ptl-settings-file.h"

/* How long nobody types before a bad address is called one. */
#define PAUSE_MS 900

struct _PtlAddressPage
{
  PtlPage parent_instance;

  PtlAddress *address;     /* (owned) (nullable): what is typed, if it is one */
  char       *suggestion;  /* (owned) (nullable): the whole address with the domain that was probably meant */
  guint       pause_id;
  GBytes     *file;        /* (owned) (nullable): settings that the person has as a file */

  PtlNotice   *notice;

  GtkEditable *name_entry;
  GtkWidget   *address_row;
  GtkEditable *address_entry;
  GtkLabel    *room_label;  /* in a child of the stack that is never shown: keeps room for what is said, so that nothing below moves */
  GtkLabel    *error_label;
  GtkButton   *suggestion_button;
  GtkSwitch   *directory_switch;
  AdwActionRow *directory_row;
  GtkLabel    *privacy_label;
};

G_DEFINE_FINAL_TYPE (PtlAddressPage, ptl_address_page, PTL_TYPE_PAGE)

static void
show_error (PtlAddressPage *self,
            const char     *message)
{
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), message != NULL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->address_entry),
                               GTK_ACCESSIBLE_STATE_INVALID,
                               message != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  if (message == NULL)
    {
      gtk_widget_remove_css_class (self->address_row, "error");
      return;
    }

  gtk_widget_add_css_class (self->address_row, "error");
  gtk_label_set_label (self->error_label, message);
  ptl_announce (GTK_WIDGET (self->address_entry), message);
}

/* The domain that was probably meant, or the whole address if it cannot be one as it is; NULL if nothing is wrong with it. */
static char *
dup_meant (PtlAddressPage *self)
{
  g_autoptr(PtlAddress) address = ptl_address_suggest (gtk_editable_get_text (self->address_entry));
  const char *domain = NULL;
  g_auto(GStrv) parts = NULL;

  g_clear_pointer (&self->suggestion, g_free);
  if (self->address != NULL)
    domain = ptl_provider_index_suggest (ptl_provider_index_get_bundled (), ptl_address_get_domain (self->address));
  if (domain != NULL)
    self->suggestion = g_strdup_printf ("%s@%s", ptl_address_get_local_part (self->address), domain);
  else if (address != NULL)
    self->suggestion = g_strdup (ptl_address_get_display (address));

  if (self->suggestion == NULL)
    return NULL;

  /* One underscore marks the letter that the button is reached by; two are one that is shown. */
  parts = g_strsplit (domain != NULL ? domain : self->suggestion, "_", -1);
  return g_strjoinv ("__", parts);
}

static void
show_suggestion (PtlAddressPage *self)
{
  g_autofree char *meant = dup_meant (self);
  g_autofree char *label = NULL;
  g_autofree char *question = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->suggestion_button), meant != NULL);
  if (meant == NULL)
    return;

  /* Translators: %s is what was probably meant, such as gmail.com or name@example.org */
  label = g_strdup_printf (_("Did you mean _%s?"), meant);
  ptl_button_set_label (self->suggestion_button, label);
  question = ptl_strip_mnemonic (label);
  ptl_announce (GTK_WIDGET (self->address_entry), question);
}

static void
set_note (GtkLabel   *label,
          const char *domain)
{
  /* Translators: %s is a domain, or “your provider” */
  g_autofree char *note = g_strdup_printf (_("Portolan looks in its own list of providers, and asks %s and whoever takes its mail for the "
                                             "settings. Only the part after the @ is told. Nothing is asked before you continue."), domain);

  gtk_label_set_label (label, note);
}

/* Whom an address without settings in the list is going to tell about itself. */
static void
show_privacy (PtlAddressPage *self)
{
  g_autofree char *row = NULL;

  row = self->address != NULL
        /* Translators: %s is a domain. */
        ? g_strdup_printf (_("Run by Mozilla. It is told “%s”, never your address."), ptl_address_get_domain_unicode (self->address))
        : g_strdup (_("Run by Mozilla. It is told the part after the @, never your address."));
  set_note (self->privacy_label, self->address != NULL ? ptl_address_get_domain_unicode (self->address) : _("your provider"));
  adw_action_row_set_subtitle (self->directory_row, row);
}

static void
stop_pause (PtlAddressPage *self)
{
  g_clear_handle_id (&self->pause_id, g_source_remove);
}

/* Typing has stopped, or Enter was pressed: now it may be said what is wrong. */
static void
judge (PtlAddressPage *self)
{
  const char *text = gtk_editable_get_text (self->address_entry);
  g_autoptr(GError) error = NULL;
  g_autoptr(PtlAddress) address = NULL;

  stop_pause (self);
  if (text[0] != '\0')
    address = ptl_address_parse (text, &error);

  show_error (self, error != NULL ? error->message : NULL);
  show_suggestion (self);
}

static gboolean
pause_cb (gpointer user_data)
{
  PtlAddressPage *self = PTL_ADDRESS_PAGE (user_data);

  self->pause_id = 0;
  judge (self);

  return G_SOURCE_REMOVE;
}

/* “Anna Example <anna@example.org>” fills both fields. Done when idle: a text must not be replaced while it is being set. */
static void
split_mailbox_cb (gpointer user_data)
{
  g_autoptr(PtlAddressPage) self = PTL_ADDRESS_PAGE (user_data);
  g_autofree char *name = NULL;
  g_autoptr(PtlAddress) address = NULL;

  address = ptl_address_parse_mailbox (gtk_editable_get_text (self->address_entry), &name, NULL);
  if (address == NULL)
    return;

  if (name != NULL)
    gtk_editable_set_text (self->name_entry, name);
  gtk_editable_set_text (self->address_entry, ptl_address_get_display (address));
  gtk_editable_set_position (self->address_entry, -1);
}

static void
address_changed_cb (PtlAddressPage *self)
{
  const char *text = gtk_editable_get_text (self->address_entry);

  g_clear_pointer (&self->address, ptl_address_unref);
  self->address = ptl_address_parse (text, NULL);
  ptl_page_set_ready (PTL_PAGE (self), self->address != NULL);
  show_error (self, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->suggestion_button), FALSE);
  show_privacy (self);

  stop_pause (self);
  self->pause_id = g_timeout_add (PAUSE_MS, pause_cb, self);
  if (g_str_has_suffix (text, ">"))
    g_idle_add_once (split_mailbox_cb, g_object_ref (self));
}

static void
suggestion_clicked_cb (PtlAddressPage *self)
{
  g_autofree char *suggestion = g_steal_pointer (&self->suggestion);

  if (suggestion == NULL)  /* taken already, and the question is just going */
    return;

  gtk_editable_set_text (self->address_entry, suggestion);
  gtk_editable_set_position (self->address_entry, -1);
  gtk_widget_grab_focus (GTK_WIDGET (self->address_entry));
}

static gboolean
forget_file_cb (PtlAddressPage *self)
{
  g_clear_pointer (&self->file, g_bytes_unref);
  ptl_notice_hide (self->notice);
  ptl_session_set_manual (ptl_page_get_session (PTL_PAGE (self)), NULL, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self->address_entry));

  return TRUE;
}

/* The settings of the file are taken for the servers, as if the person had typed them in. */
static gboolean
use_file (PtlAddressPage  *self,
          GError         **error)
{
  g_autoptr(PtlSettingsFile) settings = NULL;

  if (self->file == NULL)
    return TRUE;

  settings = ptl_settings_file_parse (self->file, self->address, error);
  if (settings == NULL)
    return FALSE;

  ptl_session_set_manual (ptl_page_get_session (PTL_PAGE (self)), settings->incoming, settings->outgoing);
  return TRUE;
}

static void
fill_fields (PtlAddressPage        *self,
             const PtlSettingsFile *settings)
{
  if (settings->name != NULL)
    gtk_editable_set_text (self->name_entry, settings->name);
  if (settings->address != NULL)
    gtk_editable_set_text (self->address_entry, ptl_address_get_display (settings->address));
}

static GSettings *
get_settings (void)
{
  GApplication *application = g_application_get_default ();

  return PTL_IS_APPLICATION (application) ? ptl_application_get_settings (PTL_APPLICATION (application)) : NULL;
}

static void
ptl_address_page_shown (PtlPage *page)
{
  PtlAddressPage *self = PTL_ADDRESS_PAGE (page);
  gboolean has_name = gtk_editable_get_text (self->name_entry)[0] != '\0';

  gtk_widget_grab_focus (GTK_WIDGET (has_name ? self->address_entry : self->name_entry));
}

static void
ptl_address_page_reveal (PtlPage    *page,
                         const char *detail)
{
  PtlAddressPage *self = PTL_ADDRESS_PAGE (page);

  gtk_editable_set_text (self->address_entry, detail);
  judge (self);
}

static void
discovered_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  /* What came of it is the session's to keep; the page of the recommendation shows it. */
  ptl_session_discover_finish (PTL_SESSION (object), result, NULL);
}

/* The search runs on while the next page is answered, so it does not end with the Cancel of this one. */
static void
ptl_address_page_advance_async (PtlPage             *page,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  PtlAddressPage *self = PTL_ADDRESS_PAGE (page);
  PtlSession *session = ptl_page_get_session (page);
  g_autoptr(GTask) task = g_task_new (page, cancellable, callback, user_data);
  g_autoptr(GError) error = NULL;

  g_task_set_source_tag (task, ptl_address_page_advance_async);
  stop_pause (self);
  ptl_session_set_name (session, gtk_editable_get_text (self->name_entry));
  ptl_session_set_directory (session, gtk_switch_get_active (self->directory_switch));
  ptl_session_set_address (session, self->address);
  if (!use_file (self, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  ptl_session_discover_async (session, ptl_page_get_cancellable (page), discovered_cb, NULL);
  g_task_return_boolean (task, TRUE);
}

static void
ptl_address_page_dispose (GObject *object)
{
  stop_pause (PTL_ADDRESS_PAGE (object));
  gtk_widget_dispose_template (GTK_WIDGET (object), PTL_TYPE_ADDRESS_PAGE);

  G_OBJECT_CLASS (ptl_address_page_parent_class)->dispose (object);
}

static void
ptl_address_page_finalize (GObject *object)
{
  PtlAddressPage *self = PTL_ADDRESS_PAGE (object);

  g_clear_pointer (&self->address, ptl_address_unref);
  g_clear_pointer (&self->suggestion, g_free);
  g_clear_pointer (&self->file, g_bytes_unref);

  G_OBJECT_CLASS (ptl_address_page_parent_class)->finalize (object);
}

static void
ptl_address_page_class_init (PtlAddressPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  PtlPageClass *page_class = PTL_PAGE_CLASS (klass);

  object_class->dispose = ptl_address_page_dispose;
  object_class->finalize = ptl_address_page_finalize;
  page_class->shown = ptl_address_page_shown;
  page_class->reveal = ptl_address_page_reveal;
  page_class->advance_async = ptl_address_page_advance_async;

  g_type_ensure (PTL_TYPE_ENTRY_ROW);
  g_type_ensure (PTL_TYPE_NOTICE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/portolan_mail/Portolan/pages/ptl-address-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PtlAddressPage, notice);
  gtk_widget_class_bind_template_child (widget_class, PtlAddressPage, name_entry);
  gtk_widget_class_bind_template_child (widget_class, PtlAddressPage, address_row);
  gtk_widget_class_bind_template_child (widget_class, PtlAddressPage, address_entry);
  gtk_widget_class_bind_template_child (widget_class, PtlAddressPage, room_label);
  gtk_widget_class_bind_template_child (widget_class, PtlAddressPage, error_label);
  gtk_widget_class_bind_template_child (widget_class, PtlAddressPage, suggestion_button);
  gtk_widget_class_bind_template_child (widget_class, PtlAddressPage, directory_switch);
  gtk_widget_class_bind_template_child (widget_class, PtlAddressPage, directory_row);
  gtk_widget_class_bind_template_child (widget_class, PtlAddressPage, privacy_label);
  gtk_widget_class_bind_template_callback (widget_class, address_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, forget_file_cb);
  gtk_widget_class_bind_template_callback (widget_class, judge);
  gtk_widget_class_bind_template_callback (widget_class, suggestion_clicked_cb);
}

static void
ptl_address_page_init (PtlAddressPage *self)
{
  GSettings *settings = get_settings ();
  const char *name = g_get_real_name ();

  gtk_widget_init_template (GTK_WIDGET (self));

  /* GLib says “Unknown” where the system has no name. */
  if (!g_str_equal (name, "Unknown") && !g_str_equal (name, "root"))
    gtk_editable_set_text (self->name_entry, name);
  if (settings != NULL)
    g_settings_bind (settings, "ask-directory", self->directory_switch, "active", G_SETTINGS_BIND_DEFAULT);
  set_note (self->room_label, "a-department.an-organisation.example");  /* as long as most domains are */
  show_privacy (self);
}

/**
 * ptl_address_page_take_file:
 * @self: the first page
 * @name: what the file is called
 * @bytes: what it holds
 *
 * Settings that somebody gave the person: an autoconfig document, or what “portolan export json” writes.
 */
void
ptl_address_page_take_file (PtlAddressPage *self,
                            const char     *name,
                            GBytes         *bytes)
{
  g_autoptr(PtlSettingsFile) settings = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *message = NULL;

  g_return_if_fail (PTL_IS_ADDRESS_PAGE (self));
  g_return_if_fail (bytes != NULL);

  g_clear_pointer (&self->file, g_bytes_unref);
  if (!ptl_settings_file_needs_address (bytes))
    settings = ptl_settings_file_parse (bytes, NULL, &error);
  if (error != NULL)
    {
      /* Translators: %s is the name of a file. */
      message = g_strdup_printf (_("“%s” holds no mail settings that Portolan understands."), name);
      ptl_notice_show (self->notice, PTL_NOTICE_ERROR, message, error->message);
      return;
    }

  self->file = g_bytes_ref (bytes);
  if (settings != NULL)
    fill_fields (self, settings);
  /* Translators: %s is the name of a file. */
  message = g_strdup_printf (_("The servers are taken from “%s”."), name);
  ptl_notice_show (self->notice, PTL_NOTICE_INFO, message, _("They are tried before anything is used."));
  ptl_notice_offer (self->notice, _("_Forget the File"));
  gtk_widget_grab_focus (GTK_WIDGET (self->address_entry));
}
