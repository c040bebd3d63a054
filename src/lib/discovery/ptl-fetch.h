/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PTL_FETCH_MAX_BYTES     (512 * 1024)
#define PTL_FETCH_MAX_REDIRECTS 5

/* Called when a host took the connection: it is there, and may be waited for. */
typedef void (*PtlFetchConnected) (gpointer user_data);

/* Fetches a document over https, in bounds of time, size and redirects. The only file that knows HTTP. Redirects never lead to
 * http. Errors are of PTL_ERROR: NOTHING_FOUND (404 and the like), NAME_NOT_FOUND, REFUSED, TIMEOUT, CONNECT_TIMEOUT,
 * TOO_MUCH_DATA, BAD_DATA, NOT_THIS_PROTOCOL (a web page for people where settings were asked for), SERVER_UNAVAILABLE,
 * CERTIFICATE_…, TLS_…, RESET, UNREACHABLE, CANCELLED.
 *
 * @on_connected: (nullable): called with @user_data, before the callback, once a host or not at all
 *
 * Returns (of _finish): (transfer full): the body; @final_url: (out) (optional): where the answer came from */
void       ptl_fetch_async     (const char           *url,
                                guint                 timeout_ms,
                                PtlFetchConnected     on_connected,
                                GCancellable         *cancellable,
                                GAsyncReadyCallback   callback,
                                gpointer              user_data);
GBytes    *ptl_fetch_finish    (GAsyncResult         *result,
                                char                **final_url,
                                GError              **error);
GPtrArray *ptl_fetch_get_hosts (GAsyncResult         *result);
/* Returns: (nullable): the character encoding that the server names for the body */
const char *ptl_fetch_get_charset (GAsyncResult      *result);

G_END_DECLS
