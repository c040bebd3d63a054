/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-recommendation-page.h"

#include <glib/gi18n.h>

#include "ptl-accessible.h"
#include "ptl-choice-card.h"
#include "ptl-conflict.h"
#include "ptl-describe.h"
#include "ptl-hint-group.h"
#include "ptl-ledger-row.h"
#include "ptl-notice.h"
#include "ptl-parts.h"
#include "ptl-search-view.h"
#include "ptl-server-editor.h"
#include "ptl-server-row.h"
#include "ptl-wish-card.h"

struct _PtlRecommendationPage
{
  PtlPage parent_instance;

  GSignalGroup *session_signals;   /* (owned) */
  gboolean      showing;           /* while rows are filled, they are not read */
  gboolean      announced;         /* that the search has come to its end */
  gboolean      was_offline;       /* when the page was filled */
  GError       *search_error;      /* (owned) (nullable): of a search that was begun here */

  GtkWidget           *box;
  PtlSearchView       *search_view;
  GtkWidget           *found_box;
  PtlNotice           *notice;
  PtlHintGroup        *first_group;
  PtlChoiceCard       *card;
  PtlWishCard         *wish_card;
  GtkWidget           *confirm_group;
  GtkBox              *confirm_box;
  GtkCheckButton      *confirm_check;
  AdwPreferencesGroup *servers_group;
  GtkBox              *conflicts_box;
  PtlServerRow        *incoming_row;
  PtlServerRow        *outgoing_row;
  AdwComboRow         *leave_row;
  PtlHintGroup        *documentation_group;
  AdwActionRow        *details_row;
  GtkImage            *details_arrow;
  GtkRevealer         *details_revealer;
  PtlServerEditor     *incoming_editor;
  PtlServerEditor     *outgoing_editor;
  PtlLedgerRow        *ledger_row;
};

G_DEFINE_FINAL_TYPE (PtlRecommendationPage, ptl_recommendation_page, PTL_TYPE_PAGE)

/* What POP3 does with mail on the server, in the order of the row. */
static const struct
{
  PtlLeave leave;
  guint    days;
} leaves[] = { { PTL_LEAVE_DAYS, 14 }, { PTL_LEAVE_KEEP, 0 }, { PTL_LEAVE_REMOVE, 0 } };

static PtlSession *
get_session (PtlRecommendationPage *self)
{
  return ptl_page_get_session (PTL_PAGE (self));
}

static PtlOffer *
first_offer (GPtrArray *offers)
{
  return offers->len > 0 ? g_ptr_array_index (offers, 0) : NULL;
}

static gboolean
editors_are_good (PtlRecommendationPage *self)
{
  return !gtk_revealer_get_reveal_child (self->details_revealer) ||
         (ptl_server_editor_get_server (self->incoming_editor) != NULL &&
          ptl_server_editor_get_server (self->outgoing_editor) != NULL);
}

static gboolean
is_ready (PtlRecommendationPage *self)
{
  PtlRecommendation *recommendation = ptl_session_get_recommendation (get_session (self));

  if (recommendation == NULL || !ptl_recommendation_has_choice (recommendation) || !editors_are_good (self))
    return FALSE;

  return ptl_recommendation_get_confirm (recommendation)->len == 0 || ptl_session_get_confirmed (get_session (self));
}

static void
update_ready (PtlRecommendationPage *self)
{
  if (!ptl_page_get_busy (PTL_PAGE (self)))
    ptl_page_set_ready (PTL_PAGE (self), is_ready (self));
}

static void
show_servers (PtlRecommendationPage *self,
              PtlRecommendation     *recommendation)
{
  PtlOffer *incoming = first_offer (ptl_recommendation_list_incoming (recommendation));
  PtlOffer *outgoing = first_offer (ptl_recommendation_list_outgoing (recommendation));
  g_autofree char *origin = ptl_candidate_describe (incoming->candidate);

  adw_preferences_group_set_description (self->servers_group, origin);
  gtk_widget_set_visible (GTK_WIDGET (self->servers_group), TRUE);
  ptl_server_row_set_server (self->incoming_row, incoming->server);
  ptl_server_row_set_server (self->outgoing_row, outgoing != NULL ? outgoing->server : NULL);
}

/* What is a must comes first; where it can be read comes after the servers. */
static void
show_hints (PtlRecommendationPage *self,
            PtlRecommendation     *recommendation)
{
  GPtrArray *hints = ptl_recommendation_get_hints (recommendation);

  ptl_hint_group_set_hints (self->first_group, hints, FALSE);
  ptl_hint_group_set_hints (self->documentation_group, hints, TRUE);
}

