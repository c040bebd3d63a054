/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "ptl-certificate-reader.h"
#include "ptl-secret.h"
#include "ptl-server.h"

G_BEGIN_DECLS

/* What else there is to see at a server, over a connection of its own that no secret ever takes. */
typedef struct
{
  PtlProblem   *problem;    /* (owned) (nullable): why it came to no handshake */
  gboolean      greets;     /* it speaks the plain protocol where TLS was expected */
  PtlHandshake *handshake;  /* (owned) (nullable) */
} PtlSight;

void      ptl_sight_free         (PtlSight             *self);

void      ptl_second_look_async  (PtlServer            *server,
                                  PtlSecret            *secret,
                                  guint                 patience,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data);
PtlSight *ptl_second_look_finish (GAsyncResult         *result,
                                  GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlSight, ptl_sight_free)

G_END_DECLS
