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
