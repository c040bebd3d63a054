/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-notice.h"

#include <glib/gi18n.h>

#include "ptl-accessible.h"
#include "ptl-mnemonic.h"
#include "ptl-remedy.h"

struct _PtlNotice
{
  AdwBin parent_instance;

  PtlProblem *problem;     /* (owned) (nullable) */
  gboolean    offers_help;

  GtkRevealer *revealer;
  GtkWidget   *box;
  GtkImage    *icon;
  GtkLabel    *message_label;
  GtkLabel    *advice_label;
  GtkWidget   *spinner;
  GtkButton   *button;
  GtkButton   *second_button;
};

G_DEFINE_FINAL_TYPE (PtlNotice, ptl_notice, ADW_TYPE_BIN)

enum { REMEDY, OFFERED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* How each kind looks; the icon says the same as the colour. */
static const struct
{
  const char *css_class;
  const char *icon_name;
} looks[] = {
  [PTL_NOTICE_INFO] = { "info", "ptl-info-symbolic" },
  [PTL_NOTICE_BUSY] = { "info", "ptl-waiting-symbolic" },
  [PTL_NOTICE_SUCCESS] = { "success", "ptl-passed-symbolic" },
  [PTL_NOTICE_WARNING] = { "warning", "ptl-warning-symbolic" },
  [PTL_NOTICE_ERROR] = { "error", "ptl-failed-symbolic" },
};

static void
ask_for_help (PtlNotice *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-page", "s", "help");
}

static void
button_clicked_cb (PtlNotice *self)
{
  g_autoptr(PtlProblem) problem = ptl_problem_ref (self->problem);
  gboolean handled = FALSE;

  if (!ptl_remedy_can_help (ptl_problem_get_remedy (problem), ptl_problem_get_argument (problem)))
    {
      ask_for_help (self);
      return;
    }

  g_signal_emit (self, signals[REMEDY], 0, problem, &handled);
  if (!handled)
    ptl_remedy_apply (GTK_WIDGET (self), ptl_problem_get_remedy (problem), ptl_problem_get_argument (problem));
}

static void
second_button_clicked_cb (PtlNotice *self)
{
  g_autoptr(PtlProblem) problem = self->problem != NULL ? ptl_problem_ref (self->problem) : NULL;
  gboolean handled = FALSE;

  g_signal_emit (self, signals[OFFERED], 0, &handled);
  if (handled || problem == NULL)
    return;

  if (ptl_remedy_can_help (ptl_problem_get_second_remedy (problem), ptl_problem_get_second_argument (problem)))
    ptl_remedy_apply (GTK_WIDGET (self), ptl_problem_get_second_remedy (problem), ptl_problem_get_second_argument (problem));
  else
    ask_for_help (self);
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

  object_class->finalize = ptl_notice_finalize;

  /* A page that can do itself what helps returns TRUE. */
  signals[REMEDY] = g_signal_new ("remedy", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                  g_signal_accumulator_true_handled, NULL, NULL,
                                  G_TYPE_BOOLEAN, 1, PTL_TYPE_PROBLEM);
  /* The second button was pressed; TRUE from a page that offered something itself. */
  signals[OFFERED] = g_signal_new ("offered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   g_signal_accumulator_true_handled, NULL, NULL,
                                   G_TYPE_BOOLEAN, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/portolan_mail/Portolan/widgets/ptl-notice.ui");
  gtk_widget_class_bind_template_child (widget_class, PtlNotice, revealer);
  gtk_widget_class_bind_template_child (widget_class, PtlNotice, box);
  gtk_widget_class_bind_template_child (widget_class, PtlNotice, icon);
  gtk_widget_class_bind_template_child (widget_class, PtlNotice, message_label);
  gtk_widget_class_bind_template_child (widget_class, PtlNotice, advice_label);
  gtk_widget_class_bind_template_child (widget_class, PtlNotice, spinner);
  gtk_widget_class_bind_template_child (widget_class, PtlNotice, button);
  gtk_widget_class_bind_template_child (widget_class, PtlNotice, second_button);
  gtk_widget_class_bind_template_callback (widget_class, button_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, second_button_clicked_cb);
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
  gtk_widget_set_visible (GTK_WIDGET (self->icon), kind != PTL_NOTICE_BUSY);
  gtk_widget_set_visible (self->spinner, kind == PTL_NOTICE_BUSY);
}

/* Whether its letter leads nowhere: a button that is not shown here has an old one, and the other children of a stack are other pages. */
static gboolean
is_away (PtlNotice *self,
         GtkWidget *widget)
{
  if (widget == GTK_WIDGET (self->button) || widget == GTK_WIDGET (self->second_button))
    return !gtk_widget_get_visible (widget);

  return GTK_IS_STACK (gtk_widget_get_parent (widget)) && !gtk_widget_is_ancestor (GTK_WIDGET (self), widget);
}

/* The letters that lead to anything else below @widget, even if it is shown only later; then it may be the same thing as this. */
static void
collect_letters (PtlNotice  *self,
                 GtkWidget  *widget,
                 const char *label,
                 GString    *letters)
{
  if (GTK_IS_LABEL (widget) && (gtk_widget_get_mapped (widget) || g_strcmp0 (gtk_label_get_label (GTK_LABEL (widget)), label) != 0))
    {
      guint key = gdk_keyval_to_lower (gtk_label_get_mnemonic_keyval (GTK_LABEL (widget)));

      if (key != GDK_KEY_VoidSymbol)
        g_string_append_unichar (letters, gdk_keyval_to_unicode (key));
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (!is_away (self, child))
      collect_letters (self, child, label, letters);
}

/* Which labels meet is known only here, and no language has letters enough for all of them. */
static void
show_button (PtlNotice  *self,
             GtkButton  *button,
             const char *label)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autoptr(GString) letters = g_string_new (NULL);
  g_autofree char *apart = NULL;

  gtk_widget_set_visible (GTK_WIDGET (button), FALSE);
  if (label == NULL)
    return;

  if (root != NULL)
    collect_letters (self, GTK_WIDGET (root), label, letters);
  apart = ptl_mnemonic_set_apart (label, letters->str);
  ptl_button_set_label (button, apart);
  gtk_widget_set_visible (GTK_WIDGET (button), TRUE);
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
  show_button (self, self->button, NULL);
  show_button (self, self->second_button, NULL);
  self->offers_help = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_revealer_set_reveal_child (self->revealer, TRUE);

  both = g_strjoin (" ", message, advice, NULL);
  ptl_announce (GTK_WIDGET (self), both);
}

/* What else can be done. Whoever cannot help themselves asks somebody, so that there always is something to do. */
static void
show_remedies (PtlNotice  *self,
               PtlProblem *problem)
{
  g_autofree char *label = ptl_remedy_get_label (ptl_problem_get_remedy (problem), ptl_problem_get_argument (problem));
  g_autofree char *second = ptl_remedy_get_label (ptl_problem_get_second_remedy (problem), ptl_problem_get_second_argument (problem));
  const char *help = _("Ask for _Help");

  show_button (self, self->button, label != NULL ? label : help);
  show_button (self, self->second_button, second != NULL ? second : label != NULL ? help : NULL);
  self->offers_help = label == NULL || second == NULL;
}

void
ptl_notice_show_problem (PtlNotice  *self,
                         PtlProblem *problem)
{
  PtlNoticeKind kind = PTL_NOTICE_ERROR;

  g_return_if_fail (PTL_IS_NOTICE (self));
  g_return_if_fail (problem != NULL);

  /* What the person has stopped is no failure. */
  if (ptl_problem_get_code (problem) == PTL_ERROR_CANCELLED)
    kind = PTL_NOTICE_INFO;
  ptl_notice_show (self, kind, ptl_problem_get_message (problem), ptl_problem_get_advice (problem));
  self->problem = ptl_problem_ref (problem);
  show_remedies (self, problem);
}

/* What the first button does is called otherwise on this page. */
void
ptl_notice_rename (PtlNotice  *self,
                   const char *label)
{
  g_return_if_fail (PTL_IS_NOTICE (self));
  g_return_if_fail (label != NULL);

  show_button (self, self->button, label);
}

/* A way on that the page itself knows: the signal "offered" says that it was taken. */
void
ptl_notice_offer (PtlNotice  *self,
                  const char *label)
{
  g_return_if_fail (PTL_IS_NOTICE (self));
  g_return_if_fail (label != NULL);

  show_button (self, self->second_button, label);
  self->offers_help = FALSE;
}

/* Whether one of the buttons is the one that asks for help. */
gboolean
ptl_notice_offers_help (PtlNotice *self)
{
  g_return_val_if_fail (PTL_IS_NOTICE (self), FALSE);

  return self->offers_help;
}

void
ptl_notice_hide (PtlNotice *self)
{
  g_return_if_fail (PTL_IS_NOTICE (self));

  gtk_revealer_set_reveal_child (self->revealer, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
