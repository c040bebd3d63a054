/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define _GNU_SOURCE

#include "fake-server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <gnutls/gnutls.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

/* No test waits longer. */
#define PATIENCE 20000

struct _FakeServer
{
  const FakeStep *script;
  int                listener;
  int                stop;      /* readable once the server is to stop */
  guint16            port;
  GThread           *acceptor;

  GMutex     mutex;
  GPtrArray *threads;    /* (element-type GThread) */
  GString   *clear;      /* what came without TLS */
  GString   *encrypted;  /* what came within TLS */
  char      *complaint;  /* (nullable): the first line that was not expected */
  guint      n_ends;     /* connections that the other side has closed, or that were closed on it */
};

typedef struct
{
  FakeServer    *server;
  int               fd;
  gnutls_session_t  session;
  gnutls_certificate_credentials_t credentials;
  GString          *unread;
  gboolean          asks;
  char             *word;  /* (nullable): the file with the issuer's word on the certificate */
} Visit;

static gboolean
wait_for (Visit *visit,
          short  events,
          int    milliseconds)
{
  struct pollfd fds[] = { { visit->fd, events, 0 }, { visit->server->stop, POLLIN, 0 } };

  return poll (fds, 2, milliseconds) > 0 && fds[1].revents == 0;
}

static gboolean
pause_for (Visit *visit,
           int    milliseconds)
{
  struct pollfd fd = { visit->server->stop, POLLIN, 0 };

  return poll (&fd, 1, milliseconds) == 0;
}

static gssize
receive (Visit *visit,
         char  *buffer,
         gsize  size)
{
  gssize n;

  if (visit->session == NULL)
    return wait_for (visit, POLLIN, PATIENCE) ? recv (visit->fd, buffer, size, 0) : -1;

  do
    n = gnutls_record_recv (visit->session, buffer, size);
  while ((n == GNUTLS_E_AGAIN && wait_for (visit, POLLIN, PATIENCE)) || n == GNUTLS_E_INTERRUPTED);

  return n;
}

static gboolean
send_some (Visit      *visit,
           const char *text,
           gsize       length)
{
  while (length > 0)
    {
      gssize n = visit->session != NULL ? gnutls_record_send (visit->session, text, length)
                                        : send (visit->fd, text, length, MSG_NOSIGNAL | MSG_DONTWAIT);
      gboolean again = visit->session != NULL ? n == GNUTLS_E_AGAIN || n == GNUTLS_E_INTERRUPTED
                                              : n < 0 && errno == EAGAIN;

      if (again ? !wait_for (visit, POLLOUT, PATIENCE) : n < 0)
        return FALSE;
      if (!again)
        {
          text += n;
          length -= n;
        }
    }

  return TRUE;
}

static gboolean
read_more (Visit *visit)
{
  char buffer[4096];
  gssize n = receive (visit, buffer, sizeof buffer);

  if (n <= 0)
    return FALSE;

  g_string_append_len (visit->unread, buffer, n);
  g_mutex_lock (&visit->server->mutex);
  g_string_append_len (visit->session != NULL ? visit->server->encrypted : visit->server->clear, buffer, n);
  g_mutex_unlock (&visit->server->mutex);

  return TRUE;
}

static gboolean
expect (Visit      *visit,
        const char *start)
{
  const char *end;
  gboolean fits;

  while ((end = memchr (visit->unread->str, '\n', visit->unread->len)) == NULL)
    if (!read_more (visit))
      return FALSE;

  fits = g_str_has_prefix (visit->unread->str, start);
  if (!fits)
    {
      g_mutex_lock (&visit->server->mutex);
      if (visit->server->complaint == NULL)
        visit->server->complaint = g_strdup_printf ("expected “%s”, got “%.*s”", start,
                                                    (int) (end - visit->unread->str), visit->unread->str);
      g_mutex_unlock (&visit->server->mutex);
    }
  g_string_erase (visit->unread, 0, end - visit->unread->str + 1);

  return fits;
}

static char *
find_file (const char *name,
           const char *suffix)
{
  g_autofree char *file = g_strconcat (name, suffix, NULL);

  return g_test_build_filename (G_TEST_BUILT, "fake", "tls", file, NULL);
}

