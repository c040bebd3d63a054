/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-export-row.h"

#include <glib/gi18n.h>

#include "ptl-accessible.h"

struct _PtlExportRow
{
  AdwActionRow parent_instance;

  const PtlExporter    *exporter;
  PtlSession           *session;      /* (owned) */
  PtlExportResult      *result;       /* (owned) (nullable): once it is done */
  GCancellable         *cancellable;  /* (owned) */
  GtkFileChooserNative *chooser;      /* (owned) (nullable): while it is open */

  GtkImage  *icon;
  GtkButton *copy_button;
  GtkWidget *spinner;
  GtkButton *button;
  GtkButton *undo_button;
};

G_DEFINE_FINAL_TYPE (PtlExportRow, ptl_export_row, ADW_TYPE_ACTION_ROW)

static const char * const icons[] = {
  [PTL_EXPORT_COMPUTER] = "ptl-computer-symbolic",
  [PTL_EXPORT_PHONE] = "ptl-phone-symbolic",
  [PTL_EXPORT_TERMINAL] = "ptl-terminal-symbolic",
  [PTL_EXPORT_DOCUMENT] = "ptl-document-symbolic",
};

static void
set_icon (PtlExportRow *self,
          const char   *icon_name,
          const char   *css_class)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self->icon), "success");
  gtk_widget_remove_css_class (GTK_WIDGET (self->icon), "error");
  if (css_class != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->icon), css_class);
  gtk_image_set_from_icon_name (self->icon, icon_name);
}

static void
say (PtlExportRow *self,
     const char   *sentence)
{
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), sentence);
  ptl_announce (GTK_WIDGET (self), sentence);
}

/* One of them at a time; the focus goes along. */
static void
show_button (PtlExportRow *self,
             gpointer      shown)
{
  gpointer all[] = { self->spinner, self->button, self->undo_button };
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean had_focus = focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self));

  gtk_widget_set_visible (shown, TRUE);
  if (had_focus && shown != self->spinner)
    gtk_widget_grab_focus (shown);
  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    gtk_widget_set_visible (all[i], all[i] == shown);
}

static void
show_done (PtlExportRow    *self,
           PtlExportResult *result)
{
  set_icon (self, "ptl-passed-symbolic", "success");
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), ptl_export_result_get_message (result));
  show_button (self, ptl_export_result_get_undo_id (result) != NULL ? self->undo_button : self->button);
}

static void
show_error (PtlExportRow *self,
            const GError *error)
{
  g_autoptr(PtlProblem) problem = ptl_problem_new_for_error (error);
  g_autofree char *both = g_strjoin (" ", ptl_problem_get_message (problem), ptl_problem_get_advice (problem), NULL);

  set_icon (self, "ptl-failed-symbolic", "error");
  say (self, both);
  ptl_button_set_label (self->button, _("Try Again"));
  show_button (self, self->result != NULL ? self->undo_button : self->button);
}

static void
exported_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(PtlExportRow) self = PTL_EXPORT_ROW (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(PtlExportResult) done = ptl_export_finish (result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (done == NULL)
    {
      show_error (self, error);
      return;
    }

  g_clear_pointer (&self->result, ptl_export_result_unref);
  self->result = ptl_export_result_ref (done);
  ptl_session_add_export (self->session, done);
  show_done (self, done);
  ptl_announce (GTK_WIDGET (self), ptl_export_result_get_message (done));
}

static void
export_to (PtlExportRow *self,
           const char   *path)
{
  g_autoptr(PtlAccount) account = ptl_session_get_account (self->session);
  PtlExportOptions options = { .path = path };

  if (account == NULL)
    return;

  show_button (self, self->spinner);
  ptl_export_async (self->exporter, account, &options, self->cancellable, exported_cb, g_object_ref (self));
}

static void
chosen_cb (PtlExportRow *self,
           int           response)
{
  g_autoptr(GtkFileChooserNative) chooser = g_steal_pointer (&self->chooser);
  g_autoptr(GFile) file = NULL;
  g_autofree char *path = NULL;

  if (response != GTK_RESPONSE_ACCEPT)
    return;

  file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  path = file != NULL ? g_file_get_path (file) : NULL;
  if (path != NULL)
    export_to (self, path);
}

static void
choose_file (PtlExportRow *self)
{
  if (self->chooser != NULL)
    return;

  self->chooser = gtk_file_chooser_native_new (_(self->exporter->name),
                                               GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                               GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), self->exporter->file_name);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* What has no place of its own is a file that the person puts somewhere. */
static gboolean
is_file (const PtlExporter *exporter)
{
  return exporter->apply == NULL;
}

static void
button_clicked_cb (PtlExportRow *self)
{
  if (is_file (self->exporter))
    choose_file (self);
  else
    export_to (self, NULL);
}

/* A page of text can as well go to the clipboard. */
static void
copy_clicked_cb (PtlExportRow *self)
{
  g_autoptr(PtlAccount) account = ptl_session_get_account (self->session);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = account != NULL ? self->exporter->render (account, &error) : NULL;
  g_autofree char *text = NULL;

  if (bytes == NULL)
    {
      if (error != NULL)
        show_error (self, error);
      return;
    }

  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  say (self, _("Copied. You can paste it anywhere."));
}

static void
undone_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PtlExportRow) self = PTL_EXPORT_ROW (user_data);
  g_autoptr(GError) error = NULL;
  g_autofree char *sentence = ptl_export_undo_finish (result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (sentence == NULL)
    {
      show_error (self, error);
      return;
    }

  ptl_session_remove_export (self->session, self->result);
  g_clear_pointer (&self->result, ptl_export_result_unref);
  set_icon (self, icons[self->exporter->group], NULL);
  show_button (self, self->button);
  say (self, sentence);
}

