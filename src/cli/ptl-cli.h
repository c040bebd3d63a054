/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "ptl-cli-options.h"
#include "ptl-problem.h"

G_BEGIN_DECLS

/* What scripts read off the exit status: promised, see portolan(1). */
typedef enum
{
  PTL_EXIT_DONE,
  PTL_EXIT_UNEXPECTED,
  PTL_EXIT_USAGE,
  PTL_EXIT_NOTHING_FOUND,
  PTL_EXIT_CHECK_FAILED,
  PTL_EXIT_SIGN_IN_REFUSED,
  PTL_EXIT_EXPORT_FAILED,
  PTL_EXIT_STOPPED,         /* out of time, or cancelled */
  PTL_EXIT_CONFIRM,
  PTL_EXIT_PARTIAL,
} PtlExit;

/* One call of the program. */
typedef struct
{
  PtlCliOptions *options;
  const char    *command;      /* (nullable): the name of the subcommand */
  JsonObject    *json;         /* (owned): what is printed with --json */
  GCancellable  *cancellable;  /* (owned): cancelled when the time is up, or the person stops it */
  PtlSecret     *secret;       /* (owned) (nullable): the password that exports may store */
  gboolean       timed_out;
  guint          timer;        /* runs while we work, not while the person thinks */
  gint64         deadline;     /* of the timer, monotonic */
  gint64         left;         /* microseconds, while it does not run */
  gint64         began;       /* 0: what was read since the start is taken off the time that is left */
} PtlCli;

/* One subcommand: a file each. */
typedef struct
{
  const char   *name;
  const char   *usage;          /* N_(): its arguments */
  const char   *summary;        /* N_(): what it does */
  PtlCliGroups  groups;
  guint         min_arguments;
  guint         max_arguments;
  PtlExit     (*run) (PtlCli *cli);
} PtlCliCommand;

PtlExit ptl_cli_run_setup     (PtlCli *cli);
PtlExit ptl_cli_run_discover  (PtlCli *cli);
PtlExit ptl_cli_run_recommend (PtlCli *cli);
PtlExit ptl_cli_run_probe     (PtlCli *cli);
PtlExit ptl_cli_run_export    (PtlCli *cli);
PtlExit ptl_cli_run_undo      (PtlCli *cli);
PtlExit ptl_cli_run_accounts  (PtlCli *cli);
PtlExit ptl_cli_run_ports     (PtlCli *cli);

/* Waits for one asynchronous operation: pass ptl_cli_waiting_cb() and the address of one of these. */
typedef struct
{
  GAsyncResult *result;  /* (owned) (nullable) */
} PtlCliWaiting;

void          ptl_cli_waiting_cb     (GObject          *object,
                                      GAsyncResult     *result,
                                      gpointer          waiting);
GAsyncResult *ptl_cli_wait           (PtlCliWaiting    *waiting);

PtlCli       *ptl_cli_new            (void);
void          ptl_cli_free           (PtlCli           *self);
void          ptl_cli_watch_signals  (PtlCli           *self);
void          ptl_cli_start_clock    (PtlCli           *self);
void          ptl_cli_stop_clock     (PtlCli           *self);
gboolean      ptl_cli_is_human       (PtlCli           *self);
gboolean      ptl_cli_is_interactive (PtlCli           *self);
gboolean      ptl_cli_has_display    (void);
PtlExit       ptl_cli_exit_for       (PtlError          code);
void          ptl_cli_print_problem  (const PtlProblem *problem);
PtlExit       ptl_cli_fail           (PtlCli           *self,
                                      const PtlProblem *problem);
PtlExit       ptl_cli_fail_error     (PtlCli           *self,
                                      const GError     *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlCli, ptl_cli_free)

G_END_DECLS
