/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-outcome.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ptl-contact.h"
#include "ptl-diagnosis.h"
#include "ptl-domain.h"
#include "ptl-error.h"
#include "ptl-recommend.h"
#include "ptl-weight.h"

static gboolean
has_choice (const PtlOutcome *self)
{
  return self->recommendation != NULL && ptl_recommendation_has_choice (self->recommendation);
}

static gboolean
is_good (PtlReport *report)
{
  return report != NULL && ptl_report_is_good (report);
}

/* Whether a server that works got no password, as nobody vouches for it. */
static gboolean
works_unvouched (PtlCheck  *check,
                 PtlReport *report)
{
  return is_good (report) && ptl_check_is_unvouched (check);
}

static PtlResult
unchecked_result (const PtlOutcome *self)
{
  gboolean asks = ptl_recommendation_get_confirm (self->recommendation)->len > 0;

  return asks && !self->confirmed ? PTL_RESULT_CONFIRM : PTL_RESULT_UNCHECKED;
}

PtlResult
ptl_outcome_get_result (const PtlOutcome *self)
{
  gboolean receives, sends;

  if (!has_choice (self))
    return PTL_RESULT_FAILED;
  if (self->incoming == NULL && self->outgoing == NULL)
    return unchecked_result (self);

  receives = is_good (self->incoming);
  sends = is_good (self->outgoing);

  if (!receives && !sends)
    return PTL_RESULT_FAILED;
  if (works_unvouched (self->incoming_check, self->incoming) || works_unvouched (self->outgoing_check, self->outgoing))
    return PTL_RESULT_CONFIRM;

  return receives && sends ? PTL_RESULT_READY : PTL_RESULT_PARTIAL;
}

static PtlProblem *
problem_of (PtlReport *report)
{
  return report != NULL && !ptl_report_is_good (report) ? ptl_report_get_problem (report) : NULL;
}

/* What the person has to agree to, as a problem. */
static PtlProblem *
unvouched_problem (const PtlOutcome *self)
{
  GPtrArray *confirm = ptl_recommendation_get_confirm (self->recommendation);
  PtlReason *first = confirm->len > 0 ? g_ptr_array_index (confirm, 0) : NULL;
  PtlReport *found = works_unvouched (self->incoming_check, self->incoming) ? self->incoming
                     : works_unvouched (self->outgoing_check, self->outgoing) ? self->outgoing : NULL;
  g_autofree char *text = found != NULL ? ptl_recommend_describe_unvouched (ptl_report_get_server (found)) : NULL;

  return ptl_problem_new (PTL_ERROR_NOT_VOUCHED, text != NULL || first == NULL ? text : first->text);
}

/* A server for sending that was there when the usual names were tried, and why it is not used.
 *
 * Returns: (transfer full) (nullable): a sentence */
static char *
describe_unusable (GListModel *contacts)
{
  for (guint i = 0; contacts != NULL && i < g_list_model_get_n_items (contacts); i++)
    {
      g_autoptr (PtlContact) contact = g_list_model_get_item (contacts, i);
      guint16 port = ptl_contact_get_port (contact);
      g_autofree char *host = NULL;

      if (ptl_contact_get_origin (contact) != PTL_ORIGIN_GUESS || ptl_contact_get_answer (contact) != PTL_ANSWER_ERROR ||
          ptl_contact_get_detail (contact) == NULL ||
          (port != ptl_protocol_get_default_port (PTL_PROTOCOL_SMTP, PTL_SECURITY_TLS) &&
           port != ptl_protocol_get_default_port (PTL_PROTOCOL_SMTP, PTL_SECURITY_STARTTLS)))
        continue;

      host = ptl_domain_to_unicode (ptl_contact_get_host (contact));
      return g_strdup_printf (_("“%s” answers, but it cannot be used. %s"), host, ptl_contact_get_detail (contact));
    }

  return NULL;
}

/* Settings that would name a server for sending, if they were not faulty.
 *
 * Returns: (nullable): a sentence */
