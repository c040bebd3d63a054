/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-cli-print.h"
#include "ptl-cli.h"
#include "ptl-exporter.h"

PtlExit
ptl_cli_run_undo (PtlCli *cli)
{
  PtlExportOptions options = { NULL };
  PtlCliWaiting waiting = { NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  ptl_cli_watch_signals (cli);
  ptl_cli_start_clock (cli);
  ptl_export_undo_async (cli->options->arguments[0], &options, cli->cancellable, ptl_cli_waiting_cb, &waiting);
  result = ptl_cli_wait (&waiting);
  sentence = ptl_export_undo_finish (result, &error);
  if (sentence == NULL)
    return ptl_cli_fail_error (cli, error);

  json_object_set_string_member (cli->json, "message", sentence);
  if (ptl_cli_is_human (cli))
    ptl_cli_print (PTL_CLI_NORMAL, sentence);

  return PTL_EXIT_DONE;
}
