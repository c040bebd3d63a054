/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define _GNU_SOURCE

#include "fake-time.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static gint64 now_us;  /* 0: the usual time; other threads read it, too */

static int
get_real_time (clockid_t        clock,
               struct timespec *time)
{
  static int (*real) (clockid_t, struct timespec *);

  if (real == NULL)
    real = (int (*) (clockid_t, struct timespec *)) dlsym (RTLD_NEXT, "clock_gettime");

  return real (clock, time);
}

/* Takes the place of libc's for this program and its libraries: GLib's timers go by it. */
__attribute__ ((visibility ("default"))) int
clock_gettime (clockid_t        clock,
               struct timespec *time)
{
  gint64 now = __atomic_load_n (&now_us, __ATOMIC_RELAXED);

  if (clock != CLOCK_MONOTONIC || now == 0)
    return get_real_time (clock, time);

  *time = (struct timespec) { .tv_sec = now / G_USEC_PER_SEC, .tv_nsec = now % G_USEC_PER_SEC * 1000 };
  return 0;
}

/* Whether a thread has work; one that reads a file has, too. */
static gboolean
is_busy (const char *thread)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/task/%s/stat", thread);
  g_autofree char *text = NULL;
  const char *state;

  if (atoi (thread) == getpid () || !g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;

  state = strrchr (text, ')');  /* after the thread's name, which may hold anything */
  return state != NULL && state[2] != 'S';
}

static gboolean
others_are_busy (void)
{
  g_autoptr (GDir) threads = g_dir_open ("/proc/self/task", 0, NULL);
  const char *thread;

  while ((thread = g_dir_read_name (threads)) != NULL)
    if (is_busy (thread))
      return TRUE;

  return FALSE;
}

static int
wait_for_nothing (GPollFD *fds,
                  guint    n_fds,
                  int      ms)
{
  int n_ready;

  if (ms <= 0)
    return g_poll (fds, n_fds, ms);

  while (others_are_busy ())
    g_usleep (100);
  n_ready = g_poll (fds, n_fds, 0);
  if (n_ready == 0)
    fake_time_pass ((guint) ms);

  return n_ready;
}

void
fake_time_start (void)
{
  __atomic_store_n (&now_us, g_get_monotonic_time (), __ATOMIC_RELAXED);
  g_main_context_set_poll_func (NULL, wait_for_nothing);
}

void
fake_time_pass (guint ms)
{
  __atomic_fetch_add (&now_us, ms * G_GINT64_CONSTANT (1000), __ATOMIC_RELAXED);
}

double
fake_time_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / 1000;
}
