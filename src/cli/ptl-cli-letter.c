/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-cli-letter.h"

#include <glib/gi18n.h>

#include "ptl-cli-ask.h"
#include "ptl-cli-print.h"
#include "ptl-error.h"
#include "ptl-json.h"

/* The step tells how it went, also when it did not begin. */
static PtlStep *
end_without (PtlVerdict  verdict,
             const char *detail)
{
  PtlStep *step = ptl_step_new (PTL_STEP_SEND);
  g_autoptr (PtlProblem) problem = verdict == PTL_VERDICT_CANCELLED ? ptl_problem_new (PTL_ERROR_CANCELLED, detail) : NULL;

  ptl_step_end (step, verdict, detail, problem);
  return step;
}

/* The clock stands still meanwhile: the letter has as much time of its own. */
static PtlStep *
send_letter (PtlCli     *cli,
             PtlSession *session)
{
  PtlCliWaiting waiting = { NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  PtlStep *step;

  if (ptl_cli_is_human (cli) && !cli->options->quiet)
    ptl_cli_say (PTL_CLI_FAINT, _("Sending a message to yourself, and waiting for it …"));

  ptl_cli_stop_clock (cli);
  ptl_session_send_letter_async (session, (guint) cli->options->timeout, cli->cancellable, ptl_cli_waiting_cb, &waiting);
  result = ptl_cli_wait (&waiting);
  ptl_cli_start_clock (cli);
  step = ptl_session_send_letter_finish (session, result, &error);

  return step != NULL ? step : end_without (PTL_VERDICT_CANCELLED, error->message);
}

static void
show (PtlStep *step)
{
  PtlVerdict verdict = ptl_step_get_verdict (step);

  if (ptl_step_get_problem (step) != NULL)
    ptl_cli_print_problem (ptl_step_get_problem (step));
  else
    ptl_cli_print (verdict == PTL_VERDICT_PASSED ? PTL_CLI_GOOD : PTL_CLI_WARNING, ptl_step_get_detail (step));
}

/* Nobody gets a letter who has not said so. */
static gboolean
is_wanted (PtlCli     *cli,
           PtlSession *session)
{
  gboolean wanted = cli->options->letter;

  if (wanted || !ptl_cli_is_interactive (cli) || !ptl_session_can_send_letter (session))
    return wanted;

  return ptl_cli_ask_yes_no (cli, _("Shall Portolan send you a short message, to see whether it arrives? It removes the message again."),
                             FALSE, &wanted) && wanted;
}

/**
 * ptl_cli_letter:
 * @cli: a setup
 * @session: its session, after the check
 *
 * Returns: how the letter has ended; %PTL_VERDICT_SKIPPED if there was none
 */
PtlVerdict
ptl_cli_letter (PtlCli     *cli,
                PtlSession *session)
{
  g_autoptr (PtlStep) step = NULL;

  if (is_wanted (cli, session))
    step = ptl_session_can_send_letter (session)
           ? send_letter (cli, session)
           : end_without (PTL_VERDICT_SKIPPED, _("No message was sent: that needs both servers in order, and the password."));

  json_object_set_member (cli->json, "letter", ptl_json_from_letter (step));
  if (step != NULL && ptl_cli_is_human (cli))
    show (step);

  return step != NULL ? ptl_step_get_verdict (step) : PTL_VERDICT_SKIPPED;
}
