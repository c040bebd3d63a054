/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-search-view.h"

#include <glib/gi18n.h>

#include "ptl-contact.h"

struct _PtlSearchView
{
  AdwBin parent_instance;

  GSignalGroup *contact_signals;  /* (owned) */
  guint         pulse_id;         /* while it is seen */

  GtkLabel       *searching_label;
  GtkLabel       *asking_label;
  GtkProgressBar *progress_bar;
};

G_DEFINE_FINAL_TYPE (PtlSearchView, ptl_search_view, ADW_TYPE_BIN)

static gboolean
pulse_cb (gpointer user_data)
{
  gtk_progress_bar_pulse (PTL_SEARCH_VIEW (user_data)->progress_bar);

  return G_SOURCE_CONTINUE;
}

static void
contacts_changed_cb (PtlSearchView *self,
                     guint          position,
                     guint          n_removed,
                     guint          n_added,
                     GListModel    *contacts)
{
  guint n = g_list_model_get_n_items (contacts);
  g_autoptr(PtlContact) last = n > 0 ? g_list_model_get_item (contacts, n - 1) : NULL;
  g_autofree char *text = NULL;

  if (last == NULL)
    return;

  /* Translators: %s is the name of a server that was just asked. */
  text = g_strdup_printf (_("Asked %s"), ptl_contact_get_host (last));
  gtk_label_set_label (self->asking_label, text);
}

static void
ptl_search_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (ptl_search_view_parent_class)->map (widget);

  PTL_SEARCH_VIEW (widget)->pulse_id = g_timeout_add (120, pulse_cb, widget);
}

static void
ptl_search_view_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&PTL_SEARCH_VIEW (widget)->pulse_id, g_source_remove);

  GTK_WIDGET_CLASS (ptl_search_view_parent_class)->unmap (widget);
}

static void
ptl_search_view_dispose (GObject *object)
{
  g_clear_object (&PTL_SEARCH_VIEW (object)->contact_signals);
  gtk_widget_dispose_template (GTK_WIDGET (object), PTL_TYPE_SEARCH_VIEW);

  G_OBJECT_CLASS (ptl_search_view_parent_class)->dispose (object);
}

static void
ptl_search_view_class_init (PtlSearchViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ptl_search_view_dispose;
  widget_class->map = ptl_search_view_map;
  widget_class->unmap = ptl_search_view_unmap;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/portolan_mail/Portolan/widgets/ptl-search-view.ui");
  gtk_widget_class_bind_template_child (widget_class, PtlSearchView, searching_label);
  gtk_widget_class_bind_template_child (widget_class, PtlSearchView, asking_label);
  gtk_widget_class_bind_template_child (widget_class, PtlSearchView, progress_bar);
}

static void
ptl_search_view_init (PtlSearchView *self)
{
  self->contact_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->contact_signals, "items-changed", G_CALLBACK (contacts_changed_cb), self);
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
ptl_search_view_set_domain (PtlSearchView *self,
                            const char    *domain)
{
  g_autofree char *label = NULL;

  g_return_if_fail (PTL_IS_SEARCH_VIEW (self));
  g_return_if_fail (domain != NULL);

  /* Translators: %s is a domain. */
  label = g_strdup_printf (_("Looking for the settings of %s…"), domain);
  gtk_label_set_label (self->searching_label, label);
}

void
ptl_search_view_set_contacts (PtlSearchView *self,
                              GListModel    *contacts)
{
  g_return_if_fail (PTL_IS_SEARCH_VIEW (self));
  g_return_if_fail (G_IS_LIST_MODEL (contacts));

  g_signal_group_set_target (self->contact_signals, contacts);
  contacts_changed_cb (self, 0, 0, 0, contacts);
}
