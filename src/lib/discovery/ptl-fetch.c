/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-fetch.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

#include "ptl-async.h"
#include "ptl-error.h"
#include "ptl-network-error.h"

/* Neither the program's version nor the system's name: a lookup tells no more than it has to. */
#define USER_AGENT "Portolan"

/* Nobody needs that long for a single answer; the whole has the caller's bound. */
#define SILENCE_SECONDS 5

#define CHUNK (16 * 1024)

/* RFC 6585 §4; libsoup has no name for it. */
#define TOO_MANY_REQUESTS 429

typedef struct
{
  SoupSession          *session;       /* (owned) */
  SoupMessage          *message;       /* (owned) (nullable) */
  GInputStream         *stream;        /* (owned) (nullable) */
  GCancellable         *cancellable;   /* (owned): cancelled with the caller's, and when the time is up */
  GUri                 *uri;           /* (owned): what is being fetched now */
  GPtrArray            *hosts;         /* (owned) (element-type utf8): who was asked, in order */
  GByteArray           *body;          /* (owned) */
  char                 *charset;       /* (owned) (nullable): of the body, as the server says */
  GTlsCertificate      *certificate;   /* (owned) (nullable): the one that was turned down */
  GTlsCertificateFlags  flags;
  GSource              *timer;         /* (owned) */
  PtlFetchConnected     on_connected;  /* (nullable) */
  gpointer              user_data;     /* (unowned): for on_connected */
  guint                 n_redirects;
  gboolean              tells;         /* the first question was about more than its path */
  gboolean              connected;
  gboolean              timed_out;
} Fetch;

static void
drop_message (Fetch *fetch)
{
  if (fetch->message != NULL)
    g_signal_handlers_disconnect_by_data (fetch->message, fetch);
  g_clear_object (&fetch->stream);
  g_clear_object (&fetch->message);
}

static void
fetch_free (Fetch *fetch)
{
  g_source_destroy (fetch->timer);
  g_source_unref (fetch->timer);
  drop_message (fetch);
  soup_session_abort (fetch->session);
  g_clear_object (&fetch->session);
  g_clear_object (&fetch->cancellable);
  g_clear_object (&fetch->certificate);
  g_clear_pointer (&fetch->uri, g_uri_unref);
  g_clear_pointer (&fetch->hosts, g_ptr_array_unref);
  g_clear_pointer (&fetch->body, g_byte_array_unref);
  g_free (fetch->charset);
  g_free (fetch);
}

static void
fail (GTask  *task,
      GError *error)
{
  Fetch *fetch = g_task_get_task_data (task);

  g_source_destroy (fetch->timer);
  g_task_return_error (task, error);
}

static void
fail_with (GTask      *task,
           PtlError    code,
           const char *message)
{
  fail (task, g_error_new_literal (PTL_ERROR, code, message));
}

/* @error: what GIO or libsoup said; the reason behind it may be ours */
static void
fail_with_foreign (GTask        *task,
                   const GError *error)
{
  Fetch *fetch = g_task_get_task_data (task);
  const char *host = g_uri_get_host (fetch->uri);
  g_autoptr (GError) ours = NULL;

  if (fetch->timed_out || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    ours = g_error_new (PTL_ERROR, fetch->connected ? PTL_ERROR_TIMEOUT : PTL_ERROR_CONNECT_TIMEOUT,
                        _("%s did not answer in time."), host);
  else if (g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE) && fetch->certificate != NULL)
    ours = ptl_network_error_new_certificate (fetch->certificate, fetch->flags, host);
  else if (error->domain == SOUP_SESSION_ERROR || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA))
    ours = g_error_new (PTL_ERROR, PTL_ERROR_BAD_DATA, _("%s gave an answer that is not proper HTTP: %s"), host, error->message);
  else
    ours = ptl_network_error_new (error, host);

  fail (task, g_steal_pointer (&ours));
}

static gboolean
timeout_cb (gpointer user_data)
{
  Fetch *fetch = g_task_get_task_data (user_data);

  fetch->timed_out = TRUE;
  g_cancellable_cancel (fetch->cancellable);
  return G_SOURCE_REMOVE;
}

/* Many servers answer every path with a page for people, and status 200. */
static gboolean
is_web_page (GByteArray *body)
{
  static const char *starts[] = { "<!doctype html", "<html", "<head", "<body", "<script" };
  const char *text = (const char *) body->data;
  gsize length = body->len;

  if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    text += 3, length -= 3;
  while (length > 0 && g_ascii_isspace (*text))
    text++, length--;

  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    if (length >= strlen (starts[i]) && g_ascii_strncasecmp (text, starts[i], strlen (starts[i])) == 0)
      return TRUE;

  return FALSE;
}

/* Returns: (transfer full) (nullable) */
static char *
find_charset (SoupMessage *message)
{
  g_autoptr (GHashTable) parameters = NULL;

  soup_message_headers_get_content_type (soup_message_get_response_headers (message), &parameters);
  return parameters != NULL ? g_strdup (g_hash_table_lookup (parameters, "charset")) : NULL;
}

