/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "ptl-certificate.h"
#include "ptl-problem.h"

G_BEGIN_DECLS

/* What a server's certificate really says. */

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

G_END_DECLS
