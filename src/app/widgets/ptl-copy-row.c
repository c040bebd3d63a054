/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-copy-row.h"

#include <glib/gi18n.h>

#include "ptl-accessible.h"
#include "ptl-fit.h"

static void
copy_cb (GtkButton  *button,
         const char *value)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (button)), value);
  gtk_button_set_icon_name (button, "ptl-passed-symbolic");
  ptl_announce (GTK_WIDGET (button), _("Copied"));
}

/* The tick is for the moment; the next look at the button shows what it does. */
static void
leave_cb (GtkEventController *controller,
          GtkButton          *button)
{
  gtk_button_set_icon_name (button, "edit-copy-symbolic");
}

static void
free_value (gpointer  value,
            GClosure *closure)
{
  g_free (value);
}

GtkWidget *
ptl_copy_button_new (const char *tooltip,
                     const char *value)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");
  GtkEventController *motion = gtk_event_controller_motion_new ();

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, tooltip);
  ptl_mend_names (button);
  g_signal_connect_data (button, "clicked", G_CALLBACK (copy_cb), g_strdup (value), free_value, 0);
  g_signal_connect (motion, "leave", G_CALLBACK (leave_cb), button);
  gtk_widget_add_controller (button, motion);

  return button;
}

GtkWidget *
ptl_copy_row_new (const char *title,
                  const char *value)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", title, "subtitle", value, NULL);
  g_autofree char *tooltip = NULL;

  /* Translators: %s is the name of a value, such as “Fingerprint” */
  tooltip = g_strdup_printf (_("Copy: %s"), title);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), ptl_copy_button_new (tooltip, value));

  ptl_fit (row);

  return row;
}
