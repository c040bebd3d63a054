/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-cli-trust.h"

#include <glib/gi18n.h>

#include "ptl-cli-ask.h"
#include "ptl-cli-print.h"
#include "ptl-error.h"
#include "ptl-exceptions.h"
#include "ptl-policy.h"

/**
 * ptl_cli_may_trust:
 * @cli: a call without a session
 * @server: the server that is asked for
 * @error: return location for an error
 *
 * Returns: FALSE with %PTL_ERROR_POLICY if only certificates that somebody vouches for may be used here, or there
 */
gboolean
ptl_cli_may_trust (PtlCli           *cli,
                   const PtlServer  *server,
                   GError          **error)
{
  g_autoptr (PtlPolicy) policy = ptl_policy_load_default (error);
  PtlNeeds needs;

  if (policy == NULL)
    return FALSE;

  if (ptl_exceptions_is_known (NULL, server))
    {
      g_set_error (error, PTL_ERROR, PTL_ERROR_POLICY, _("“%s” belongs to a large provider, so a certificate like this is not its own."),
                   ptl_server_get_host_unicode (server));
      return FALSE;
    }

  needs = ptl_policy_apply (policy, &cli->options->needs);
  if (needs.security != PTL_NEED_STRICT)
    return TRUE;

  g_set_error_literal (error, PTL_ERROR, PTL_ERROR_POLICY,
                       _("With the strictest setting, only certificates that somebody vouches for can be used."));
  return FALSE;
}

static gboolean
ask (PtlCli           *cli,
     const PtlProblem *problem,
     gboolean         *trusts)
{
  /* Translators: %s is the fingerprint of a certificate */
  g_autofree char *fingerprint = g_strdup_printf (_("The fingerprint of its certificate (SHA-256) is %s"),
                                                  ptl_problem_get_second_argument (problem));

  ptl_cli_gap ();
  ptl_cli_print_problem (problem);
  ptl_cli_say (PTL_CLI_NORMAL, fingerprint);
  ptl_cli_say (PTL_CLI_WARNING, _("Whoever is in between could show you one of their own, and would then learn your password."));

  return ptl_cli_ask_yes_no (cli, _("Is this your own server, and do you trust exactly this certificate?"), FALSE, trusts);
}

static gboolean
is_named (PtlCli     *cli,
          const char *fingerprint)
{
  return cli->options->trusted != NULL && g_strv_contains ((const char * const *) cli->options->trusted, fingerprint);
}

/* Returns: (nullable): the fingerprint of the certificate that the person could trust */
static const char *
get_fingerprint (PtlReport *report)
{
  PtlProblem *problem = report != NULL ? ptl_report_get_problem (report) : NULL;

  return problem != NULL && ptl_problem_get_second_remedy (problem) == PTL_REMEDY_TRUST_CERTIFICATE
         ? ptl_problem_get_second_argument (problem) : NULL;
}

static gboolean
is_trusted (PtlCli    *cli,
            PtlReport *report)
{
  const char *fingerprint = get_fingerprint (report);
  gboolean trusts;

  if (fingerprint == NULL)
    return FALSE;

  trusts = is_named (cli, fingerprint);
  if (!trusts && ptl_cli_is_interactive (cli) && !ask (cli, ptl_report_get_problem (report), &trusts))
    return FALSE;

  return trusts;
}

static gboolean
is_same (PtlReport *report,
         PtlReport *other)
{
  return get_fingerprint (report) != NULL && g_strcmp0 (get_fingerprint (report), get_fingerprint (other)) == 0 &&
         g_str_equal (ptl_server_get_host (ptl_report_get_server (report)), ptl_server_get_host (ptl_report_get_server (other)));
}

static gboolean
trust (PtlSession *session,
       PtlReport  *report)
{
  return ptl_session_trust_certificate (session, ptl_report_get_server (report), get_fingerprint (report), NULL);
}

/**
 * ptl_cli_trust:
 * @cli: a call
 * @session: its session, after a check
 *
 * Returns: whether the person trusts a certificate that did not pass, so that another check can end better
 */
gboolean
ptl_cli_trust (PtlCli     *cli,
               PtlSession *session)
{
  /* trusting one forgets the check */
  g_autoptr (PtlReport) incoming = NULL;
  g_autoptr (PtlReport) outgoing = NULL;
  gboolean receives, sends;

  g_set_object (&incoming, ptl_session_get_incoming_report (session));
  g_set_object (&outgoing, ptl_session_get_outgoing_report (session));
  receives = is_trusted (cli, incoming);
  sends = is_same (incoming, outgoing) ? receives : is_trusted (cli, outgoing);  /* one question a certificate */
  receives = receives && trust (session, incoming);

  return (sends && trust (session, outgoing)) || receives;
}