static void
undo_clicked_cb (PtlExportRow *self)
{
  PtlExportOptions options = { NULL };

  show_button (self, self->spinner);
  ptl_export_undo_async (ptl_export_result_get_undo_id (self->result), &options, self->cancellable, undone_cb,
                         g_object_ref (self));
}

static void
ptl_export_row_dispose (GObject *object)
{
  PtlExportRow *self = PTL_EXPORT_ROW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->chooser);
  gtk_widget_dispose_template (GTK_WIDGET (self), PTL_TYPE_EXPORT_ROW);

  G_OBJECT_CLASS (ptl_export_row_parent_class)->dispose (object);
}

static void
ptl_export_row_finalize (GObject *object)
{
  PtlExportRow *self = PTL_EXPORT_ROW (object);

  g_clear_object (&self->session);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->result, ptl_export_result_unref);

  G_OBJECT_CLASS (ptl_export_row_parent_class)->finalize (object);
}

static void
ptl_export_row_class_init (PtlExportRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ptl_export_row_dispose;
  object_class->finalize = ptl_export_row_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/portolan_mail/Portolan/widgets/ptl-export-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PtlExportRow, icon);
  gtk_widget_class_bind_template_child (widget_class, PtlExportRow, copy_button);
  gtk_widget_class_bind_template_child (widget_class, PtlExportRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, PtlExportRow, button);
  gtk_widget_class_bind_template_child (widget_class, PtlExportRow, undo_button);
  gtk_widget_class_bind_template_callback (widget_class, button_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, undo_clicked_cb);
}

static void
ptl_export_row_init (PtlExportRow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* A screen reader says for which program, as it reads a button without its row. */
static void
describe_button (PtlExportRow *self,
                 GtkButton    *button)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, _(self->exporter->name), -1);
}

static PtlExportRow *
create (const PtlExporter *exporter,
        PtlSession        *session)
{
  PtlExportRow *self = g_object_new (PTL_TYPE_EXPORT_ROW, "title", _(exporter->name), NULL);

  self->exporter = exporter;
  self->session = g_object_ref (session);
  set_icon (self, icons[exporter->group], NULL);
  ptl_button_set_label (self->button, is_file (exporter) ? _("Save…") : _("Add"));
  gtk_widget_set_visible (GTK_WIDGET (self->copy_button), g_str_equal (exporter->id, "text"));
  describe_button (self, self->button);
  describe_button (self, self->copy_button);
  describe_button (self, self->undo_button);
  ptl_mend_names (GTK_WIDGET (self));

  return self;
}

GtkWidget *
ptl_export_row_new (const PtlExporter *exporter,
                    PtlSession        *session)
{
  PtlExportRow *self = create (exporter, session);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), _(exporter->description));

  return GTK_WIDGET (self);
}

/* What was written, and where. */
static void
show_path (PtlExportRow *self,
           const char   *path)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *both = g_strdup_printf ("%s\n%s", adw_action_row_get_subtitle (ADW_ACTION_ROW (self)), name);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), both);
}

GtkWidget *
ptl_export_row_new_done (const PtlExporter *exporter,
                         PtlSession        *session,
                         PtlExportResult   *result)
{
  PtlExportRow *self = create (exporter, session);

  self->result = ptl_export_result_ref (result);
  gtk_widget_set_visible (GTK_WIDGET (self->copy_button), FALSE);
  show_done (self, result);
  if (ptl_export_result_get_path (result) != NULL)
    show_path (self, ptl_export_result_get_path (result));
  if (ptl_export_result_get_undo_id (result) == NULL)
    gtk_widget_set_visible (GTK_WIDGET (self->button), FALSE);

  return GTK_WIDGET (self);
}
