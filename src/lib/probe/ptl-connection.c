/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-connection.h"

#include <glib/gi18n-lib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#include "ptl-certificate-reader.h"
#include "ptl-error.h"
#include "ptl-handshake.h"
#include "ptl-tls-questions.h"

#define CHUNK 4096

struct _PtlConnection
{
  GObject parent_instance;

  GIOStream       *base;       /* (owned) */
  GTlsConnection  *tls;        /* (owned) (nullable) */
  PtlTlsQuestions *questions;  /* (owned): what the server asks for when it shakes hands */
  GByteArray      *unread;     /* (owned) */
  gsize            n_received;
  guchar           chunk[CHUNK];
};

G_DEFINE_FINAL_TYPE (PtlConnection, ptl_connection, G_TYPE_OBJECT)

static GIOStream *
get_stream (PtlConnection *self)
{
  return self->tls != NULL ? G_IO_STREAM (self->tls) : self->base;
}

/* A server that wants to see a certificate first hangs up on who has none: in the handshake, where its reason may get lost when it
 * resets the connection, or with TLS 1.3 right after it. */
static gboolean
lacks_certificate (PtlConnection *self,
                   const GError  *error)
{
  return ptl_tls_questions_want_certificate (self->questions) &&
         (ptl_handshake_missed_certificate (error) ||
          (self->tls == NULL && g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_CERTIFICATE_REQUIRED)));
}

/* To a caller the ways in which a connection dies are one. */
static GError *
translate (PtlConnection *self,
           const GError  *error)
{
  if (lacks_certificate (self, error))
    return g_error_new_literal (PTL_ERROR, PTL_ERROR_SIGN_IN_NOT_OFFERED,
                                _("The server lets in only programs that show it a certificate of yours, and there is none here."));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_new_literal (PTL_ERROR, PTL_ERROR_CANCELLED, error->message);
  /* GIO says so of whatever goes wrong once a server has asked for one, though it went on without */
  if (g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_CERTIFICATE_REQUIRED))
    return g_error_new_literal (PTL_ERROR, PTL_ERROR_RESET, _("The encrypted connection was disturbed."));

  return g_error_new (PTL_ERROR, PTL_ERROR_RESET, _("The connection broke off (%s)."), error->message);
}

static void
ptl_connection_dispose (GObject *object)
{
  ptl_connection_close (PTL_CONNECTION (object));

  G_OBJECT_CLASS (ptl_connection_parent_class)->dispose (object);
}

static void
ptl_connection_finalize (GObject *object)
{
  PtlConnection *self = PTL_CONNECTION (object);

  g_clear_object (&self->tls);
  g_clear_object (&self->base);
  g_clear_object (&self->questions);
  g_byte_array_unref (self->unread);

  G_OBJECT_CLASS (ptl_connection_parent_class)->finalize (object);
}

static void
ptl_connection_class_init (PtlConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ptl_connection_dispose;
  object_class->finalize = ptl_connection_finalize;
}

static void
ptl_connection_init (PtlConnection *self)
{
  self->questions = ptl_tls_questions_new ();
  self->unread = g_byte_array_new ();
}

/**
 * ptl_connection_new:
 * @stream: a stream to a server
 *
 * Returns: (transfer full): lines over it
 */
PtlConnection *
ptl_connection_new (GIOStream *stream)
{
  PtlConnection *self = g_object_new (PTL_TYPE_CONNECTION, NULL);

  self->base = g_object_ref (stream);
  return self;
}

/**
 * ptl_connection_get_socket:
 * @self: a connection
 *
 * Returns: (transfer none) (nullable): its socket, if that is what it is made of
 */
GSocket *
ptl_connection_get_socket (PtlConnection *self)
{
  return G_IS_SOCKET_CONNECTION (self->base) ? g_socket_connection_get_socket (G_SOCKET_CONNECTION (self->base)) : NULL;
}