/* What the issuer says about the certificate, where that is known. The library would not bring bad news by itself. */
static int
bring_word (gnutls_session_t  session,
            void             *data,
            gnutls_datum_t   *word)
{
  Visit *visit = data;

  return gnutls_load_file (visit->word, word) < 0 ? GNUTLS_E_NO_CERTIFICATE_STATUS : 0;
}

static gboolean
start_tls (Visit      *visit,
           const char *certificate,
           guint       newest)
{
  g_autofree char *chain = find_file (certificate, ".pem");
  g_autofree char *key = find_file (certificate, ".key");
  g_autofree char *word = find_file (certificate, ".ocsp");
  g_autofree char *versions = newest == 0 ? g_strdup ("NORMAL:+VERS-TLS1.1:+VERS-TLS1.0")
                                          : g_strdup_printf ("NORMAL:-VERS-ALL:+VERS-TLS1.%u", newest - 10);
  int status;

  if (visit->session != NULL)
    return FALSE;

  gnutls_certificate_allocate_credentials (&visit->credentials);
  if (gnutls_certificate_set_x509_key_file (visit->credentials, chain, key, GNUTLS_X509_FMT_PEM) < 0)
    g_error ("The certificate “%s” is not there", chain);
  visit->word = g_steal_pointer (&word);
  gnutls_certificate_set_ocsp_status_request_function (visit->credentials, bring_word, visit);

  gnutls_init (&visit->session, GNUTLS_SERVER | GNUTLS_NONBLOCK);
  gnutls_priority_set_direct (visit->session, versions, NULL);
  gnutls_credentials_set (visit->session, GNUTLS_CRD_CERTIFICATE, visit->credentials);
  gnutls_transport_set_int (visit->session, visit->fd);
  if (visit->asks)
    gnutls_certificate_server_set_request (visit->session, GNUTLS_CERT_REQUEST);

  do
    status = gnutls_handshake (visit->session);
  while ((status == GNUTLS_E_AGAIN &&
          wait_for (visit, gnutls_record_get_direction (visit->session) == 0 ? POLLIN : POLLOUT, PATIENCE)) ||
         (status < 0 && status != GNUTLS_E_AGAIN && gnutls_error_is_fatal (status) == 0));

  return status >= 0;
}

static gboolean
flood (Visit      *visit,
       const char *text,
       gsize       octets)
{
  g_autoptr (GString) all = g_string_sized_new (octets);

  while (all->len < octets)
    g_string_append (all, text);

  return send_some (visit, all->str, all->len);
}

static gboolean
drip (Visit      *visit,
      const char *text,
      guint       milliseconds)
{
  for (; *text != '\0'; text++)
    if (!send_some (visit, text, 1) || !pause_for (visit, milliseconds))
      return FALSE;

  return TRUE;
}

