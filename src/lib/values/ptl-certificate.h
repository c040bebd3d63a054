/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-error.h"

G_BEGIN_DECLS

/* What a server's certificate says, read for people. Immutable. */
typedef struct _PtlCertificate PtlCertificate;

#define PTL_TYPE_CERTIFICATE (ptl_certificate_get_type ())
GType ptl_certificate_get_type (void);

/* Borrowed: ptl_certificate_new() copies. */
typedef struct
{
  const char         *subject;
  const char         *issuer;
  const char * const *names;       /* DNS names and addresses it is for */
  GDateTime          *not_before;  /* (nullable) */
  GDateTime          *not_after;   /* (nullable) */
  const char         *sha256;      /* fingerprint of the certificate, upper-case hex with colons */
  const PtlError     *problems;    /* most specific first */
  gsize               n_problems;
  gboolean            incomplete;  /* the server should have sent its issuer's certificate along, and has not */
  gboolean            short_key;   /* nobody has broken one of this length in public yet, but it is no longer thought to last */
} PtlCertificateFields;

PtlCertificate      *ptl_certificate_new            (const PtlCertificateFields *fields);
PtlCertificate      *ptl_certificate_ref            (PtlCertificate             *self);
void                 ptl_certificate_unref          (PtlCertificate             *self);
const char          *ptl_certificate_get_subject    (const PtlCertificate       *self);
const char          *ptl_certificate_get_issuer     (const PtlCertificate       *self);
const char * const  *ptl_certificate_get_names      (const PtlCertificate       *self);
GDateTime           *ptl_certificate_get_not_before (const PtlCertificate       *self);
GDateTime           *ptl_certificate_get_not_after  (const PtlCertificate       *self);
const char          *ptl_certificate_get_sha256     (const PtlCertificate       *self);
const PtlError      *ptl_certificate_get_problems   (const PtlCertificate       *self,
                                                     gsize                      *n_problems);
gboolean             ptl_certificate_is_incomplete  (const PtlCertificate       *self);
gboolean             ptl_certificate_has_short_key  (const PtlCertificate       *self);

/* Whether a person may make an exception for a certificate with this problem, see PTL_REMEDY_TRUST_CERTIFICATE: it is what people with a
 * server of their own live with. What somebody else could have made, or is known to have taken, is not among it. */
gboolean             ptl_certificate_is_excusable   (PtlError                    problem);

/* A fingerprint as people and programs write it: with or without colons or spaces, in either case. */
char                *ptl_certificate_clean_sha256   (const char                 *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlCertificate, ptl_certificate_unref)

G_END_DECLS
