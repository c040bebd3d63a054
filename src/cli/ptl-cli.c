/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-cli.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "ptl-async.h"
#include "ptl-cli-print.h"
#include "ptl-error.h"
#include "ptl-json.h"

PtlCli *
ptl_cli_new (void)
{
  PtlCli *self = g_new0 (PtlCli, 1);

  self->options = ptl_cli_options_new ();
  self->json = json_object_new ();
  self->cancellable = g_cancellable_new ();
  self->began = g_get_monotonic_time ();

  return self;
}

void
ptl_cli_free (PtlCli *self)
{
  ptl_cli_stop_clock (self);
  ptl_cli_options_free (self->options);
  json_object_unref (self->json);
  g_object_unref (self->cancellable);
  g_clear_pointer (&self->secret, ptl_secret_unref);
  g_free (self);
}

/* The first one stops what goes on and lets it end politely; the next one finds no handler and ends the program. */
static gboolean
stopped_cb (gpointer user_data)
{
  PtlCli *self = user_data;

  g_cancellable_cancel (self->cancellable);

  return G_SOURCE_REMOVE;
}

void
ptl_cli_watch_signals (PtlCli *self)
{
  g_unix_signal_add (SIGINT, stopped_cb, self);
  g_unix_signal_add (SIGTERM, stopped_cb, self);
  g_unix_signal_add (SIGHUP, stopped_cb, self);
}

static gboolean
time_is_up_cb (gpointer user_data)
{
  PtlCli *self = user_data;

  self->timer = 0;
  self->timed_out = TRUE;
  ptl_cancellable_run_out (self->cancellable, (guint) self->options->timeout);

  return G_SOURCE_REMOVE;
}

void
ptl_cli_start_clock (PtlCli *self)
{
  if (self->timer != 0 || self->timed_out)
    return;

  if (self->left == 0)
    self->left = self->options->timeout * G_USEC_PER_SEC;
  if (self->began != 0 && !ptl_cli_is_interactive (self))
    self->left = MAX (1, self->left - (g_get_monotonic_time () - self->began));
  self->began = 0;
  self->deadline = g_get_monotonic_time () + self->left;
  self->timer = g_timeout_add (MAX (1, self->left / 1000), time_is_up_cb, self);
}

void
ptl_cli_stop_clock (PtlCli *self)
{
  if (self->timer == 0)
    return;

  self->left = MAX (1, self->deadline - g_get_monotonic_time ());
  g_clear_handle_id (&self->timer, g_source_remove);
}

void
ptl_cli_waiting_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      waiting)
{
  ((PtlCliWaiting *) waiting)->result = g_object_ref (result);
}

