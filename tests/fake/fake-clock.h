/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <stdio.h>

/* A clock for tests of how soon something ends: it stands still while a thread of this program is ready and has to wait for a
 * processor, because others have them all. Where the kernel does not tell (proc_pid_schedstat), it is the usual one. */

static inline gint64
fake_clock_get_waited (void)
{
  GDir *tasks = g_dir_open ("/proc/self/task", 0, NULL);
  const char *name;
  gint64 sum = 0;

  while (tasks != NULL && (name = g_dir_read_name (tasks)) != NULL)
    {
      char path[64];
      char *text = NULL;
      gint64 ran, waited;

      g_snprintf (path, sizeof path, "/proc/self/task/%s/schedstat", name);
      if (g_file_get_contents (path, &text, NULL, NULL) &&
          sscanf (text, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, &ran, &waited) == 2)
        sum += waited / 1000;
      g_free (text);
    }
  g_clear_pointer (&tasks, g_dir_close);

  return sum;
}

typedef struct
{
  gint64 started;
  gint64 waited;
} FakeClock;

static inline FakeClock
fake_clock_start (void)
{
  return (FakeClock) { g_get_monotonic_time (), fake_clock_get_waited () };
}

/* Returns: milliseconds since the start, without those that were spent waiting for a processor */
static inline double
fake_clock_get_ms (const FakeClock *clock)
{
  gint64 waited = MAX (fake_clock_get_waited () - clock->waited, 0);

  return (double) (g_get_monotonic_time () - clock->started - waited) / 1000;
}
