/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-step-row.h"

#include <glib/gi18n.h>

#include "ptl-accessible.h"

struct _PtlStepRow
{
  AdwActionRow parent_instance;

  PtlStepId     id;
  PtlStep      *step;          /* (owned) (nullable): NULL while it waits for its turn */
  GSignalGroup *step_signals;  /* (owned) */

  GtkStack *icon_stack;
  GtkImage *icon;
  GtkLabel *time_label;
};

G_DEFINE_FINAL_TYPE (PtlStepRow, ptl_step_row, ADW_TYPE_ACTION_ROW)

/* How a verdict looks, and what a screen reader says for it. */
static const struct
{
  const char *icon_name;
  const char *css_class;
  const char *words;
} looks[] = {
  [PTL_VERDICT_PENDING] = { "ptl-waiting-symbolic", "dim-label", N_("Being done") },
  [PTL_VERDICT_PASSED] = { "ptl-passed-symbolic", "success", N_("Passed") },
  [PTL_VERDICT_WARNING] = { "ptl-warning-symbolic", "warning", N_("Passed, with a warning") },
  [PTL_VERDICT_FAILED] = { "ptl-failed-symbolic", "error", N_("Failed") },
  [PTL_VERDICT_SKIPPED] = { "ptl-skipped-symbolic", "dim-label", N_("Left out") },
  [PTL_VERDICT_CANCELLED] = { "ptl-skipped-symbolic", "dim-label", N_("Cancelled") },
};

static void
set_icon (PtlStepRow *self,
          PtlVerdict  verdict,
          const char *words)
{
  for (gsize i = 0; i < G_N_ELEMENTS (looks); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), looks[i].css_class);

  gtk_widget_add_css_class (GTK_WIDGET (self->icon), looks[verdict].css_class);
  gtk_image_set_from_icon_name (self->icon, looks[verdict].icon_name);
  gtk_stack_set_visible_child_name (self->icon_stack, "icon");
  ptl_describe (GTK_WIDGET (self), words);
}

/* A screen reader says with the step how it went, which others see in the picture. */
static void
set_detail (PtlStepRow *self,
            PtlVerdict  verdict,
            const char *detail)
{
  g_autofree char *both = g_strjoin (". ", _(looks[verdict].words), detail, NULL);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), detail != NULL ? detail : "");
  ptl_describe (GTK_WIDGET (self), both);
}

/* Milliseconds below a second, else seconds: a person compares, and does not calculate. */
static char *
format_time (double ms)
{
  if (ms < 1000)
    /* Translators: a short time in milliseconds */
    return g_strdup_printf (_("%.0f ms"), ms);

  /* Translators: a time in seconds */
  return g_strdup_printf (_("%.1f s"), ms / 1000);
}

static void
verdict_changed_cb (PtlStepRow *self)
{
  PtlVerdict verdict = ptl_step_get_verdict (self->step);
  g_autofree char *time = NULL;

  if (verdict == PTL_VERDICT_PENDING)
    {
      gtk_stack_set_visible_child_name (self->icon_stack, "spinner");
      return;
    }

  set_icon (self, verdict, _(looks[verdict].words));
  set_detail (self, verdict, ptl_step_get_summary (self->step));
  if (verdict == PTL_VERDICT_PASSED || verdict == PTL_VERDICT_WARNING || verdict == PTL_VERDICT_FAILED)
    time = format_time (ptl_step_get_ms (self->step));
  gtk_label_set_label (self->time_label, time != NULL ? time : "");
}

static void
ptl_step_row_dispose (GObject *object)
{
  PtlStepRow *self = PTL_STEP_ROW (object);

  if (self->step_signals != NULL)
    g_signal_group_set_target (self->step_signals, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), PTL_TYPE_STEP_ROW);

  G_OBJECT_CLASS (ptl_step_row_parent_class)->dispose (object);
}

static void
ptl_step_row_finalize (GObject *object)
{
  PtlStepRow *self = PTL_STEP_ROW (object);

  g_clear_object (&self->step);
  g_clear_object (&self->step_signals);

  G_OBJECT_CLASS (ptl_step_row_parent_class)->finalize (object);
}

static void
ptl_step_row_class_init (PtlStepRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ptl_step_row_dispose;
  object_class->finalize = ptl_step_row_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/portolan_mail/Portolan/widgets/ptl-step-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PtlStepRow, icon_stack);
  gtk_widget_class_bind_template_child (widget_class, PtlStepRow, icon);
  gtk_widget_class_bind_template_child (widget_class, PtlStepRow, time_label);
}

static void
ptl_step_row_init (PtlStepRow *self)
{
  self->step_signals = g_signal_group_new (PTL_TYPE_STEP);
  g_signal_group_connect_swapped (self->step_signals, "notify::verdict", G_CALLBACK (verdict_changed_cb), self);

  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
ptl_step_row_new (PtlStepId id)
{
  g_autoptr(PtlStep) step = ptl_step_new (id);
  PtlStepRow *self = g_object_new (PTL_TYPE_STEP_ROW, "title", ptl_step_get_title (step), NULL);

  self->id = id;
  /* Translators: a step whose turn has not come yet */
  set_icon (self, PTL_VERDICT_PENDING, _("Not yet"));

  return GTK_WIDGET (self);
}

/**
 * ptl_step_row_new_result:
 *
 * Returns: (transfer floating): a row about something that is over, such as a server that was tried before
 */
GtkWidget *
ptl_step_row_new_result (PtlVerdict  verdict,
                         const char *title,
                         const char *detail)
{
  PtlStepRow *self = g_object_new (PTL_TYPE_STEP_ROW, "title", title, NULL);

  set_icon (self, verdict, _(looks[verdict].words));
  set_detail (self, verdict, detail);

  return GTK_WIDGET (self);
}

PtlStepId
ptl_step_row_get_id (PtlStepRow *self)
{
  return self->id;
}

PtlStep *
ptl_step_row_get_step (PtlStepRow *self)
{
  return self->step;
}

void
ptl_step_row_set_step (PtlStepRow *self,
                       PtlStep    *step)
{
  g_return_if_fail (PTL_IS_STEP_ROW (self));
  g_return_if_fail (PTL_IS_STEP (step));

  g_set_object (&self->step, step);
  g_signal_group_set_target (self->step_signals, step);
  verdict_changed_cb (self);
}

/* The check ended before the step had its turn. */
void
ptl_step_row_give_up (PtlStepRow *self)
{
  g_return_if_fail (PTL_IS_STEP_ROW (self));

  if (self->step == NULL)
    set_icon (self, PTL_VERDICT_SKIPPED, _(looks[PTL_VERDICT_SKIPPED].words));
}
