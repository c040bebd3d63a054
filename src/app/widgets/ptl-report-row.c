/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-report-row.h"

#include <glib/gi18n.h>

#include "ptl-certificate-rows.h"
#include "ptl-copy-row.h"

struct _PtlReportRow
{
  AdwExpanderRow parent_instance;

  GPtrArray *rows;  /* (element-type GtkWidget) (owned): the expander owns the rows */
};

G_DEFINE_FINAL_TYPE (PtlReportRow, ptl_report_row, ADW_TYPE_EXPANDER_ROW)

static void
add (PtlReportRow *self,
     GtkWidget    *row)
{
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  g_ptr_array_add (self->rows, row);
}

static void
add_value (PtlReportRow *self,
           const char   *title,
           const char   *value)
{
  if (value != NULL && value[0] != '\0')
    add (self, ptl_copy_row_new (title, value));
}

static void
add_list (PtlReportRow       *self,
          const char         *title,
          const char * const *values)
{
  g_autofree char *joined = values != NULL ? g_strjoinv (", ", (char **) values) : NULL;

  add_value (self, title, joined);
}

static void
add_certificate (PtlReportRow   *self,
                 PtlCertificate *certificate)
{
  g_autoptr(GPtrArray) rows = certificate != NULL ? ptl_certificate_rows_new (certificate) : NULL;

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    add (self, g_ptr_array_index (rows, i));
}

/* What the steps above say in plain words. */
static void
add_answers (PtlReportRow *self,
             PtlReport    *report)
{
  GListModel *steps = ptl_report_get_steps (report);

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr(PtlStep) step = g_list_model_get_item (steps, i);

      if (ptl_step_get_verdict (step) != PTL_VERDICT_PASSED)
        continue;
      if (ptl_step_get_id (step) == PTL_STEP_CONNECT)
        add_value (self, _("Connected to"), ptl_step_get_detail (step));
      else if (ptl_step_get_id (step) == PTL_STEP_GREETING)
        add_value (self, _("Greeting"), ptl_step_get_detail (step));
    }
}

static void
add_tls (PtlReportRow *self,
         PtlReport    *report)
{
  const char *version = ptl_report_get_tls_version (report);
  const char *cipher = ptl_report_get_tls_cipher (report);
  g_autofree char *both = NULL;

  if (version == NULL)
    return;

  both = cipher != NULL ? g_strdup_printf ("TLS %s, %s", version, cipher) : g_strdup_printf ("TLS %s", version);
  add_value (self, _("Encryption"), both);
}

static void
add_facts (PtlReportRow *self,
           PtlReport    *report)
{
  GPtrArray *facts = ptl_report_get_facts (report);

  for (guint i = 0; facts != NULL && i < facts->len; i++)
    {
      const PtlReason *fact = g_ptr_array_index (facts, i);

      add (self, g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", fact->text, NULL));
    }
}

static void
add_transcript (PtlReportRow *self,
                const char   *transcript)
{
  GtkWidget *row;

  if (transcript == NULL)
    return;

  row = g_object_new (ADW_TYPE_ACTION_ROW,
                      "title", _("Conversation with the server"),
                      "subtitle", _("Passwords are left out"),
                      NULL);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), ptl_copy_button_new (_("Copy the conversation"), transcript));
  add (self, row);
}

static void
ptl_report_row_finalize (GObject *object)
{
  g_clear_pointer (&PTL_REPORT_ROW (object)->rows, g_ptr_array_unref);

  G_OBJECT_CLASS (ptl_report_row_parent_class)->finalize (object);
}

static void
ptl_report_row_class_init (PtlReportRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ptl_report_row_finalize;
}

static void
ptl_report_row_init (PtlReportRow *self)
{
  self->rows = g_ptr_array_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _("Details"));
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), _("Certificate, encryption, what the server says"));
}

void
ptl_report_row_set_report (PtlReportRow *self,
                           PtlReport    *report)
{
  g_return_if_fail (PTL_IS_REPORT_ROW (self));
  g_return_if_fail (PTL_IS_REPORT (report));

  for (guint i = 0; i < self->rows->len; i++)
    adw_expander_row_remove (ADW_EXPANDER_ROW (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);

  add_facts (self, report);
  add_answers (self, report);
  add_tls (self, report);
  add_certificate (self, ptl_report_get_certificate (report));
  add_list (self, _("The server offers"), ptl_report_get_capabilities (report));
  add_list (self, _("Ways to sign in"), ptl_report_get_mechanisms (report));
  add_value (self, _("Signed in with"), ptl_report_get_mechanism (report));
  add_transcript (self, ptl_report_get_transcript (report));
}