/**
 * ptl_connection_describe_peer:
 * @self: a connection
 *
 * Returns: (transfer full) (nullable): the other end, for people
 */
char *
ptl_connection_describe_peer (PtlConnection *self)
{
  GSocket *socket = ptl_connection_get_socket (self);
  g_autoptr (GSocketAddress) address = socket != NULL ? g_socket_get_remote_address (socket, NULL) : NULL;
  g_autofree char *text = NULL;

  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return NULL;

  text = g_inet_address_to_string (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
  /* Translators: an IP address, and a port number */
  return g_strdup_printf (_("%s, port %u"), text, g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
}

/**
 * ptl_connection_close:
 * @self: a connection
 *
 * Ends it at once, without a word and without waiting. May be called twice, and while something is going on.
 */
void
ptl_connection_close (PtlConnection *self)
{
  if (G_IS_SOCKET_CONNECTION (self->base))
    g_socket_close (g_socket_connection_get_socket (G_SOCKET_CONNECTION (self->base)), NULL);
  else if (self->base != NULL)
    g_io_stream_close (self->base, NULL, NULL);
}

/* The first line of what is unread, with its end. */
static GBytes *
take_line (PtlConnection *self)
{
  const guchar *end = memchr (self->unread->data != NULL ? self->unread->data : (guchar *) "", '\n', self->unread->len);
  gsize length = end != NULL ? (gsize) (end - self->unread->data) + 1 : 0;
  GBytes *line;

  if (end == NULL || length > PTL_CONNECTION_MAX_LINE)
    return NULL;

  line = g_bytes_new (self->unread->data, length);
  g_byte_array_remove_range (self->unread, 0, length);

  return line;
}

static void read_chunk (GTask *task);

/* The first line of what has come so far, if it is there and there is not too much of it. */
static GBytes *
take_line_in_bounds (PtlConnection  *self,
                     GError        **error)
{
  GBytes *line = NULL;

  if (self->n_received > PTL_CONNECTION_MAX_SESSION)
    g_set_error_literal (error, PTL_ERROR, PTL_ERROR_TOO_MUCH_DATA, _("The server sends far too much."));
  else if ((line = take_line (self)) == NULL && self->unread->len > PTL_CONNECTION_MAX_LINE)
    g_set_error_literal (error, PTL_ERROR, PTL_ERROR_TOO_MUCH_DATA, _("The server sends a line that is far too long."));

  return line;
}

static void
chunk_read_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  PtlConnection *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  GError *problem = NULL;
  GBytes *line = NULL;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (object), result, &error);

  if (n < 0)
    problem = translate (self, error);
  else if (n == 0)
    problem = g_error_new_literal (PTL_ERROR, PTL_ERROR_RESET, _("The server closed the connection."));
  else
    {
      g_byte_array_append (self->unread, self->chunk, n);
      self->n_received += n;
      line = take_line_in_bounds (self, &problem);
    }

  if (problem != NULL)
    g_task_return_error (task, problem);
  else if (line != NULL)
    g_task_return_pointer (task, line, (GDestroyNotify) g_bytes_unref);
  else
    read_chunk (g_steal_pointer (&task));
}

/* Takes ownership of @task. */
static void
read_chunk (GTask *task)
{
  PtlConnection *self = g_task_get_source_object (task);

  g_input_stream_read_async (g_io_stream_get_input_stream (get_stream (self)), self->chunk, sizeof self->chunk,
                             G_PRIORITY_DEFAULT, g_task_get_cancellable (task), chunk_read_cb, task);
}

/**
 * ptl_connection_read_line_async:
 * @self: a connection on which nothing else is read
 * @cancellable: (nullable): to end it, which is also what a time limit does
 * @callback: called once
 * @user_data: for @callback
 *
 * Reads up to the next line feed.
 */
