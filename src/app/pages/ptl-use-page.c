/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-use-page.h"

#include <glib/gi18n.h>

#include "ptl-accessible.h"
#include "ptl-export-row.h"
#include "ptl-notice.h"
#include "ptl-print.h"

struct _PtlUsePage
{
  PtlPage parent_instance;

  GPtrArray *rows;      /* (element-type PtlExportRow) (owned): the groups own the rows */
  guint      n_looked;  /* of those, that know what they would do now */
  GArray    *folds;     /* (element-type Fold) (owned): what is not there yet, as nobody sees it before a row is opened */

  PtlNotice           *notice;
  GtkWidget           *password_group;
  GtkSwitch           *password_switch;
  AdwPreferencesGroup *computer_group;
  AdwPreferencesGroup *phone_group;
  AdwPreferencesGroup *paper_group;
  AdwExpanderRow      *terminal_row;
  AdwExpanderRow      *absent_row;
  AdwExpanderRow      *formats_row;
};

G_DEFINE_FINAL_TYPE (PtlUsePage, ptl_use_page, PTL_TYPE_PAGE)

typedef struct
{
  AdwExpanderRow    *expander;
  const PtlExporter *exporter;
} Fold;

static GtkWidget *
create_row (PtlUsePage        *self,
            const PtlExporter *exporter)
{
  GtkWidget *row = ptl_export_row_new (exporter, ptl_page_get_session (PTL_PAGE (self)));

  g_object_bind_property (self->password_switch, "active", row, "hands-password", G_BINDING_SYNC_CREATE);
  g_ptr_array_add (self->rows, row);

  return row;
}

/* Sheets are for people; the other documents are formats, for those who know what to do with them. */
static gboolean
is_sheet (const PtlExporter *exporter)
{
  return g_str_equal (exporter->id, "text") || g_str_equal (exporter->id, "pdf");
}

/* The group that a row stands in on its own; NULL if it is folded away with others that few people look for. */
static AdwPreferencesGroup *
find_group (PtlUsePage        *self,
            const PtlExporter *exporter)
{
  switch (exporter->group)
    {
    case PTL_EXPORT_COMPUTER:
      return self->computer_group;
    case PTL_EXPORT_PHONE:
      return self->phone_group;
    case PTL_EXPORT_TERMINAL:
      return NULL;
    case PTL_EXPORT_DOCUMENT:
    default:
      return is_sheet (exporter) ? self->paper_group : NULL;
    }
}

static void
fold_away (PtlUsePage        *self,
           AdwExpanderRow    *expander,
           const PtlExporter *exporter)
{
  const Fold fold = { expander, exporter };

  g_array_append_val (self->folds, fold);
}

/* The names of what is in there show without opening it. */
static void
fold_away_named (PtlUsePage        *self,
                 AdwExpanderRow    *expander,
                 const PtlExporter *exporter)
{
  const char *before = adw_expander_row_get_subtitle (expander);
  g_autofree char *names = g_strconcat (before, before[0] != '\0' ? ", " : "", _(exporter->name), NULL);

  adw_expander_row_set_subtitle (expander, names);
  gtk_widget_set_visible (GTK_WIDGET (expander), TRUE);
  fold_away (self, expander, exporter);
}

static void
unfold (PtlUsePage *self)
{
  Fold fold = g_array_index (self->folds, Fold, 0);
  GtkWidget *row = create_row (self, fold.exporter);

  g_array_remove_index (self->folds, 0);
  adw_expander_row_add_row (fold.expander, row);
  ptl_export_row_follow (PTL_EXPORT_ROW (row));
}

/* One row after the other looks what it would do, because each takes a thread; then those come that are folded away. */
static gboolean
ptl_use_page_fill (PtlPage *page)
{
  PtlUsePage *self = PTL_USE_PAGE (page);

  if (self->n_looked < self->rows->len)
    ptl_export_row_look (g_ptr_array_index (self->rows, self->n_looked++));
  else if (self->folds->len > 0)
    unfold (self);
  else
    return FALSE;

  return TRUE;
}