/* Whether the card says already that one of those who contradict each other is silent. */
static gboolean
is_explained (PtlRecommendation *recommendation)
{
  GPtrArray *tradeoffs = ptl_recommendation_get_tradeoffs (recommendation);

  for (guint i = 0; i < tradeoffs->len; i++)
    if (g_str_equal (((PtlReason *) g_ptr_array_index (tradeoffs, i))->id, "other-answers"))
      return TRUE;

  return FALSE;
}

/* Who contradicts whom, in one sentence. */
static void
show_conflicts (PtlRecommendationPage *self,
                PtlRecommendation     *recommendation)
{
  g_autoptr(GPtrArray) conflicts = ptl_conflicts_find (ptl_session_get_candidates (get_session (self)));
  gboolean any = FALSE;

  ptl_widget_remove_all (GTK_WIDGET (self->conflicts_box));
  for (guint i = 0; i < conflicts->len && !any && !is_explained (recommendation); i++)
    {
      g_autofree char *sentence = ptl_conflict_describe (g_ptr_array_index (conflicts, i));

      if (sentence == NULL)
        continue;

      gtk_box_append (self->conflicts_box, ptl_sentence_new ("ptl-info-symbolic", NULL, sentence));
      any = TRUE;
    }

  gtk_widget_set_visible (GTK_WIDGET (self->conflicts_box), any);
}

static void
show_leave (PtlRecommendationPage *self,
            PtlRecommendation     *recommendation)
{
  PtlLeave leave = ptl_recommendation_get_leave (recommendation);

  gtk_widget_set_visible (GTK_WIDGET (self->leave_row), leave != PTL_LEAVE_UNSET);
  for (guint i = 0; i < G_N_ELEMENTS (leaves); i++)
    if (leaves[i].leave == leave)
      adw_combo_row_set_selected (self->leave_row, i);
}

static void
show_confirm (PtlRecommendationPage *self,
              PtlRecommendation     *recommendation)
{
  GPtrArray *confirm = ptl_recommendation_get_confirm (recommendation);

  gtk_widget_set_visible (self->confirm_group, confirm->len > 0);
  ptl_box_fill_reasons (self->confirm_box, confirm, 0, "ptl-warning-symbolic", "warning");
  gtk_check_button_set_active (self->confirm_check, ptl_session_get_confirmed (get_session (self)));
}

static const char *
get_own_username (PtlRecommendationPage *self)
{
  PtlAddress *address = ptl_session_get_address (get_session (self));

  return address != NULL ? ptl_address_get_text (address) : NULL;
}

/* Where the settings name no user, the address is what will be tried, and so what is shown. */
static void
show_editor (PtlRecommendationPage *self,
             PtlServerEditor       *editor,
             PtlServer             *server)
{
  g_autoptr(PtlServer) named = NULL;

  if (ptl_server_get_username (server) == NULL)
    named = ptl_server_with_username (server, get_own_username (self));

  ptl_server_editor_set_server (editor, named != NULL ? named : server);
}

static void
show_editors (PtlRecommendationPage *self,
              PtlRecommendation     *recommendation)
{
  PtlServer *outgoing = ptl_recommendation_get_outgoing (recommendation);

  show_editor (self, self->incoming_editor, ptl_recommendation_get_incoming (recommendation));
  if (outgoing != NULL)
    show_editor (self, self->outgoing_editor, outgoing);
  else
    ptl_server_editor_set_empty (self->outgoing_editor, PTL_PROTOCOL_SMTP, get_own_username (self));
}

static void
show_box (PtlRecommendationPage *self,
          GtkWidget             *box)
{
  gtk_widget_set_visible (GTK_WIDGET (self->search_view), box == GTK_WIDGET (self->search_view));
  gtk_widget_set_visible (self->found_box, box == self->found_box);
}

static void
announce_once (PtlRecommendationPage *self,
               const char            *message)
{
  if (!self->announced)
    ptl_announce (self->box, message);
  self->announced = TRUE;
}

static void
show_choice (PtlRecommendationPage *self,
             PtlRecommendation     *recommendation)
{
  g_autofree char *words = NULL;

  ptl_page_set_title (PTL_PAGE (self), _("This suits you"));
  if (!self->was_offline)
    ptl_notice_hide (self->notice);
  else
    ptl_notice_show (self->notice, PTL_NOTICE_WARNING, _("This computer is not connected to the Internet."),
                     _("These settings come from Portolan’s own list. Nothing has been tried yet."));
  show_hints (self, recommendation);
  ptl_choice_card_show (self->card, get_session (self));
  ptl_wish_card_show (self->wish_card, get_session (self));
  show_confirm (self, recommendation);
  show_servers (self, recommendation);
  show_conflicts (self, recommendation);
  show_leave (self, recommendation);
  show_editors (self, recommendation);
  show_box (self, self->found_box);
  words = ptl_choice_card_dup_words (self->card);
  announce_once (self, words);
}

