/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-hint-group.h"

#include <glib/gi18n.h>

#include "ptl-accessible.h"
#include "ptl-hint.h"
#include "ptl-remedy.h"

struct _PtlHintGroup
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (PtlHintGroup, ptl_hint_group, ADW_TYPE_BIN)

static void
open_cb (GtkButton *button,
         char      *url)
{
  ptl_open_uri (GTK_WIDGET (button), url);
}

static void
free_url (gpointer  url,
          GClosure *closure)
{
  g_free (url);
}

static GtkWidget *
create_row (const PtlHint *hint)
{
  g_autofree char *text = ptl_hint_get_text (hint);
  const char *url = ptl_hint_get_url (hint);
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", text, NULL);
  GtkWidget *button;

  if (url == NULL)
    return row;

  button = gtk_button_new_with_mnemonic (_("_Open Page"));
  ptl_mend_names (button);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, url);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  g_signal_connect_data (button, "clicked", G_CALLBACK (open_cb), g_strdup (url), free_url, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);

  return row;
}

static void
ptl_hint_group_class_init (PtlHintGroupClass *klass)
{
}

static void
ptl_hint_group_init (PtlHintGroup *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * ptl_hint_group_set_hints:
 * @hints: (element-type PtlHint): all of them
 * @documentation: whether to show those that can be read, rather than those that have to be done
 */
void
ptl_hint_group_set_hints (PtlHintGroup *self,
                          GPtrArray    *hints,
                          gboolean      documentation)
{
  GtkWidget *group = adw_preferences_group_new ();
  guint n_rows = 0;

  g_return_if_fail (PTL_IS_HINT_GROUP (self));

  for (guint i = 0; i < hints->len; i++)
    {
      const PtlHint *hint = g_ptr_array_index (hints, i);

      if ((ptl_hint_get_id (hint) == PTL_HINT_DOCUMENTATION) != documentation)
        continue;

      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), create_row (hint));
      n_rows++;
    }

  if (!documentation)
    adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _("Before you go on"));
  adw_bin_set_child (ADW_BIN (self), group);
  gtk_widget_set_visible (GTK_WIDGET (self), n_rows > 0);
}
