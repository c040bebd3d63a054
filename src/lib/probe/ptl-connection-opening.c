/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* How a connection comes about: which of the host's addresses is tried, and when. */

#include "ptl-connection.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

/* How long IPv6 has its turn before IPv4 is tried as well, at least (RFC 8305 §5); microseconds. Without any IPv6 in the network an
 * attempt fails at once, which nobody notices. */
#define NOTICED (150 * 1000)

typedef struct
{
  GSourceOnceFunc resolved;
  gpointer        user_data;
  PtlFamilies     families;
  gint64          started6;  /* monotonic: the first attempt by IPv6 */
} Opening;

static void
note_attempt (Opening           *opening,
              GSocketConnection *connection)
{
  g_autoptr (GSocketAddress) address = g_socket_connection_get_remote_address (connection, NULL);
  GSocketFamily family = address != NULL ? g_socket_address_get_family (address) : G_SOCKET_FAMILY_INVALID;

  if (family == G_SOCKET_FAMILY_IPV6 && !opening->families.ipv6)
    opening->started6 = g_get_monotonic_time ();
  if (family == G_SOCKET_FAMILY_IPV4 && !opening->families.ipv4)
    opening->families.waited = opening->families.ipv6 && g_get_monotonic_time () - opening->started6 > NOTICED;
  opening->families.ipv6 = opening->families.ipv6 || family == G_SOCKET_FAMILY_IPV6;
  opening->families.ipv4 = opening->families.ipv4 || family == G_SOCKET_FAMILY_IPV4;
}

static void
event_cb (GSocketClient      *client,
          GSocketClientEvent  event,
          GSocketConnectable *connectable,
          GIOStream          *stream,
          GTask              *task)
{
  Opening *opening = g_task_get_task_data (task);

  if (event == G_SOCKET_CLIENT_RESOLVED && !g_task_get_completed (task))
    opening->resolved (opening->user_data);
  if (event == G_SOCKET_CLIENT_CONNECTING && G_IS_SOCKET_CONNECTION (stream))
    note_attempt (opening, G_SOCKET_CONNECTION (stream));
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GSocketConnection) stream = g_socket_client_connect_finish (G_SOCKET_CLIENT (object), result, &error);

  if (stream == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  /* A conversation of short lines, and the several small records that end a handshake, would otherwise wait for an acknowledgement
   * each: a whole round trip more (RFC 1122 §4.2.3.4). */
  g_socket_set_option (g_socket_connection_get_socket (stream), IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  g_task_return_pointer (task, ptl_connection_new (G_IO_STREAM (stream)), g_object_unref);
}

/**
 * ptl_connection_open_async:
 * @host: a host, in ASCII
 * @port: a port
 * @resolved: called with @user_data when the host has an address, before @callback
 * @cancellable: (nullable): to end it
 * @callback: called once
 * @user_data: for @callback
 *
 * Connects to whichever address of the host answers first (RFC 8305), through the proxy that is set for this computer.
 */
void
ptl_connection_open_async (const char          *host,
                           guint16              port,
                           GSourceOnceFunc      resolved,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnectable) address = g_network_address_new (host, port);
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Opening opening = { .resolved = resolved, .user_data = user_data };

  g_task_set_source_tag (task, ptl_connection_open_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_memdup2 (&opening, sizeof opening), g_free);
  g_signal_connect_object (client, "event", G_CALLBACK (event_cb), task, 0);
  g_socket_client_connect_async (client, address, cancellable, opened_cb, task);
}

/**
 * ptl_connection_open_finish:
 * @result: what the callback got
 * @error: return location for an error, of GIO
 *
 * Returns: (transfer full) (nullable): the connection
 */
PtlConnection *
ptl_connection_open_finish (GAsyncResult  *result,
                            GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ptl_connection_open_get_families:
 * @result: what the callback got
 *
 * Returns: by which kinds of addresses the host was tried
 */
PtlFamilies
ptl_connection_open_get_families (GAsyncResult *result)
{
  Opening *opening = g_task_get_task_data (G_TASK (result));

  return opening->families;
}