void
ptl_connection_read_line_async (PtlConnection       *self,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GBytes *line = take_line (self);

  g_task_set_source_tag (task, ptl_connection_read_line_async);
  g_task_set_check_cancellable (task, FALSE);
  if (line != NULL)
    g_task_return_pointer (task, line, (GDestroyNotify) g_bytes_unref);
  else
    read_chunk (g_steal_pointer (&task));
}

/**
 * ptl_connection_read_line_finish:
 * @self: a connection
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the line with its end, or %NULL
 */
GBytes *
ptl_connection_read_line_finish (PtlConnection  *self,
                                 GAsyncResult   *result,
                                 GError        **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
written_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, translate (g_task_get_source_object (task), error));
}

/**
 * ptl_connection_write_async:
 * @self: a connection on which nothing else is written
 * @bytes: what to send; kept until it is sent, and not copied
 * @cancellable: (nullable): to end it
 * @callback: called once
 * @user_data: for @callback
 */
void
ptl_connection_write_async (PtlConnection       *self,
                            GBytes              *bytes,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, ptl_connection_write_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_bytes_ref (bytes), (GDestroyNotify) g_bytes_unref);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (get_stream (self)),
                                   g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                   G_PRIORITY_DEFAULT, cancellable, written_cb, task);
}

gboolean
ptl_connection_write_finish (PtlConnection  *self,
                             GAsyncResult   *result,
                             GError        **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Whether the server has said something already that nobody asked for. What came with the go-ahead is in @unread; what came right
 * behind it is still in the socket. */
static gboolean
has_spoken (PtlConnection *self)
{
  GInputStream *input = g_io_stream_get_input_stream (self->base);
  gssize n;

  if (self->unread->len > 0)
    return TRUE;
  if (!G_IS_POLLABLE_INPUT_STREAM (input) || !g_pollable_input_stream_can_poll (G_POLLABLE_INPUT_STREAM (input)))
    return FALSE;

  n = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (input), self->chunk, sizeof self->chunk, NULL, NULL);
  if (n > 0)
    g_byte_array_append (self->unread, self->chunk, n);

  return n > 0;
}

/* The certificate is judged after the handshake, by the caller, who then knows everything about it; nothing is sent before. */
static gboolean
accept_certificate_cb (void)
{
  return TRUE;
}

/* A server that sends its tickets and its greeting in two pieces holds the second back until the first is acknowledged, which this
 * computer would put off for 40 ms in the hope of something to send along (RFC 1122 §4.2.3.2). */
static void
acknowledge_at_once (PtlConnection *self)
{
#ifdef TCP_QUICKACK
  GSocket *socket = ptl_connection_get_socket (self);

  if (socket != NULL)
    g_socket_set_option (socket, IPPROTO_TCP, TCP_QUICKACK, TRUE, NULL);
#endif
}

static void
handshake_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  PtlConnection *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (g_tls_connection_handshake_finish (G_TLS_CONNECTION (object), result, &error))
    {
      self->tls = g_object_ref (G_TLS_CONNECTION (object));
      acknowledge_at_once (self);
      g_task_return_boolean (task, TRUE);
    }
  else
    g_task_return_error (task, lacks_certificate (self, error) ? translate (self, error) : g_steal_pointer (&error));
}

/* Whether the peer is still known: of one that has reset the connection the system tells no more, and GnuTLS's part of GIO does not
 * look before it asks. GSocket remembers what it was told. */
static gboolean
has_peer (PtlConnection  *self,
          GError        **error)
{
  g_autoptr (GSocketAddress) peer = NULL;

  if (!G_IS_SOCKET_CONNECTION (self->base))
    return TRUE;

  peer = g_socket_connection_get_remote_address (G_SOCKET_CONNECTION (self->base), error);
  return peer != NULL;
}

