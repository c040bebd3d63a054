/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-recommend.h"

#include <glib/gi18n-lib.h>

#include "ptl-domain.h"
#include "ptl-offers.h"
#include "ptl-rules.h"

/* How long POP3 leaves mail at the provider while this computer is becoming the only copy: a safety net for its first weeks. */
#define SAFETY_DAYS 14

static gboolean
has_hint_without_servers (PtlCandidate *candidate)
{
  GPtrArray *incoming = ptl_candidate_get_incoming (candidate);

  return (incoming == NULL || incoming->len == 0) &&
         (ptl_candidate_find_hint (candidate, PTL_HINT_NO_ACCESS) != NULL ||
          ptl_candidate_find_hint (candidate, PTL_HINT_BRIDGE_NEEDED) != NULL);
}

/* Returns: (nullable) (transfer full): who says that mail programs cannot get at the mailbox, rather one who is believed */
static PtlCandidate *
find_no_access (GListModel *candidates)
{
  g_autoptr (PtlCandidate) unvouched = NULL;
  guint n = g_list_model_get_n_items (candidates);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (PtlCandidate) candidate = g_list_model_get_item (candidates, i);

      if (!has_hint_without_servers (candidate))
        continue;
      if (ptl_candidate_get_trust (candidate) == PTL_TRUST_TRUSTED)
        return g_steal_pointer (&candidate);
      if (unvouched == NULL)
        unvouched = g_steal_pointer (&candidate);
    }

  return g_steal_pointer (&unvouched);
}

static PtlProblem *
no_access_problem (PtlCandidate *candidate)
{
  PtlHint *bridge = ptl_candidate_find_hint (candidate, PTL_HINT_BRIDGE_NEEDED);
  PtlHint *hint = bridge != NULL ? bridge : ptl_candidate_find_hint (candidate, PTL_HINT_NO_ACCESS);
  g_autofree char *advice = ptl_hint_get_text (hint);

  return ptl_problem_new_full (PTL_ERROR_NO_ACCESS, _("Your provider does not let mail programs in."), advice,
                               bridge != NULL ? PTL_REMEDY_EDIT_SERVER : PTL_REMEDY_EDIT_ADDRESS, NULL);
}

/* What would have to be allowed for the servers that were refused. */
static PtlProblem *
refusal_problem (const PtlOffers *refused)
{
  gboolean sending = refused->protocol == PTL_PROTOCOL_SMTP;

  if (refused->n_starttls > 0)
    return ptl_problem_new_full (PTL_ERROR_STRICT_IMPOSSIBLE,
                                 sending ? _("For sending, your provider offers no connection that is encrypted from the first byte.")
                                         : _("For receiving, your provider offers no connection that is encrypted from the first byte."),
                                 _("Choose “only encrypted connections”: the connection then starts unencrypted and switches at once."),
                                 PTL_REMEDY_ALLOW_STARTTLS, NULL);
  if (refused->n_unvouched > 0)
    return ptl_problem_new_full (PTL_ERROR_STRICT_IMPOSSIBLE,
                                 _("Nobody vouches for the settings that were found, and the strictest choice wants that."),
                                 _("Choose “only encrypted connections”, and agree to the servers yourself."),
                                 PTL_REMEDY_ALLOW_STARTTLS, NULL);

  return ptl_problem_new_full (PTL_ERROR_PLAINTEXT_ONLY,
                               sending ? _("For sending, your provider offers only connections without encryption.")
                                       : _("For receiving, your provider offers only connections without encryption."),
                               _("Ask your provider for encrypted access, or allow unencrypted connections if you accept that others can read along."),
                               PTL_REMEDY_ALLOW_UNENCRYPTED, NULL);
}

static PtlProblem *
missing_choice_problem (PtlProtocolChoice wanted)
{
  return wanted == PTL_CHOICE_POP3
         ? ptl_problem_new_full (PTL_ERROR_NOTHING_FOUND, _("Your provider does not offer POP3."),
                                 _("Use IMAP, which your provider offers."), PTL_REMEDY_NONE, NULL)
         : ptl_problem_new_full (PTL_ERROR_NOTHING_FOUND, _("Your provider does not offer IMAP."),
                                 _("Use POP3, which your provider offers."), PTL_REMEDY_NONE, NULL);
}

static PtlProblem *
nothing_problem (const char *fault)
{
  const char *nothing = _("No server was found where your mail could be fetched.");
  g_autofree char *message = fault != NULL ? g_strconcat (nothing, " ", fault, NULL) : g_strdup (nothing);

  return ptl_problem_new_full (PTL_ERROR_NOTHING_FOUND, message,
                               _("Check the address, or enter the servers that your provider names."),
                               PTL_REMEDY_EDIT_SERVER, NULL);
}