static const char *
find_fault (PtlRecommendation *recommendation)
{
  GPtrArray *offers = ptl_recommendation_list_incoming (recommendation);

  for (guint i = 0; i < offers->len; i++)
    {
      PtlCandidate *candidate = ((PtlOffer *) offers->pdata[i])->candidate;

      if (ptl_candidate_get_outgoing (candidate)->len == 0 && ptl_candidate_get_fault (candidate) != NULL)
        return ptl_candidate_get_fault (candidate);
    }

  return NULL;
}

/* All that is known works, but nobody knows where mail is sent. */
static PtlProblem *
sending_problem (const PtlOutcome *self)
{
  const char *nobody = _("Nobody who was asked knows a server for sending your mail.");
  const char *fault = find_fault (self->recommendation);
  g_autofree char *unusable = fault == NULL ? describe_unusable (self->contacts) : g_strdup (fault);
  g_autofree char *message = unusable != NULL ? g_strconcat (nobody, " ", unusable, NULL) : g_strdup (nobody);

  return ptl_problem_new_full (PTL_ERROR_NOTHING_FOUND, message, _("Ask your provider for the name of its server for sending (SMTP)."),
                               PTL_REMEDY_EDIT_SERVER, NULL);
}

static void
add_reports (GPtrArray *reports,
             PtlCheck  *check)
{
  GListModel *list = check != NULL ? ptl_check_get_reports (check) : NULL;

  for (guint i = 0; list != NULL && i < g_list_model_get_n_items (list); i++)
    g_ptr_array_add (reports, g_list_model_get_item (list, i));
}

/* Whoever said yes or no over https was reached. */
static gboolean
has_web (GListModel *contacts)
{
  for (guint i = 0; contacts != NULL && i < g_list_model_get_n_items (contacts); i++)
    {
      g_autoptr (PtlContact) contact = g_list_model_get_item (contacts, i);
      PtlAnswer answer = ptl_contact_get_answer (contact);

      if (ptl_contact_get_port (contact) == 443 && (answer == PTL_ANSWER_FOUND || answer == PTL_ANSWER_NOT_FOUND))
        return TRUE;
    }

  return FALSE;
}

/* One reason behind all that failed, such as the network; else what one of the two directions says. */
static PtlProblem *
checked_problem (const PtlOutcome *self)
{
  g_autoptr (GPtrArray) reports = g_ptr_array_new_with_free_func (g_object_unref);
  PtlProblem *picked = ptl_problem_pick (problem_of (self->incoming), problem_of (self->outgoing));
  PtlSurroundings surroundings;
  PtlProblem *common;

  if (picked == NULL)
    return NULL;

  add_reports (reports, self->incoming_check);
  add_reports (reports, self->outgoing_check);
  ptl_surroundings_look (&surroundings);
  surroundings.web = has_web (self->contacts);
  surroundings.portal = self->in_portal;
  common = ptl_diagnose (reports, &surroundings);

  return common != NULL ? common : ptl_problem_ref (picked);
}

static PtlProblem *
strict_problem (const PtlOutcome *self)
{
  return ptl_problem_new_full (PTL_ERROR_STRICT_IMPOSSIBLE,
                               ptl_server_is_incoming (ptl_report_get_server (self->other_report))
                               ? _("For receiving, nothing that is encrypted from the first byte answers, only what switches to encryption.")
                               : _("For sending, nothing that is encrypted from the first byte answers, only what switches to encryption."),
                               _("Choose “only encrypted connections”: the connection then starts unencrypted and switches at once."),
                               PTL_REMEDY_ALLOW_STARTTLS, NULL);
}

static const char *
describe_other_protocol (PtlRecommendation *other)
{
  GPtrArray *tradeoffs = ptl_recommendation_get_tradeoffs (other);

  if (ptl_recommendation_get_protocol (other) == PTL_PROTOCOL_IMAP)
    return _("Mail then stays at your provider, and your programs show it.");
  if (ptl_recommendation_get_leave (other) == PTL_LEAVE_DAYS && tradeoffs->len > 0)
    return ((PtlReason *) g_ptr_array_index (tradeoffs, 0))->text;

  return _("Your mail is then copied to this computer. Your folders, and what you have read, are known only here.");
}

