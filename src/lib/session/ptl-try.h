/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "ptl-query.h"

G_BEGIN_DECLS

/* Lends the tester to the discovery, which does not know it: see PtlTryAsync. Tries a server without a password. */
void       ptl_try_async  (PtlServer            *server,
                           GCancellable         *cancellable,
                           PtlTryConnected       connected,
                           GAsyncReadyCallback   callback,
                           gpointer              user_data,
                           gpointer              try_data);
PtlServer *ptl_try_finish (GAsyncResult         *result,
                           GError              **error);

G_END_DECLS
