/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n.h>

#include "ptl-cli-address.h"
#include "ptl-cli-json.h"
#include "ptl-cli-lookup.h"
#include "ptl-cli-print.h"
#include "ptl-cli-show.h"

PtlExit
ptl_cli_run_discover (PtlCli *cli)
{
  g_autoptr (PtlAddress) address = NULL;
  g_autoptr (PtlCliLookup) lookup = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (PtlProblem) problem = NULL;
  gboolean found;

  address = ptl_cli_read_address (cli, &error);
  if (address == NULL)
    return ptl_cli_fail_error (cli, error);

  ptl_cli_watch_signals (cli);
  lookup = ptl_cli_lookup_new (cli, address);
  ptl_cli_lookup_start (lookup);
  found = ptl_cli_lookup_finish (lookup, &error);

  ptl_cli_json_discovery (cli->json, lookup->session);
  if (ptl_cli_is_human (cli))
    {
      ptl_cli_show_candidates (ptl_session_get_candidates (lookup->session));
      if (found)
        ptl_cli_show_complaints (lookup->session);
      if (cli->options->verbose || !found)
        ptl_cli_show_contacts (ptl_session_get_contacts (lookup->session));
      ptl_cli_show_wishes (lookup->session);
    }

  if (found)
    return PTL_EXIT_DONE;

  problem = ptl_problem_new_for_error (error);
  return ptl_cli_lookup_fail (lookup, problem);
}