static void
set_details_open (PtlRecommendationPage *self,
                  gboolean               open)
{
  gtk_revealer_set_reveal_child (self->details_revealer, open);
  gtk_image_set_from_icon_name (self->details_arrow, open ? "pan-up-symbolic" : "pan-down-symbolic");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->details_row), GTK_ACCESSIBLE_STATE_EXPANDED, open, -1);
  update_ready (self);
}

/* Nothing to recommend: what happened, what helps, and every field to be filled in by hand. */
static void
show_problem (PtlRecommendationPage *self,
              PtlRecommendation     *recommendation,
              PtlProblem            *problem)
{
  g_autoptr(GPtrArray) no_hints = g_ptr_array_new ();

  ptl_page_set_title (PTL_PAGE (self), _("No settings yet"));
  ptl_notice_show_problem (self->notice, problem);
  if (ptl_problem_get_remedy (problem) == PTL_REMEDY_EDIT_SERVER)
    ptl_notice_rename (self->notice, _("Type In the Ser_vers"));  /* there are none to be changed */
  if (recommendation != NULL)
    show_hints (self, recommendation);
  else
    ptl_hint_group_set_hints (self->first_group, no_hints, FALSE);
  ptl_choice_card_hide (self->card);
  ptl_wish_card_show (self->wish_card, get_session (self));
  gtk_widget_set_visible (GTK_WIDGET (self->conflicts_box), FALSE);
  gtk_widget_set_visible (self->confirm_group, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->leave_row), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->servers_group), ptl_problem_get_code (problem) != PTL_ERROR_POLICY);
  adw_preferences_group_set_description (self->servers_group, _("You can type them in, as your provider gave them to you."));
  ptl_server_row_set_server (self->incoming_row, NULL);
  ptl_server_row_set_server (self->outgoing_row, NULL);
  if (ptl_server_editor_get_server (self->incoming_editor) == NULL)
    {
      ptl_server_editor_set_empty (self->incoming_editor, PTL_PROTOCOL_IMAP, get_own_username (self));
      ptl_server_editor_set_empty (self->outgoing_editor, PTL_PROTOCOL_SMTP, get_own_username (self));
    }
  show_box (self, self->found_box);
  announce_once (self, ptl_problem_get_message (problem));
}

static void
show_searching (PtlRecommendationPage *self)
{
  ptl_page_set_title (PTL_PAGE (self), _("One moment"));
  ptl_search_view_set_domain (self->search_view, ptl_address_get_domain_unicode (ptl_session_get_address (get_session (self))));
  show_box (self, GTK_WIDGET (self->search_view));
}

static gboolean
is_offline (void)
{
  return !g_network_monitor_get_network_available (g_network_monitor_get_default ());
}

/* The search was stopped before anybody answered, or could not begin. */
static void
show_stopped (PtlRecommendationPage *self)
{
  g_autoptr(PtlProblem) problem = self->search_error != NULL
                                  ? ptl_problem_new_for_error (self->search_error)
                                  : ptl_problem_new_full (PTL_ERROR_CANCELLED, _("The search was stopped."), NULL, PTL_REMEDY_RETRY, NULL);

  show_problem (self, NULL, problem);
}

static void
show_known (PtlRecommendationPage *self)
{
  PtlRecommendation *recommendation = ptl_session_get_recommendation (get_session (self));
  gboolean searching = ptl_session_is_awaited (get_session (self));

  self->was_offline = is_offline ();
  self->showing = TRUE;
  if (searching)
    show_searching (self);
  else if (recommendation != NULL && ptl_recommendation_has_choice (recommendation))
    show_choice (self, recommendation);
  else if (recommendation != NULL && ptl_recommendation_get_problem (recommendation) != NULL)
    show_problem (self, recommendation, ptl_recommendation_get_problem (recommendation));
  else
    show_stopped (self);
  self->showing = FALSE;
  ptl_page_set_state (PTL_PAGE (self), !searching && is_ready (self), searching);
}

static void
update (PtlRecommendationPage *self)
{
  if (!self->showing && gtk_widget_get_mapped (GTK_WIDGET (self)))
    show_known (self);
}

static void
details_activated_cb (PtlRecommendationPage *self)
{
  set_details_open (self, !gtk_revealer_get_reveal_child (self->details_revealer));
}

