/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "ptl-certificate.h"
#include "ptl-problem.h"

G_BEGIN_DECLS

/* What a server's certificate really says. The only user of GnuTLS. */

/* What else is known of it. */
typedef struct
{
  const char           *host;     /* (nullable): the name that was asked for */
  GTlsCertificateFlags  errors;   /* what the TLS library objects to */
  gint64                now;      /* seconds since 1970 */
} PtlCertificateView;

PtlCertificate *ptl_certificate_read          (GPtrArray                *chain,
                                               const PtlCertificateView *view);
GPtrArray      *ptl_certificate_list_chain    (GTlsCertificate          *certificate);
PtlProblem     *ptl_certificate_get_problem   (PtlCertificate           *certificate,
                                               const char               *host);

/* What a handshake says that takes whatever the server has, down to TLS 1.0. Nothing is sent over it. */
typedef struct
{
  char     *version;  /* (owned) (nullable): such as "1.1"; NULL if there was no agreement */
  char     *reason;   /* (owned) (nullable): why there was none */
} PtlHandshake;

void            ptl_handshake_free            (PtlHandshake             *self);
void            ptl_handshake_async           (GSocket                  *socket,
                                               const char               *host,
                                               GCancellable             *cancellable,
                                               GAsyncReadyCallback       callback,
                                               gpointer                  user_data);
PtlHandshake   *ptl_handshake_finish          (GAsyncResult             *result,
                                               GError                  **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlHandshake, ptl_handshake_free)

G_END_DECLS
