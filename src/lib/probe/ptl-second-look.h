/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "ptl-problem.h"
#include "ptl-secret.h"
#include "ptl-server.h"

G_BEGIN_DECLS

/* What else there is to see at a server where no handshake or no greeting came, over a connection of its own that no secret takes. */
void        ptl_second_look_async  (PtlServer            *server,
                                    PtlSecret            *secret,
                                    guint                 patience,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
PtlProblem *ptl_second_look_finish (GAsyncResult         *result,
                                    GError              **error);

G_END_DECLS