static const PtlHint *
find_hint (const PtlOutcome *self,
           PtlHintId         id)
{
  GPtrArray *hints = ptl_recommendation_get_hints (self->recommendation);

  for (guint i = 0; i < hints->len; i++)
    if (ptl_hint_get_id (g_ptr_array_index (hints, i)) == id)
      return g_ptr_array_index (hints, i);

  return NULL;
}

static const char *
find_page_of_hint (const PtlOutcome *self,
                   PtlHintId         id)
{
  const PtlHint *hint = find_hint (self, id);

  return hint != NULL ? ptl_hint_get_url (hint) : NULL;
}

/* The provider's page about what a remedy needs; else that about mail programs. */
static const char *
find_page (const PtlOutcome *self,
           PtlRemedy         remedy)
{
  const char *page = find_page_of_hint (self, remedy == PTL_REMEDY_APP_PASSWORD ? PTL_HINT_APP_PASSWORD : PTL_HINT_ENABLE_FIRST);

  return page != NULL ? page : find_page_of_hint (self, PTL_HINT_DOCUMENTATION);
}

/* Few servers name the page where a person does what they ask for; the provider's settings often do.
 *
 * Returns: (transfer full): @problem (transfer full), or the same with that page */
static PtlProblem *
name_page (const PtlOutcome *self,
           PtlProblem       *problem)
{
  PtlRemedy remedy = ptl_problem_get_remedy (problem);
  g_autoptr(PtlProblem) bare = NULL;
  g_autoptr(PtlProblem) named = NULL;
  const char *page;

  if ((remedy != PTL_REMEDY_APP_PASSWORD && remedy != PTL_REMEDY_ENABLE_ACCESS) || ptl_problem_get_argument (problem) != NULL)
    return problem;

  page = find_page (self, remedy);
  if (page == NULL)
    return problem;

  bare = problem;
  named = ptl_problem_new_full (ptl_problem_get_code (bare), ptl_problem_get_message (bare), ptl_problem_get_advice (bare), remedy, page);
  return ptl_problem_with_second (named, ptl_problem_get_second_remedy (bare), ptl_problem_get_second_argument (bare));
}

/* A password that one server takes is right, whatever the other says; to type it again leads nowhere.
 *
 * Returns: (transfer full): @problem (transfer full), or the same that says so */
static PtlProblem *
vindicate (const PtlOutcome *self,
           PtlProblem       *problem)
{
  gboolean receives = is_good (self->incoming);
  PtlReport *good = receives ? self->incoming : self->outgoing;

  if (ptl_problem_get_code (problem) != PTL_ERROR_SIGN_IN_REFUSED || !is_good (good) || !ptl_report_get_signed_in (good))
    return problem;

  ptl_problem_unref (problem);
  return ptl_problem_new_full (PTL_ERROR_SIGN_IN_REFUSED,
                               receives ? _("The server for receiving takes this password, the one for sending does not.")
                                        : _("The server for sending takes this password, the one for receiving does not."),
                               receives ? _("So the password is right. Your provider may want another user name for sending, or may have "
                                            "switched it off for mail programs.")
                                        : _("So the password is right. Your provider may want another user name for receiving, or may have "
                                            "switched it off for mail programs."),
                               PTL_REMEDY_EDIT_SERVER, NULL);
}

/* What a provider may want beside the right password, and what a button can do about it. */
static const struct
{
  PtlHintId id;
  PtlRemedy remedy;
} wishes[] = {
  { PTL_HINT_ENABLE_FIRST, PTL_REMEDY_ENABLE_ACCESS },
  { PTL_HINT_APP_PASSWORD, PTL_REMEDY_APP_PASSWORD },
  { PTL_HINT_OAUTH2_ONLY, PTL_REMEDY_GO_ON },
};

/* Mail for “anna+shop@example.org” comes to “anna@example.org”, and most servers sign only the latter in (RFC 5233).
 *
 * Returns: (transfer full) (nullable): a sentence with that user name, if one with such a tag was refused */
