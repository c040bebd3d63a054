/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n.h>

#include "ptl-cli-print.h"
#include "ptl-cli.h"
#include "ptl-error.h"
#include "ptl-exporter.h"

static JsonObject *
entry_to_json (const PtlUndoEntry *entry)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "id", entry->id);
  json_object_set_string_member (object, "target", entry->target);
  json_object_set_string_member (object, "subject", entry->subject);
  json_object_set_string_member (object, "time", entry->time);

  return object;
}

static void
print_entry (const PtlUndoEntry *entry)
{
  g_autoptr (GDateTime) time = entry->time != NULL ? g_date_time_new_from_iso8601 (entry->time, NULL) : NULL;
  g_autoptr (GDateTime) here = time != NULL ? g_date_time_to_local (time) : NULL;
  g_autofree char *when = here != NULL ? g_date_time_format (here, "%c") : NULL;

  ptl_cli_heading (entry->id);
  /* Translators: a label; beside it stands an address or a domain */
  ptl_cli_field (_("Settings of"), entry->subject != NULL ? entry->subject : "");
  if (when != NULL)
    /* Translators: a label; beside it stands when settings were given to a mail program */
    ptl_cli_field (_("Handed over"), when);
}

static PtlExit
list (PtlCli *cli)
{
  PtlExportOptions options = { NULL };
  g_autoptr (GPtrArray) entries = ptl_export_list_undo (&options);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < entries->len; i++)
    {
      json_array_add_object_element (array, entry_to_json (entries->pdata[i]));
      if (ptl_cli_is_human (cli))
        print_entry (entries->pdata[i]);
    }
  if (entries->len == 0 && ptl_cli_is_human (cli))
    ptl_cli_print (PTL_CLI_NORMAL, _("There is nothing that could be taken back."));

  json_object_set_array_member (cli->json, "undo", array);

  return PTL_EXIT_DONE;
}

static PtlExit
fail (PtlCli       *cli,
      const GError *error)
{
  g_autoptr (PtlProblem) problem = NULL;

  if (!g_error_matches (error, PTL_ERROR, PTL_ERROR_USAGE))
    return ptl_cli_fail_error (cli, error);

  problem = ptl_problem_new_full (PTL_ERROR_USAGE, error->message, _("“portolan undo --list” shows what can be taken back."),
                                  PTL_REMEDY_NONE, NULL);
  return ptl_cli_fail (cli, problem);
}

PtlExit
ptl_cli_run_undo (PtlCli *cli)
{
  PtlExportOptions options = { NULL };
  PtlCliWaiting waiting = { NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  if (cli->options->list)
    return list (cli);

  ptl_cli_watch_signals (cli);
  ptl_cli_start_clock (cli);
  ptl_export_undo_async (cli->options->arguments[0], &options, cli->cancellable, ptl_cli_waiting_cb, &waiting);
  result = ptl_cli_wait (&waiting);
  sentence = ptl_export_undo_finish (result, &error);
  if (sentence == NULL)
    return fail (cli, error);

  json_object_set_string_member (cli->json, "message", sentence);
  if (ptl_cli_is_human (cli))
    ptl_cli_print (PTL_CLI_NORMAL, sentence);

  return PTL_EXIT_DONE;
}
