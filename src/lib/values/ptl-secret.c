/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-secret.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "ptl-error.h"

/* Whole pages: what is locked and left out of core dumps is counted in pages anyhow. A token that stands for a password, as it
 * crosses the wire, can have some thousand octets. */
#define SECRET_SIZE 16384
#define MAX_LENGTH  (SECRET_SIZE - sizeof (PtlSecret) - 1)
#define MAX_READ    4000

struct _PtlSecret
{
  gatomicrefcount ref_count;
  gsize           length;
  char            text[];
};

G_DEFINE_BOXED_TYPE (PtlSecret, ptl_secret, ptl_secret_ref, ptl_secret_unref)

static PtlSecret *
secret_allocate (void)
{
  PtlSecret *self = mmap (NULL, SECRET_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (self == MAP_FAILED)
    g_error ("Out of memory for a password");

  /* Without the right to lock memory the password is merely kept out of dumps and children. */
  (void) mlock (self, SECRET_SIZE);
  (void) madvise (self, SECRET_SIZE, MADV_DONTDUMP);
  (void) madvise (self, SECRET_SIZE, MADV_WIPEONFORK);
  g_atomic_ref_count_init (&self->ref_count);

  return self;
}

/**
 * ptl_secret_wipe:
 * @memory: (nullable): where a password has been
 * @length: how many bytes of it, octets
 *
 * Overwrites memory in a way that the compiler does not leave out.
 */
void
ptl_secret_wipe (void  *memory,
                 gsize  length)
{
  if (memory != NULL)
    explicit_bzero (memory, length);
}

/**
 * ptl_secret_new:
 * @text: a password; the caller's own copy stays the caller's to wipe
 * @length: its length in octets, or -1 if it ends in NUL
 *
 * Returns: (transfer full) (nullable): the password in protected memory; %NULL if it is longer than any password or token (16 000
 *   octets) or holds a NUL
 */
PtlSecret *
ptl_secret_new (const char *text,
                gssize      length)
{
  gsize size = length < 0 ? strlen (text) : (gsize) length;
  PtlSecret *self;

  if (size > MAX_LENGTH || memchr (text, '\0', size) != NULL)
    return NULL;

  self = secret_allocate ();
  memcpy (self->text, text, size);
  self->length = size;

  return self;
}

/* Whether there is something to read before the time is up. */
static gboolean
comes_in_time (int      fd,
               gint64   deadline,
               GError **error)
{
  struct pollfd waiting = { .fd = fd, .events = POLLIN };
  gint64 left = deadline != 0 ? MAX (0, deadline - g_get_monotonic_time ()) / 1000 : -1;

  if (poll (&waiting, 1, (int) MIN (left, G_MAXINT)) != 0)
    return TRUE;

  g_set_error_literal (error, PTL_ERROR, PTL_ERROR_TIMEOUT, _("The password did not come in time."));
  return FALSE;
}

static gboolean
read_all (PtlSecret  *self,
          int         fd,
          gint64      deadline,
          GError    **error)
{
  while (self->length <= MAX_READ)
    {
      gssize n;

      if (!comes_in_time (fd, deadline, error))
        return FALSE;

      n = read (fd, self->text + self->length, MAX_READ + 1 - self->length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          g_set_error (error, PTL_ERROR, PTL_ERROR_USAGE, _("The password could not be read: %s."), g_strerror (errno));
          return FALSE;
        }
      if (n == 0)
        return TRUE;

      self->length += n;
      if (memchr (self->text, '\n', self->length) != NULL)
        return TRUE;
    }

  g_set_error_literal (error, PTL_ERROR, PTL_ERROR_USAGE, _("The password is too long. 4 000 characters are allowed."));
  return FALSE;
}

static void
cut_at_line_end (PtlSecret *self)
{
  char *end = memchr (self->text, '\n', self->length);
  gsize length = end != NULL ? (gsize) (end - self->text) : self->length;

  if (length > 0 && end != NULL && self->text[length - 1] == '\r')
    length--;

  ptl_secret_wipe (self->text + length, self->length - length);
  self->length = length;
}

/**
 * ptl_secret_new_read:
 * @fd: an open file; it is neither closed nor read past what is needed, but a pipe may lose what follows the line
 * @deadline: until when, in monotonic microseconds; 0 waits for as long as it takes
 * @error: return location for an error
 *
 * Reads one line, straight into protected memory. The line end does not belong to the password.
 *
 * Returns: (transfer full) (nullable): the password, or %NULL with %PTL_ERROR_USAGE if there is none, %PTL_ERROR_TIMEOUT if it is late
 */
PtlSecret *
ptl_secret_new_read (int      fd,
                     gint64   deadline,
                     GError **error)
{
  g_autoptr (PtlSecret) self = secret_allocate ();

  if (!read_all (self, fd, deadline, error))
    return NULL;

  cut_at_line_end (self);

  if (self->length == 0 || memchr (self->text, '\0', self->length) != NULL)
    {
      g_set_error_literal (error, PTL_ERROR, PTL_ERROR_USAGE,
                           self->length == 0 ? _("A password was expected, but the line is empty.")
                                             : _("The password holds a zero byte, which no mail server accepts."));
      return NULL;
    }

  return g_steal_pointer (&self);
}

PtlSecret *
ptl_secret_ref (PtlSecret *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ptl_secret_unref (PtlSecret *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  ptl_secret_wipe (self, SECRET_SIZE);
  munmap (self, SECRET_SIZE);
}

/**
 * ptl_secret_peek:
 * @self: a password
 *
 * Returns: (transfer none): the password itself, NUL terminated. A copy of it is the copier's to wipe
 */
const char *
ptl_secret_peek (const PtlSecret *self)
{
  return self->text;
}

/**
 * ptl_secret_get_length:
 * @self: a password
 *
 * Returns: its length in octets
 */
gsize
ptl_secret_get_length (const PtlSecret *self)
{
  return self->length;
}
