/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-web.h"

#include <string.h>

typedef struct
{
  gatomicrefcount ref_count;

  FakeWebManner  manner;
  GBytes        *answer;  /* (owned) */
} Page;

struct _FakeWeb
{
  GSocketService  *service;      /* (owned) */
  GTlsCertificate *certificate;  /* (owned) (nullable) */
  GHashTable      *pages;        /* (owned): path → Page */
  GPtrArray       *requests;     /* (owned) (element-type utf8) */
  GCancellable    *closing;      /* (owned) */
  GMutex           lock;         /* of pages and requests */
  int              n_active;     /* connections; atomic */
  guint16          port;
};

static void
page_unref (gpointer data)
{
  Page *page = data;

  if (!g_atomic_ref_count_dec (&page->ref_count))
    return;

  g_bytes_unref (page->answer);
  g_free (page);
}

/* Reads to the empty line; requests have no bodies here. */
static char *
read_request (GInputStream *input,
              GCancellable *cancellable)
{
  g_autoptr (GString) request = g_string_new (NULL);

  while (strstr (request->str, "\r\n\r\n") == NULL)
    {
      char byte;

      if (g_input_stream_read (input, &byte, 1, cancellable, NULL) != 1)
        return NULL;
      g_string_append_c (request, byte);
    }

  return g_string_free (g_steal_pointer (&request), FALSE);
}

static void
wait_for_end (GInputStream *input,
              GCancellable *cancellable)
{
  char byte;

  while (g_input_stream_read (input, &byte, 1, cancellable, NULL) > 0)
    ;
}

static void
speak (Page          *page,
       GOutputStream *output,
       GCancellable  *cancellable)
{
  gsize length;
  const char *bytes = g_bytes_get_data (page->answer, &length);

  if (page->manner == FAKE_WEB_DRIP)
    {
      for (gsize i = 0; i < length && g_output_stream_write_all (output, bytes + i, 1, NULL, cancellable, NULL); i++)
        g_usleep (20 * 1000);
      return;
    }

  if (!g_output_stream_write_all (output, bytes, length, NULL, cancellable, NULL) || page->manner == FAKE_WEB_SAY)
    return;
  while (g_output_stream_write_all (output, bytes + MAX (length, 16384) - 16384, MIN (length, 16384), NULL, cancellable, NULL))
    ;
}

/* Returns: (transfer full) (nullable): a test may put another in its place while this one is being said */
static Page *
find_page (FakeWeb    *self,
           const char *request)
{
  g_auto (GStrv) words = g_strsplit (request, " ", 3);
  Page *page;

  if (g_strv_length (words) != 3)
    return NULL;

  g_mutex_lock (&self->lock);
  page = g_hash_table_lookup (self->pages, words[1]);
  if (page != NULL)
    g_atomic_ref_count_inc (&page->ref_count);
  g_mutex_unlock (&self->lock);
  return page;
}

static void
serve (FakeWeb   *self,
       GIOStream *stream)
{
  static const char missing[] = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
  g_autofree char *request = read_request (g_io_stream_get_input_stream (stream), self->closing);
  GOutputStream *output = g_io_stream_get_output_stream (stream);
  Page *page;

  if (request == NULL)
    return;

  page = find_page (self, request);
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->requests, g_steal_pointer (&request));
  g_mutex_unlock (&self->lock);

  if (page == NULL)
    g_output_stream_write_all (output, missing, strlen (missing), NULL, self->closing, NULL);
  else if (page->manner == FAKE_WEB_SILENT)
    wait_for_end (g_io_stream_get_input_stream (stream), self->closing);
  else
    speak (page, output, self->closing);
  g_clear_pointer (&page, page_unref);
}

static gboolean
run_cb (GThreadedSocketService *service,
        GSocketConnection      *connection,
        GObject                *source,
        FakeWeb                *self)
{
  if (self->certificate == NULL)
    serve (self, G_IO_STREAM (connection));
  else
    {
      g_autoptr (GIOStream) stream = g_tls_server_connection_new (G_IO_STREAM (connection), self->certificate, NULL);

      if (g_tls_connection_handshake (G_TLS_CONNECTION (stream), self->closing, NULL))
        serve (self, stream);
      g_io_stream_close (stream, NULL, NULL);
    }

  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  g_atomic_int_dec_and_test (&self->n_active);
  return TRUE;
}

/* Counted where the connection is accepted, so that none is overlooked that still waits for its thread. */
static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source,
             FakeWeb           *self)
{
  g_atomic_int_inc (&self->n_active);
  return FALSE;
}

FakeWeb *
fake_web_new (GTlsCertificate *certificate)
{
  FakeWeb *self = g_new0 (FakeWeb, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) effective = NULL;
  g_autoptr (GError) error = NULL;

  g_mutex_init (&self->lock);
  self->certificate = certificate != NULL ? g_object_ref (certificate) : NULL;
  self->pages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, page_unref);
  self->requests = g_ptr_array_new_with_free_func (g_free);
  self->closing = g_cancellable_new ();
  self->service = g_threaded_socket_service_new (16);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                 NULL, &effective, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  g_signal_connect (self->service, "run", G_CALLBACK (run_cb), self);
  return self;
}

void
fake_web_free (FakeWeb *self)
{
  g_cancellable_cancel (self->closing);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  while (g_atomic_int_get (&self->n_active) > 0)
    g_usleep (1000);
  g_object_unref (self->service);
  g_hash_table_unref (self->pages);
  g_ptr_array_unref (self->requests);
  g_object_unref (self->closing);
  g_clear_object (&self->certificate);
  g_mutex_clear (&self->lock);
  g_free (self);
}

guint16
fake_web_get_port (FakeWeb *self)
{
  return self->port;
}

void
fake_web_add (FakeWeb       *self,
              const char    *path,
              FakeWebManner  manner,
              GBytes        *answer)
{
  Page *page = g_new0 (Page, 1);

  g_atomic_ref_count_init (&page->ref_count);
  page->manner = manner;
  page->answer = g_bytes_ref (answer);
  g_mutex_lock (&self->lock);
  g_hash_table_insert (self->pages, g_strdup (path), page);
  g_mutex_unlock (&self->lock);
}

/* @head: status line and fields without the last empty line, such as "HTTP/1.1 200 OK\r\nContent-Type: text/xml" */
void
fake_web_add_text (FakeWeb    *self,
                   const char *path,
                   const char *head,
                   const char *body)
{
  g_autofree char *text = g_strdup_printf ("%s\r\nConnection: close\r\n\r\n%s", head, body);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  fake_web_add (self, path, FAKE_WEB_SAY, bytes);
}

guint
fake_web_get_n (FakeWeb *self)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = self->requests->len;
  g_mutex_unlock (&self->lock);
  return n;
}

char *
fake_web_get_request (FakeWeb *self,
                      guint    position)
{
  char *request;

  g_mutex_lock (&self->lock);
  g_assert_cmpuint (position, <, self->requests->len);
  request = g_strdup (g_ptr_array_index (self->requests, position));
  g_mutex_unlock (&self->lock);
  return request;
}

#ifdef __SANITIZE_ADDRESS__
const char *__asan_default_options (void);
const char *__lsan_default_suppressions (void);

/* GIO's TLS for GnuTLS loses the error of a write that the other side no longer reads. To see that it is that one, all frames of a
 * leak are needed. */
const char *
__asan_default_options (void)
{
  return "fast_unwind_on_malloc=0";
}

const char *
__lsan_default_suppressions (void)
{
  return "leak:libgiognutls.so";
}
#endif
