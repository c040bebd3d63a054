/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-done-page.h"

#include <gio/gdesktopappinfo.h>
#include <glib/gi18n.h>

#include "ptl-accessible.h"
#include "ptl-export-row.h"
#include "ptl-parts.h"

struct _PtlDonePage
{
  PtlPage parent_instance;

  GAppInfo *thunderbird;  /* (owned) (nullable) */

  GtkLabel   *address_label;
  GtkListBox *results_list;
  GtkLabel   *nothing_label;
  GtkWidget  *open_button;
};

G_DEFINE_FINAL_TYPE (PtlDonePage, ptl_done_page, PTL_TYPE_PAGE)

/* Debian's, Flathub's and the Snap's. */
static GAppInfo *
find_thunderbird (void)
{
  static const char * const names[] = {
    "thunderbird.desktop", "org.mozilla.Thunderbird.desktop", "org.mozilla.thunderbird.desktop", "thunderbird_thunderbird.desktop"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      GDesktopAppInfo *info = g_desktop_app_info_new (names[i]);

      if (info != NULL)
        return G_APP_INFO (info);
    }

  return NULL;
}

static void
open_clicked_cb (PtlDonePage *self)
{
  g_autoptr(GdkAppLaunchContext) context = gdk_display_get_app_launch_context (gtk_widget_get_display (GTK_WIDGET (self)));

  g_app_info_launch (self->thunderbird, NULL, G_APP_LAUNCH_CONTEXT (context), NULL);
}

/* What the page says, which changes when something is taken back here. */
static void
show_state (PtlDonePage *self)
{
  PtlSession *session = ptl_page_get_session (PTL_PAGE (self));
  GPtrArray *exports = ptl_session_get_exports (session);
  const char *address = ptl_address_get_display (ptl_session_get_address (session));
  g_autofree char *text = NULL;
  gboolean thunderbird = FALSE;

  for (guint i = 0; i < exports->len; i++)
    thunderbird |= g_str_equal (ptl_export_result_get_target (g_ptr_array_index (exports, i)), "thunderbird");

  if (exports->len > 0)
    /* Translators: %s is an e-mail address. */
    text = g_strdup_printf (_("%s is set up."), address);
  else
    /* Translators: %s is an e-mail address. */
    text = g_strdup_printf (_("The settings for %s are ready."), address);

  gtk_label_set_label (self->address_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->nothing_label), exports->len == 0);
  gtk_widget_set_visible (self->open_button, thunderbird && self->thunderbird != NULL);
}

static void
show_results (PtlDonePage *self,
              GPtrArray   *exports)
{
  ptl_widget_remove_all (GTK_WIDGET (self->results_list));
  for (guint i = 0; i < exports->len; i++)
    {
      PtlExportResult *result = g_ptr_array_index (exports, i);
      const PtlExporter *exporter = ptl_exporter_find (ptl_export_result_get_target (result));
      GtkWidget *row;

      if (exporter == NULL)
        continue;

      row = ptl_export_row_new_done (exporter, ptl_page_get_session (PTL_PAGE (self)), result);
      g_signal_connect_object (row, "changed", G_CALLBACK (show_state), self, G_CONNECT_SWAPPED);
      gtk_list_box_append (self->results_list, row);
    }

  gtk_widget_set_visible (GTK_WIDGET (self->results_list), exports->len > 0);
}

static void
ptl_done_page_shown (PtlPage *page)
{
  PtlDonePage *self = PTL_DONE_PAGE (page);
  if (self->thunderbird == NULL)
    self->thunderbird = find_thunderbird ();

  show_results (self, ptl_session_get_exports (ptl_page_get_session (page)));
  show_state (self);

  ptl_announce (GTK_WIDGET (self), gtk_label_get_label (self->address_label));
  if (gtk_widget_get_visible (GTK_WIDGET (self->nothing_label)))
    ptl_announce (GTK_WIDGET (self), gtk_label_get_label (self->nothing_label));
}

static void
ptl_done_page_dispose (GObject *object)
{
  PtlDonePage *self = PTL_DONE_PAGE (object);

  g_clear_object (&self->thunderbird);
  gtk_widget_dispose_template (GTK_WIDGET (self), PTL_TYPE_DONE_PAGE);

  G_OBJECT_CLASS (ptl_done_page_parent_class)->dispose (object);
}

static void
ptl_done_page_class_init (PtlDonePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ptl_done_page_dispose;
  PTL_PAGE_CLASS (klass)->shown = ptl_done_page_shown;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/portolan_mail/Portolan/pages/ptl-done-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PtlDonePage, address_label);
  gtk_widget_class_bind_template_child (widget_class, PtlDonePage, results_list);
  gtk_widget_class_bind_template_child (widget_class, PtlDonePage, nothing_label);
  gtk_widget_class_bind_template_child (widget_class, PtlDonePage, open_button);
  gtk_widget_class_bind_template_callback (widget_class, open_clicked_cb);
}

static void
ptl_done_page_init (PtlDonePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ptl_page_set_ready (PTL_PAGE (self), TRUE);
}
