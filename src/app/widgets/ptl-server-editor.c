/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-server-editor.h"

#include <glib/gi18n.h>

#include "ptl-describe.h"
#include "ptl-entry-row.h"
#include "ptl-error.h"
#include "ptl-number.h"

struct _PtlServerEditor
{
  AdwPreferencesGroup parent_instance;

  PtlServer *server;      /* (owned) (nullable): what the fields say, if they make a server */
  gboolean   outgoing;
  gboolean   port_typed;
  gboolean   showing;     /* while fields are filled, they are not read */

  AdwComboRow *protocol_row;
  GtkEditable *host_entry;
  AdwComboRow *security_row;
  GtkEditable *port_entry;
  GtkWidget   *username_row;
  GtkEditable *username_entry;
  AdwComboRow *authentication_row;
  GtkLabel    *error_label;
};

G_DEFINE_FINAL_TYPE (PtlServerEditor, ptl_server_editor, ADW_TYPE_PREFERENCES_GROUP)

enum { EDITED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* Strongest first, as they are offered. */
static const PtlSecurity securities[] = { PTL_SECURITY_TLS, PTL_SECURITY_STARTTLS, PTL_SECURITY_NONE };

static const PtlAuthentication methods[] = {
  PTL_AUTHENTICATION_PASSWORD_CLEARTEXT,
  PTL_AUTHENTICATION_PASSWORD_ENCRYPTED,
  PTL_AUTHENTICATION_OAUTH2,
  PTL_AUTHENTICATION_GSSAPI,
  PTL_AUTHENTICATION_NTLM,
  PTL_AUTHENTICATION_CLIENT_CERTIFICATE,
  PTL_AUTHENTICATION_NONE,
};

static PtlProtocol
read_protocol (PtlServerEditor *self)
{
  guint selected = adw_combo_row_get_selected (self->protocol_row);

  if (self->outgoing)
    return PTL_PROTOCOL_SMTP;

  return (PtlProtocol) MIN (selected, (guint) PTL_PROTOCOL_SMTP);
}

static PtlSecurity
read_security (PtlServerEditor *self)
{
  guint selected = adw_combo_row_get_selected (self->security_row);

  return securities[MIN (selected, G_N_ELEMENTS (securities) - 1)];
}

static void
show_error (PtlServerEditor *self,
            const char      *message)
{
  gtk_label_set_label (self->error_label, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), message != NULL);
}

static PtlServer *
read_server (PtlServerEditor  *self,
             GError          **error)
{
  guint selected = adw_combo_row_get_selected (self->authentication_row);
  g_autofree char *number = g_strstrip (g_strdup (gtk_editable_get_text (self->port_entry)));
  g_autofree char *host = g_strstrip (g_strdup (gtk_editable_get_text (self->host_entry)));
  g_autofree char *username = g_strstrip (g_strdup (gtk_editable_get_text (self->username_entry)));
  g_autoptr(PtlServer) server = NULL;
  guint64 port;

  if (!ptl_number_parse (number, 1, G_MAXUINT16, &port))
    {
      g_set_error (error, PTL_ERROR, PTL_ERROR_BAD_DATA, _("The port is “%s”, but a port is a number from 1 to 65535."), number);
      return NULL;
    }

  server = ptl_server_new (read_protocol (self), host, (guint) port, read_security (self),
                           username[0] != '\0' ? username : NULL, error);
  if (server == NULL)
    return NULL;

  return ptl_server_with_authentication (server, &methods[MIN (selected, G_N_ELEMENTS (methods) - 1)], 1);
}

static void
read_fields (PtlServerEditor *self)
{
  g_autoptr(GError) error = NULL;

  if (self->showing)
    return;

  g_clear_pointer (&self->server, ptl_server_unref);
  self->server = read_server (self, &error);
  /* An empty field is not a mistake yet. */
  show_error (self, error != NULL && gtk_editable_get_text (self->host_entry)[0] != '\0' ? error->message : NULL);
  g_signal_emit (self, signals[EDITED], 0);
}

static void
show_port (PtlServerEditor *self,
           guint            port)
{
  g_autofree char *text = g_strdup_printf ("%u", port);
  gboolean showing = self->showing;

  self->showing = TRUE;
  gtk_editable_set_text (self->port_entry, text);
  self->showing = showing;
}

static void
security_changed_cb (PtlServerEditor *self)
{
  if (self->showing)
    return;

  if (!self->port_typed)
    show_port (self, ptl_protocol_get_default_port (read_protocol (self), read_security (self)));
  read_fields (self);
}

static void
port_changed_cb (PtlServerEditor *self)
{
  if (self->showing)
    return;

  self->port_typed = gtk_editable_get_text (self->port_entry)[0] != '\0';
  read_fields (self);
}

/* Most who come here come for the name. */
static gboolean
ptl_server_editor_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (PTL_SERVER_EDITOR (widget)->host_entry));
}

static void
ptl_server_editor_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PTL_TYPE_SERVER_EDITOR);

  G_OBJECT_CLASS (ptl_server_editor_parent_class)->dispose (object);
}

static void
ptl_server_editor_finalize (GObject *object)
{
  g_clear_pointer (&PTL_SERVER_EDITOR (object)->server, ptl_server_unref);

  G_OBJECT_CLASS (ptl_server_editor_parent_class)->finalize (object);
}

