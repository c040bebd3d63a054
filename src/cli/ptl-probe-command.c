/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n.h>

#include "ptl-cli-json.h"
#include "ptl-cli-print.h"
#include "ptl-cli-show.h"
#include "ptl-cli-trust.h"
#include "ptl-cli.h"
#include "ptl-enum.h"
#include "ptl-error.h"
#include "ptl-number.h"
#include "ptl-policy.h"
#include "ptl-probe.h"

G_GNUC_PRINTF (2, 3)
static gboolean
refuse (GError     **error,
        const char  *format,
        ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, PTL_ERROR, PTL_ERROR_USAGE, message);

  return FALSE;
}

static gboolean
read_words (char        **words,
            int          *protocol,
            guint64      *port,
            int          *security,
            GError      **error)
{
  if (!ptl_enum_from_nick (PTL_TYPE_PROTOCOL, words[0], protocol))
    return refuse (error, _("“%s” is not a protocol. There are imap, pop3 and smtp."), words[0]);
  if (!ptl_number_parse (words[2], 1, G_MAXUINT16, port))
    return refuse (error, _("The port is “%s”, but a port is a number from 1 to 65535."), words[2]);
  if (!ptl_enum_from_nick (PTL_TYPE_SECURITY, words[3], security))
    return refuse (error, _("“%s” is not a kind of encryption. There are tls, starttls and none."), words[3]);

  return TRUE;
}

/* Returns: (nullable) (transfer full): the server, with the certificate that the person trusts */
static PtlServer *
pin (PtlCli     *cli,
     PtlServer  *server,
     GError    **error)
{
  char **trusted = cli->options->trusted;

  if (trusted == NULL)
    return ptl_server_ref (server);
  if (trusted[1] != NULL && !refuse (error, _("One server has one certificate, so “--trust-certificate” can be said only once.")))
    return NULL;

  return ptl_cli_may_trust (cli, server, error) ? ptl_server_with_pin (server, trusted[0]) : NULL;
}

/* Returns: (nullable) (transfer full): the server that the words name */
static PtlServer *
read_server (PtlCli  *cli,
             GError **error)
{
  char **words = cli->options->arguments;
  g_autoptr (GError) local_error = NULL;
  g_autoptr (PtlServer) server = NULL;
  int protocol, security;
  guint64 port;

  if (!read_words (words, &protocol, &port, &security, error))
    return NULL;
  if (ptl_cli_options_has_password (cli->options) && cli->options->username == NULL)
    {
      refuse (error, _("A password alone is not enough to sign in. Add “--username”."));
      return NULL;
    }

  server = ptl_server_new (protocol, words[1], (guint) port, security, cli->options->username, &local_error);
  if (server == NULL)
    refuse (error, "%s", local_error->message);

  return server != NULL ? pin (cli, server, error) : NULL;
}

static void
show (PtlCli    *cli,
      PtlReport *report)
{
  ptl_cli_json_report (cli->json, report, cli->options->verbose);
  if (ptl_cli_is_human (cli))
    ptl_cli_show_report (NULL, report, cli->options->verbose);
}

static PtlExit
run (PtlCli    *cli,
     PtlServer *server,
     PtlSecret *secret)
{
  g_autoptr (PtlProbe) probe = ptl_probe_new (server, secret);
  g_autoptr (PtlReport) report = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  PtlCliWaiting waiting = { NULL };
  PtlProblem *problem;

  ptl_cli_watch_signals (cli);
  ptl_cli_start_clock (cli);
  ptl_probe_set_allow_plaintext (probe, cli->options->needs.security == PTL_NEED_ANY);
  ptl_probe_set_offer_exception (probe, ptl_cli_may_trust (cli, server, NULL));
  ptl_probe_run_async (probe, cli->cancellable, ptl_cli_waiting_cb, &waiting);
  result = ptl_cli_wait (&waiting);
  report = ptl_probe_run_finish (probe, result, &error);
  if (report == NULL)
    return ptl_cli_fail_error (cli, error);

  show (cli, report);
  if (ptl_report_is_good (report))
    return PTL_EXIT_DONE;

  problem = ptl_report_get_problem (report);
  return problem != NULL ? ptl_cli_fail (cli, problem)
                         : ptl_cli_fail_error (cli, &(GError) { PTL_ERROR, PTL_ERROR_CANCELLED, (char *) _("It was cancelled.") });
}

/* To look is not forbidden to anybody; to send a password without encryption may be. */
static gboolean
is_allowed (PtlCli  *cli,
            GError **error)
{
  g_autoptr (PtlPolicy) policy = ptl_policy_load_default (error);

  return policy != NULL && ptl_policy_check_needs (policy, &cli->options->needs, error);
}

PtlExit
ptl_cli_run_probe (PtlCli *cli)
{
  g_autoptr (PtlServer) server = NULL;
  g_autoptr (PtlSecret) secret = NULL;
  g_autoptr (GError) error = NULL;

  server = read_server (cli, &error);
  if (server != NULL && is_allowed (cli, &error))
    secret = ptl_cli_options_read_password (cli->options, &error);
  if (error != NULL)
    return ptl_cli_fail_error (cli, error);

  return run (cli, server, secret);
}
