/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a handshake says that takes whatever the server has, down to TLS 1.0. Nothing is sent over it. */
typedef struct
{
  char     *version;  /* (owned) (nullable): such as "1.1"; NULL if there was no agreement */
  char     *reason;   /* (owned) (nullable): why there was none */
} PtlHandshake;

void          ptl_handshake_free   (PtlHandshake         *self);
void          ptl_handshake_async  (GSocket              *socket,
                                    const char           *host,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
PtlHandshake *ptl_handshake_finish (GAsyncResult         *result,
                                    GError              **error);

gboolean      ptl_handshake_missed_certificate (const GError *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlHandshake, ptl_handshake_free)

G_END_DECLS
