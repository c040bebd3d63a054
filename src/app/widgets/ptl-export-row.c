/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-export-row.h"

#include <glib/gi18n.h>

#include "ptl-accessible.h"
#include "ptl-export-words.h"
#include "ptl-fold.h"
#include "ptl-paths.h"
#include "ptl-print.h"

struct _PtlExportRow
{
  AdwPreferencesRow parent_instance;

  const PtlExporter    *exporter;
  PtlSession           *session;      /* (owned) */
  PtlExportResult      *result;       /* (owned) (nullable): once it is done */
  GCancellable         *cancellable;  /* (owned) */
  GtkFileChooserNative *chooser;      /* (owned) (nullable): while it is open */
  PtlExportPreview     *preview;      /* (owned) (nullable): what it would do */
  gboolean              hands_password;  /* whether the person wants the password to go along */

  GtkImage  *icon;
  GtkLabel  *subtitle_label;
  GtkButton *copy_button;
  GtkWidget *spinner;
  GtkButton *button;
  GtkButton *undo_button;
};

G_DEFINE_FINAL_TYPE (PtlExportRow, ptl_export_row, ADW_TYPE_PREFERENCES_ROW)

enum { PROP_0, PROP_HANDS_PASSWORD, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

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

/* A screen reader says it with the row. */
static void
set_subtitle (PtlExportRow *self,
              const char   *text)
{
  gtk_label_set_label (self->subtitle_label, text);
  ptl_describe (GTK_WIDGET (self), text);
}

static void
say (PtlExportRow *self,
     const char   *sentence)
{
  set_subtitle (self, sentence);
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
  gboolean had_focus = focus == GTK_WIDGET (self) || (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self)));

  gtk_widget_set_visible (shown, TRUE);
  if (had_focus && shown != self->spinner)
    ptl_move_focus (shown);
  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    gtk_widget_set_visible (all[i], all[i] == shown);
}

static void
show_done (PtlExportRow    *self,
           PtlExportResult *result)
{
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), NULL);
  set_icon (self, "ptl-passed-symbolic", "success");
  set_subtitle (self, ptl_export_result_get_message (result));
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
  g_signal_emit (self, signals[CHANGED], 0);
  ptl_announce (GTK_WIDGET (self), ptl_export_result_get_message (done));
}

static void
export_to (PtlExportRow *self,
           const char   *path,
           gboolean      replace)
{
  g_autoptr(PtlAccount) account = ptl_session_get_account (self->session);
  g_autoptr(PtlSecret) secret = NULL;
  PtlExportOptions options = { .path = path, .replace = replace };

  if (account == NULL)
    return;
  if (self->hands_password && self->exporter->holds_password)
    options.secret = secret = ptl_session_dup_secret (self->session);

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
    export_to (self, path, FALSE);
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
replace_cb (PtlExportRow *self,
            const char   *response)
{
  if (g_str_equal (response, "replace"))
    export_to (self, NULL, TRUE);
}

/* The account is there with other settings: the person sees what differs, and decides. */
static void
ask_to_replace (PtlExportRow *self,
                GStrv         differences)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  g_autofree char *list = g_strjoinv ("\n", differences);
  GtkWidget *dialog = adw_message_dialog_new (window, _("Replace the settings?"), NULL);

  /* Translators: the name of a program, and a list of differences, one a line */
  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog), _("%s has this account with other settings:\n\n%s\n\nYou can undo it afterwards."),
                                  _(self->exporter->name), list);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "replace", _("_Replace"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "replace", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  ptl_mend_names (dialog);
  g_signal_connect_object (dialog, "response", G_CALLBACK (replace_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
  ptl_read_out (dialog, adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog)));
}

static void
administered_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(PtlExportRow) self = PTL_EXPORT_ROW (user_data);
  g_autoptr(GError) error = NULL;
  gboolean ended = g_subprocess_communicate_finish (G_SUBPROCESS (object), result, NULL, NULL, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;

  show_button (self, self->button);
  if (ended && g_subprocess_get_successful (G_SUBPROCESS (object)))
    {
      set_icon (self, "ptl-passed-symbolic", "success");
      say (self, _("Done: everybody on this computer has these settings in Thunderbird now."));
    }
  else
    say (self, _("Nothing was changed: the administrator’s password was not given."));
}

/* Where the rights of an administrator are missing, the computer asks for them; where it cannot, the person gets the command. */
static void
run_as_administrator (PtlExportRow *self,
                      GStrv         command)
{
  g_autoptr(PtlAccount) account = ptl_session_get_account (self->session);
  g_autoptr(GError) error = NULL;
  gboolean allowed = account != NULL && ptl_export_is_allowed (self->exporter->id, account, &error);
  g_autoptr(GBytes) bytes = allowed ? self->exporter->render (account, &error) : NULL;
  g_autofree char *program = g_find_program_in_path (command[0]);
  g_autoptr(GSubprocess) process = NULL;
  g_autofree char *line = NULL;

  if (error != NULL)
    {
      show_error (self, error);
      return;
    }
  if (program != NULL && bytes != NULL)
    process = g_subprocess_newv ((const char * const *) command, G_SUBPROCESS_FLAGS_STDIN_PIPE, &error);
  if (process != NULL)
    {
      show_button (self, self->spinner);
      g_subprocess_communicate_async (process, bytes, self->cancellable, administered_cb, g_object_ref (self));
      return;
    }

  line = g_strjoinv (" ", command + 1);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), line);
  say (self, _("Only an administrator can do this. The command was copied: run it as root, with the autoconfig file as its input."));
}

