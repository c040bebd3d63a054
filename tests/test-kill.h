/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <errno.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ptl-undo.h"
#include "test-export.h"

/* Kill -9 before or after any system call of a piece of work. */

typedef gboolean (*Work) (PtlAccount       *account,
                          PtlExportOptions *options);

/* In a process that its parent watches. */
G_GNUC_NORETURN static inline void
run_watched (Work              work,
             PtlAccount       *account,
             PtlExportOptions *options)
{
  if (ptrace (PTRACE_TRACEME, 0, NULL, NULL) != 0)
    _exit (77);
  raise (SIGSTOP);
  _exit (work (account, options) ? 0 : 1);
}

/* At each stop of the process, before and after each system call. Returns: whether to kill it */
typedef gboolean (*AtStop) (guint    n,
                            gpointer data);

/* Returns: its exit status; -1: it was killed */
static inline int
watch (Work              work,
       PtlAccount       *account,
       PtlExportOptions *options,
       AtStop            at_stop,
       gpointer          data)
{
  pid_t child = fork ();
  int status;

  if (child == 0)
    run_watched (work, account, options);

  for (guint i = 0;; i++)
    {
      g_assert_cmpint (waitpid (child, &status, 0), ==, child);
      if (WIFEXITED (status))
        return WEXITSTATUS (status);
      if (at_stop (i, data))
        break;
      g_assert_cmpint (ptrace (PTRACE_SYSCALL, child, NULL, NULL), ==, 0);
    }

  g_assert_cmpint (kill (child, SIGKILL), ==, 0);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  return -1;
}

static inline gboolean
is_past (guint    n,
         gpointer data)
{
  return n > GPOINTER_TO_UINT (data);
}

/* Returns: whether it could be killed at its stop number @n; FALSE if it had ended before that */
static inline gboolean
run_and_kill (Work              work,
              PtlAccount       *account,
              PtlExportOptions *options,
              guint             n)
{
  int status = watch (work, account, options, is_past, GUINT_TO_POINTER (n));

  g_assert_cmpint (status, <=, 0);
  return status < 0;
}

static inline gboolean
can_watch (void)
{
  pid_t child = fork ();
  int status;

  if (child == 0)
    _exit (ptrace (PTRACE_TRACEME, 0, NULL, NULL) == 0 ? 0 : 77);
  waitpid (child, &status, 0);
  return WIFEXITED (status) && WEXITSTATUS (status) == 0;
}

/* Does so at every place, or every third one (@step), of which there are more than @least. */
static inline void
at_all_places (gboolean      (*once) (guint n, gconstpointer data),
               gconstpointer   data,
               guint           step,
               guint           least)
{
  guint n = 0;

  if (!can_watch ())
    {
      g_test_skip ("Processes cannot be watched here.");
      return;
    }

  while (once (n, data))
    n += step;
  g_test_message ("done at every %u. of %u places", step, n);
  g_assert_cmpuint (n, >, least);
}

/* Work: an export, by itself, and taking back the last one. */

static inline gboolean
export_at_once (const char       *target,
                PtlAccount       *account,
                PtlExportOptions *options)
{
  g_autoptr (PtlExportResult) result = NULL;

  ptl_undo_unfinished (target, ptl_address_get_display (ptl_account_get_address (account)), options);
  result = ptl_exporter_find (target)->apply (account, options, NULL, NULL);
  return result != NULL;
}

static inline gboolean
undo_at_once (PtlAccount       *account,
              PtlExportOptions *options)
{
  g_autofree char *said = ptl_undo_run (NULL, options, NULL);

  return said != NULL;
}