/* What is not installed here can still be written for, but does not stand in the way of what is. */
static void
add_exporter (PtlUsePage        *self,
              const PtlExporter *exporter)
{
  static const PtlExportOptions options = { NULL };
  AdwPreferencesGroup *group = find_group (self, exporter);

  if (g_str_equal (exporter->id, "thunderbird-android"))
    return;  /* the window shows the code itself */

  if (!ptl_exporter_is_installed (exporter, &options))
    fold_away_named (self, self->absent_row, exporter);
  else if (exporter->group == PTL_EXPORT_TERMINAL)
    fold_away_named (self, self->terminal_row, exporter);
  else if (group == NULL)
    fold_away (self, self->formats_row, exporter);
  else
    {
      adw_preferences_group_add (group, create_row (self, exporter));
      gtk_widget_set_visible (GTK_WIDGET (group), TRUE);
    }
}

static void
add_exporters (PtlUsePage *self)
{
  gsize n_exporters;
  const PtlExporter *exporters = ptl_exporter_list (&n_exporters);

  for (gsize i = 0; i < n_exporters; i++)
    add_exporter (self, &exporters[i]);

  ptl_mend_names (GTK_WIDGET (self));
}

static void
print_clicked_cb (PtlUsePage *self)
{
  g_autoptr(PtlAccount) account = ptl_session_get_account (ptl_page_get_session (PTL_PAGE (self)));
  g_autoptr(GError) error = NULL;

  if (account != NULL && !ptl_print_sheet (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), account, &error))
    ptl_notice_show (self->notice, PTL_NOTICE_ERROR, _("It could not be printed."), error->message);
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
ptl_use_page_prepare (PtlPage *page)
{
  PtlUsePage *self = PTL_USE_PAGE (page);

  gtk_widget_set_visible (self->password_group, ptl_session_has_secret (ptl_page_get_session (page)));
  for (guint i = 0; i < self->rows->len; i++)
    ptl_export_row_follow (g_ptr_array_index (self->rows, i));
}

static void
ptl_use_page_shown (PtlPage *page)
{
  PtlUsePage *self = PTL_USE_PAGE (page);

  show_worth (self);
  ptl_use_page_prepare (page);
  self->n_looked = 0;
  ptl_page_begin_fill (page);
}

static void
ptl_use_page_constructed (GObject *object)
{
  G_OBJECT_CLASS (ptl_use_page_parent_class)->constructed (object);

  add_exporters (PTL_USE_PAGE (object));
}

static void
ptl_use_page_dispose (GObject *object)
{
  PtlUsePage *self = PTL_USE_PAGE (object);

  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->folds, g_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), PTL_TYPE_USE_PAGE);

  G_OBJECT_CLASS (ptl_use_page_parent_class)->dispose (object);
}

static void
ptl_use_page_class_init (PtlUsePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = ptl_use_page_constructed;
  object_class->dispose = ptl_use_page_dispose;
  PTL_PAGE_CLASS (klass)->prepare = ptl_use_page_prepare;
  PTL_PAGE_CLASS (klass)->shown = ptl_use_page_shown;
  PTL_PAGE_CLASS (klass)->fill = ptl_use_page_fill;

  g_type_ensure (PTL_TYPE_NOTICE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/portolan_mail/Portolan/pages/ptl-use-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PtlUsePage, notice);
  gtk_widget_class_bind_template_child (widget_class, PtlUsePage, password_group);
  gtk_widget_class_bind_template_child (widget_class, PtlUsePage, password_switch);
  gtk_widget_class_bind_template_child (widget_class, PtlUsePage, computer_group);
  gtk_widget_class_bind_template_child (widget_class, PtlUsePage, phone_group);
  gtk_widget_class_bind_template_child (widget_class, PtlUsePage, paper_group);
  gtk_widget_class_bind_template_child (widget_class, PtlUsePage, terminal_row);
  gtk_widget_class_bind_template_child (widget_class, PtlUsePage, absent_row);
  gtk_widget_class_bind_template_child (widget_class, PtlUsePage, formats_row);
  gtk_widget_class_bind_template_callback (widget_class, print_clicked_cb);
}

static void
ptl_use_page_init (PtlUsePage *self)
{
  self->rows = g_ptr_array_new ();
  self->folds = g_array_new (FALSE, FALSE, sizeof (Fold));
  gtk_widget_init_template (GTK_WIDGET (self));
  ptl_page_set_ready (PTL_PAGE (self), TRUE);
}
