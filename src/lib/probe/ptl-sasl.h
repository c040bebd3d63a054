/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-secret.h"

G_BEGIN_DECLS

/* What a sign-in is made from. Borrowed, and outlives the exchange. */
typedef struct
{
  const char *username;
  PtlSecret  *secret;
  gboolean    token;         /* it is no password, but stands for a sign-in in the browser (OAuth 2) */
  const char *service;       /* "imap", "pop", "smtp" */
  const char *host;
  guint       port;
  const char *tls_unique;    /* (nullable): channel binding in base64, where TLS has it */
  const char *tls_exporter;  /* (nullable) */
  gboolean    bare;          /* whether the password may travel as it is: the connection is encrypted, or the person said so */
  gboolean    encrypted;
} PtlCredentials;

/* The protocol's own command (IMAP LOGIN, POP3 USER and PASS) among the mechanisms. */
#define PTL_SASL_OWN_COMMAND ""

/* One exchange of one mechanism: the server's challenges in, our responses out. The only user of libgsasl. */
typedef struct _PtlSasl PtlSasl;

const char *ptl_sasl_choose          (const char * const    *offered,
                                      gboolean               own_command,
                                      const PtlCredentials  *credentials,
                                      const char            *not_this);
gboolean    ptl_sasl_is_oauth2       (const char            *mechanism);

PtlSasl    *ptl_sasl_new             (const char            *mechanism,
                                      const PtlCredentials  *credentials);
void        ptl_sasl_free            (PtlSasl               *self);
const char *ptl_sasl_get_mechanism   (PtlSasl               *self);
gboolean    ptl_sasl_speaks_first    (PtlSasl               *self);
PtlSecret  *ptl_sasl_respond         (PtlSasl               *self,
                                      const char            *challenge);
gboolean    ptl_sasl_has_told        (PtlSasl               *self);
gboolean    ptl_sasl_is_complete     (PtlSasl               *self);
gboolean    ptl_sasl_is_refused      (PtlSasl               *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlSasl, ptl_sasl_free)

G_END_DECLS
