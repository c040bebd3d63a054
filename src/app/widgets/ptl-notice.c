/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-notice.h"

#include <glib/gi18n.h>

#include "ptl-accessible.h"
#include "ptl-remedy.h"

struct _PtlNotice
{
  AdwBin parent_instance;

  PtlProblem *problem;  /* (owned) (nullable) */

  GtkRevealer *revealer;
  GtkWidget   *box;
  GtkImage    *icon;
  GtkLabel    *message_label;
  GtkLabel    *advice_label;
  GtkButton   *button;
};

G_DEFINE_FINAL_TYPE (PtlNotice, ptl_notice, ADW_TYPE_BIN)

enum { REMEDY, N_SIGNALS };
static guint signals[N_SIGNALS];

/* How each kind looks; the icon says the same as the colour. */
static const struct
{
  const char *css_class;
  const char *icon_name;
} looks[] = {
  [PTL_NOTICE_SUCCESS] = { "success", "ptl-passed-symbolic" },
  [PTL_NOTICE_WARNING] = { "warning", "ptl-warning-symbolic" },
  [PTL_NOTICE_ERROR] = { "error", "ptl-failed-symbolic" },
};

static void
button_clicked_cb (PtlNotice *self)
{
  g_autoptr(PtlProblem) problem = ptl_problem_ref (self->problem);
  gboolean handled = FALSE;

  g_signal_emit (self, signals[REMEDY], 0, problem, &handled);
  if (!handled)
    ptl_remedy_apply (GTK_WIDGET (self), problem);
}

static void
ptl_notice_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PTL_TYPE_NOTICE);

  G_OBJECT_CLASS (ptl_notice_parent_class)->dispose (object);
}

static void
ptl_notice_finalize (GObject *object)
{
  g_clear_pointer (&PTL_NOTICE (object)->problem, ptl_problem_unref);

  G_OBJECT_CLASS (ptl_notice_parent_class)->finalize (object);
}

static void
ptl_notice_class_init (PtlNoticeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ptl_notice_dispose;
  object_class->finalize = ptl_notice_finalize;

  /* A page that can do itself what helps returns TRUE. */
  signals[REMEDY] = g_signal_new ("remedy", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                  g_signal_accumulator_true_handled, NULL, NULL,
                                  G_TYPE_BOOLEAN, 1, PTL_TYPE_PROBLEM);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/portolan_mail/Portolan/widgets/ptl-notice.ui");
  gtk_widget_class_bind_template_child (widget_class, PtlNotice, revealer);
  gtk_widget_class_bind_template_child (widget_class, PtlNotice, box);
  gtk_widget_class_bind_template_child (widget_class, PtlNotice, icon);
  gtk_widget_class_bind_template_child (widget_class, PtlNotice, message_label);
  gtk_widget_class_bind_template_child (widget_class, PtlNotice, advice_label);
  gtk_widget_class_bind_template_child (widget_class, PtlNotice, button);
  gtk_widget_class_bind_template_callback (widget_class, button_clicked_cb);
}

static void
ptl_notice_init (PtlNotice *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
set_kind (PtlNotice     *self,
          PtlNoticeKind  kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (looks); i++)
    gtk_widget_remove_css_class (self->box, looks[i].css_class);

  gtk_widget_add_css_class (self->box, looks[kind].css_class);
  gtk_image_set_from_icon_name (self->icon, looks[kind].icon_name);
}

/**
 * ptl_notice_show:
 * @self: a notice
 * @kind: how it looks
 * @message: what happened
 * @advice: (nullable): what it means, and what to do now
 */
void
ptl_notice_show (PtlNotice     *self,
                 PtlNoticeKind  kind,
                 const char    *message,
                 const char    *advice)
{
  g_autofree char *both = NULL;

  g_return_if_fail (PTL_IS_NOTICE (self));

  g_clear_pointer (&self->problem, ptl_problem_unref);
  set_kind (self, kind);
  gtk_label_set_label (self->message_label, message);
  gtk_label_set_label (self->advice_label, advice != NULL ? advice : "");
  gtk_widget_set_visible (GTK_WIDGET (self->advice_label), advice != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->button), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_revealer_set_reveal_child (self->revealer, TRUE);

  both = g_strjoin (" ", message, advice, NULL);
  ptl_announce (GTK_WIDGET (self), both);
}

void
ptl_notice_show_problem (PtlNotice  *self,
                         PtlProblem *problem)
{
  g_autofree char *label = NULL;

  g_return_if_fail (PTL_IS_NOTICE (self));
  g_return_if_fail (problem != NULL);

  ptl_notice_show (self, PTL_NOTICE_ERROR, ptl_problem_get_message (problem), ptl_problem_get_advice (problem));
  self->problem = ptl_problem_ref (problem);

  label = ptl_remedy_get_label (problem);
  gtk_widget_set_visible (GTK_WIDGET (self->button), label != NULL);
  if (label != NULL)
    ptl_button_set_label (self->button, label);
}

void
ptl_notice_hide (PtlNotice *self)
{
  g_return_if_fail (PTL_IS_NOTICE (self));

  gtk_revealer_set_reveal_child (self->revealer, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