static void
ptl_server_editor_class_init (PtlServerEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ptl_server_editor_dispose;
  object_class->finalize = ptl_server_editor_finalize;
  widget_class->grab_focus = ptl_server_editor_grab_focus;

  signals[EDITED] = g_signal_new ("edited", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);

  g_type_ensure (PTL_TYPE_ENTRY_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/portolan_mail/Portolan/widgets/ptl-server-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, PtlServerEditor, protocol_row);
  gtk_widget_class_bind_template_child (widget_class, PtlServerEditor, host_entry);
  gtk_widget_class_bind_template_child (widget_class, PtlServerEditor, security_row);
  gtk_widget_class_bind_template_child (widget_class, PtlServerEditor, port_entry);
  gtk_widget_class_bind_template_child (widget_class, PtlServerEditor, username_row);
  gtk_widget_class_bind_template_child (widget_class, PtlServerEditor, username_entry);
  gtk_widget_class_bind_template_child (widget_class, PtlServerEditor, authentication_row);
  gtk_widget_class_bind_template_child (widget_class, PtlServerEditor, error_label);
  gtk_widget_class_bind_template_callback (widget_class, read_fields);
  gtk_widget_class_bind_template_callback (widget_class, security_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, port_changed_cb);
}

/* The words are the library's, so the lists are made here. */
static void
fill_lists (PtlServerEditor *self)
{
  g_autoptr(GtkStringList) security_list = gtk_string_list_new (NULL);
  g_autoptr(GtkStringList) method_list = gtk_string_list_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (securities); i++)
    gtk_string_list_append (security_list, ptl_security_describe (securities[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
    gtk_string_list_append (method_list, ptl_authentication_describe (methods[i]));

  adw_combo_row_set_model (self->security_row, G_LIST_MODEL (security_list));
  adw_combo_row_set_model (self->authentication_row, G_LIST_MODEL (method_list));
}

static void
ptl_server_editor_init (PtlServerEditor *self)
{
  self->showing = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_lists (self);
  self->showing = FALSE;
}

static void
set_direction (PtlServerEditor *self,
               PtlProtocol      protocol)
{
  self->outgoing = protocol == PTL_PROTOCOL_SMTP;
  gtk_widget_set_visible (GTK_WIDGET (self->protocol_row), !self->outgoing);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), self->outgoing ? _("Sending") : _("Receiving"));
  adw_combo_row_set_selected (self->protocol_row, protocol == PTL_PROTOCOL_POP3 ? 1 : 0);
}

static void
select_value (AdwComboRow *row,
              const void  *values,
              gsize        n_values,
              int          value)
{
  const int *list = values;

  for (guint i = 0; i < n_values; i++)
    if (list[i] == value)
      adw_combo_row_set_selected (row, i);
}

G_STATIC_ASSERT (sizeof (PtlSecurity) == sizeof (int) && sizeof (PtlAuthentication) == sizeof (int));

void
ptl_server_editor_set_server (PtlServerEditor *self,
                              PtlServer       *server)
{
  const PtlAuthentication *offered;
  const char *username;
  gsize n_offered;

  g_return_if_fail (PTL_IS_SERVER_EDITOR (self));
  g_return_if_fail (server != NULL);

  if (self->server != NULL && ptl_server_equal (self->server, server))
    return;

  ptl_server_ref (server);
  g_clear_pointer (&self->server, ptl_server_unref);
  self->server = server;
  self->port_typed = FALSE;
  self->showing = TRUE;

  set_direction (self, ptl_server_get_protocol (server));
  gtk_editable_set_text (self->host_entry, ptl_server_get_host_unicode (server));
  select_value (self->security_row, securities, G_N_ELEMENTS (securities), ptl_server_get_security (server));
  show_port (self, ptl_server_get_port (server));
  username = ptl_server_get_username (server);
  gtk_editable_set_text (self->username_entry, username != NULL ? username : "");
  offered = ptl_server_get_authentication (server, &n_offered);
  if (n_offered > 0)
    select_value (self->authentication_row, methods, G_N_ELEMENTS (methods), offered[0]);

  show_error (self, NULL);
  self->showing = FALSE;
}

/* Nothing was found: the person types it all, from the usual port on. */
void
ptl_server_editor_set_empty (PtlServerEditor *self,
                             PtlProtocol      protocol,
                             const char      *username)
{
  g_return_if_fail (PTL_IS_SERVER_EDITOR (self));

  g_clear_pointer (&self->server, ptl_server_unref);
  self->port_typed = FALSE;
  self->showing = TRUE;
  set_direction (self, protocol);
  gtk_editable_set_text (self->host_entry, "");
  adw_combo_row_set_selected (self->security_row, 0);
  show_port (self, ptl_protocol_get_default_port (protocol, PTL_SECURITY_TLS));
  gtk_editable_set_text (self->username_entry, username != NULL ? username : "");
  show_error (self, NULL);
  self->showing = FALSE;
}

void
ptl_server_editor_set_any (PtlServerEditor *self)
{
  const char * const protocols[] = { "IMAP", "POP3", "SMTP", NULL };
  g_autoptr(GtkStringList) list = gtk_string_list_new (protocols);

  g_return_if_fail (PTL_IS_SERVER_EDITOR (self));

  self->showing = TRUE;
  adw_combo_row_set_model (self->protocol_row, G_LIST_MODEL (list));
  self->showing = FALSE;
  ptl_server_editor_set_empty (self, PTL_PROTOCOL_IMAP, NULL);
  gtk_widget_set_visible (self->username_row, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->authentication_row), FALSE);
}

/**
 * ptl_server_editor_get_server:
 *
 * Returns: (transfer none) (nullable)
 */
PtlServer *
ptl_server_editor_get_server (PtlServerEditor *self)
{
  g_return_val_if_fail (PTL_IS_SERVER_EDITOR (self), NULL);

  return self->server;
}
