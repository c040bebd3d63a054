/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-check-view.h"

#include <glib/gi18n.h>

#include "ptl-accessible.h"
#include "ptl-parts.h"
#include "ptl-report-row.h"
#include "ptl-step-row.h"

struct _PtlCheckView
{
  AdwPreferencesGroup parent_instance;

  PtlCheck     *check;           /* (owned) (nullable) */
  GSignalGroup *check_signals;   /* (owned) */
  GSignalGroup *step_signals;    /* (owned) */
  guint         n_tried;         /* servers that failed, and have their row */
  GPtrArray    *step_rows;       /* (element-type PtlStepRow) (owned): of the server that is tried now; the list owns the rows */

  GtkListBox   *list;
  PtlReportRow *report_row;
};

G_DEFINE_FINAL_TYPE (PtlCheckView, ptl_check_view, ADW_TYPE_PREFERENCES_GROUP)

/* What is going to happen, so that the page has its size from the start. */
static const PtlStepId tls_steps[] = {
  PTL_STEP_RESOLVE, PTL_STEP_CONNECT, PTL_STEP_TLS, PTL_STEP_CERTIFICATE, PTL_STEP_GREETING, PTL_STEP_CAPABILITIES,
  PTL_STEP_SIGN_IN
};
static const PtlStepId starttls_steps[] = {
  PTL_STEP_RESOLVE, PTL_STEP_CONNECT, PTL_STEP_GREETING, PTL_STEP_STARTTLS, PTL_STEP_TLS, PTL_STEP_CERTIFICATE,
  PTL_STEP_CAPABILITIES, PTL_STEP_SIGN_IN
};
static const PtlStepId plain_steps[] = {
  PTL_STEP_RESOLVE, PTL_STEP_CONNECT, PTL_STEP_GREETING, PTL_STEP_CAPABILITIES, PTL_STEP_SIGN_IN
};

static const PtlStepId *
get_expected_steps (PtlServer *server,
                    gsize     *n_steps)
{
  switch (ptl_server_get_security (server))
    {
    case PTL_SECURITY_TLS:
      *n_steps = G_N_ELEMENTS (tls_steps);
      return tls_steps;
    case PTL_SECURITY_STARTTLS:
      *n_steps = G_N_ELEMENTS (starttls_steps);
      return starttls_steps;
    case PTL_SECURITY_NONE:
    default:
      *n_steps = G_N_ELEMENTS (plain_steps);
      return plain_steps;
    }
}

static void
remove_step_rows (PtlCheckView *self)
{
  for (guint i = 0; i < self->step_rows->len; i++)
    gtk_list_box_remove (self->list, g_ptr_array_index (self->step_rows, i));

  g_ptr_array_set_size (self->step_rows, 0);
}

static void
expect_steps (PtlCheckView *self,
              PtlServer    *server)
{
  gsize n_steps;
  const PtlStepId *steps = get_expected_steps (server, &n_steps);

  remove_step_rows (self);
  for (gsize i = 0; i < n_steps; i++)
    {
      GtkWidget *row = ptl_step_row_new (steps[i]);

      gtk_list_box_append (self->list, row);
      g_ptr_array_add (self->step_rows, row);
    }
}

static void
show_host (PtlCheckView *self,
           PtlServer    *server)
{
  g_autofree char *title = NULL;

  /* Translators: %s is the name of a server. */
  title = g_strdup_printf (ptl_server_is_incoming (server) ? _("Receiving  ·  %s") : _("Sending  ·  %s"),
                           ptl_server_get_host_unicode (server));
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), title);
  ptl_set_name (GTK_WIDGET (self->list), title);
}

/* The row that waits for @step; a step that nobody expected gets a new one behind those that were done. */
static PtlStepRow *
find_row (PtlCheckView *self,
          PtlStep      *step)
{
  guint done = 0;
  GtkWidget *row;

  for (guint i = 0; i < self->step_rows->len; i++)
    {
      PtlStepRow *candidate = g_ptr_array_index (self->step_rows, i);

      if (ptl_step_row_get_step (candidate) == NULL && ptl_step_row_get_id (candidate) == ptl_step_get_id (step))
        return candidate;
      if (ptl_step_row_get_step (candidate) != NULL)
        done = i + 1;
    }

  row = ptl_step_row_new (ptl_step_get_id (step));
  gtk_list_box_insert (self->list, row,
                       done > 0 ? gtk_list_box_row_get_index (g_ptr_array_index (self->step_rows, done - 1)) + 1 : -1);
  g_ptr_array_insert (self->step_rows, (int) done, row);

  return PTL_STEP_ROW (row);
}

static void
steps_changed_cb (PtlCheckView *self,
                  guint         position,
                  guint         n_removed,
                  guint         n_added,
                  GListModel   *steps)
{
  for (guint i = 0; i < n_added; i++)
    {
      g_autoptr(PtlStep) step = g_list_model_get_item (steps, position + i);

      ptl_step_row_set_step (find_row (self, step), step);
    }
}

static GtkWidget *
create_tried_row (PtlReport *report,
                  PtlServer *next)
{
  PtlServer *server = ptl_report_get_server (report);
  PtlProblem *problem = ptl_report_get_problem (report);
  const char *detail = problem != NULL ? ptl_problem_get_message (problem) : NULL;
  g_autofree char *title = NULL;
  GtkWidget *row;

  if (ptl_server_same_endpoint (server, next))
    /* Translators: %s is a user name that the server refused. */
    title = g_strdup_printf (_("“%s” is not the user name"), ptl_server_get_username (server));
  else
    /* Translators: a port number; the name of a server */
    title = g_strdup_printf (_("Port %u at %s does not work"), ptl_server_get_port (server),
                             ptl_server_get_host_unicode (server));

  row = ptl_step_row_new_result (PTL_VERDICT_WARNING, title, detail);
  ptl_describe (row, detail != NULL ? detail : "");  /* the title says already that it did not pass */

  return row;
}

