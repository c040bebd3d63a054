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
open_cb (GtkWidget *row,
         char      *url)
{
  ptl_open_uri (row, url);
}

static void
free_url (gpointer  url,
          GClosure *closure)
{
  g_free (url);
}

/* The whole row opens its page: a button beside a long sentence leaves no room for it in a narrow window. */
static GtkWidget *
create_row (const PtlHint *hint)
{
  g_autofree char *text = ptl_hint_get_text (hint);
  const char *url = ptl_hint_get_url (hint);
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", text, NULL);

  if (url == NULL)
    return row;

  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _("Opens your provider’s page in the web browser"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             g_object_new (GTK_TYPE_IMAGE,
                                           "icon-name", "ptl-external-symbolic",
                                           "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                           NULL));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_widget_set_tooltip_text (row, url);
  ptl_describe (row, adw_action_row_get_subtitle (ADW_ACTION_ROW (row)));  /* not by the tooltip */
  g_signal_connect_data (row, "activated", G_CALLBACK (open_cb), g_strdup (url), free_url, 0);

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
  ptl_mend_names (group);
  adw_bin_set_child (ADW_BIN (self), group);
  gtk_widget_set_visible (GTK_WIDGET (self), n_rows > 0);
}
