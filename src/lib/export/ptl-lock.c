/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-lock.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "ptl-error.h"
#include "ptl-safe-file.h"

struct _PtlLock
{
  int   fd;
  char *created;  /* (owned) (nullable): the file, if there was none before */
};

/* Locks of the open file, not of the process: they hold between threads too, and nobody's close() loses them. */
static gboolean
take (int fd)
{
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

  if (fcntl (fd, F_OFD_SETLK, &lock) == 0)
    return TRUE;

  return errno != EAGAIN && errno != EACCES;  /* a file system without locks: nobody else has one there either */
}

/* Others may make or remove the file at the same moment: then it is tried again, but not for ever. */
static int
open_or_create (const char *path,
                gboolean   *created)
{
  const int flags = O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
  int fd = -1;

  for (guint i = 0; i < 100 && fd < 0; i++)
    {
      *created = i % 2 == 1;
      fd = *created ? open (path, flags | O_CREAT | O_EXCL, 0600) : open (path, flags);
      if (fd < 0 && errno != (*created ? EEXIST : ENOENT))
        break;
    }

  return fd;
}

static PtlLock *
open_lock (const char  *path,
           GError     **error)
{
  g_autoptr (PtlLock) self = g_new0 (PtlLock, 1);
  gboolean created;

  self->fd = open_or_create (path, &created);
  if (self->fd >= 0 && created)
    self->created = g_strdup (path);
  if (self->fd < 0)
    {
      ptl_safe_file_set_error (error, errno, path);
      return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * ptl_lock_try:
 *
 * Takes the lock file at @path, which is made if there is none.
 *
 * Returns: (transfer full) (nullable): the lock; PTL_ERROR_EXPORT_PROGRAM_RUNNING if somebody has it
 */
PtlLock *
ptl_lock_try (const char  *path,
              GError     **error)
{
  g_autoptr (PtlLock) self = open_lock (path, error);

  if (self == NULL)
    return NULL;
  if (take (self->fd))
    return g_steal_pointer (&self);

  g_clear_pointer (&self->created, g_free);
  g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_PROGRAM_RUNNING, _("“%s” is in use by another program."), path);
  return NULL;
}

/* Waits for the lock, but no longer than @milliseconds. */
PtlLock *
ptl_lock_wait (const char    *path,
               guint          milliseconds,
               GCancellable  *cancellable,
               GError       **error)
{
  const gint64 end = g_get_monotonic_time () + milliseconds * G_TIME_SPAN_MILLISECOND;

  while (!g_cancellable_set_error_if_cancelled (cancellable, error))
    {
      g_autoptr (GError) failure = NULL;
      PtlLock *self = ptl_lock_try (path, &failure);

      if (self != NULL)
        {
          g_clear_pointer (&self->created, g_free);  /* it stays: another may be waiting for this very file */
          return self;
        }
      if (!g_error_matches (failure, PTL_ERROR, PTL_ERROR_EXPORT_PROGRAM_RUNNING) || g_get_monotonic_time () >= end)
        return g_propagate_error (error, g_steal_pointer (&failure)), NULL;

      g_usleep (20 * G_TIME_SPAN_MILLISECOND);
    }

  return NULL;
}

void
ptl_lock_release (PtlLock *self)
{
  if (self->created != NULL)
    unlink (self->created);  /* while it is still ours */
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->created);
  g_free (self);
}
