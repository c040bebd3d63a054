/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-cli-lookup.h"

#include <glib/gi18n.h>

#include "ptl-async.h"
#include "ptl-cli-print.h"
#include "ptl-error.h"

/* How long discovery may take of all the time there is, and at most. */
#define SHARE_PERCENT  60
#define MAX_TIMEOUT_MS 15000

/* What the person has set in the assistant. The schema is not there when the program runs without being installed. */
static gboolean
read_setting (void)
{
  g_autoptr (GSettings) settings = NULL;
  g_autoptr (GSettingsSchema) schema = NULL;
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, PTL_APPLICATION_ID, TRUE);
  if (schema == NULL || !g_settings_schema_has_key (schema, "ask-directory"))
    return FALSE;

  settings = g_settings_new_full (schema, NULL, NULL);
  return g_settings_get_boolean (settings, "ask-directory");
}

/* Looking a setting up costs time, so only where it matters. */
static gboolean
may_ask_directory (const PtlCliOptions *options)
{
  if (options->offline || options->no_directory)
    return FALSE;

  return options->directory || read_setting ();
}

PtlCliLookup *
ptl_cli_lookup_new (PtlCli     *cli,
                    PtlAddress *address)
{
  PtlCliLookup *self = g_new0 (PtlCliLookup, 1);
  const PtlCliOptions *options = cli->options;

  self->cli = cli;
  self->session = ptl_session_new ();
  self->cancellable = ptl_cancellable_new_child (cli->cancellable);

  ptl_session_set_address (self->session, address);
  ptl_session_set_needs (self->session, &options->needs);
  ptl_session_set_name (self->session, options->name);
  ptl_session_set_username (self->session, options->username);
  ptl_session_set_offline (self->session, options->offline);
  ptl_session_set_unchecked (self->session, options->no_check);
  ptl_session_set_directory (self->session, may_ask_directory (options));
  for (guint i = 0; options->send_address != NULL && options->send_address[i] != NULL; i++)
    ptl_session_allow_address (self->session, options->send_address[i]);
  if (options->confirm)
    ptl_session_confirm_beforehand (self->session);
  ptl_session_set_timeout (self->session, MIN (MAX_TIMEOUT_MS, (guint) options->timeout * 10 * SHARE_PERCENT));

  return self;
}

/* Asks nobody any longer. Whom it has asked by then is known afterwards. */
void
ptl_cli_lookup_stop (PtlCliLookup *self)
{
  if (!self->running)
    return;

  g_cancellable_cancel (self->cancellable);
  ptl_cli_lookup_finish (self, NULL);
}

void
ptl_cli_lookup_free (PtlCliLookup *self)
{
  ptl_cli_lookup_stop (self);
  g_object_unref (self->session);
  g_object_unref (self->cancellable);
  g_free (self);
}

void
ptl_cli_lookup_start (PtlCliLookup *self)
{
  self->running = TRUE;
  ptl_cli_start_clock (self->cli);
  ptl_session_discover_async (self->session, self->cancellable, ptl_cli_waiting_cb, &self->waiting);
}

/* Asks everybody once more, with what the person has allowed by now. */
void
ptl_cli_lookup_restart (PtlCliLookup *self)
{
  ptl_cli_lookup_stop (self);
  g_object_unref (self->cancellable);
  self->cancellable = ptl_cancellable_new_child (self->cli->cancellable);
  ptl_cli_lookup_start (self);
}

/* Waits until nobody who is still being asked could say anything better. */
void
ptl_cli_lookup_settle (PtlCliLookup *self)
{
  while (self->waiting.result == NULL && !ptl_session_get_settled (self->session))
    g_main_context_iteration (NULL, TRUE);
}

/* Waits until everybody has answered.
 *
 * Returns: TRUE if somebody knows the mailbox */
gboolean
ptl_cli_lookup_finish (PtlCliLookup  *self,
                       GError       **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_return_val_if_fail (self->running, FALSE);

  result = ptl_cli_wait (&self->waiting);
  self->running = FALSE;

  return ptl_session_discover_finish (self->session, result, error);
}

/**
 * ptl_cli_lookup_fail:
 * @self: a lookup that has ended
 * @problem: why nothing came of it
 *
 * Returns: the exit status, after the problem has been told. Where nobody knew the mailbox it does not matter why
 */
PtlExit
ptl_cli_lookup_fail (PtlCliLookup     *self,
                     const PtlProblem *problem)
{
  PtlExit status = ptl_cli_fail (self->cli, problem);
  PtlError code = ptl_problem_get_code (problem);

  if (g_list_model_get_n_items (ptl_session_get_candidates (self->session)) > 0)
    return status;
  if (code == PTL_ERROR_TIMEOUT)
    return PTL_EXIT_STOPPED;

  return status == PTL_EXIT_CHECK_FAILED || code == PTL_ERROR_BAD_DATA ? PTL_EXIT_NOTHING_FOUND : status;
}
