/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-support.h"

#include <glib/gi18n.h>

#include "ptl-describe.h"

static const char * const verdicts[] = {
  [PTL_VERDICT_PENDING] = "…",
  [PTL_VERDICT_PASSED] = "✓",
  [PTL_VERDICT_WARNING] = "!",
  [PTL_VERDICT_FAILED] = "✗",
  [PTL_VERDICT_SKIPPED] = "–",
  [PTL_VERDICT_CANCELLED] = "–",
};

static void
add_step (GString *text,
          PtlStep *step)
{
  PtlProblem *problem = ptl_step_get_problem (step);
  const char *detail = problem != NULL ? ptl_problem_get_message (problem) : ptl_step_get_detail (step);

  g_string_append_printf (text, "  %s %s", verdicts[ptl_step_get_verdict (step)], ptl_step_get_title (step));
  if (detail != NULL && detail[0] != '\0')
    g_string_append_printf (text, ": %s", detail);
  g_string_append_c (text, '\n');
}

static void
add_report (GString   *text,
            PtlReport *report)
{
  PtlServer *server = ptl_report_get_server (report);
  GListModel *steps = ptl_report_get_steps (report);
  const char *transcript = ptl_report_get_transcript (report);
  g_autofree char *port = ptl_server_describe_port (server);

  g_string_append_printf (text, "\n%s  ·  %s  ·  %s\n", ptl_protocol_get_name (ptl_server_get_protocol (server)),
                          ptl_server_get_host (server), port);
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr(PtlStep) step = g_list_model_get_item (steps, i);

      add_step (text, step);
    }
  if (transcript != NULL)
    g_string_append_printf (text, "\n%s\n", transcript);
}

static void
add_check (GString  *text,
           PtlCheck *check)
{
  GListModel *reports = check != NULL ? ptl_check_get_reports (check) : NULL;

  for (guint i = 0; reports != NULL && i < g_list_model_get_n_items (reports); i++)
    {
      g_autoptr(PtlReport) report = g_list_model_get_item (reports, i);

      add_report (text, report);
    }
}

/**
 * ptl_support_describe_check:
 * @session: whose check has ended
 *
 * Returns: (transfer full): every server that was tried, what happened there, and the conversation with it
 */
char *
ptl_support_describe_check (PtlSession *session)
{
  GString *text = g_string_new (NULL);
  PtlProblem *problem = ptl_session_get_problem (session);

  g_string_append_printf (text, "Portolan %s\n", PTL_VERSION);
  if (problem != NULL)
    g_string_append_printf (text, "%s (%s)\n", ptl_problem_get_message (problem), ptl_problem_get_id (problem));
  add_check (text, ptl_session_get_incoming_check (session));
  add_check (text, ptl_session_get_outgoing_check (session));

  return g_string_free (text, FALSE);
}

static void
add_servers (GString           *text,
             PtlRecommendation *recommendation)
{
  PtlServer *servers[] = { ptl_recommendation_get_incoming (recommendation), ptl_recommendation_get_outgoing (recommendation) };

  g_string_append_printf (text, "\n%s\n", _("These are the servers:"));
  for (gsize i = 0; i < G_N_ELEMENTS (servers); i++)
    {
      g_autofree char *port = servers[i] != NULL ? ptl_server_describe_port (servers[i]) : NULL;

      if (port != NULL)
        g_string_append_printf (text, "•  %s  ·  %s\n", ptl_server_get_host_unicode (servers[i]), port);
    }
}

/* That of the check, or that of the search before it. */
static PtlProblem *
find_problem (PtlSession *session)
{
  PtlRecommendation *recommendation = ptl_session_get_recommendation (session);
  PtlProblem *problem = ptl_session_get_problem (session);

  return problem != NULL || recommendation == NULL ? problem : ptl_recommendation_get_problem (recommendation);
}

/**
 * ptl_support_asks_administrator:
 * @session: of a person who does not get any further
 *
 * Returns: whether the rules of this computer are in the way, about which a provider knows nothing
 */
gboolean
ptl_support_asks_administrator (PtlSession *session)
{
  PtlProblem *problem = find_problem (session);

  return problem != NULL && ptl_problem_get_code (problem) == PTL_ERROR_POLICY;
}

static void
add_plea (GString    *text,
          PtlAddress *address,
          gboolean    forbidden)
{
  if (address == NULL)
    return;

  if (forbidden)
    /* Translators: part of a letter to the administrator of the computer; %s is an e-mail address. */
    g_string_append_printf (text, _("I would like to use %s in a mail program, and the rules of this computer do not allow it."),
                            ptl_address_get_display (address));
  else
    /* Translators: part of a letter to the mail provider; %s is an e-mail address. */
    g_string_append_printf (text, _("I would like to use %s in a mail program, and it does not work yet."), ptl_address_get_display (address));
}

static void
add_questions (GString  *text,
               gboolean  forbidden)
{
  if (forbidden)
    g_string_append_printf (text, "\n%s", _("Can you allow it, or tell me what I am to use instead?"));
  else
    g_string_append_printf (text, "\n%s %s",
                            _("Which servers, ports and user name are right for me?"),
                            _("Is there anything that I have to switch on first?"));

  g_string_append_printf (text, "\n\n%s", _("Thank you!"));
}

/**
 * ptl_support_ask:
 * @session: of a person who does not get any further
 *
 * Returns: (transfer full): what they can write to their provider, or to the administrator of this computer
 */
char *
ptl_support_ask (PtlSession *session)
{
  PtlAddress *address = ptl_session_get_address (session);
  PtlRecommendation *recommendation = ptl_session_get_recommendation (session);
  PtlProblem *problem = find_problem (session);
  gboolean forbidden = ptl_support_asks_administrator (session);
  const char *name = ptl_session_get_name (session);
  GString *text = g_string_new (_("Hello,"));

  g_string_append (text, "\n\n");
  add_plea (text, address, forbidden);
  g_string_append_c (text, '\n');
  if (recommendation != NULL && ptl_recommendation_has_choice (recommendation))
    add_servers (text, recommendation);
  if (problem != NULL)
    /* Translators: part of a letter to whoever can help; %s is a sentence that says what went wrong. */
    g_string_append_printf (text, _("\nThis is what happened: %s\n"), ptl_problem_get_message (problem));

  add_questions (text, forbidden);
  if (name != NULL && name[0] != '\0')
    g_string_append_printf (text, "\n%s", name);

  return g_string_free (text, FALSE);
}

/**
 * ptl_support_find_page:
 * @session: of a person who does not get any further
 *
 * Returns: (transfer none) (nullable): the address of the provider's own page about mail programs
 */
const char *
ptl_support_find_page (PtlSession *session)
{
  PtlRecommendation *recommendation = ptl_session_get_recommendation (session);
  GPtrArray *hints = recommendation != NULL ? ptl_recommendation_get_hints (recommendation) : NULL;
  const char *found = NULL;

  for (guint i = 0; hints != NULL && i < hints->len; i++)
    {
      const PtlHint *hint = g_ptr_array_index (hints, i);

      if (ptl_hint_get_url (hint) != NULL && (found == NULL || ptl_hint_get_id (hint) == PTL_HINT_DOCUMENTATION))
        found = ptl_hint_get_url (hint);
    }

  return found;
}