/* A server that failed keeps one line above the one that is tried after it. */
static void
add_tried_rows (PtlCheckView *self,
                PtlServer    *next)
{
  GListModel *reports = ptl_check_get_reports (self->check);

  for (; self->n_tried < g_list_model_get_n_items (reports); self->n_tried++)
    {
      g_autoptr(PtlReport) report = g_list_model_get_item (reports, self->n_tried);

      GtkWidget *row = create_tried_row (report, next);

      gtk_list_box_insert (self->list, row, (int) self->n_tried);
      ptl_announce (GTK_WIDGET (self), adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)));
    }
}

static void
probe_changed_cb (PtlCheckView *self)
{
  PtlProbe *probe = ptl_check_get_probe (self->check);
  GListModel *steps = probe != NULL ? ptl_probe_get_steps (probe) : NULL;

  g_signal_group_set_target (self->step_signals, steps);
  if (probe == NULL)
    return;

  show_host (self, ptl_probe_get_server (probe));
  expect_steps (self, ptl_probe_get_server (probe));
  add_tried_rows (self, ptl_probe_get_server (probe));
  steps_changed_cb (self, 0, 0, g_list_model_get_n_items (steps), steps);
}

/* The steps are too many to be read out one by one. */
static void
announce (PtlCheckView *self,
          const char   *words)
{
  g_autofree char *message = NULL;

  /* Translators: what was checked and how it went, for a screen reader: “Receiving  ·  mail.example.org: Passed” */
  message = g_strdup_printf (_("%s: %s"), adw_preferences_group_get_title (ADW_PREFERENCES_GROUP (self)), words);
  ptl_announce (GTK_WIDGET (self), message);
}

static void
ptl_check_view_dispose (GObject *object)
{
  PtlCheckView *self = PTL_CHECK_VIEW (object);

  g_clear_object (&self->check_signals);
  g_clear_object (&self->step_signals);
  g_clear_object (&self->check);
  gtk_widget_dispose_template (GTK_WIDGET (self), PTL_TYPE_CHECK_VIEW);

  G_OBJECT_CLASS (ptl_check_view_parent_class)->dispose (object);
}

static void
ptl_check_view_finalize (GObject *object)
{
  g_clear_pointer (&PTL_CHECK_VIEW (object)->step_rows, g_ptr_array_unref);

  G_OBJECT_CLASS (ptl_check_view_parent_class)->finalize (object);
}

static void
ptl_check_view_class_init (PtlCheckViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ptl_check_view_dispose;
  object_class->finalize = ptl_check_view_finalize;

  g_type_ensure (PTL_TYPE_REPORT_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/portolan_mail/Portolan/widgets/ptl-check-view.ui");
  gtk_widget_class_bind_template_child (widget_class, PtlCheckView, list);
  gtk_widget_class_bind_template_child (widget_class, PtlCheckView, report_row);
}

static void
ptl_check_view_init (PtlCheckView *self)
{
  self->step_rows = g_ptr_array_new ();
  self->check_signals = g_signal_group_new (PTL_TYPE_CHECK);
  g_signal_group_connect_swapped (self->check_signals, "notify::probe", G_CALLBACK (probe_changed_cb), self);
  self->step_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->step_signals, "items-changed", G_CALLBACK (steps_changed_cb), self);

  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ptl_check_view_expect:
 * @server: (nullable): what is going to be checked
 */
void
ptl_check_view_expect (PtlCheckView *self,
                       PtlServer    *server)
{
  g_return_if_fail (PTL_IS_CHECK_VIEW (self));

  ptl_check_view_set_check (self, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), server != NULL);
  if (server == NULL)
    return;

  show_host (self, server);
  expect_steps (self, server);
}

/**
 * ptl_check_view_set_check:
 * @check: (nullable): the check to follow; what was shown before goes
 */
void
ptl_check_view_set_check (PtlCheckView *self,
                          PtlCheck     *check)
{
  g_return_if_fail (PTL_IS_CHECK_VIEW (self));

  remove_step_rows (self);
  ptl_widget_remove_all (GTK_WIDGET (self->list));
  gtk_widget_set_visible (GTK_WIDGET (self->report_row), FALSE);
  g_set_object (&self->check, check);
  g_signal_group_set_target (self->check_signals, check);
  g_signal_group_set_target (self->step_signals, NULL);
  self->n_tried = 0;
  if (check != NULL)
    probe_changed_cb (self);
}

/**
 * ptl_check_view_set_report:
 * @report: (nullable): what came of it
 */
void
ptl_check_view_set_report (PtlCheckView *self,
                           PtlReport    *report)
{
  g_return_if_fail (PTL_IS_CHECK_VIEW (self));

  for (guint i = 0; i < self->step_rows->len; i++)
    ptl_step_row_give_up (g_ptr_array_index (self->step_rows, i));

  gtk_widget_set_visible (GTK_WIDGET (self->report_row), report != NULL);
  if (report == NULL)
    return;

  ptl_report_row_set_report (self->report_row, report);
  announce (self, ptl_report_is_good (report) ? _("Passed") : _("Failed"));
}
