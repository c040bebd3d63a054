/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A network that wants to be signed in to first leads every name to itself. One that cannot exist shows that (RFC 6761 §6.4). */
void     ptl_portal_look_async  (const char           *host,
                                 GCancellable         *cancellable,
                                 GAsyncReadyCallback   callback,
                                 gpointer              user_data);
gboolean ptl_portal_look_finish (GAsyncResult         *result);

G_END_DECLS
