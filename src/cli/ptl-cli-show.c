/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-cli-show.h"

#include <glib/gi18n.h>

#include "ptl-cli-print.h"

static const char *
origin_words (PtlOrigin origin)
{
  switch (origin)
    {
    case PTL_ORIGIN_MANUAL:
      return _("entered by you");
    case PTL_ORIGIN_LOCAL:
      return _("laid down on this computer");
    case PTL_ORIGIN_BUNDLED:
      return _("Portolan's own list");
    case PTL_ORIGIN_AUTOCONFIG:
    case PTL_ORIGIN_PACC:
      return _("published by the provider");
    case PTL_ORIGIN_DIRECTORY:
      return _("the public directory");
    case PTL_ORIGIN_SRV:
      return _("the domain's records");
    case PTL_ORIGIN_MX:
      return _("whoever takes mail for the domain");
    case PTL_ORIGIN_EXCHANGE:
      return _("an Exchange server");
    case PTL_ORIGIN_GUESS:
    default:
      return _("tried out");
    }
}

static void
show_server (PtlServer *server)
{
  g_autofree char *words = ptl_server_describe (server);

  ptl_cli_field (ptl_protocol_get_name (ptl_server_get_protocol (server)), words);
}

static void
show_servers (GPtrArray *servers)
{
  for (guint i = 0; servers != NULL && i < servers->len; i++)
    show_server (g_ptr_array_index (servers, i));
}

static void
show_hint (PtlHint *hint)
{
  g_autofree char *text = ptl_hint_get_text (hint);

  ptl_cli_bullet (ptl_hint_get_id (hint) == PTL_HINT_DOCUMENTATION ? PTL_CLI_NORMAL : PTL_CLI_WARNING, text);
  if (ptl_hint_get_url (hint) != NULL)
    ptl_cli_print_text (stdout, "", 4, PTL_CLI_NORMAL, ptl_hint_get_url (hint));
}

/* Those that ask for something, or those that only explain. */
static void
show_hints (GPtrArray  *hints,
            gboolean    explaining,
            const char *heading)
{
  gboolean shown = FALSE;

  for (guint i = 0; hints != NULL && i < hints->len; i++)
    {
      PtlHint *hint = g_ptr_array_index (hints, i);

      if ((ptl_hint_get_id (hint) == PTL_HINT_DOCUMENTATION) != explaining)
        continue;
      if (!shown && heading != NULL)
        ptl_cli_heading (heading);
      show_hint (hint);
      shown = TRUE;
    }
}

static void
show_candidate (PtlCandidate *candidate)
{
  const char *name = ptl_candidate_get_display_name (candidate);
  const char *origin = origin_words (ptl_candidate_get_origin (candidate));
  g_autofree char *heading = name != NULL ? g_strdup_printf ("%s (%s)", name, origin) : g_strdup (origin);

  ptl_cli_heading (heading);
  ptl_cli_field (_("Found in"), ptl_candidate_get_evidence (candidate));
  if (ptl_candidate_get_trust (candidate) != PTL_TRUST_TRUSTED)
    ptl_cli_field (_("Trust"), _("nobody vouches for this: it needs your agreement"));
  show_servers (ptl_candidate_get_incoming (candidate));
  show_servers (ptl_candidate_get_outgoing (candidate));
  show_hints (ptl_candidate_get_hints (candidate), FALSE, NULL);
  show_hints (ptl_candidate_get_hints (candidate), TRUE, NULL);
}

void
ptl_cli_show_candidates (GListModel *candidates)
{
  for (guint i = 0; i < g_list_model_get_n_items (candidates); i++)
    {
      g_autoptr (PtlCandidate) candidate = g_list_model_get_item (candidates, i);

      show_candidate (candidate);
    }
}

static const char *
sent_words (PtlSent sent)
{
  switch (sent)
    {
    case PTL_SENT_NOTHING:
      return _("was told nothing");
    case PTL_SENT_DOMAIN:
      return _("was told the domain");
    case PTL_SENT_ADDRESS:
    default:
      return _("was told the address");
    }
}

static const char *
answer_words (PtlAnswer answer)
{
  switch (answer)
    {
    case PTL_ANSWER_FOUND:
      return _("knows it");
    case PTL_ANSWER_NOT_FOUND:
      return _("does not know it");
    case PTL_ANSWER_REFUSED:
      return _("refused");
    case PTL_ANSWER_TIMEOUT:
      return _("did not answer in time");
    case PTL_ANSWER_BAD_DATA:
      return _("gave a faulty answer");
    case PTL_ANSWER_CANCELLED:
      /* Translators: a server is the subject; something else was found meanwhile */
      return _("was not waited for");
    case PTL_ANSWER_ERROR:
    default:
      return _("could not be asked");
    }
}