/**
 * ptl_connection_start_tls_async:
 * @self: a connection without TLS
 * @identity: whom the certificate must name
 * @cancellable: (nullable): to end it
 * @callback: called once
 * @user_data: for @callback
 *
 * Moves into TLS. Fails with %PTL_ERROR_STARTTLS_INJECTION if there is anything to read before the handshake: it would look as
 * if it had come encrypted.
 */
void
ptl_connection_start_tls_async (PtlConnection       *self,
                                GSocketConnectable  *identity,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GIOStream) client = NULL;
  g_autoptr (GError) error = NULL;

  g_task_set_source_tag (task, ptl_connection_start_tls_async);
  g_task_set_check_cancellable (task, FALSE);
  g_assert (self->tls == NULL);
  if (has_spoken (self))
    {
      g_task_return_new_error (task, PTL_ERROR, PTL_ERROR_STARTTLS_INJECTION,
                               _("Something was slipped in before the encryption began, so somebody may be meddling with the connection."));
      return;
    }

  if (!has_peer (self, &error))
    {
      g_task_return_error (task, translate (self, error));
      return;
    }

  client = g_tls_client_connection_new (self->base, identity, &error);
  if (client == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  g_tls_connection_set_interaction (G_TLS_CONNECTION (client), G_TLS_INTERACTION (self->questions));
  g_signal_connect (client, "accept-certificate", G_CALLBACK (accept_certificate_cb), NULL);
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (client), FALSE);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (client), G_PRIORITY_DEFAULT, cancellable, handshake_cb,
                                    g_steal_pointer (&task));
}

gboolean
ptl_connection_start_tls_finish (PtlConnection  *self,
                                 GAsyncResult   *result,
                                 GError        **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ptl_connection_get_tls:
 * @self: a connection
 *
 * Returns: (transfer none) (nullable): the TLS it has moved into
 */
GTlsConnection *
ptl_connection_get_tls (PtlConnection *self)
{
  return self->tls;
}

/**
 * ptl_connection_get_tls_version:
 * @self: a connection in TLS
 *
 * Returns: (transfer none) (nullable): such as "1.3"
 */
const char *
ptl_connection_get_tls_version (PtlConnection *self)
{
  switch (g_tls_connection_get_protocol_version (self->tls))
    {
    case G_TLS_PROTOCOL_VERSION_SSL_3_0:
      return "SSL 3.0";
    case G_TLS_PROTOCOL_VERSION_TLS_1_0:
      return "1.0";
    case G_TLS_PROTOCOL_VERSION_TLS_1_1:
      return "1.1";
    case G_TLS_PROTOCOL_VERSION_TLS_1_2:
      return "1.2";
    case G_TLS_PROTOCOL_VERSION_TLS_1_3:
      return "1.3";
    case G_TLS_PROTOCOL_VERSION_DTLS_1_0:
    case G_TLS_PROTOCOL_VERSION_DTLS_1_2:
    case G_TLS_PROTOCOL_VERSION_UNKNOWN:
    default:
      return NULL;
    }
}

/**
 * ptl_connection_list_chain:
 * @self: a connection in TLS
 *
 * Returns: (transfer full) (element-type GBytes): the server's certificate and those that it sent along, in DER
 */
GPtrArray *
ptl_connection_list_chain (PtlConnection *self)
{
  GTlsCertificate *peer = g_tls_connection_get_peer_certificate (self->tls);

  return peer != NULL ? ptl_certificate_list_chain (peer) : g_ptr_array_new ();
}

/**
 * ptl_connection_get_binding:
 * @self: a connection in TLS
 * @type: a kind of channel binding
 *
 * Returns: (transfer full) (nullable): what ties a sign-in to this connection, in base64, if TLS can tell
 */
char *
ptl_connection_get_binding (PtlConnection          *self,
                            GTlsChannelBindingType  type)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();

  if (!g_tls_connection_get_channel_binding_data (self->tls, type, data, NULL) || data->len == 0)
    return NULL;

  return g_base64_encode (data->data, data->len);
}
