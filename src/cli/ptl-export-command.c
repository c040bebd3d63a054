/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <glib/gi18n.h>
#include <poll.h>
#include <unistd.h>

#include "ptl-cli-export.h"
#include "ptl-cli-print.h"
#include "ptl-cli.h"
#include "ptl-error.h"
#include "ptl-json.h"
#include "ptl-policy.h"

#define MAX_SETTINGS (1024 * 1024)

static const char *
group_nick (PtlExportGroup group)
{
  static const char * const nicks[] = {
    [PTL_EXPORT_COMPUTER] = "computer",
    [PTL_EXPORT_PHONE] = "phone",
    [PTL_EXPORT_TERMINAL] = "terminal",
    [PTL_EXPORT_DOCUMENT] = "document",
  };

  return nicks[group];
}

static JsonObject *
target_to_json (const PtlExporter *exporter,
                gboolean           is_installed)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "id", exporter->id);
  json_object_set_string_member (object, "name", _(exporter->name));
  json_object_set_string_member (object, "description", _(exporter->description));
  json_object_set_string_member (object, "group", group_nick (exporter->group));
  json_object_set_boolean_member (object, "installed", is_installed);
  if (exporter->file_name != NULL)
    json_object_set_string_member (object, "file_name", exporter->file_name);
  else
    json_object_set_null_member (object, "file_name");

  return object;
}

static void
print_target (const PtlExporter *exporter,
              gboolean           is_installed)
{
  g_autofree char *first = g_strdup_printf ("  %-16s  ", exporter->id);
  g_autofree char *text = is_installed ? g_strdup_printf ("%s. %s", _(exporter->name), _(exporter->description))
                                       : g_strdup_printf (_("%s (not found on this computer). %s"), _(exporter->name),
                                                          _(exporter->description));

  ptl_cli_print_text (stdout, first, 20, is_installed ? PTL_CLI_NORMAL : PTL_CLI_FAINT, text);
}

static PtlExit
list (PtlCli *cli)
{
  PtlExportOptions options = { NULL };
  JsonArray *targets = json_array_new ();
  gsize n;
  const PtlExporter *exporters = ptl_exporter_list (&n);

  for (gsize i = 0; i < n; i++)
    {
      gboolean is_installed = ptl_exporter_is_installed (&exporters[i], &options);

      json_array_add_object_element (targets, target_to_json (&exporters[i], is_installed));
      if (ptl_cli_is_human (cli))
        print_target (&exporters[i], is_installed);
    }

  json_object_set_array_member (cli->json, "targets", targets);

  return PTL_EXIT_DONE;
}

static gboolean
read_some (gint64   deadline,
           GString *text,
           gssize  *n,
           GError **error)
{
  struct pollfd waiting = { .fd = STDIN_FILENO, .events = POLLIN };
  char buffer[4096];

  if (poll (&waiting, 1, (int) (MAX (0, deadline - g_get_monotonic_time ()) / 1000)) == 0)
    {
      g_set_error_literal (error, PTL_ERROR, PTL_ERROR_TIMEOUT, _("The settings did not come in time."));
      return FALSE;
    }

  *n = read (STDIN_FILENO, buffer, sizeof buffer);
  if (*n < 0 && errno != EINTR)
    {
      g_set_error (error, PTL_ERROR, PTL_ERROR_USAGE, _("The settings cannot be read: %s"), g_strerror (errno));
      return FALSE;
    }

  g_string_append_len (text, buffer, MAX (*n, 0));
  if (text->len <= MAX_SETTINGS)
    return TRUE;

  g_set_error_literal (error, PTL_ERROR, PTL_ERROR_USAGE, _("The settings are too long. 1 MiB is allowed."));
  return FALSE;
}

/* Returns: (nullable) (transfer full): the account on the standard input */
static PtlAccount *
read_account (PtlCli  *cli,
              GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gint64 deadline = g_get_monotonic_time () + cli->options->timeout * G_USEC_PER_SEC;
  gssize n = -1;

  if (isatty (STDIN_FILENO) && !cli->options->quiet)
    ptl_cli_say (PTL_CLI_NORMAL, _("Reading settings as JSON from the terminal. Ctrl-D ends them."));

  while (n != 0)
    if (!read_some (deadline, text, &n, error))
      return NULL;

  return ptl_json_to_account (text->str, (gssize) text->len, error);
}

/* The settings come from the standard input, so the password cannot. */
static gboolean
read_password (PtlCli  *cli,
               GError **error)
{
  PtlCliOptions *options = cli->options;

  if (options->password_stdin || options->store_password != ptl_cli_options_has_password (options))
    {
      g_set_error_literal (error, PTL_ERROR, PTL_ERROR_USAGE,
                           _("To store the password, add both “--store-password” and either “--password-file” or “--password-fd”."));
      return FALSE;
    }

  cli->secret = ptl_cli_options_read_password (options, error);
  return cli->secret != NULL || !options->store_password;
}

static PtlExit
refuse_unvouched (PtlCli *cli)
{
  g_autoptr (PtlProblem) problem =
    ptl_problem_new_full (PTL_ERROR_NOT_VOUCHED, _("Nobody vouches for the servers in these settings."),
                          _("Add “--confirm” if you know the servers as your provider's."), PTL_REMEDY_NONE, NULL);

  return ptl_cli_fail (cli, problem);
}

/* The usual advice about bad data is for what a provider publishes. */
static PtlExit
refuse_settings (PtlCli       *cli,
                 const GError *error)
{
  g_autoptr (PtlProblem) problem = NULL;

  if (!g_error_matches (error, PTL_ERROR, PTL_ERROR_BAD_DATA))
    return ptl_cli_fail_error (cli, error);

  problem = ptl_problem_new_full (PTL_ERROR_BAD_DATA, error->message, _("Use what “portolan setup --json” prints, as it is."),
                                  PTL_REMEDY_NONE, NULL);
  return ptl_cli_fail (cli, problem);
}

static gboolean
is_allowed (PtlAccount  *account,
            GError     **error)
{
  g_autoptr (PtlPolicy) policy = ptl_policy_load_default (error);

  return policy != NULL && ptl_policy_check_account (policy, account, error);
}

PtlExit
ptl_cli_run_export (PtlCli *cli)
{
  g_autoptr (PtlAccount) account = NULL;
  g_autoptr (GError) error = NULL;
  PtlExit status;

  if (cli->options->list)
    return list (cli);

  if (ptl_cli_export_check (cli->options->arguments, &error) && read_password (cli, &error))
    account = read_account (cli, &error);
  if (account == NULL || !is_allowed (account, &error))
    return refuse_settings (cli, error);
  if (ptl_account_get_result (account) == PTL_RESULT_CONFIRM && !cli->options->confirm)
    return refuse_unvouched (cli);

  ptl_cli_watch_signals (cli);
  ptl_cli_start_clock (cli);
  status = ptl_cli_export_run (cli, account, cli->options->arguments);
  json_object_set_member (cli->json, "account", ptl_json_from_account (account));

  return status;
}
