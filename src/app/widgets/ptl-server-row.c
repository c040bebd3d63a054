/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-server-row.h"

#include <glib/gi18n.h>

#include "ptl-describe.h"

struct _PtlServerRow
{
  AdwActionRow parent_instance;

  GtkImage *icon;
  GtkImage *shield;
};

G_DEFINE_FINAL_TYPE (PtlServerRow, ptl_server_row, ADW_TYPE_ACTION_ROW)

static void
ptl_server_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PTL_TYPE_SERVER_ROW);

  G_OBJECT_CLASS (ptl_server_row_parent_class)->dispose (object);
}

static void
ptl_server_row_class_init (PtlServerRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ptl_server_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/portolan_mail/Portolan/widgets/ptl-server-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PtlServerRow, icon);
  gtk_widget_class_bind_template_child (widget_class, PtlServerRow, shield);
}

static void
ptl_server_row_init (PtlServerRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
set_shield (PtlServerRow *self,
            gboolean      encrypted)
{
  gtk_image_set_from_icon_name (self->shield, encrypted ? "ptl-shield-symbolic" : "ptl-warning-symbolic");
  gtk_widget_remove_css_class (GTK_WIDGET (self->shield), encrypted ? "error" : "success");
  gtk_widget_add_css_class (GTK_WIDGET (self->shield), encrypted ? "success" : "error");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->shield), encrypted ? _("Encrypted") : _("Not encrypted"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->shield),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, encrypted ? _("Encrypted") : _("Not encrypted"),
                                  -1);
}

void
ptl_server_row_set_server (PtlServerRow *self,
                           PtlServer    *server)
{
  g_autofree char *title = NULL;
  g_autofree char *subtitle = NULL;
  gboolean incoming;

  g_return_if_fail (PTL_IS_SERVER_ROW (self));

  gtk_widget_set_visible (GTK_WIDGET (self), server != NULL);
  if (server == NULL)
    return;

  incoming = ptl_server_is_incoming (server);
  /* Translators: %s is the name of a server. */
  title = g_strdup_printf (incoming ? _("Receiving  ·  %s") : _("Sending  ·  %s"), ptl_server_get_host_unicode (server));
  subtitle = ptl_server_describe_port (server);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  gtk_image_set_from_icon_name (self->icon, incoming ? "ptl-receive-symbolic" : "ptl-send-symbolic");
  set_shield (self, ptl_server_get_security (server) != PTL_SECURITY_NONE);
}