/* What is offered, by protocol. */
typedef struct
{
  PtlOffers *imap;   /* (owned) */
  PtlOffers *pop3;   /* (owned) */
  PtlOffers *smtp;   /* (owned) */
  char      *fault;  /* (owned) (nullable): what is wrong with settings that name no server to fetch from */
} Market;

/* Returns: (transfer full) (nullable): a sentence */
static char *
find_fault (GListModel *candidates)
{
  for (guint i = 0; i < g_list_model_get_n_items (candidates); i++)
    {
      g_autoptr (PtlCandidate) candidate = g_list_model_get_item (candidates, i);

      if (ptl_candidate_get_incoming (candidate)->len == 0 && ptl_candidate_get_fault (candidate) != NULL)
        return g_strdup (ptl_candidate_get_fault (candidate));
    }

  return NULL;
}

static void
market_init (Market          *self,
             GListModel      *candidates,
             PtlSecurityNeed  need)
{
  self->imap = ptl_offers_new (candidates, PTL_PROTOCOL_IMAP, need);
  self->pop3 = ptl_offers_new (candidates, PTL_PROTOCOL_POP3, need);
  self->smtp = ptl_offers_new (candidates, PTL_PROTOCOL_SMTP, need);
  self->fault = find_fault (candidates);
}

