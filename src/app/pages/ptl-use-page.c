/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-use-page.h"

#include <glib/gi18n.h>

#include "ptl-accessible.h"
#include "ptl-export-row.h"
#include "ptl-notice.h"

struct _PtlUsePage
{
  PtlPage parent_instance;

  PtlNotice *notice;
  GtkBox    *groups_box;
};

G_DEFINE_FINAL_TYPE (PtlUsePage, ptl_use_page, PTL_TYPE_PAGE)

static const char * const titles[] = {
  [PTL_EXPORT_COMPUTER] = N_("On this computer"),
  [PTL_EXPORT_PHONE] = N_("On your phone"),
  [PTL_EXPORT_TERMINAL] = N_("In the terminal"),
  [PTL_EXPORT_DOCUMENT] = N_("Anything else"),
};

/* What is not installed here can still be written for, but stands behind what is. */
static void
add_others (PtlUsePage          *self,
            AdwPreferencesGroup *group,
            GPtrArray           *others)
{
  GtkWidget *expander;
  g_autoptr(GString) names = g_string_new (NULL);

  if (others->len == 0)
    return;

  expander = g_object_new (ADW_TYPE_EXPANDER_ROW, "title", _("Not installed here"), NULL);
  for (guint i = 0; i < others->len; i++)
    {
      const PtlExporter *exporter = g_ptr_array_index (others, i);

      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", _(exporter->name));
      adw_expander_row_add_row (ADW_EXPANDER_ROW (expander),
                                ptl_export_row_new (exporter, ptl_page_get_session (PTL_PAGE (self))));
    }

  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (expander), names->str);
  adw_preferences_group_add (group, expander);
  ptl_mend_names (expander);
}

static void
add_group (PtlUsePage     *self,
           PtlExportGroup  group)
{
  static const PtlExportOptions options = { NULL };
  gsize n_exporters;
  const PtlExporter *exporters = ptl_exporter_list (&n_exporters);
  GtkWidget *widget = adw_preferences_group_new ();
  g_autoptr(GPtrArray) others = g_ptr_array_new ();
  guint n_rows = 0;

  for (gsize i = 0; i < n_exporters; i++)
    {
      if (exporters[i].group != group)
        continue;

      n_rows++;
      if (ptl_exporter_is_installed (&exporters[i], &options))
        adw_preferences_group_add (ADW_PREFERENCES_GROUP (widget),
                                   ptl_export_row_new (&exporters[i], ptl_page_get_session (PTL_PAGE (self))));
      else
        g_ptr_array_add (others, (gpointer) &exporters[i]);
    }

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (widget), _(titles[group]));
  add_others (self, ADW_PREFERENCES_GROUP (widget), others);
  gtk_widget_set_visible (widget, n_rows > 0);
  gtk_box_append (self->groups_box, widget);
}

/* What the account is worth is said again where it is handed over. */
static void
show_worth (PtlUsePage *self)
{
  switch (ptl_session_get_result (ptl_page_get_session (PTL_PAGE (self))))
    {
    case PTL_RESULT_UNCHECKED:
      ptl_notice_show (self->notice, PTL_NOTICE_WARNING, _("These settings have not been tried."),
                       _("They should be right, but nobody has checked them from this computer."));
      break;
    case PTL_RESULT_PARTIAL:
      ptl_notice_show (self->notice, PTL_NOTICE_WARNING, _("Only one direction works."),
                       _("You can use the settings all the same. Look at the page before for what is missing."));
      break;
    case PTL_RESULT_READY:
    case PTL_RESULT_CONFIRM:
    case PTL_RESULT_FAILED:
    default:
      ptl_notice_hide (self->notice);
    }
}

static void
ptl_use_page_shown (PtlPage *page)
{
  show_worth (PTL_USE_PAGE (page));
}

static void
ptl_use_page_constructed (GObject *object)
{
  PtlUsePage *self = PTL_USE_PAGE (object);

  G_OBJECT_CLASS (ptl_use_page_parent_class)->constructed (object);

  for (guint group = 0; group < G_N_ELEMENTS (titles); group++)
    add_group (self, (PtlExportGroup) group);
}

static void
ptl_use_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PTL_TYPE_USE_PAGE);

  G_OBJECT_CLASS (ptl_use_page_parent_class)->dispose (object);
}

static void
ptl_use_page_class_init (PtlUsePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = ptl_use_page_constructed;
  object_class->dispose = ptl_use_page_dispose;
  PTL_PAGE_CLASS (klass)->shown = ptl_use_page_shown;

  g_type_ensure (PTL_TYPE_NOTICE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/portolan_mail/Portolan/pages/ptl-use-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PtlUsePage, notice);
  gtk_widget_class_bind_template_child (widget_class, PtlUsePage, groups_box);
}

static void
ptl_use_page_init (PtlUsePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ptl_page_set_ready (PTL_PAGE (self), TRUE);
}
