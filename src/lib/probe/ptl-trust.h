/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-certificate.h"
#include "ptl-connection.h"
#include "ptl-problem.h"
#include "ptl-server.h"

G_BEGIN_DECLS

/* What a connection in TLS is worth: how it is encrypted, who is at the other end, and whether a password may go there. */
typedef struct
{
  gboolean        verified;      /* this is the server that was asked for: the only thing that lets a password out */
  PtlCertificate *certificate;   /* (owned) (nullable) */
  PtlProblem     *problem;       /* (owned) (nullable): what is wrong with it, even if the person trusts it */
  char           *version;       /* (owned) (nullable): of TLS, such as "1.3" */
  char           *cipher;        /* (owned) (nullable) */
  char           *tls_unique;    /* (owned) (nullable): what ties a sign-in to the connection, in base64 */
  char           *tls_exporter;  /* (owned) (nullable) */
} PtlTrust;

PtlTrust *ptl_trust_new                  (PtlConnection   *connection,
                                          const PtlServer *server,
                                          gboolean         offer_exception);
void      ptl_trust_free                 (PtlTrust        *self);
char     *ptl_trust_describe_encryption  (const PtlTrust  *self);
char     *ptl_trust_describe_certificate (const PtlTrust  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlTrust, ptl_trust_free)

G_END_DECLS
