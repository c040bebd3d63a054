/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-choice-card.h"

#include <glib/gi18n.h>

#include "ptl-accessible.h"
#include "ptl-parts.h"
#include "ptl-recommend.h"

struct _PtlChoiceCard
{
  AdwBin parent_instance;

  PtlSession *session;  /* (owned) (nullable): while something is shown */
  PtlNeeds    other;    /* the needs that the other way would be recommended for */

  GtkLabel  *protocol_label;
  GtkLabel  *headline_label;
  GtkBox    *reasons_box;
  GtkLabel  *tradeoffs_heading;
  GtkBox    *tradeoffs_box;
  GtkButton *other_button;
  GtkLabel  *other_label;
};

G_DEFINE_FINAL_TYPE (PtlChoiceCard, ptl_choice_card, ADW_TYPE_BIN)

static void
other_clicked_cb (PtlChoiceCard *self)
{
  PtlSession *session = self->session;

  if (session != NULL)
    ptl_session_set_needs (session, &self->other);
}

static void
ptl_choice_card_dispose (GObject *object)
{
  PtlChoiceCard *self = PTL_CHOICE_CARD (object);

  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (self), PTL_TYPE_CHOICE_CARD);

  G_OBJECT_CLASS (ptl_choice_card_parent_class)->dispose (object);
}

static void
ptl_choice_card_class_init (PtlChoiceCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ptl_choice_card_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/portolan_mail/Portolan/widgets/ptl-choice-card.ui");
  gtk_widget_class_bind_template_child (widget_class, PtlChoiceCard, protocol_label);
  gtk_widget_class_bind_template_child (widget_class, PtlChoiceCard, headline_label);
  gtk_widget_class_bind_template_child (widget_class, PtlChoiceCard, reasons_box);
  gtk_widget_class_bind_template_child (widget_class, PtlChoiceCard, tradeoffs_heading);
  gtk_widget_class_bind_template_child (widget_class, PtlChoiceCard, tradeoffs_box);
  gtk_widget_class_bind_template_child (widget_class, PtlChoiceCard, other_button);
  gtk_widget_class_bind_template_child (widget_class, PtlChoiceCard, other_label);
  gtk_widget_class_bind_template_callback (widget_class, other_clicked_cb);
}

static void
ptl_choice_card_init (PtlChoiceCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ptl_widget_remove_all (GTK_WIDGET (self->reasons_box));
  ptl_widget_remove_all (GTK_WIDGET (self->tradeoffs_box));
}

/* The first reason is the one that decided. Who decided against the advice gets no reasons, only what follows. */
static void
show_reasons (PtlChoiceCard     *self,
              PtlRecommendation *recommendation)
{
  GPtrArray *reasons = ptl_recommendation_get_reasons (recommendation);
  GPtrArray *tradeoffs = ptl_recommendation_get_tradeoffs (recommendation);
  const PtlReason *first = reasons->len > 0 ? g_ptr_array_index (reasons, 0) : NULL;
  gboolean own = ptl_session_get_needs (self->session)->protocol != PTL_CHOICE_RECOMMENDED;

  gtk_label_set_label (self->headline_label, own || first == NULL ? _("This is your own choice.") : first->text);
  ptl_box_fill_reasons (self->reasons_box, reasons, own ? 0 : 1, "ptl-passed-symbolic", "success");
  ptl_box_fill_reasons (self->tradeoffs_box, tradeoffs, 0, "ptl-minus-symbolic", "dim-label");
  gtk_widget_set_visible (GTK_WIDGET (self->tradeoffs_heading), tradeoffs->len > 0);
}

/* What the other protocol would ask of the person, or that it is what is recommended. */
static char *
describe_change (PtlChoiceCard *self,
                 gboolean       back)
{
  g_autoptr(PtlRecommendation) other = NULL;
  GPtrArray *tradeoffs;

  if (back)
    return g_strdup (_("That is what is recommended for your answers."));

  other = ptl_recommend (&self->other, ptl_session_get_candidates (self->session));
  tradeoffs = ptl_recommendation_get_tradeoffs (other);
  if (tradeoffs->len == 0)
    return g_strdup (_("Mail then stays at your provider, and your programs show it."));

  return g_strdup (((const PtlReason *) g_ptr_array_index (tradeoffs, 0))->text);
}

static void
show_other (PtlChoiceCard     *self,
            PtlRecommendation *recommendation)
{
  gboolean pop3 = ptl_recommendation_get_protocol (recommendation) == PTL_PROTOCOL_POP3;
  gboolean has_other = ptl_recommendation_get_other (recommendation) != NULL;
  gboolean back;
  g_autofree char *change = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->other_button), has_other);
  gtk_widget_set_visible (GTK_WIDGET (self->other_label), has_other);
  if (!has_other)
    return;

  self->other = *ptl_session_get_needs (self->session);
  back = self->other.protocol != PTL_CHOICE_RECOMMENDED;
  self->other.protocol = back ? PTL_CHOICE_RECOMMENDED : pop3 ? PTL_CHOICE_IMAP : PTL_CHOICE_POP3;

  change = describe_change (self, back);
  ptl_button_set_label (self->other_button, pop3 ? _("_Use IMAP Instead") : _("_Use POP3 Instead"));
  gtk_label_set_label (self->other_label, change);
  ptl_describe (GTK_WIDGET (self->other_button), change);
}

void
ptl_choice_card_show (PtlChoiceCard *self,
                      PtlSession    *session)
{
  PtlRecommendation *recommendation = ptl_session_get_recommendation (session);

  g_return_if_fail (PTL_IS_CHOICE_CARD (self));

  g_set_object (&self->session, session);
  gtk_label_set_label (self->protocol_label, ptl_protocol_get_name (ptl_recommendation_get_protocol (recommendation)));
  show_reasons (self, recommendation);
  show_other (self, recommendation);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

void
ptl_choice_card_hide (PtlChoiceCard *self)
{
  g_return_if_fail (PTL_IS_CHOICE_CARD (self));

  g_clear_object (&self->session);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
add_sentences (GString   *words,
               GPtrArray *reasons,
               guint      from)
{
  for (guint i = from; i < reasons->len; i++)
    g_string_append_printf (words, " %s", ((const PtlReason *) g_ptr_array_index (reasons, i))->text);
}

/**
 * ptl_choice_card_dup_words:
 *
 * Returns: (transfer full): all that the card says, for a screen reader
 */
char *
ptl_choice_card_dup_words (PtlChoiceCard *self)
{
  PtlRecommendation *recommendation;
  GPtrArray *tradeoffs;
  GString *words;

  g_return_val_if_fail (PTL_IS_CHOICE_CARD (self), NULL);
  g_return_val_if_fail (self->session != NULL, NULL);

  recommendation = ptl_session_get_recommendation (self->session);
  tradeoffs = ptl_recommendation_get_tradeoffs (recommendation);
  words = g_string_new (gtk_label_get_label (self->protocol_label));
  g_string_append_printf (words, ". %s", gtk_label_get_label (self->headline_label));
  if (ptl_session_get_needs (self->session)->protocol == PTL_CHOICE_RECOMMENDED)
    add_sentences (words, ptl_recommendation_get_reasons (recommendation), 1);
  if (tradeoffs->len > 0)
    g_string_append_printf (words, " %s:", gtk_label_get_label (self->tradeoffs_heading));
  add_sentences (words, tradeoffs, 0);

  return g_string_free (words, FALSE);
}
