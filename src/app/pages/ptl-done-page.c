/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-done-page.h"

#include <gio/gdesktopappinfo.h>
#include <glib/gi18n.h>

#include "ptl-accessible.h"
#include "ptl-export-row.h"
#include "ptl-parts.h"
#include "ptl-print.h"

struct _PtlDonePage
{
  PtlPage parent_instance;

  GAppInfo *thunderbird;  /* (owned) (nullable) */

  GtkLabel   *address_label;
  GtkListBox *results_list;
  GtkLabel   *nothing_label;
  GtkWidget  *open_button;
  GtkWidget  *choose_button;
  GtkButton  *copy_button;
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

static void
copy_clicked_cb (PtlDonePage *self)
{
  g_autoptr(PtlAccount) account = ptl_session_get_account (ptl_page_get_session (PTL_PAGE (self)));
  g_autoptr(GError) error = NULL;

  if (account == NULL)
    return;
  if (!ptl_copy_sheet (GTK_WIDGET (self), account, &error))
    {
      gtk_label_set_label (self->nothing_label, error->message);
      ptl_announce (GTK_WIDGET (self->copy_button), error->message);
      return;
    }

  ptl_button_set_label (self->copy_button, _("Copied"));
  ptl_announce (GTK_WIDGET (self->copy_button), _("Copied. You can paste it anywhere."));
}

/* What came of it all: files that were saved still have to be brought somewhere. */
static char *
describe_state (const char *address,
                gboolean    is_set_up,
                gboolean    is_saved)
{
  if (is_set_up)
    /* Translators: %s is an e-mail address. */
    return g_strdup_printf (_("%s is set up."), address);
  if (is_saved)
    /* Translators: %s is an e-mail address. */
    return g_strdup_printf (_("The settings for %s are saved."), address);

  /* Translators: %s is an e-mail address. */
  return g_strdup_printf (_("No program has the settings for %s yet."), address);
}

/* What the page says, which changes when something is taken back here. */
static void
show_state (PtlDonePage *self)
{
  PtlSession *session = ptl_page_get_session (PTL_PAGE (self));
  GPtrArray *exports = ptl_session_get_exports (session);
  g_autofree char *text = NULL;
  gboolean thunderbird = FALSE, is_set_up = FALSE;

  for (guint i = 0; i < exports->len; i++)
    {
      const char *target = ptl_export_result_get_target (g_ptr_array_index (exports, i));

      thunderbird |= g_str_equal (target, "thunderbird");
      is_set_up |= ptl_exporter_find (target) != NULL && ptl_exporter_find (target)->apply != NULL;
    }

  text = describe_state (ptl_address_get_display (ptl_session_get_address (session)), is_set_up, exports->len > 0);
  gtk_label_set_label (self->address_label, text);
  ptl_page_set_title (PTL_PAGE (self), exports->len > 0 ? _("Done") : _("Not set up yet"));
  gtk_widget_set_visible (GTK_WIDGET (self->nothing_label), exports->len == 0);
  gtk_widget_set_visible (self->choose_button, exports->len == 0);
  gtk_widget_set_visible (GTK_WIDGET (self->copy_button), exports->len == 0);
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
  ptl_button_set_label (self->copy_button, _("Copy the _Settings"));
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
  gtk_widget_class_bind_template_child (widget_class, PtlDonePage, choose_button);
  gtk_widget_class_bind_template_child (widget_class, PtlDonePage, copy_button);
  gtk_widget_class_bind_template_callback (widget_class, copy_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_clicked_cb);
}

static void
ptl_done_page_init (PtlDonePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ptl_page_set_ready (PTL_PAGE (self), TRUE);
}
