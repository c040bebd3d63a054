/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-wish-card.h"

#include <glib/gi18n.h>

#include "ptl-accessible.h"
#include "ptl-domain.h"

struct _PtlWishCard
{
  AdwBin parent_instance;

  PtlSession *session;  /* (owned) (nullable) */
  char       *host;     /* (owned) (nullable): whom to ask */

  GtkLabel  *label;
  GtkWidget *button;
};

G_DEFINE_FINAL_TYPE (PtlWishCard, ptl_wish_card, ADW_TYPE_BIN)

enum { ALLOWED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
button_clicked_cb (PtlWishCard *self)
{
  if (self->session == NULL || self->host == NULL)
    return;

  ptl_session_allow_address (self->session, self->host);
  g_signal_emit (self, signals[ALLOWED], 0);
}

static void
ptl_wish_card_dispose (GObject *object)
{
  PtlWishCard *self = PTL_WISH_CARD (object);

  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (self), PTL_TYPE_WISH_CARD);

  G_OBJECT_CLASS (ptl_wish_card_parent_class)->dispose (object);
}

static void
ptl_wish_card_finalize (GObject *object)
{
  g_clear_pointer (&PTL_WISH_CARD (object)->host, g_free);

  G_OBJECT_CLASS (ptl_wish_card_parent_class)->finalize (object);
}

static void
ptl_wish_card_class_init (PtlWishCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ptl_wish_card_dispose;
  object_class->finalize = ptl_wish_card_finalize;
  signals[ALLOWED] = g_signal_new ("allowed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/portolan_mail/Portolan/widgets/ptl-wish-card.ui");
  gtk_widget_class_bind_template_child (widget_class, PtlWishCard, label);
  gtk_widget_class_bind_template_child (widget_class, PtlWishCard, button);
  gtk_widget_class_bind_template_callback (widget_class, button_clicked_cb);
}

static void
ptl_wish_card_init (PtlWishCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ptl_wish_card_show:
 * @self: a card
 * @session: what was found so far
 *
 * Shows the question if an answer could help, and hides the card otherwise. One host is asked about at a time.
 */
void
ptl_wish_card_show (PtlWishCard *self,
                    PtlSession  *session)
{
  gboolean wanted = ptl_session_is_address_wanted (session);
  g_autofree char *host = NULL;
  g_autofree char *text = NULL;

  g_return_if_fail (PTL_IS_WISH_CARD (self));

  gtk_widget_set_visible (GTK_WIDGET (self), wanted);
  if (!wanted)
    return;

  g_set_object (&self->session, session);
  g_free (self->host);
  self->host = g_strdup (g_ptr_array_index (ptl_session_get_wishes (session), 0));
  host = ptl_domain_to_unicode (self->host);
  /* Translators: the name of a server, and the person's e-mail address */
  text = g_strdup_printf (_("“%s” may know better settings if it is told “%s”. It goes there encrypted, and to nobody else. Your password is not sent."),
                          host, ptl_address_get_display (ptl_session_get_address (session)));
  gtk_label_set_label (self->label, text);
  ptl_describe (GTK_WIDGET (self->button), text);
}