static char *
describe_tag (const PtlOutcome *self)
{
  PtlProblem *problem = problem_of (self->incoming);
  PtlReport *refused = problem != NULL && ptl_problem_get_code (problem) == PTL_ERROR_SIGN_IN_REFUSED ? self->incoming : self->outgoing;
  const char *username = refused != NULL ? ptl_server_get_username (ptl_report_get_server (refused)) : NULL;
  const char *tag = username != NULL && g_str_has_prefix (ptl_address_get_text (self->address), username) ? strchr (username, '+') : NULL;
  const char *domain = tag != NULL ? strchr (tag, '@') : NULL;
  g_autofree char *bare = NULL;

  if (tag == NULL || tag == username)
    return NULL;

  bare = g_strdup_printf ("%.*s%s", (int) (tag - username), username, domain != NULL ? domain : "");
  /* Translators: a user name, such as anna@example.org for anna+shop@example.org */
  return g_strdup_printf (_("The user name is often without what follows the “+”. Try “%s”."), bare);
}

/* Many servers call every password wrong as long as the person has not done what the provider wants first: then that is said again.
 *
 * Returns: (transfer full): @problem (transfer full), or the same with that advice */
static PtlProblem *
add_wishes (const PtlOutcome *self,
            PtlProblem       *problem)
{
  g_autoptr (GString) advice = g_string_new (ptl_problem_get_advice (problem));
  g_autoptr (PtlProblem) bare = NULL;
  g_autoptr (PtlProblem) advised = NULL;
  g_autofree char *tag = NULL;
  PtlRemedy second = PTL_REMEDY_NONE;
  const char *page = NULL;

  if (ptl_problem_get_code (problem) != PTL_ERROR_SIGN_IN_REFUSED)
    return problem;

  for (gsize i = 0; i < G_N_ELEMENTS (wishes); i++)
    {
      const PtlHint *hint = find_hint (self, wishes[i].id);
      g_autofree char *text = hint != NULL ? ptl_hint_get_text (hint) : NULL;

      if (text == NULL)
        continue;
      g_string_append_printf (advice, " %s", text);
      if (second == PTL_REMEDY_NONE && (ptl_hint_get_url (hint) != NULL || wishes[i].remedy == PTL_REMEDY_GO_ON))
        {
          second = wishes[i].remedy;
          page = second != PTL_REMEDY_GO_ON ? ptl_hint_get_url (hint) : NULL;
        }
    }

  tag = describe_tag (self);
  if (tag != NULL)
    g_string_append_printf (advice, " %s", tag);
  if (tag != NULL && second == PTL_REMEDY_NONE && ptl_problem_get_remedy (problem) == PTL_REMEDY_EDIT_PASSWORD)
    second = PTL_REMEDY_EDIT_SERVER;

  bare = problem;
  advised = ptl_problem_new_full (ptl_problem_get_code (bare), ptl_problem_get_message (bare), advice->str,
                                  ptl_problem_get_remedy (bare), ptl_problem_get_argument (bare));
  return ptl_problem_with_second (advised, second, page);
}

/* The other protocol answers: that helps now, whatever is wrong with this one. Where it is only switched off, so does switching it on.
 *
 * Returns: (transfer full): @problem (transfer full), or the same with that offer */
static PtlProblem *
offer_other (const PtlOutcome *self,
             PtlProblem       *problem)
{
  g_autoptr (PtlProblem) bare = problem;
  g_autoptr (PtlProblem) advised = NULL;
  g_autofree char *answers = NULL;
  g_autofree char *advice = NULL;
  gboolean pop3;

  if (self->other == NULL && ptl_problem_get_second_remedy (problem) == PTL_REMEDY_OTHER_PROTOCOL)
    return ptl_problem_with_second (problem, PTL_REMEDY_NONE, NULL);
  if (self->other == NULL)
    return g_steal_pointer (&bare);

  pop3 = ptl_recommendation_get_protocol (self->other) == PTL_PROTOCOL_POP3;
  /* Translators: POP3 or IMAP, and the name of a server */
  answers = g_strdup_printf (_("%s, another way to fetch your mail, answers at “%s”."),
                             ptl_protocol_get_name (ptl_recommendation_get_protocol (self->other)),
                             ptl_server_get_host_unicode (ptl_report_get_server (self->other_report)));
  if (ptl_problem_is_about_person (problem))
    advice = g_strjoin (" ", ptl_problem_get_advice (problem), answers, describe_other_protocol (self->other), NULL);
  else
    advice = g_strjoin (" ", answers, describe_other_protocol (self->other), NULL);
  advised = ptl_problem_new_full (ptl_problem_get_code (problem), ptl_problem_get_message (problem), advice,
                                  ptl_problem_get_remedy (problem), ptl_problem_get_argument (problem));

  return ptl_problem_with_second (advised, PTL_REMEDY_OTHER_PROTOCOL, pop3 ? "pop3" : "imap");
}

