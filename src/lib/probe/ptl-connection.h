/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How much a server may say. */
#define PTL_CONNECTION_MAX_LINE    (64 * 1024)
#define PTL_CONNECTION_MAX_SESSION (1024 * 1024)

#define PTL_TYPE_CONNECTION (ptl_connection_get_type ())
G_DECLARE_FINAL_TYPE (PtlConnection, ptl_connection, PTL, CONNECTION, GObject)

/* Lines over a stream that can move into TLS once. Errors are of PTL_ERROR (RESET, TOO_MUCH_DATA, STARTTLS_INJECTION,
 * CANCELLED), and of GIO for a handshake. Time limits are the caller's, through the cancellable. */
PtlConnection  *ptl_connection_new                (GIOStream            *stream);
void            ptl_connection_open_async         (const char           *host,
                                                   guint16               port,
                                                   GSourceOnceFunc       resolved,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
PtlConnection  *ptl_connection_open_finish        (GAsyncResult         *result,
                                                   GError              **error);
/* Which addresses of the host were tried. */
typedef struct
{
  gboolean ipv4;
  gboolean ipv6;
  gboolean waited;   /* for IPv6, in vain, before IPv4 was tried */
} PtlFamilies;

PtlFamilies     ptl_connection_open_get_families  (GAsyncResult         *result);
char           *ptl_connection_describe_peer      (PtlConnection        *self);
GSocket        *ptl_connection_get_socket         (PtlConnection        *self);
void            ptl_connection_close              (PtlConnection        *self);

void            ptl_connection_read_line_async    (PtlConnection        *self,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
GBytes         *ptl_connection_read_line_finish   (PtlConnection        *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);
void            ptl_connection_write_async        (PtlConnection        *self,
                                                   GBytes               *bytes,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
gboolean        ptl_connection_write_finish       (PtlConnection        *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);
void            ptl_connection_start_tls_async    (PtlConnection        *self,
                                                   GSocketConnectable   *identity,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
gboolean        ptl_connection_start_tls_finish   (PtlConnection        *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);
GTlsConnection *ptl_connection_get_tls            (PtlConnection        *self);
const char     *ptl_connection_get_tls_version    (PtlConnection        *self);
GPtrArray      *ptl_connection_list_chain         (PtlConnection        *self);
char           *ptl_connection_get_binding        (PtlConnection        *self,
                                                   GTlsChannelBindingType type);

G_END_DECLS