static void
market_clear (Market *self)
{
  g_clear_pointer (&self->imap, ptl_offers_free);
  g_clear_pointer (&self->pop3, ptl_offers_free);
  g_clear_pointer (&self->smtp, ptl_offers_free);
  g_clear_pointer (&self->fault, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Market, market_clear)

static void
add_refused (PtlOffers       *refused,
             const PtlOffers *offers)
{
  refused->n_listed += offers->n_listed;
  refused->n_plain += offers->n_plain;
  refused->n_starttls += offers->n_starttls;
  refused->n_unvouched += offers->n_unvouched;
}

/* Why nothing can be received in the way that was asked for. */
static PtlProblem *
incoming_problem (PtlProtocolChoice  choice,
                  const Market      *market)
{
  PtlOffers refused = { .protocol = PTL_PROTOCOL_IMAP };

  if (choice != PTL_CHOICE_POP3)
    add_refused (&refused, market->imap);
  if (choice != PTL_CHOICE_IMAP)
    add_refused (&refused, market->pop3);

  if (refused.n_listed > 0)
    return refusal_problem (&refused);
  if (market->imap->n_listed + market->pop3->n_listed > 0)
    return missing_choice_problem (choice);

  return nothing_problem (market->fault);
}

static gboolean
has_incoming (PtlProtocolChoice  choice,
              const Market      *market)
{
  return (choice != PTL_CHOICE_POP3 && market->imap->list->len > 0) ||
         (choice != PTL_CHOICE_IMAP && market->pop3->list->len > 0);
}

/* Nobody's word that there is no way in outweighs servers that are as little vouched for. */
static gboolean
has_better (PtlCandidate *no_access,
            PtlStanding   standing)
{
  return standing <= (ptl_candidate_get_trust (no_access) == PTL_TRUST_TRUSTED ? PTL_STANDING_VOUCHED : PTL_STANDING_UNVOUCHED);
}

/* Returns: (nullable) (transfer full) */
static PtlProblem *
find_problem (const PtlNeeds *needs,
              PtlCandidate   *no_access,
              const Market   *market)
{
  PtlStanding standing = MIN (ptl_offers_get_standing (market->imap), ptl_offers_get_standing (market->pop3));

  if (no_access != NULL && !has_better (no_access, standing))
    return no_access_problem (no_access);
  if (!has_incoming (needs->protocol, market))
    return incoming_problem (needs->protocol, market);
  if (market->smtp->list->len == 0 && market->smtp->n_listed > 0)
    return refusal_problem (market->smtp);

  return NULL;
}

static void
facts_look_at (PtlFacts     *facts,
               const Market *market)
{
  PtlStanding imap = ptl_offers_get_standing (market->imap);
  PtlStanding pop3_standing = ptl_offers_get_standing (market->pop3);

  facts->imap_only = imap < pop3_standing;
  facts->pop3_only = pop3_standing < imap;
  facts->other_listed = (facts->imap_only ? market->pop3 : market->imap)->n_listed > 0;
}

/* Returns: (nullable): the row that decided, unless the person did */
static const PtlRule *
choose_protocol (PtlFacts     *facts,
                 const Market *market)
{
  const PtlRule *rule;

  if (facts->needs->protocol != PTL_CHOICE_RECOMMENDED)
    {
      facts->protocol = facts->needs->protocol == PTL_CHOICE_POP3 ? PTL_PROTOCOL_POP3 : PTL_PROTOCOL_IMAP;
      return NULL;
    }

  facts_look_at (facts, market);
  rule = ptl_rules_decide (facts);
  facts->protocol = ptl_rule_get_protocol (rule);

  return rule;
}

static void
look_at_servers (PtlFacts       *facts,
                 const PtlOffer *incoming,
                 const PtlOffer *outgoing)
{
  facts->incoming = ptl_server_get_security (incoming->server);
  facts->has_outgoing = outgoing != NULL;
  if (outgoing != NULL)
    facts->outgoing = ptl_server_get_security (outgoing->server);
}

static void
collect_hints (GPtrArray    *hints,
               PtlCandidate *candidate)
{
  GPtrArray *more = ptl_candidate_get_hints (candidate);

  for (guint i = 0; more != NULL && i < more->len; i++)
    {
      PtlHint *hint = g_ptr_array_index (more, i);
      gboolean known = FALSE;

      for (guint j = 0; j < hints->len; j++)
        known = known || ptl_hint_get_id (g_ptr_array_index (hints, j)) == ptl_hint_get_id (hint);
      if (!known)
        g_ptr_array_add (hints, ptl_hint_ref (hint));
    }
}

/* Asks for agreement to the name that a person can know: that of the domain, not that of the server. */
char *
ptl_recommend_describe_unvouched (PtlServer *server)
{
  g_autofree char *domain = ptl_domain_get_registrable (ptl_server_get_host (server));
  g_autofree char *name = ptl_domain_to_unicode (domain != NULL ? domain : ptl_server_get_host (server));

  /* Translators: %s is a domain like “example.net” */
  return g_strdup_printf (_("Nobody vouches for the servers of “%s”. Use them only if this is your provider."), name);
}

static void
collect_confirm (GPtrArray      *confirm,
                 const PtlOffer *offer)
{
  g_autofree char *text = NULL;

  if (offer == NULL || ptl_candidate_get_trust (offer->candidate) == PTL_TRUST_TRUSTED)
    return;

  text = ptl_recommend_describe_unvouched (offer->server);
  for (guint i = 0; i < confirm->len; i++)
    if (g_str_equal (((PtlReason *) g_ptr_array_index (confirm, i))->text, text))
      return;

  g_ptr_array_add (confirm, ptl_reason_new ("not-vouched", text));
}

/* Sources contradict each other, and one of them is out of date: one sentence about it. */
static void
collect_silent (GPtrArray       *reasons,
                const PtlOffers *offers)
{
  PtlOffer *silent = ptl_offers_find_silent (offers);
  g_autofree char *text = NULL;

  if (silent == NULL)
    return;

  /* Translators: both %s are names of servers, like “imap.example.org” */
  text = g_strdup_printf (_("“%s” is named, too, but cannot be used now. “%s” answers."), ptl_server_get_host_unicode (silent->server),
                          ptl_server_get_host_unicode (ptl_offers_get_best (offers)->server));
  for (guint i = 0; i < reasons->len; i++)
    if (g_str_equal (((PtlReason *) g_ptr_array_index (reasons, i))->text, text))
      return;

  g_ptr_array_add (reasons, ptl_reason_new ("other-answers", text));
}

static void
decide_leave (const PtlFacts             *facts,
              PtlRecommendationFields *fields)
{
  if (facts->protocol != PTL_PROTOCOL_POP3)
    return;

  fields->leave = ptl_facts_mail_moves (facts) ? PTL_LEAVE_DAYS : PTL_LEAVE_KEEP;
  fields->leave_days = ptl_facts_mail_moves (facts) ? SAFETY_DAYS : 0;
}

static PtlRecommendationFields
new_fields (void)
{
  return (PtlRecommendationFields) {
    .incoming = g_ptr_array_new_with_free_func ((GDestroyNotify) ptl_offer_free),
    .outgoing = g_ptr_array_new_with_free_func ((GDestroyNotify) ptl_offer_free),
    .reasons = ptl_reasons_new (),
    .tradeoffs = ptl_reasons_new (),
    .confirm = ptl_reasons_new (),
    .hints = g_ptr_array_new_with_free_func ((GDestroyNotify) ptl_hint_unref),
    .leave = PTL_LEAVE_UNSET,
  };
}

static PtlRecommendation *
recommend_nothing (PtlProblem   *problem,
                   PtlCandidate *no_access)
{
  PtlRecommendationFields fields = new_fields ();

  fields.problem = problem;
  if (no_access != NULL)
    collect_hints (fields.hints, no_access);

  return ptl_recommendation_new (&fields);
}

static gpointer
copy_offer (gconstpointer offer,
            gpointer      user_data)
{
  const PtlOffer *original = offer;

  return ptl_offer_new (original->server, original->candidate);
}

static PtlRecommendation *
recommend_best (const PtlNeeds *needs,
                const Market   *market,
                PtlServer      *works_incoming,
                PtlServer      *works_outgoing)
{
  PtlRecommendationFields fields = new_fields ();
  PtlFacts facts = { .needs = needs };
  const PtlRule *rule = choose_protocol (&facts, market);
  gboolean is_pop3 = facts.protocol == PTL_PROTOCOL_POP3;
  PtlOffers *chosen = is_pop3 ? market->pop3 : market->imap;
  PtlOffer *other = ptl_offers_get_best (is_pop3 ? market->imap : market->pop3);
  PtlOffer *incoming, *outgoing;

  ptl_offers_promote (chosen, works_incoming);
  ptl_offers_promote (market->smtp, works_outgoing);
  incoming = ptl_offers_get_best (chosen);
  outgoing = ptl_offers_get_best (market->smtp);

  look_at_servers (&facts, incoming, outgoing);
  fields.protocol = facts.protocol;
  fields.offline_copy = is_pop3 || needs->offline_reading;
  decide_leave (&facts, &fields);

  collect_hints (fields.hints, incoming->candidate);
  if (outgoing != NULL)
    collect_hints (fields.hints, outgoing->candidate);
  collect_confirm (fields.confirm, incoming);
  collect_confirm (fields.confirm, outgoing);
  if (rule != NULL)
    g_ptr_array_add (fields.reasons, ptl_reason_new (ptl_rule_get_id (rule), ptl_rule_get_text (rule)));
  ptl_rules_collect (&facts, PTL_RULES_REASONS, fields.reasons);
  collect_silent (fields.reasons, chosen);
  collect_silent (fields.reasons, market->smtp);
  ptl_rules_collect (&facts, PTL_RULES_TRADEOFFS, fields.tradeoffs);

  g_ptr_array_extend (fields.incoming, chosen->list, copy_offer, NULL);
  g_ptr_array_extend (fields.outgoing, market->smtp->list, copy_offer, NULL);
  if (other != NULL)
    fields.other = ptl_offer_new (other->server, other->candidate);

  return ptl_recommendation_new (&fields);
}

PtlRecommendation *
ptl_recommend (const PtlNeeds *needs,
               GListModel     *candidates)
{
  return ptl_recommend_checked (needs, candidates, NULL, NULL);
}

PtlRecommendation *
ptl_recommend_checked (const PtlNeeds *needs,
                       GListModel     *candidates,
                       PtlServer      *incoming,
                       PtlServer      *outgoing)
{
  g_auto (Market) market = { NULL, };
  g_autoptr (PtlCandidate) no_access = NULL;
  PtlProblem *problem;

  g_return_val_if_fail (needs != NULL, NULL);
  g_return_val_if_fail (G_IS_LIST_MODEL (candidates), NULL);

  market_init (&market, candidates, needs->security);
  no_access = find_no_access (candidates);
  problem = find_problem (needs, no_access, &market);

  return problem != NULL ? recommend_nothing (problem, no_access) : recommend_best (needs, &market, incoming, outgoing);
}

static PtlProtocol
preview_choice (PtlProtocolChoice   choice,
                char              **sentence)
{
  if (sentence != NULL)
    *sentence = g_strdup (choice == PTL_CHOICE_POP3 ? _("You have chosen POP3.") : _("You have chosen IMAP."));

  return choice == PTL_CHOICE_POP3 ? PTL_PROTOCOL_POP3 : PTL_PROTOCOL_IMAP;
}

PtlProtocol
ptl_recommend_preview (const PtlNeeds  *needs,
                       char           **sentence)
{
  PtlFacts facts = { .needs = needs };
  const PtlRule *rule;

  g_return_val_if_fail (needs != NULL, PTL_PROTOCOL_IMAP);

  if (needs->protocol != PTL_CHOICE_RECOMMENDED)
    return preview_choice (needs->protocol, sentence);

  rule = ptl_rules_decide (&facts);
  if (sentence != NULL)
    *sentence = g_strdup (ptl_rule_get_preview (rule));

  return ptl_rule_get_protocol (rule);
}