/**
 * ptl_outcome_get_problem:
 *
 * Returns: (transfer full) (nullable): the one thing to say about why it is not ready
 */
PtlProblem *
ptl_outcome_get_problem (const PtlOutcome *self)
{
  PtlProblem *problem;

  if (self->recommendation == NULL)
    return NULL;

  if (self->too_strict)
    return strict_problem (self);
  problem = checked_problem (self);
  if (problem != NULL)
    return offer_other (self, add_wishes (self, vindicate (self, name_page (self, problem))));

  problem = ptl_recommendation_get_problem (self->recommendation);
  if (problem != NULL)
    return ptl_problem_ref (problem);

  switch (ptl_outcome_get_result (self))
    {
    case PTL_RESULT_CONFIRM:
      return unvouched_problem (self);
    case PTL_RESULT_PARTIAL:
      return sending_problem (self);
    case PTL_RESULT_READY:
    case PTL_RESULT_UNCHECKED:
    case PTL_RESULT_FAILED:
    default:
      return NULL;
    }
}

/* Returns: (nullable) (transfer full): the server that works, else the one that is recommended, with a user name */
static PtlServer *
server_for (const PtlOutcome *self,
            PtlReport        *report,
            PtlServer        *recommended)
{
  if (is_good (report))
    return ptl_server_ref (ptl_report_get_server (report));
  if (recommended == NULL)
    return NULL;
  if (self->username != NULL)
    return ptl_server_with_username (recommended, self->username);
  if (ptl_server_get_username (recommended) != NULL || ptl_server_allows (recommended, PTL_AUTHENTICATION_NONE))
    return ptl_server_ref (recommended);

  return ptl_server_with_username (recommended, ptl_address_get_text (self->address));
}

static const char *
provider_name (const PtlOutcome *self)
{
  PtlOffer *first = g_ptr_array_index (ptl_recommendation_list_incoming (self->recommendation), 0);

  return ptl_candidate_get_display_name (first->candidate);
}

/**
 * ptl_outcome_get_account:
 *
 * Returns: (transfer full) (nullable): the account; %NULL, perhaps without an @error, while there is none
 */
PtlAccount *
ptl_outcome_get_account (const PtlOutcome  *self,
                         GError           **error)
{
  g_autoptr (PtlServer) incoming = NULL;
  g_autoptr (PtlServer) outgoing = NULL;
  PtlResult result = ptl_outcome_get_result (self);
  PtlAccountFields fields;
  gboolean pop3;

  if (result == PTL_RESULT_FAILED)
    return NULL;

  incoming = server_for (self, self->incoming, ptl_recommendation_get_incoming (self->recommendation));
  outgoing = server_for (self, self->outgoing, ptl_recommendation_get_outgoing (self->recommendation));
  pop3 = ptl_server_get_protocol (incoming) == PTL_PROTOCOL_POP3;

  fields = (PtlAccountFields) {
    .address = self->address,
    .name = self->name,
    .provider = provider_name (self),
    .incoming = incoming,
    .outgoing = outgoing,
    .leave = pop3 && self->own_leave ? self->leave : ptl_recommendation_get_leave (self->recommendation),
    .leave_days = pop3 && self->own_leave ? self->leave_days : ptl_recommendation_get_leave_days (self->recommendation),
    .offline_copy = ptl_recommendation_get_offline_copy (self->recommendation),
    .result = result,
  };

  return ptl_account_new (&fields, error);
}