static void
button_clicked_cb (PtlExportRow *self)
{
  if (is_file (self->exporter))
    choose_file (self);
  else if (self->preview != NULL && self->preview->is_replaceable && self->result == NULL)
    ask_to_replace (self, self->preview->differences);
  else if (self->preview != NULL && self->preview->command != NULL)
    run_as_administrator (self, self->preview->command);
  else
    export_to (self, NULL, FALSE);
}

static void
show_preview (PtlExportRow *self)
{
  PtlExportPreview *preview = self->preview;
  g_autofree char *text = ptl_export_words_foretell (self->exporter, preview);
  g_autofree char *places = ptl_export_words_list_places (preview);

  if (preview->is_replaceable)
    ptl_button_set_label (self->button, _("Replace…"));
  else if (preview->is_already_there)
    set_icon (self, "ptl-passed-symbolic", "success");

  gtk_widget_set_tooltip_text (GTK_WIDGET (self), places);
  set_subtitle (self, text);  /* after the tooltip, which would describe the row, too */
  gtk_widget_set_sensitive (GTK_WIDGET (self->button), !g_error_matches (preview->obstacle, PTL_ERROR, PTL_ERROR_EXPORT_UNSUPPORTED));
}

static void
previewed_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(PtlExportRow) self = PTL_EXPORT_ROW (user_data);
  PtlExportPreview *preview = ptl_export_preview_finish (result, NULL);

  if (preview == NULL || g_cancellable_is_cancelled (self->cancellable) || self->result != NULL)
    {
      g_clear_pointer (&preview, ptl_export_preview_free);
      return;
    }

  g_clear_pointer (&self->preview, ptl_export_preview_free);
  self->preview = preview;
  show_preview (self);
}

/* A page of text can as well go to the clipboard. */
static void
copy_clicked_cb (PtlExportRow *self)
{
  g_autoptr(PtlAccount) account = ptl_session_get_account (self->session);
  g_autoptr(GError) error = NULL;

  if (account == NULL)
    return;

  if (ptl_copy_sheet (GTK_WIDGET (self), account, &error))
    say (self, _("Copied. You can paste it anywhere."));
  else
    show_error (self, error);
}

/* As if nothing had been handed over. */
static void
show_untouched (PtlExportRow *self)
{
  g_clear_pointer (&self->result, ptl_export_result_unref);
  g_clear_pointer (&self->preview, ptl_export_preview_free);
  ptl_button_set_label (self->button, is_file (self->exporter) ? _("Save…") : _("Add"));
  set_icon (self, icons[self->exporter->group], NULL);
  show_button (self, self->button);
}

/* It may have been taken back, or handed over, on another page. */
void
ptl_export_row_follow (PtlExportRow *self)
{
  GPtrArray *exports = ptl_session_get_exports (self->session);

  if (self->result != NULL && !g_ptr_array_find (exports, self->result, NULL))
    {
      g_autofree char *description = ptl_export_words_describe (self->exporter);

      show_untouched (self);
      set_subtitle (self, description);
    }

  for (guint i = 0; i < exports->len && self->result == NULL && !is_file (self->exporter); i++)
    {
      PtlExportResult *result = g_ptr_array_index (exports, i);

      if (!g_str_equal (ptl_export_result_get_target (result), self->exporter->id))
        continue;

      self->result = ptl_export_result_ref (result);
      show_done (self, result);
    }
}

/**
 * ptl_export_row_look:
 * @self: a row
 *
 * Looks what an export would do now, without doing it: what it would change, and whether the account is there already.
 */
void
ptl_export_row_look (PtlExportRow *self)
{
  g_autoptr(PtlAccount) account = ptl_session_get_account (self->session);
  PtlExportOptions options = { NULL };

  if (account == NULL || is_file (self->exporter) || self->result != NULL)
    return;

  ptl_export_preview_async (self->exporter, account, &options, self->cancellable, previewed_cb, g_object_ref (self));
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

  if (self->result != NULL)  /* else it was taken back from another page meanwhile */
    {
      ptl_session_remove_export (self->session, self->result);
      show_untouched (self);
    }
  say (self, sentence);
  g_signal_emit (self, signals[CHANGED], 0);
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
  g_clear_pointer (&self->preview, ptl_export_preview_free);

  G_OBJECT_CLASS (ptl_export_row_parent_class)->finalize (object);
}

static void
ptl_export_row_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  if (prop_id == PROP_HANDS_PASSWORD)
    g_value_set_boolean (value, PTL_EXPORT_ROW (object)->hands_password);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
ptl_export_row_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  if (prop_id == PROP_HANDS_PASSWORD)
    PTL_EXPORT_ROW (object)->hands_password = g_value_get_boolean (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
ptl_export_row_class_init (PtlExportRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ptl_export_row_dispose;
  object_class->finalize = ptl_export_row_finalize;
  object_class->get_property = ptl_export_row_get_property;
  object_class->set_property = ptl_export_row_set_property;
  /* Something was handed over, or taken back. */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  properties[PROP_HANDS_PASSWORD] = g_param_spec_boolean ("hands-password", NULL, NULL, FALSE,
                                                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (PTL_TYPE_FOLD);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/portolan_mail/Portolan/widgets/ptl-export-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PtlExportRow, icon);
  gtk_widget_class_bind_template_child (widget_class, PtlExportRow, subtitle_label);
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
  ptl_describe (GTK_WIDGET (button), _(self->exporter->name));
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
  g_autofree char *description = ptl_export_words_describe (self->exporter);

  set_subtitle (self, description);

  return GTK_WIDGET (self);
}

/* What was written, and where. */
static void
show_path (PtlExportRow *self,
           const char   *path)
{
  g_autofree char *name = ptl_path_shorten (path);
  g_autofree char *both = g_strdup_printf ("%s\n%s", gtk_label_get_label (self->subtitle_label), name);

  set_subtitle (self, both);
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