static void
editor_edited_cb (PtlRecommendationPage *self)
{
  PtlServer *incoming = ptl_server_editor_get_server (self->incoming_editor);
  PtlServer *outgoing = ptl_server_editor_get_server (self->outgoing_editor);

  if (!self->showing && incoming != NULL && outgoing != NULL)
    ptl_session_set_manual (get_session (self), incoming, outgoing);
  update_ready (self);
}

static void
leave_changed_cb (PtlRecommendationPage *self)
{
  guint selected = adw_combo_row_get_selected (self->leave_row);

  if (!self->showing && selected < G_N_ELEMENTS (leaves))
    ptl_session_set_leave (get_session (self), leaves[selected].leave, leaves[selected].days);
}

static void
confirm_toggled_cb (PtlRecommendationPage *self)
{
  if (self->showing)
    return;

  ptl_session_set_confirmed (get_session (self), gtk_check_button_get_active (self->confirm_check));
  update_ready (self);
}

static void
discovered_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(PtlRecommendationPage) self = PTL_RECOMMENDATION_PAGE (user_data);
  g_autoptr(GError) error = NULL;

  if (ptl_session_discover_finish (PTL_SESSION (object), result, &error) ||
      g_error_matches (error, PTL_ERROR, PTL_ERROR_CANCELLED) ||
      g_cancellable_is_cancelled (ptl_page_get_cancellable (PTL_PAGE (self))))
    return;

  self->search_error = g_steal_pointer (&error);
  update (self);
}

static void
search_again (PtlRecommendationPage *self)
{
  g_clear_error (&self->search_error);
  self->announced = FALSE;
  ptl_session_discover_async (get_session (self), ptl_page_get_cancellable (PTL_PAGE (self)), discovered_cb, g_object_ref (self));
  update (self);
}

/* Whoever waits for the network need not press anything when it is there. What was found without it is asked about again. */
static void
network_changed_cb (PtlRecommendationPage *self,
                    gboolean               available)
{
  gboolean busy;

  g_object_get (get_session (self), "busy", &busy, NULL);
  if (available && self->was_offline && !busy && gtk_widget_get_mapped (GTK_WIDGET (self)))
    search_again (self);
}

static gboolean
remedy_cb (PtlRecommendationPage *self,
           PtlProblem            *problem)
{
  switch (ptl_problem_get_remedy (problem))
    {
    case PTL_REMEDY_RETRY:
      search_again (self);
      return TRUE;
    case PTL_REMEDY_EDIT_SERVER:
      ptl_page_reveal (PTL_PAGE (self), "servers");
      return TRUE;
    default:
      return FALSE;
    }
}

static void
ptl_recommendation_page_prepare (PtlPage *page)
{
  PtlRecommendationPage *self = PTL_RECOMMENDATION_PAGE (page);
  PtlRecommendation *recommendation = ptl_session_get_recommendation (get_session (self));

  if (recommendation == NULL || !ptl_recommendation_has_choice (recommendation) || is_offline ())
    return;  /* a notice about it would speak */

  self->announced = TRUE;
  show_known (self);
}

static void
ptl_recommendation_page_shown (PtlPage *page)
{
  PtlRecommendationPage *self = PTL_RECOMMENDATION_PAGE (page);

  self->announced = FALSE;
  update (self);
  if (gtk_widget_get_visible (self->confirm_group) && !gtk_check_button_get_active (self->confirm_check))
    gtk_widget_grab_focus (GTK_WIDGET (self->confirm_check));
}

static void
ptl_recommendation_page_reveal (PtlPage    *page,
                                const char *detail)
{
  PtlRecommendationPage *self = PTL_RECOMMENDATION_PAGE (page);

  if (!g_str_equal (detail, "servers"))
    return;

  set_details_open (self, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->incoming_editor));
}

static void
ptl_recommendation_page_cancel (PtlPage *page)
{
  ptl_session_cancel (ptl_page_get_session (page));
}

static void
ptl_recommendation_page_constructed (GObject *object)
{
  PtlRecommendationPage *self = PTL_RECOMMENDATION_PAGE (object);
  GListModel *contacts;

  G_OBJECT_CLASS (ptl_recommendation_page_parent_class)->constructed (object);

  contacts = ptl_session_get_contacts (get_session (self));
  g_signal_group_set_target (self->session_signals, get_session (self));
  ptl_search_view_set_contacts (self->search_view, contacts);
  ptl_ledger_row_set_contacts (self->ledger_row, contacts);
}

