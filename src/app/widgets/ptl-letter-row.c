/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-letter-row.h"

#include <glib/gi18n.h>

#include "ptl-accessible.h"

struct _PtlLetterRow
{
  AdwActionRow parent_instance;

  PtlSession   *session;      /* (owned) (nullable) */
  GCancellable *cancellable;  /* (owned) (nullable): while the letter is on its way */

  GtkImage  *icon;
  GtkWidget *spinner;
  GtkButton *button;
};

G_DEFINE_FINAL_TYPE (PtlLetterRow, ptl_letter_row, ADW_TYPE_ACTION_ROW)

/* How an end looks; the sentence says the same as the colour. */
static const struct
{
  PtlVerdict  verdict;
  const char *icon_name;
  const char *css_class;
} looks[] = {
  { PTL_VERDICT_PASSED, "ptl-passed-symbolic", "success" },
  { PTL_VERDICT_WARNING, "ptl-warning-symbolic", "warning" },
  { PTL_VERDICT_FAILED, "ptl-failed-symbolic", "error" },
};

static void
set_look (PtlLetterRow *self,
          PtlVerdict    verdict)
{
  gtk_image_set_from_icon_name (self->icon, "ptl-send-symbolic");
  for (gsize i = 0; i < G_N_ELEMENTS (looks); i++)
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self->icon), looks[i].css_class);
      if (looks[i].verdict != verdict)
        continue;

      gtk_widget_add_css_class (GTK_WIDGET (self->icon), looks[i].css_class);
      gtk_image_set_from_icon_name (self->icon, looks[i].icon_name);
    }
}

static void
say (PtlLetterRow *self,
     const char   *sentence)
{
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), sentence);
  ptl_announce (GTK_WIDGET (self), sentence);
}

static void
set_sending (PtlLetterRow *self,
             gboolean      sending)
{
  gtk_widget_set_visible (self->spinner, sending);
  ptl_button_set_label (self->button, sending ? _("S_top") : _("_Send"));
}

static void
show_end (PtlLetterRow *self,
          PtlStep      *step)
{
  PtlProblem *problem = ptl_step_get_problem (step);
  const char *detail = ptl_step_get_detail (step);
  g_autofree char *both = NULL;

  set_look (self, ptl_step_get_verdict (step));
  if (problem != NULL)
    both = g_strjoin (" ", ptl_problem_get_message (problem), ptl_problem_get_advice (problem), NULL);

  say (self, both != NULL ? both : detail != NULL ? detail : "");
}

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(PtlLetterRow) self = PTL_LETTER_ROW (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(PtlStep) step = ptl_session_send_letter_finish (PTL_SESSION (object), result, &error);

  if (self->session == NULL)
    return;

  g_clear_object (&self->cancellable);
  set_sending (self, FALSE);
  if (step != NULL)
    show_end (self, step);
  else
    say (self, error->message);
}

static void
button_clicked_cb (PtlLetterRow *self)
{
  if (self->cancellable != NULL)
    {
      g_cancellable_cancel (self->cancellable);
      return;
    }
  if (!ptl_session_can_send_letter (self->session))
    return;

  self->cancellable = g_cancellable_new ();
  set_look (self, PTL_VERDICT_PENDING);
  set_sending (self, TRUE);
  say (self, _("On its way. This can take a minute."));
  ptl_session_send_letter_async (self->session, 0, self->cancellable, sent_cb, g_object_ref (self));
}

static void
ptl_letter_row_dispose (GObject *object)
{
  PtlLetterRow *self = PTL_LETTER_ROW (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (self), PTL_TYPE_LETTER_ROW);

  G_OBJECT_CLASS (ptl_letter_row_parent_class)->dispose (object);
}

static void
ptl_letter_row_class_init (PtlLetterRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ptl_letter_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/portolan_mail/Portolan/widgets/ptl-letter-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PtlLetterRow, icon);
  gtk_widget_class_bind_template_child (widget_class, PtlLetterRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, PtlLetterRow, button);
  gtk_widget_class_bind_template_callback (widget_class, button_clicked_cb);
}

static void
ptl_letter_row_init (PtlLetterRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ptl_describe (GTK_WIDGET (self->button), _("A test message to yourself"));
  set_sending (self, FALSE);
}

/**
 * ptl_letter_row_show:
 * @self: a row
 * @session: whose check has ended, or has not begun
 *
 * Offers a letter if one can be sent, and shows how the one that was sent went.
 */
void
ptl_letter_row_show (PtlLetterRow *self,
                     PtlSession   *session)
{
  PtlStep *step = ptl_session_get_letter (session);

  g_return_if_fail (PTL_IS_LETTER_ROW (self));

  g_set_object (&self->session, session);
  if (self->cancellable != NULL)
    return;

  gtk_widget_set_visible (GTK_WIDGET (self), step != NULL || ptl_session_can_send_letter (session));
  set_sending (self, FALSE);
  set_look (self, PTL_VERDICT_PENDING);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), _("It is sent, awaited, and removed again."));
  if (step != NULL)
    show_end (self, step);
}