/* Returns: (transfer full) */
GAsyncResult *
ptl_cli_wait (PtlCliWaiting *waiting)
{
  while (waiting->result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return g_steal_pointer (&waiting->result);
}

/* Whether results are for people. */
gboolean
ptl_cli_is_human (PtlCli *self)
{
  return !self->options->json;
}

/* Whether there is somebody to ask, and who wants to be asked. */
gboolean
ptl_cli_is_interactive (PtlCli *self)
{
  return ptl_cli_is_human (self) && !self->options->quiet && self->options->answers == NULL &&
         isatty (STDIN_FILENO) && isatty (STDERR_FILENO);
}

static gboolean
is_set (const char *variable)
{
  const char *value = g_getenv (variable);

  return value != NULL && *value != '\0';
}

/* Whether programs with windows can be used from here. A name that is there, but empty, names no display. */
gboolean
ptl_cli_has_display (void)
{
  return is_set ("WAYLAND_DISPLAY") || is_set ("DISPLAY");
}

PtlExit
ptl_cli_exit_for (PtlError code)
{
  switch (code)
    {
    case PTL_ERROR_INTERNAL:
      return PTL_EXIT_UNEXPECTED;
    case PTL_ERROR_USAGE:
    case PTL_ERROR_BAD_DATA:
    case PTL_ERROR_ADDRESS_INVALID:
    case PTL_ERROR_POLICY:
      return PTL_EXIT_USAGE;
    case PTL_ERROR_NOTHING_FOUND:
    case PTL_ERROR_NO_MAIL:
    case PTL_ERROR_NO_ACCESS:
      return PTL_EXIT_NOTHING_FOUND;
    case PTL_ERROR_SIGN_IN_REFUSED:
    case PTL_ERROR_SIGN_IN_NEEDS_APP_PASSWORD:
    case PTL_ERROR_SIGN_IN_RATE_LIMITED:
    case PTL_ERROR_ACCOUNT_DISABLED:
      return PTL_EXIT_SIGN_IN_REFUSED;
    case PTL_ERROR_EXPORT_UNSUPPORTED:
    case PTL_ERROR_EXPORT_PROGRAM_RUNNING:
    case PTL_ERROR_EXPORT_NOT_WRITABLE:
    case PTL_ERROR_EXPORT_NO_SPACE:
    case PTL_ERROR_EXPORT_CORRUPT:
    case PTL_ERROR_EXPORT_NEWER:
    case PTL_ERROR_EXPORT_CHANGED:
    case PTL_ERROR_EXPORT_FAILED:
      return PTL_EXIT_EXPORT_FAILED;
    case PTL_ERROR_CANCELLED:
      return PTL_EXIT_STOPPED;
    case PTL_ERROR_NOT_VOUCHED:
      return PTL_EXIT_CONFIRM;
    default:
      return PTL_EXIT_CHECK_FAILED;
    }
}

void
ptl_cli_print_problem (const PtlProblem *problem)
{
  ptl_cli_say (PTL_CLI_BAD, ptl_problem_get_message (problem));
  if (strstr (ptl_problem_get_message (problem), ptl_problem_get_advice (problem)) == NULL)
    ptl_cli_say (PTL_CLI_NORMAL, ptl_problem_get_advice (problem));
}

/**
 * ptl_cli_fail:
 * @self: a call
 * @problem: why it did not reach what it was for
 *
 * Returns: the exit status, after the problem has been told in the way that was asked for
 */
PtlExit
ptl_cli_fail (PtlCli           *self,
              const PtlProblem *problem)
{
  g_autoptr (PtlProblem) cause = ptl_problem_get_code (problem) == PTL_ERROR_CANCELLED
                                 ? ptl_cancellable_explain (self->cancellable, ptl_problem_get_message (problem))
                                 : ptl_problem_ref ((PtlProblem *) problem);

  json_object_set_member (self->json, "error", ptl_json_from_problem (cause));
  if (ptl_cli_is_human (self))
    ptl_cli_print_problem (cause);

  return g_cancellable_is_cancelled (self->cancellable) ? PTL_EXIT_STOPPED
                                                        : ptl_cli_exit_for (ptl_problem_get_code (cause));
}

/* What was meant stands in the help of the subcommand. */
static PtlProblem *
read_error (PtlCli       *self,
            const GError *error)
{
  g_autofree char *advice = NULL;

  if (!g_error_matches (error, PTL_ERROR, PTL_ERROR_USAGE) || self->command == NULL)
    return ptl_problem_new_for_error (error);

  advice = g_strdup_printf (_("See “portolan %s --help”."), self->command);
  return ptl_problem_new_full (PTL_ERROR_USAGE, error->message, advice, PTL_REMEDY_NONE, NULL);
}

PtlExit
ptl_cli_fail_error (PtlCli       *self,
                    const GError *error)
{
  g_autoptr (PtlProblem) problem = read_error (self, error);
  PtlExit status = ptl_cli_fail (self, problem);

  return g_error_matches (error, PTL_ERROR, PTL_ERROR_TIMEOUT) ? PTL_EXIT_STOPPED : status;
}
