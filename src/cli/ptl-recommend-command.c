/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-cli-address.h"
#include "ptl-cli-json.h"
#include "ptl-cli-lookup.h"
#include "ptl-cli-print.h"
#include "ptl-cli-show.h"

/* Returns: (nullable) (transfer full): why nothing can be recommended */
static PtlProblem *
find_problem (PtlCliLookup *lookup,
              const GError *error)
{
  PtlRecommendation *recommendation = ptl_session_get_recommendation (lookup->session);

  if (recommendation != NULL && ptl_recommendation_has_choice (recommendation))
    return NULL;
  if (recommendation != NULL)
    return ptl_problem_ref (ptl_recommendation_get_problem (recommendation));

  return ptl_problem_new_for_error (error);
}

PtlExit
ptl_cli_run_recommend (PtlCli *cli)
{
  g_autoptr (PtlAddress) address = NULL;
  g_autoptr (PtlCliLookup) lookup = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (PtlProblem) problem = NULL;

  address = ptl_cli_read_address (cli, &error);
  if (address == NULL)
    return ptl_cli_fail_error (cli, error);

  ptl_cli_watch_signals (cli);
  lookup = ptl_cli_lookup_new (cli, address);
  ptl_cli_lookup_start (lookup);
  ptl_cli_lookup_finish (lookup, &error);

  ptl_cli_json_recommendation (cli->json, lookup->session);
  problem = find_problem (lookup, error);
  if (ptl_cli_is_human (cli) && problem != NULL)
    ptl_cli_show_wishes (lookup->session);
  if (problem != NULL)
    return ptl_cli_lookup_fail (lookup, problem);

  if (ptl_cli_is_human (cli))
    {
      ptl_cli_show_complaints (lookup->session);
      ptl_cli_show_recommendation (ptl_session_get_recommendation (lookup->session));
      ptl_cli_show_wishes (lookup->session);
    }

  return PTL_EXIT_DONE;
}