static void
show_contact (PtlContact *contact)
{
  g_autofree char *host = ptl_contact_get_port (contact) != 0
                          ? g_strdup_printf ("%s:%u", ptl_contact_get_host (contact), ptl_contact_get_port (contact))
                          : g_strdup (ptl_contact_get_host (contact));
  /* Translators: a server, what it was told, and what it answered, such as
   * “autoconfig.example.org:443 was told the domain, does not know it (45 ms)” */
  g_autofree char *line = g_strdup_printf (_("%s %s, %s (%.0f ms)"), host, sent_words (ptl_contact_get_sent (contact)),
                                           answer_words (ptl_contact_get_answer (contact)), ptl_contact_get_ms (contact));

  ptl_cli_bullet (PTL_CLI_NORMAL, line);
  if (ptl_contact_get_detail (contact) != NULL)
    ptl_cli_print_text (stdout, "", 4, PTL_CLI_FAINT, ptl_contact_get_detail (contact));
}

/* A file on this computer that was passed over, in part or as a whole: whoever laid it down has to learn of it. */
void
ptl_cli_show_complaints (PtlSession *session)
{
  GListModel *contacts = ptl_session_get_contacts (session);

  for (guint i = 0; i < g_list_model_get_n_items (contacts); i++)
    {
      g_autoptr (PtlContact) contact = g_list_model_get_item (contacts, i);
      g_autofree char *line = NULL;

      if (ptl_contact_get_origin (contact) != PTL_ORIGIN_LOCAL || ptl_contact_get_detail (contact) == NULL)
        continue;

      line = g_strdup_printf ("%s: %s", ptl_contact_get_host (contact), ptl_contact_get_detail (contact));
      ptl_cli_say (PTL_CLI_WARNING, line);
    }
}

void
ptl_cli_show_contacts (GListModel *contacts)
{
  if (g_list_model_get_n_items (contacts) == 0)
    return;

  ptl_cli_heading (_("Who was asked"));
  for (guint i = 0; i < g_list_model_get_n_items (contacts); i++)
    {
      g_autoptr (PtlContact) contact = g_list_model_get_item (contacts, i);

      show_contact (contact);
    }
}

/* Whom the person could allow to be told the address. */
void
ptl_cli_show_wishes (PtlSession *session)
{
  GPtrArray *wishes = ptl_session_get_wishes (session);

  if (!ptl_session_is_address_wanted (session))
    return;

  for (guint i = 0; i < wishes->len; i++)
    {
      const char *host = g_ptr_array_index (wishes, i);
      g_autofree char *line = NULL;

      /* Translators: a server that was asked for settings, twice the same one */
      line = g_strdup_printf (_("“%s” had no settings for the domain alone. To tell it your whole address, add “--send-address %s”."),
                              host, host);
      ptl_cli_say (PTL_CLI_NORMAL, line);
    }
}

static void
show_reasons (const char  *heading,
              PtlCliStyle  style,
              GPtrArray   *reasons)
{
  if (reasons->len == 0)
    return;

  ptl_cli_heading (heading);
  for (guint i = 0; i < reasons->len; i++)
    ptl_cli_bullet (style, ((PtlReason *) g_ptr_array_index (reasons, i))->text);
}

static void
show_leave (PtlRecommendation *recommendation)
{
  guint days = ptl_recommendation_get_leave_days (recommendation);
  g_autofree char *words = NULL;

  switch (ptl_recommendation_get_leave (recommendation))
    {
    case PTL_LEAVE_KEEP:
      words = g_strdup (_("mail also stays at the provider"));
      break;
    case PTL_LEAVE_DAYS:
      words = g_strdup_printf (ngettext ("mail also stays at the provider for %u day",
                                         "mail also stays at the provider for %u days", days), days);
      break;
    case PTL_LEAVE_REMOVE:
      words = g_strdup (_("mail is removed there once it is fetched"));
      break;
    case PTL_LEAVE_UNSET:
    default:
      return;
    }

  ptl_cli_field (_("Then"), words);
}

static void
show_origin (PtlRecommendation *recommendation)
{
  PtlOffer *incoming = g_ptr_array_index (ptl_recommendation_list_incoming (recommendation), 0);

  ptl_cli_field (_("Known from"), origin_words (ptl_candidate_get_origin (incoming->candidate)));
}

void
ptl_cli_show_recommendation (PtlRecommendation *recommendation)
{
  PtlOffer *other = ptl_recommendation_get_other (recommendation);
  GPtrArray *hints = ptl_recommendation_get_hints (recommendation);
  /* Translators: %s is IMAP or POP3 */
  g_autofree char *heading = g_strdup_printf (_("Recommended: %s"),
                                              ptl_protocol_get_name (ptl_recommendation_get_protocol (recommendation)));

  show_hints (hints, FALSE, _("First of all"));

  ptl_cli_heading (heading);
  show_server (ptl_recommendation_get_incoming (recommendation));
  if (ptl_recommendation_get_outgoing (recommendation) != NULL)
    show_server (ptl_recommendation_get_outgoing (recommendation));
  show_leave (recommendation);
  show_origin (recommendation);

  show_reasons (_("Why"), PTL_CLI_NORMAL, ptl_recommendation_get_reasons (recommendation));
  show_reasons (_("What you give up"), PTL_CLI_NORMAL, ptl_recommendation_get_tradeoffs (recommendation));
  show_reasons (_("Please agree first"), PTL_CLI_WARNING, ptl_recommendation_get_confirm (recommendation));
  if (other != NULL)
    {
      ptl_cli_heading (_("Instead you could use"));
      show_server (other->server);
    }
  show_hints (hints, TRUE, _("More about it"));
}