static void
ptl_recommendation_page_dispose (GObject *object)
{
  PtlRecommendationPage *self = PTL_RECOMMENDATION_PAGE (object);

  g_clear_error (&self->search_error);
  g_clear_object (&self->session_signals);
  gtk_widget_dispose_template (GTK_WIDGET (self), PTL_TYPE_RECOMMENDATION_PAGE);

  G_OBJECT_CLASS (ptl_recommendation_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/portolan_mail/Portolan/pages/ptl-recommendation-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PtlRecommendationPage, box);
  gtk_widget_class_bind_template_child (widget_class, PtlRecommendationPage, search_view);
  gtk_widget_class_bind_template_child (widget_class, PtlRecommendationPage, found_box);
  gtk_widget_class_bind_template_child (widget_class, PtlRecommendationPage, notice);
  gtk_widget_class_bind_template_child (widget_class, PtlRecommendationPage, first_group);
  gtk_widget_class_bind_template_child (widget_class, PtlRecommendationPage, card);
  gtk_widget_class_bind_template_child (widget_class, PtlRecommendationPage, confirm_group);
  gtk_widget_class_bind_template_child (widget_class, PtlRecommendationPage, confirm_box);
  gtk_widget_class_bind_template_child (widget_class, PtlRecommendationPage, confirm_check);
  gtk_widget_class_bind_template_child (widget_class, PtlRecommendationPage, servers_group);
  gtk_widget_class_bind_template_child (widget_class, PtlRecommendationPage, incoming_row);
  gtk_widget_class_bind_template_child (widget_class, PtlRecommendationPage, outgoing_row);
  gtk_widget_class_bind_template_child (widget_class, PtlRecommendationPage, leave_row);
  gtk_widget_class_bind_template_child (widget_class, PtlRecommendationPage, documentation_group);
  gtk_widget_class_bind_template_child (widget_class, PtlRecommendationPage, details_row);
  gtk_widget_class_bind_template_child (widget_class, PtlRecommendationPage, details_arrow);
  gtk_widget_class_bind_template_child (widget_class, PtlRecommendationPage, details_revealer);
  gtk_widget_class_bind_template_child (widget_class, PtlRecommendationPage, incoming_editor);
  gtk_widget_class_bind_template_child (widget_class, PtlRecommendationPage, outgoing_editor);
  gtk_widget_class_bind_template_child (widget_class, PtlRecommendationPage, ledger_row);
  gtk_widget_class_bind_template_child (widget_class, PtlRecommendationPage, wish_card);
  gtk_widget_class_bind_template_child (widget_class, PtlRecommendationPage, conflicts_box);
  gtk_widget_class_bind_template_callback (widget_class, details_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, editor_edited_cb);
  gtk_widget_class_bind_template_callback (widget_class, leave_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, confirm_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, remedy_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_again);
}

static void
ptl_recommendation_page_class_init (PtlRecommendationPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  PtlPageClass *page_class = PTL_PAGE_CLASS (klass);

  object_class->constructed = ptl_recommendation_page_constructed;
  object_class->dispose = ptl_recommendation_page_dispose;
  page_class->prepare = ptl_recommendation_page_prepare;
  page_class->shown = ptl_recommendation_page_shown;
  page_class->reveal = ptl_recommendation_page_reveal;
  page_class->cancel = ptl_recommendation_page_cancel;

  g_type_ensure (PTL_TYPE_CHOICE_CARD);
  g_type_ensure (PTL_TYPE_HINT_GROUP);
  g_type_ensure (PTL_TYPE_LEDGER_ROW);
  g_type_ensure (PTL_TYPE_NOTICE);
  g_type_ensure (PTL_TYPE_SEARCH_VIEW);
  g_type_ensure (PTL_TYPE_SERVER_EDITOR);
  g_type_ensure (PTL_TYPE_SERVER_ROW);
  g_type_ensure (PTL_TYPE_WISH_CARD);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
ptl_recommendation_page_init (PtlRecommendationPage *self)
{
  self->session_signals = g_signal_group_new (PTL_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "notify::recommendation", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::settled", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::busy", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::wishes", G_CALLBACK (update), self);
  g_signal_connect_object (g_network_monitor_get_default (), "network-changed", G_CALLBACK (network_changed_cb), self, G_CONNECT_SWAPPED);

  self->showing = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->details_row), GTK_ACCESSIBLE_STATE_EXPANDED, FALSE, -1);
  ptl_widget_remove_all (GTK_WIDGET (self->conflicts_box));
  ptl_widget_remove_all (GTK_WIDGET (self->confirm_box));
  self->showing = FALSE;
}
