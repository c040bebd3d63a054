/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-code-page.h"

#include <glib/gi18n.h>

#include "ptl-accessible.h"
#include "ptl-android-exporter.h"
#include "ptl-code-view.h"
#include "ptl-copy-row.h"
#include "ptl-notice.h"
#include "ptl-sheet.h"

/* How long a code with the password stays, in seconds. */
#define PASSWORD_SECONDS 60

struct _PtlCodePage
{
  PtlPage parent_instance;

  PtlSheet  *sheet;        /* (owned) (nullable): what can be read and copied */
  guint      n_sections;   /* of it that are there, and the rows of the one after those */
  guint      n_rows;
  GPtrArray *rows;         /* (element-type GtkWidget) (owned): the expander owns the rows */
  guint      password_id;

  PtlNotice      *notice;
  GtkWidget      *code_box;
  PtlCodeView    *code_view;
  GtkLabel       *note_label;
  GtkWidget      *password_group;
  GtkSwitch      *password_switch;
  AdwExpanderRow *text_row;
};

G_DEFINE_FINAL_TYPE (PtlCodePage, ptl_code_page, PTL_TYPE_PAGE)

static void
show_code (PtlCodePage *self)
{
  PtlSession *session = ptl_page_get_session (PTL_PAGE (self));
  gboolean with_password = gtk_switch_get_active (self->password_switch);
  g_autoptr(PtlAccount) account = ptl_session_get_account (session);
  g_autoptr(PtlSecret) secret = with_password ? ptl_session_dup_secret (session) : NULL;
  g_autoptr(GError) error = NULL;
  gboolean allowed = account != NULL && ptl_export_is_allowed ("thunderbird-android", account, &error);
  PtlQr *code = allowed ? ptl_android_make_code (account, secret, 1, 1, &error) : NULL;

  gtk_widget_set_visible (self->code_box, code != NULL);
  ptl_code_view_set_code (self->code_view, code);
  if (error != NULL)
    ptl_notice_show (self->notice, PTL_NOTICE_WARNING, error->message,
                     account == NULL || allowed ? _("Type the settings below into the phone instead.") : _("Ask your administrator."));
  else
    ptl_notice_hide (self->notice);
}

static gboolean
password_over_cb (gpointer user_data)
{
  PtlCodePage *self = PTL_CODE_PAGE (user_data);

  self->password_id = 0;
  gtk_switch_set_active (self->password_switch, FALSE);
  ptl_announce (GTK_WIDGET (self->password_switch), _("The password was taken out of the code again."));

  return G_SOURCE_REMOVE;
}

static void
password_toggled_cb (PtlCodePage *self)
{
  g_clear_handle_id (&self->password_id, g_source_remove);
  if (gtk_switch_get_active (self->password_switch))
    self->password_id = g_timeout_add_seconds (PASSWORD_SECONDS, password_over_cb, self);
  show_code (self);
}

static void
add_row (PtlCodePage           *self,
         const PtlSheetSection *section,
         const PtlSheetRow     *row)
{
  g_autofree char *title = section->heading != NULL ? g_strdup_printf ("%s  ·  %s", section->heading, row->label)
                                                    : g_strdup (row->label);
  GtkWidget *widget = ptl_copy_row_new (title, row->value);

  adw_expander_row_add_row (self->text_row, widget);
  g_ptr_array_add (self->rows, widget);
}

/* The text is folded away at first. */
static gboolean
ptl_code_page_fill (PtlPage *page)
{
  PtlCodePage *self = PTL_CODE_PAGE (page);
  const PtlSheetSection *section;

  if (self->sheet == NULL || self->n_sections == self->sheet->sections->len)
    return FALSE;

  section = g_ptr_array_index (self->sheet->sections, self->n_sections);
  if (self->n_rows < section->rows->len)
    {
      add_row (self, section, g_ptr_array_index (section->rows, self->n_rows++));
      return TRUE;
    }

  self->n_sections++;
  self->n_rows = 0;
  return TRUE;
}

static void
show_text (PtlCodePage *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_expander_row_remove (self->text_row, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  self->n_sections = self->n_rows = 0;

  gtk_label_set_label (self->note_label, self->sheet->code_note != NULL ? self->sheet->code_note : "");
  ptl_page_begin_fill (PTL_PAGE (self));
  if (adw_expander_row_get_expanded (self->text_row))
    ptl_page_fill (PTL_PAGE (self));
}

static void
ptl_code_page_shown (PtlPage *page)
{
  PtlCodePage *self = PTL_CODE_PAGE (page);
  PtlSession *session = ptl_page_get_session (page);
  g_autoptr(PtlAccount) account = ptl_session_get_account (session);

  gtk_widget_set_visible (self->password_group, ptl_session_has_secret (session));
  show_code (self);
  if (account == NULL)
    return;

  g_clear_pointer (&self->sheet, ptl_sheet_free);
  self->sheet = ptl_sheet_new (account);
  show_text (self);
  if (gtk_widget_get_visible (self->code_box))
    ptl_announce (GTK_WIDGET (self), gtk_label_get_label (self->note_label));
}

/* Nobody looks any more. */
static void
ptl_code_page_unmap (GtkWidget *widget)
{
  gtk_switch_set_active (PTL_CODE_PAGE (widget)->password_switch, FALSE);

  GTK_WIDGET_CLASS (ptl_code_page_parent_class)->unmap (widget);
}

static void
ptl_code_page_dispose (GObject *object)
{
  PtlCodePage *self = PTL_CODE_PAGE (object);

  g_clear_handle_id (&self->password_id, g_source_remove);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->sheet, ptl_sheet_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), PTL_TYPE_CODE_PAGE);

  G_OBJECT_CLASS (ptl_code_page_parent_class)->dispose (object);
}

static void
ptl_code_page_class_init (PtlCodePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ptl_code_page_dispose;
  widget_class->unmap = ptl_code_page_unmap;
  PTL_PAGE_CLASS (klass)->shown = ptl_code_page_shown;
  PTL_PAGE_CLASS (klass)->fill = ptl_code_page_fill;

  g_type_ensure (PTL_TYPE_CODE_VIEW);
  g_type_ensure (PTL_TYPE_NOTICE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/portolan_mail/Portolan/pages/ptl-code-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PtlCodePage, notice);
  gtk_widget_class_bind_template_child (widget_class, PtlCodePage, code_box);
  gtk_widget_class_bind_template_child (widget_class, PtlCodePage, code_view);
  gtk_widget_class_bind_template_child (widget_class, PtlCodePage, note_label);
  gtk_widget_class_bind_template_child (widget_class, PtlCodePage, password_group);
  gtk_widget_class_bind_template_child (widget_class, PtlCodePage, password_switch);
  gtk_widget_class_bind_template_child (widget_class, PtlCodePage, text_row);
  gtk_widget_class_bind_template_callback (widget_class, password_toggled_cb);
}

static void
ptl_code_page_init (PtlCodePage *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