static const char *
verdict_mark (PtlVerdict   verdict,
              PtlCliStyle *style)
{
  switch (verdict)
    {
    case PTL_VERDICT_PASSED:
      *style = PTL_CLI_NORMAL;
      return "✓";
    case PTL_VERDICT_WARNING:
      *style = PTL_CLI_WARNING;
      return "!";
    case PTL_VERDICT_FAILED:
    case PTL_VERDICT_CANCELLED:
      *style = PTL_CLI_BAD;
      return "✗";
    case PTL_VERDICT_SKIPPED:
    case PTL_VERDICT_PENDING:
    default:
      *style = PTL_CLI_FAINT;
      return "–";
    }
}

static void
show_step (PtlStep *step)
{
  PtlCliStyle style;
  const char *mark = verdict_mark (ptl_step_get_verdict (step), &style);
  const char *detail = ptl_step_get_detail (step);
  g_autofree char *first = g_strdup_printf ("  %s ", mark);
  g_autofree char *time = ptl_step_get_verdict (step) == PTL_VERDICT_SKIPPED
                          ? g_strdup ("") : g_strdup_printf (" (%.0f ms)", ptl_step_get_ms (step));
  g_autofree char *text = detail != NULL ? g_strdup_printf ("%s: %s%s", ptl_step_get_title (step), detail, time)
                                         : g_strdup_printf ("%s%s", ptl_step_get_title (step), time);

  ptl_cli_print_text (stdout, first, 4, style, text);
}

static void
show_certificate (PtlCertificate *certificate)
{
  g_autofree char *names = NULL;

  if (certificate == NULL)
    return;

  names = g_strjoinv (", ", (char **) ptl_certificate_get_names (certificate));
  ptl_cli_field (_("Certificate for"), names);
  if (ptl_certificate_get_issuer (certificate) != NULL)
    ptl_cli_field (_("Issued by"), ptl_certificate_get_issuer (certificate));
  if (ptl_certificate_get_not_after (certificate) != NULL)
    {
      g_autofree char *date = g_date_time_format (ptl_certificate_get_not_after (certificate), "%x");

      ptl_cli_field (_("Valid until"), date);
    }
  ptl_cli_field (_("Fingerprint"), ptl_certificate_get_sha256 (certificate));
}

/* Line by line, as the conversation was. */
static void
show_transcript (PtlReport *report)
{
  const char *transcript = ptl_report_get_transcript (report);
  g_auto (GStrv) lines = transcript != NULL ? g_strsplit (transcript, "\n", -1) : NULL;

  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    if (*lines[i] != '\0')
      ptl_cli_print_text (stdout, "  ", 4, PTL_CLI_FAINT, lines[i]);
}

/**
 * ptl_cli_show_report:
 * @heading: (nullable): what was checked
 * @verbose: whether to show the certificate and the conversation, too
 */
void
ptl_cli_show_report (const char *heading,
                     PtlReport  *report,
                     gboolean    verbose)
{
  GListModel *steps = ptl_report_get_steps (report);
  GPtrArray *facts = ptl_report_get_facts (report);
  g_autofree char *server = ptl_server_describe (ptl_report_get_server (report));

  if (heading != NULL)
    ptl_cli_heading (heading);
  ptl_cli_print (PTL_CLI_BOLD, server);

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (PtlStep) step = g_list_model_get_item (steps, i);

      show_step (step);
    }
  for (guint i = 0; i < facts->len; i++)
    ptl_cli_bullet (PTL_CLI_NORMAL, ((PtlReason *) g_ptr_array_index (facts, i))->text);

  if (verbose)
    {
      show_certificate (ptl_report_get_certificate (report));
      show_transcript (report);
    }
}

static void
show_account_server (const char      *label,
                     const PtlServer *server)
{
  g_autofree char *words = NULL;

  if (server == NULL)
    return;

  words = ptl_server_describe (server);
  ptl_cli_field (label, words);
  if (ptl_server_get_username (server) != NULL)
    ptl_cli_field (_("User name"), ptl_server_get_username (server));
}

void
ptl_cli_show_account (const PtlAccount *account)
{
  ptl_cli_heading (ptl_address_get_display (ptl_account_get_address (account)));
  show_account_server (_("Receiving"), ptl_account_get_incoming (account));
  show_account_server (_("Sending"), ptl_account_get_outgoing (account));
}
