/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n.h>

#include "ptl-cli-address.h"
#include "ptl-cli-ask.h"
#include "ptl-cli-export.h"
#include "ptl-cli-json.h"
#include "ptl-cli-letter.h"
#include "ptl-cli-lookup.h"
#include "ptl-cli-print.h"
#include "ptl-cli-questions.h"
#include "ptl-cli-show.h"
#include "ptl-cli-trust.h"
#include "ptl-error.h"

/* One run of “portolan setup”. */
typedef struct
{
  PtlCli       *cli;
  PtlCliLookup *lookup;   /* (owned) (nullable) */
  PtlSession   *session;  /* the lookup's */
} Setup;

static void
setup_clear (Setup *setup)
{
  g_clear_pointer (&setup->lookup, ptl_cli_lookup_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Setup, setup_clear)

static void
say_progress (Setup      *setup,
              const char *text)
{
  if (ptl_cli_is_human (setup->cli) && !setup->cli->options->quiet)
    ptl_cli_say (PTL_CLI_FAINT, text);
}

static void
show_direction (Setup      *setup,
                const char *heading,
                PtlCheck   *direction,
                PtlReport  *report)
{
  g_autofree char *summary = NULL;

  if (report == NULL)
    return;

  ptl_cli_show_report (heading, report, setup->cli->options->verbose);
  summary = ptl_check_dup_summary (direction);
  if (summary != NULL)
    ptl_cli_print (PTL_CLI_WARNING, summary);
}

static void
show_checks (Setup *setup)
{
  show_direction (setup, _("Receiving"), ptl_session_get_incoming_check (setup->session),
                  ptl_session_get_incoming_report (setup->session));
  show_direction (setup, _("Sending"), ptl_session_get_outgoing_check (setup->session),
                  ptl_session_get_outgoing_report (setup->session));
}

/* Ends with what is known by now, in whatever form. */
static PtlExit
fail (Setup            *setup,
      const PtlProblem *problem)
{
  JsonObject *json = setup->cli->json;

  ptl_cli_lookup_stop (setup->lookup);
  ptl_cli_json_setup (json, setup->session);
  json_object_set_string_member (json, "result", "failed");
  json_object_set_null_member (json, "letter");
  json_object_set_null_member (json, "account");
  json_object_set_array_member (json, "exports", json_array_new ());
  if (ptl_cli_is_human (setup->cli))
    {
      show_checks (setup);
      ptl_cli_show_wishes (setup->session);
    }

  return ptl_cli_lookup_fail (setup->lookup, problem);
}

static PtlExit
fail_stopped (Setup *setup)
{
  g_autoptr (PtlProblem) problem = ptl_problem_new (PTL_ERROR_CANCELLED, NULL);

  return fail (setup, problem);
}

static gboolean
is_stopped (Setup *setup)
{
  return g_cancellable_is_cancelled (setup->cli->cancellable);
}

static gboolean
has_choice (Setup *setup)
{
  PtlRecommendation *recommendation = ptl_session_get_recommendation (setup->session);

  return recommendation != NULL && ptl_recommendation_has_choice (recommendation);
}

/* Waits for something that can be recommended; whoever answers late may still bring it.
 *
 * Returns: (nullable) (transfer full): why there is nothing */
static PtlProblem *
find (Setup *setup)
{
  g_autoptr (GError) error = NULL;
  PtlRecommendation *recommendation;

  ptl_cli_lookup_settle (setup->lookup);
  if (has_choice (setup))
    return NULL;

  if (setup->lookup->running)
    ptl_cli_lookup_finish (setup->lookup, &error);
  if (has_choice (setup))
    return NULL;

  recommendation = ptl_session_get_recommendation (setup->session);
  if (recommendation != NULL)
    return ptl_problem_ref (ptl_recommendation_get_problem (recommendation));

  return error != NULL ? ptl_problem_new_for_error (error) : ptl_problem_new (PTL_ERROR_NOTHING_FOUND, NULL);
}

/* Who has nothing to say about the domain may know the address, if the person wants that.
 *
 * Returns: whether to go on; @problem: (inout): why there is nothing */
static gboolean
find_for_address (Setup       *setup,
                  PtlProblem **problem)
{
  gboolean allowed;

  if (!ptl_cli_is_interactive (setup->cli))
    return TRUE;
  if (!ptl_cli_ask_to_send (setup->cli, setup->session, &allowed))
    return FALSE;

  if (allowed)
    {
      g_clear_pointer (problem, ptl_problem_unref);
      ptl_cli_lookup_restart (setup->lookup);
      *problem = find (setup);
    }

  return TRUE;
}

static void
probe_changed_cb (PtlCheck   *check,
                  GParamSpec *pspec,
                  gpointer    user_data)
{
  PtlProbe *probe = ptl_check_get_probe (check);
  g_autofree char *server = probe != NULL ? ptl_server_describe (ptl_probe_get_server (probe)) : NULL;
  g_autofree char *line = NULL;

  if (server == NULL)
    return;

  /* Translators: %s is a server, like “imap.example.org, port 993, encrypted from the first byte” */
  line = g_strdup_printf (_("Checking %s …"), server);
  say_progress (user_data, line);
}

static void
watch_check (Setup    *setup,
             PtlCheck *check)
{
  if (check == NULL)
    return;

  g_signal_connect (check, "notify::probe", G_CALLBACK (probe_changed_cb), setup);
  probe_changed_cb (check, NULL, setup);
}

static void
stage_cb (PtlSession *session,
          GParamSpec *pspec,
          gpointer    user_data)
{
  Setup *setup = user_data;

  switch (ptl_session_get_stage (session))
    {
    case PTL_STAGE_CHECKING:
      watch_check (setup, ptl_session_get_incoming_check (session));
      watch_check (setup, ptl_session_get_outgoing_check (session));
      break;
    case PTL_STAGE_LOOKING:
      say_progress (setup, _("These servers cannot be used. Looking for others …"));
      break;
    case PTL_STAGE_OTHER:
      say_progress (setup, _("Looking for another way to fetch your mail …"));
      break;
    case PTL_STAGE_NONE:
    default:
      break;
    }
}

static void
check (Setup *setup)
{
  PtlCliWaiting waiting = { NULL };
  g_autoptr (GAsyncResult) result = NULL;
  gulong stage_id = g_signal_connect (setup->session, "notify::stage", G_CALLBACK (stage_cb), setup);

  ptl_session_check_and_look_async (setup->session, setup->cli->cancellable, ptl_cli_waiting_cb, &waiting);
  result = ptl_cli_wait (&waiting);
  ptl_session_check_and_look_finish (setup->session, result, NULL);
  g_signal_handler_disconnect (setup->session, stage_id);
}

/* A certificate of their own that the person trusts is worth another check. */
static void
check_and_trust (Setup *setup)
{
  check (setup);
  if (!is_stopped (setup) && ptl_cli_trust (setup->cli, setup->session))
    check (setup);
}

static gboolean
offers_other_protocol (Setup *setup)
{
  PtlProblem *problem = ptl_session_get_problem (setup->session);

  return problem != NULL && ptl_problem_get_second_remedy (problem) == PTL_REMEDY_OTHER_PROTOCOL;
}

static gboolean
offers_pop3 (Setup *setup)
{
  return g_str_equal (ptl_problem_get_second_argument (ptl_session_get_problem (setup->session)), "pop3");
}

/* What cannot be used may be left for what can. */
static gboolean
check_and_ask_for_protocol (Setup *setup)
{
  gboolean other = FALSE;

  check_and_trust (setup);
  if (is_stopped (setup) || !ptl_cli_is_interactive (setup->cli) || !offers_other_protocol (setup))
    return TRUE;

  ptl_cli_print_problem (ptl_session_get_problem (setup->session));
  if (!ptl_cli_ask_yes_no (setup->cli, offers_pop3 (setup) ? _("Use POP3 instead?") : _("Use IMAP instead?"), FALSE, &other))
    return FALSE;
  if (other && ptl_session_use_other_protocol (setup->session))
    check_and_trust (setup);

  return TRUE;
}

/* A person may mistype a password, but not often enough to be locked out. */
static gboolean
check_and_ask_again (Setup *setup)
{
  for (guint i = 0; i < 3; i++)
    {
      PtlProblem *problem;

      if (!check_and_ask_for_protocol (setup))
        return FALSE;
      problem = ptl_session_get_problem (setup->session);
      if (!ptl_cli_is_interactive (setup->cli) || is_stopped (setup) || problem == NULL ||
          ptl_problem_get_remedy (problem) != PTL_REMEDY_EDIT_PASSWORD || i == 2)
        break;

      ptl_cli_print_problem (problem);
      if (!ptl_cli_ask_for_password (setup->cli, setup->session))
        return FALSE;
      if (!ptl_session_has_secret (setup->session))
        break;
    }

  return !is_stopped (setup);
}

static const char *
result_sentence (Setup     *setup,
                 PtlResult  result)
{
  PtlReport *incoming = ptl_session_get_incoming_report (setup->session);

  switch (result)
    {
    case PTL_RESULT_READY:
      return ptl_report_get_signed_in (incoming)
             ? _("Everything works: these settings are ready to use.")
             : _("Both servers answer as they should. Nobody signed in, as there was no password.");
    case PTL_RESULT_UNCHECKED:
      return _("These settings have not been tried.");
    case PTL_RESULT_PARTIAL:
      return incoming != NULL && ptl_report_is_good (incoming) ? _("Receiving works, but sending does not.")
                                                               : _("Sending works, but receiving does not.");
    case PTL_RESULT_CONFIRM:
      return _("These settings need your agreement before they can be used.");
    case PTL_RESULT_FAILED:
    default:
      return _("These settings do not work.");
    }
}

static void
show_result (Setup *setup)
{
  PtlResult result = ptl_session_get_result (setup->session);
  PtlAccount *account = ptl_session_get_account (setup->session);

  show_checks (setup);
  if (account != NULL)
    ptl_cli_show_account (account);
  ptl_cli_gap ();
  ptl_cli_print (result == PTL_RESULT_READY ? PTL_CLI_GOOD
                 : result == PTL_RESULT_FAILED ? PTL_CLI_BAD : PTL_CLI_WARNING,
                 result_sentence (setup, result));
  g_clear_pointer (&account, ptl_account_unref);
}

static PtlExit
exit_for_result (PtlResult   result,
                 PtlProblem *problem)
{
  switch (result)
    {
    case PTL_RESULT_READY:
    case PTL_RESULT_UNCHECKED:
      return PTL_EXIT_DONE;
    case PTL_RESULT_CONFIRM:
      return PTL_EXIT_CONFIRM;
    case PTL_RESULT_PARTIAL:
      return PTL_EXIT_PARTIAL;
    case PTL_RESULT_FAILED:
    default:
      return problem != NULL ? ptl_cli_exit_for (ptl_problem_get_code (problem)) : PTL_EXIT_CHECK_FAILED;
    }
}

/* Settings that somebody still has to agree to go nowhere, and neither do those that do not work. */
static PtlExit
hand_over (Setup *setup)
{
  PtlResult result = ptl_session_get_result (setup->session);
  PtlAccount *account = ptl_session_get_account (setup->session);
  PtlExit status = exit_for_result (result, ptl_session_get_problem (setup->session));
  PtlExit export_status = PTL_EXIT_DONE;

  if (account != NULL && result != PTL_RESULT_CONFIRM)
    {
      if (ptl_cli_is_interactive (setup->cli) && setup->cli->options->exports == NULL &&
          !ptl_cli_ask_for_targets (setup->cli, result))
        {
          ptl_account_unref (account);
          return fail_stopped (setup);
        }
      if (setup->cli->options->store_password)
        setup->cli->secret = ptl_session_dup_secret (setup->session);
      export_status = ptl_cli_export_run (setup->cli, account, setup->cli->options->exports);
    }
  else
    {
      json_object_set_array_member (setup->cli->json, "exports", json_array_new ());
    }
  g_clear_pointer (&account, ptl_account_unref);

  return export_status != PTL_EXIT_DONE ? export_status : status;
}

/* A message that cannot be sent is a way to send that does not work. */
static PtlExit
send_letter (Setup *setup)
{
  PtlVerdict verdict = ptl_cli_letter (setup->cli, setup->session);

  if (verdict == PTL_VERDICT_CANCELLED)
    return PTL_EXIT_STOPPED;

  return verdict == PTL_VERDICT_FAILED ? PTL_EXIT_PARTIAL : PTL_EXIT_DONE;
}

static PtlExit
finish (Setup *setup)
{
  PtlExit letter_status, status;
  PtlProblem *problem;

  ptl_cli_lookup_stop (setup->lookup);
  problem = ptl_session_get_problem (setup->session);
  if (ptl_cli_is_human (setup->cli))
    {
      show_result (setup);
      if (problem != NULL)
        ptl_cli_print_problem (problem);
      if (ptl_session_get_result (setup->session) == PTL_RESULT_CONFIRM)
        ptl_cli_say (PTL_CLI_NORMAL, _("To agree, start again with “--confirm”."));
      if (offers_other_protocol (setup))
        ptl_cli_say (PTL_CLI_NORMAL, offers_pop3 (setup) ? _("To use POP3, start again with “--protocol pop3”.")
                                                         : _("To use IMAP, start again with “--protocol imap”."));
    }
  ptl_cli_json_setup (setup->cli->json, setup->session);
  letter_status = send_letter (setup);
  if (letter_status == PTL_EXIT_STOPPED)
    return fail_stopped (setup);

  status = hand_over (setup);
  return status != PTL_EXIT_DONE ? status : letter_status;
}

static PtlExit
fail_early (PtlCli       *cli,
            const GError *error)
{
  json_object_set_string_member (cli->json, "result", "failed");
  json_object_set_null_member (cli->json, "account");
  json_object_set_array_member (cli->json, "exports", json_array_new ());
  if (error != NULL)
    return ptl_cli_fail_error (cli, error);

  return ptl_cli_fail_error (cli, &(GError) { PTL_ERROR, PTL_ERROR_CANCELLED, (char *) _("It was cancelled.") });
}

static gboolean
is_unchecked (PtlCli *cli)
{
  return cli->options->offline || cli->options->no_check;
}

/* Then no password goes anywhere, so none is asked for. */
static gboolean
awaits_agreement (Setup *setup)
{
  return ptl_recommendation_get_confirm (ptl_session_get_recommendation (setup->session))->len > 0 &&
         !ptl_session_get_confirmed (setup->session);
}

/* Everything from what was found to what is to be checked. */
static gboolean
agree (Setup *setup)
{
  PtlCli *cli = setup->cli;

  if (ptl_cli_is_human (cli))
    {
      ptl_cli_show_complaints (setup->session);
      ptl_cli_show_recommendation (ptl_session_get_recommendation (setup->session));
    }

  if (!ptl_cli_is_interactive (cli))
    return TRUE;

  return ptl_cli_ask_to_agree (cli, setup->session) &&
         (is_unchecked (cli) || awaits_agreement (setup) || ptl_session_has_secret (setup->session) ||
          ptl_cli_ask_for_password (cli, setup->session));
}

static PtlExit
run (PtlCli     *cli,
     PtlAddress *address,
     PtlSecret  *secret)
{
  g_auto (Setup) setup = { cli };
  g_autoptr (PtlProblem) problem = NULL;
  g_autofree char *line = g_strdup_printf (_("Looking for the servers of “%s” …"), ptl_address_get_domain_unicode (address));

  setup.lookup = ptl_cli_lookup_new (cli, address);
  setup.session = setup.lookup->session;
  ptl_session_set_secret (setup.session, secret);
  ptl_cli_lookup_start (setup.lookup);
  say_progress (&setup, line);

  if (ptl_cli_is_interactive (cli) && !ptl_cli_ask_about_person (cli, setup.session))
    return fail_stopped (&setup);

  problem = find (&setup);
  if (!find_for_address (&setup, &problem))
    return fail_stopped (&setup);
  if (problem != NULL)
    return fail (&setup, problem);
  if (!agree (&setup))
    return fail_stopped (&setup);

  if (!is_unchecked (cli) && !check_and_ask_again (&setup))
    return fail_stopped (&setup);

  return finish (&setup);
}

PtlExit
ptl_cli_run_setup (PtlCli *cli)
{
  g_autoptr (PtlAddress) address = NULL;
  g_autoptr (PtlSecret) secret = NULL;
  g_autoptr (GError) error = NULL;

  if (!ptl_cli_export_check (cli->options->exports, &error))
    return fail_early (cli, error);
  secret = ptl_cli_options_read_password (cli->options, &error);
  if (error != NULL)
    return fail_early (cli, error);

  ptl_cli_watch_signals (cli);
  address = ptl_cli_is_interactive (cli) ? ptl_cli_ask_address (cli, &error) : ptl_cli_read_address (cli, &error);
  if (address == NULL)
    return fail_early (cli, error);

  return run (cli, address, secret);
}
