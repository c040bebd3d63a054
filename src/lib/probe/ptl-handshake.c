/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-handshake.h"

#include <gnutls/gnutls.h>
#include <string.h>

void
ptl_handshake_free (PtlHandshake *self)
{
  g_free (self->version);
  g_free (self->reason);
  g_free (self);
}

/* Whatever a server may have, so that what it has is known: nothing is ever sent over it. */
#define OLD_PRIORITY \
  "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:+VERS-TLS1.1:+VERS-TLS1.0:+RSA:+DHE-RSA:+SHA1:+SIGN-RSA-SHA1:%COMPAT:%PROFILE_VERY_WEAK"

typedef struct
{
  GSocket          *socket;   /* (owned) */
  gnutls_session_t  session;  /* (owned) */
  gnutls_certificate_credentials_t credentials;  /* (owned) */
} Attempt;

static void
attempt_free (Attempt *attempt)
{
  g_clear_pointer (&attempt->session, gnutls_deinit);
  g_clear_pointer (&attempt->credentials, gnutls_certificate_free_credentials);
  g_clear_object (&attempt->socket);
  g_free (attempt);
}

static const char *
name_version (gnutls_protocol_t version)
{
  switch ((int) version)
    {
    case GNUTLS_SSL3:
      return "SSL 3.0";
    case GNUTLS_TLS1_0:
      return "1.0";
    case GNUTLS_TLS1_1:
      return "1.1";
    case GNUTLS_TLS1_2:
      return "1.2";
    case GNUTLS_TLS1_3:
      return "1.3";
    default:
      return NULL;
    }
}

static void
end_handshake (GTask   *task,
               Attempt *attempt,
               int      status)
{
  PtlHandshake *handshake = g_new0 (PtlHandshake, 1);

  if (status >= 0)
    handshake->version = g_strdup (name_version (gnutls_protocol_get_version (attempt->session)));
  else if (status == GNUTLS_E_FATAL_ALERT_RECEIVED)
    handshake->reason = g_strdup (gnutls_alert_get_name (gnutls_alert_get (attempt->session)));
  else
    handshake->reason = g_strdup (gnutls_strerror (status));

  g_task_return_pointer (task, handshake, (GDestroyNotify) ptl_handshake_free);
}

static gboolean
continue_handshake_cb (GSocket      *socket,
                       GIOCondition  condition,
                       gpointer      user_data)
{
  GTask *task = user_data;
  Attempt *attempt = g_task_get_task_data (task);
  g_autoptr (GSource) source = NULL;
  int status;

  if (g_task_return_error_if_cancelled (task))
    return G_SOURCE_REMOVE;

  do
    status = gnutls_handshake (attempt->session);
  while (status < 0 && status != GNUTLS_E_AGAIN && gnutls_error_is_fatal (status) == 0);

  if (status != GNUTLS_E_AGAIN)
    {
      end_handshake (task, attempt, status);
      return G_SOURCE_REMOVE;
    }

  source = g_socket_create_source (socket, gnutls_record_get_direction (attempt->session) == 0 ? G_IO_IN : G_IO_OUT,
                                   g_task_get_cancellable (task));
  g_source_set_static_name (source, "ptl-handshake");
  g_source_set_callback (source, G_SOURCE_FUNC (continue_handshake_cb), g_object_ref (task), g_object_unref);
  g_source_attach (source, g_main_context_get_thread_default ());

  return G_SOURCE_REMOVE;
}

static int
prepare (Attempt    *attempt,
         const char *host)
{
  int status = gnutls_init (&attempt->session, GNUTLS_CLIENT | GNUTLS_NONBLOCK);

  if (status >= 0)
    status = gnutls_priority_set_direct (attempt->session, OLD_PRIORITY, NULL);
  if (status >= 0)
    status = gnutls_certificate_allocate_credentials (&attempt->credentials);
  if (status >= 0)
    status = gnutls_credentials_set (attempt->session, GNUTLS_CRD_CERTIFICATE, attempt->credentials);
  if (status >= 0 && !g_hostname_is_ip_address (host))
    status = gnutls_server_name_set (attempt->session, GNUTLS_NAME_DNS, host, strlen (host));
  if (status >= 0)
    gnutls_transport_set_int (attempt->session, g_socket_get_fd (attempt->socket));

  return status;
}

/**
 * ptl_handshake_async:
 * @socket: a connected socket, at the point where the server expects a handshake
 * @host: the name of the server
 * @cancellable: (nullable): to end it
 * @callback: called once
 * @user_data: for @callback
 *
 * Shakes hands with whatever version the server has, and sends nothing after that. It tells why another handshake failed.
 */
void
ptl_handshake_async (GSocket             *socket,
                     const char          *host,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Attempt *attempt = g_new0 (Attempt, 1);
  int status;

  g_task_set_source_tag (task, ptl_handshake_async);
  g_task_set_task_data (task, attempt, (GDestroyNotify) attempt_free);
  attempt->socket = g_object_ref (socket);
  g_socket_set_blocking (socket, FALSE);
  status = prepare (attempt, host);
  if (status < 0)
    end_handshake (task, attempt, status);
  else
    continue_handshake_cb (socket, G_IO_OUT, task);
}

PtlHandshake *
ptl_handshake_finish (GAsyncResult  *result,
                      GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ptl_handshake_missed_certificate:
 * @error: of a TLS connection to a server that has asked for our certificate, and got none
 *
 * GIO takes every later failure for that, but only the server's own last word tells (RFC 8446 §6.2, RFC 5246 §7.2.2). It is known by
 * its name, which GIO takes from GnuTLS.
 *
 * Returns: whether the server hung up because of it
 */
gboolean
ptl_handshake_missed_certificate (const GError *error)
{
  static const gnutls_alert_description_t alerts[] = {
    GNUTLS_A_CERTIFICATE_REQUIRED, GNUTLS_A_HANDSHAKE_FAILURE, GNUTLS_A_BAD_CERTIFICATE, GNUTLS_A_SSL3_NO_CERTIFICATE,
    GNUTLS_A_ACCESS_DENIED,
  };

  for (gsize i = 0; error->domain == G_TLS_ERROR && i < G_N_ELEMENTS (alerts); i++)
    if (strstr (error->message, gnutls_alert_get_name (alerts[i])) != NULL)
      return TRUE;

  return FALSE;
}