static void
finish (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);

  if (is_web_page (fetch->body))
    {
      g_autofree char *message =
        g_strdup_printf (_("%s answers with a web page instead of settings."), g_uri_get_host (fetch->uri));

      fail_with (task, PTL_ERROR_NOT_THIS_PROTOCOL, message);
      return;
    }

  fetch->charset = find_charset (fetch->message);
  g_source_destroy (fetch->timer);
  g_task_return_pointer (task, g_byte_array_free_to_bytes (g_steal_pointer (&fetch->body)), (GDestroyNotify) g_bytes_unref);
}

/* The stream is past the decoder, so the bound holds for what a compressed answer grows to. */
static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (object), result, &error);

  if (bytes == NULL)
    {
      fail_with_foreign (task, error);
      return;
    }
  if (g_bytes_get_size (bytes) == 0)
    {
      finish (task);
      return;
    }
  if (fetch->body->len + g_bytes_get_size (bytes) > PTL_FETCH_MAX_BYTES)
    {
      g_autofree char *message = g_strdup_printf (_("%s sends more than the %d bytes that are read."),
                                                  g_uri_get_host (fetch->uri), PTL_FETCH_MAX_BYTES);

      fail_with (task, PTL_ERROR_TOO_MUCH_DATA, message);
      return;
    }

  g_byte_array_append (fetch->body, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_input_stream_read_bytes_async (fetch->stream, CHUNK, G_PRIORITY_DEFAULT, fetch->cancellable, read_cb,
                                   g_steal_pointer (&task));
}

static void send (GTask *task);

/* Where a redirect leads, if that is a place where one may follow: https, and no name and password in it. */
static GUri *
get_redirect_target (Fetch   *fetch,
                     GError **error)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (fetch->message);
  const char *location = soup_message_headers_get_one (headers, "Location");
  const char *host = g_uri_get_host (fetch->uri);
  g_autoptr (GUri) target = NULL;

  if (fetch->n_redirects == PTL_FETCH_MAX_REDIRECTS)
    g_set_error (error, PTL_ERROR, PTL_ERROR_BAD_DATA, _("%s sends on and on, more than %d times."),
                 host, PTL_FETCH_MAX_REDIRECTS);
  else if (location == NULL ||
           (target = g_uri_parse_relative (fetch->uri, location, SOUP_HTTP_URI_FLAGS, NULL)) == NULL)
    g_set_error (error, PTL_ERROR, PTL_ERROR_BAD_DATA, _("%s sends on to an address that is none."), host);
  else if (!g_str_equal (g_uri_get_scheme (target), "https"))
    g_set_error (error, PTL_ERROR, PTL_ERROR_BAD_DATA, _("%s sends on to an address without encryption (%s)."),
                 host, g_uri_get_host (target));
  else if (g_uri_get_userinfo (target) != NULL || g_uri_get_host (target) == NULL || *g_uri_get_host (target) == '\0')
    g_set_error (error, PTL_ERROR, PTL_ERROR_BAD_DATA, _("%s sends on to an address that is none."), host);
  else if (fetch->tells && g_ascii_strcasecmp (g_uri_get_host (target), host) != 0)
    /* what was told this host is not for another */
    g_set_error (error, PTL_ERROR, PTL_ERROR_BAD_DATA, _("%s sends on to %s, which was not meant to learn what was asked."),
                 host, g_uri_get_host (target));
  else
    return g_steal_pointer (&target);

  return NULL;
}

static void
follow (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GUri) target = get_redirect_target (fetch, &error);

  if (target == NULL)
    {
      fail (task, g_steal_pointer (&error));
      return;
    }

  drop_message (fetch);
  g_uri_unref (fetch->uri);
  fetch->uri = g_steal_pointer (&target);
  g_ptr_array_add (fetch->hosts, g_strdup (g_uri_get_host (fetch->uri)));
  fetch->n_redirects++;
  fetch->connected = FALSE;
  send (task);
}

static void
refuse_status (GTask *task,
               guint  status)
{
  Fetch *fetch = g_task_get_task_data (task);
  const char *host = g_uri_get_host (fetch->uri);
  g_autofree char *message = NULL;

  if (status >= 500 || status == TOO_MANY_REQUESTS || status == SOUP_STATUS_PROXY_AUTHENTICATION_REQUIRED)
    {
      message = g_strdup_printf (_("%s cannot answer now (HTTP status %u)."), host, status);
      fail_with (task, PTL_ERROR_SERVER_UNAVAILABLE, message);
    }
  else
    {
      message = g_strdup_printf (_("%s has no such document (HTTP status %u)."), host, status);
      fail_with (task, PTL_ERROR_NOTHING_FOUND, message);
    }
}