static gboolean
reset (Visit *visit)
{
  struct linger linger = { 1, 0 };

  setsockopt (visit->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  return FALSE;
}

static gboolean
take_step (Visit             *visit,
           const FakeStep *step)
{
  switch (step->act)
    {
    case FAKE_SEND:
      return send_some (visit, step->text, step->number > 0 ? step->number : strlen (step->text));
    case FAKE_EXPECT:
      return expect (visit, step->text);
    case FAKE_SLEEP:
      return pause_for (visit, step->number);
    case FAKE_TLS:
      return start_tls (visit, step->text, step->number);
    case FAKE_ASK:
      visit->asks = TRUE;
      return TRUE;
    case FAKE_RAW:
      return write (visit->fd, step->text, strlen (step->text)) > 0;
    case FAKE_ALERT:
      gnutls_alert_send (visit->session, GNUTLS_AL_FATAL, step->number);
      return FALSE;
    case FAKE_RESET:
      return reset (visit);
    case FAKE_HANG:
      while (read_more (visit))
        continue;
      return FALSE;
    case FAKE_FLOOD:
      return flood (visit, step->text, step->number);
    case FAKE_DRIP:
      return drip (visit, step->text, step->number);
    case FAKE_END:
    default:
      return FALSE;
    }
}

static void
end_visit (Visit *visit)
{
  if (visit->session != NULL)
    {
      gnutls_bye (visit->session, GNUTLS_SHUT_WR);
      gnutls_deinit (visit->session);
      gnutls_certificate_free_credentials (visit->credentials);
    }
  close (visit->fd);

  g_mutex_lock (&visit->server->mutex);
  visit->server->n_ends++;
  g_mutex_unlock (&visit->server->mutex);

  g_string_free (visit->unread, TRUE);
  g_free (visit->word);
  g_free (visit);
}

static gpointer
visit_thread (gpointer data)
{
  Visit *visit = data;
  const FakeStep *step = visit->server->script;

  while (take_step (visit, step))
    step++;
  end_visit (visit);

  return NULL;
}

static gpointer
accept_thread (gpointer data)
{
  FakeServer *self = data;
  struct pollfd fds[] = { { self->listener, POLLIN, 0 }, { self->stop, POLLIN, 0 } };

  while (poll (fds, 2, -1) > 0 && fds[1].revents == 0)
    {
      Visit *visit;
      int fd = accept4 (self->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

      if (fd < 0)
        continue;

      visit = g_new0 (Visit, 1);
      visit->server = self;
      visit->fd = fd;
      visit->unread = g_string_new (NULL);
      g_mutex_lock (&self->mutex);
      g_ptr_array_add (self->threads, g_thread_new ("visit", visit_thread, visit));
      g_mutex_unlock (&self->mutex);
    }

  return NULL;
}

/**
 * fake_server_new:
 * @script: what it does with each connection, up to a step that is all zero; outlives the server
 *
 * Returns: (transfer full): a server that listens at a port of its own on 127.0.0.1
 */
FakeServer *
fake_server_new (const FakeStep *script)
{
  FakeServer *self = g_new0 (FakeServer, 1);
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t length = sizeof address;

  self->script = script;
  self->threads = g_ptr_array_new ();
  self->clear = g_string_new (NULL);
  self->encrypted = g_string_new (NULL);
  g_mutex_init (&self->mutex);
  self->stop = eventfd (0, EFD_CLOEXEC);
  self->listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (bind (self->listener, (struct sockaddr *) &address, length) < 0 || listen (self->listener, 8) < 0 ||
      getsockname (self->listener, (struct sockaddr *) &address, &length) < 0)
    g_error ("No fake server: %s", g_strerror (errno));

  self->port = ntohs (address.sin_port);
  self->acceptor = g_thread_new ("accept", accept_thread, self);

  return self;
}

/**
 * fake_server_stop:
 * @self: a server
 *
 * Ends what is going on, and waits for it. May be called twice.
 */
void
fake_server_stop (FakeServer *self)
{
  if (self->acceptor == NULL)
    return;

  if (eventfd_write (self->stop, 1) < 0)
    g_error ("The fake server does not stop: %s", g_strerror (errno));
  g_thread_join (g_steal_pointer (&self->acceptor));
  for (guint i = 0; i < self->threads->len; i++)
    g_thread_join (self->threads->pdata[i]);
}

void
fake_server_free (FakeServer *self)
{
  fake_server_stop (self);
  close (self->listener);
  close (self->stop);
  g_ptr_array_unref (self->threads);
  g_string_free (self->clear, TRUE);
  g_string_free (self->encrypted, TRUE);
  g_mutex_clear (&self->mutex);
  g_free (self->complaint);
  g_free (self);
}

guint16
fake_server_get_port (FakeServer *self)
{
  return self->port;
}

const GString *
fake_server_get_clear (FakeServer *self)
{
  return self->clear;
}

const GString *
fake_server_get_encrypted (FakeServer *self)
{
  return self->encrypted;
}

/**
 * fake_server_get_complaint:
 * @self: a server that was stopped
 *
 * Returns: (nullable): what it got that was not in its script
 */
const char *
fake_server_get_complaint (FakeServer *self)
{
  return self->complaint;
}

guint
fake_server_count (FakeServer *self)
{
  return self->threads->len;
}

/**
 * fake_server_saw_ends:
 * @self: a server
 *
 * Returns: whether all connections so far are over
 */
gboolean
fake_server_saw_ends (FakeServer *self)
{
  gboolean ended;

  g_mutex_lock (&self->mutex);
  ended = self->n_ends == self->threads->len;
  g_mutex_unlock (&self->mutex);

  return ended;
}
