/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <errno.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

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

/* Returns: whether it could be killed at its stop number @n; FALSE if it had ended before that */
static inline gboolean
run_and_kill (Work              work,
              PtlAccount       *account,
              PtlExportOptions *options,
              guint             n)
{
  pid_t child = fork ();
  int status;

  if (child == 0)
    run_watched (work, account, options);

  for (guint i = 0;; i++)
    {
      g_assert_cmpint (waitpid (child, &status, 0), ==, child);
      if (WIFEXITED (status))
        {
          g_assert_cmpint (WEXITSTATUS (status), ==, 0);
          return FALSE;
        }
      if (i > n)
        break;
      g_assert_cmpint (ptrace (PTRACE_SYSCALL, child, NULL, NULL), ==, 0);
    }

  g_assert_cmpint (kill (child, SIGKILL), ==, 0);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  return TRUE;
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