static void
send_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  SoupStatus status;

  fetch->stream = soup_session_send_finish (SOUP_SESSION (object), result, &error);
  if (fetch->stream == NULL)
    {
      fail_with_foreign (task, error);
      return;
    }

  status = soup_message_get_status (fetch->message);
  if (status == SOUP_STATUS_OK)
    g_input_stream_read_bytes_async (fetch->stream, CHUNK, G_PRIORITY_DEFAULT, fetch->cancellable, read_cb,
                                     g_steal_pointer (&task));
  else if (SOUP_STATUS_IS_REDIRECTION (status) && status != SOUP_STATUS_NOT_MODIFIED)
    follow (task);
  else
    refuse_status (task, status);
}

/* Certificates are never accepted here; this only keeps what was wrong. */
static gboolean
accept_certificate_cb (SoupMessage          *message,
                       GTlsCertificate      *certificate,
                       GTlsCertificateFlags  flags,
                       gpointer              user_data)
{
  Fetch *fetch = user_data;

  g_set_object (&fetch->certificate, certificate);
  fetch->flags = flags;
  return FALSE;
}

static void
network_event_cb (SoupMessage        *message,
                  GSocketClientEvent  event,
                  GIOStream          *connection,
                  gpointer            user_data)
{
  Fetch *fetch = user_data;

  if (event != G_SOCKET_CLIENT_CONNECTED || fetch->connected)
    return;

  fetch->connected = TRUE;
  if (fetch->on_connected != NULL)
    fetch->on_connected (fetch->user_data);
}

static void
send (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);

  fetch->message = soup_message_new_from_uri (SOUP_METHOD_GET, fetch->uri);
  soup_message_add_flags (fetch->message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE);
  g_signal_connect (fetch->message, "accept-certificate", G_CALLBACK (accept_certificate_cb), fetch);
  g_signal_connect (fetch->message, "network-event", G_CALLBACK (network_event_cb), fetch);
  soup_session_send_async (fetch->session, fetch->message, G_PRIORITY_DEFAULT, fetch->cancellable, send_cb,
                           g_object_ref (task));
}

/* No cookies and no sign-in; the system's proxies and its certificate authorities, as by default. */
static SoupSession *
new_session (void)
{
  SoupSession *session = soup_session_new_with_options ("user-agent", USER_AGENT, "timeout", SILENCE_SECONDS, NULL);

  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
  return session;
}

void
ptl_fetch_async (const char          *url,
                 guint                timeout_ms,
                 PtlFetchConnected    on_connected,
                 GCancellable        *cancellable,
                 GAsyncReadyCallback  callback,
                 gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  Fetch *fetch;

  g_task_set_source_tag (task, ptl_fetch_async);
  g_task_set_check_cancellable (task, FALSE);
  if (uri == NULL || !g_str_equal (g_uri_get_scheme (uri), "https") || g_uri_get_host (uri) == NULL)
    {
      g_task_return_new_error (task, PTL_ERROR, PTL_ERROR_BAD_DATA, _("“%s” is not an address that starts with https."), url);
      return;
    }

  fetch = g_new0 (Fetch, 1);
  fetch->session = new_session ();
  fetch->on_connected = on_connected;
  fetch->user_data = user_data;
  fetch->cancellable = ptl_cancellable_new_child (cancellable);
  fetch->uri = g_steal_pointer (&uri);
  fetch->tells = g_uri_get_query (fetch->uri) != NULL;
  fetch->hosts = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (fetch->hosts, g_strdup (g_uri_get_host (fetch->uri)));
  fetch->body = g_byte_array_new ();
  fetch->timer = g_timeout_source_new (timeout_ms);
  g_task_set_task_data (task, fetch, (GDestroyNotify) fetch_free);
  g_task_attach_source (task, fetch->timer, timeout_cb);
  send (task);
}

GBytes *
ptl_fetch_finish (GAsyncResult  *result,
                  char         **final_url,
                  GError       **error)
{
  Fetch *fetch;
  GBytes *body;

  g_return_val_if_fail (g_async_result_is_tagged (result, ptl_fetch_async), NULL);

  body = g_task_propagate_pointer (G_TASK (result), error);
  fetch = g_task_get_task_data (G_TASK (result));
  if (body != NULL && final_url != NULL)
    *final_url = g_uri_to_string (fetch->uri);
  return body;
}

/**
 * ptl_fetch_get_hosts:
 * @result: what the callback was given
 *
 * Returns: (transfer container) (element-type utf8): every host that was asked, the first and those that redirects led to; also
 *   when the fetch failed
 */
GPtrArray *
ptl_fetch_get_hosts (GAsyncResult *result)
{
  Fetch *fetch;

  g_return_val_if_fail (g_async_result_is_tagged (result, ptl_fetch_async), NULL);

  fetch = g_task_get_task_data (G_TASK (result));
  return fetch != NULL ? g_ptr_array_ref (fetch->hosts) : g_ptr_array_new ();
}

const char *
ptl_fetch_get_charset (GAsyncResult *result)
{
  Fetch *fetch;

  g_return_val_if_fail (g_async_result_is_tagged (result, ptl_fetch_async), NULL);

  fetch = g_task_get_task_data (G_TASK (result));
  return fetch != NULL ? fetch->charset : NULL;
}
