/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-problem.h"
#include "ptl-server.h"

G_BEGIN_DECLS

/* A server's no. Borrowed. */
typedef struct
{
  PtlProtocol  protocol;
  guint        status;   /* SMTP: the reply code, such as 535; else 0 */
  const char  *code;     /* (nullable): IMAP and POP3 response code, SMTP enhanced status code */
  const char  *text;     /* what the server says to people, fit to be shown */
  const char  *greeting; /* (nullable): what it said at first */
  gboolean     browser;  /* whether it also signs people in through their browser (OAuth 2) */
  gboolean     encrypted;  /* whether the connection is */
} PtlRefusal;

/* Why a sign-in was refused, as far as the server says it: by the words that the big providers use, then by the response codes of
 * RFC 5530, RFC 2449, RFC 3206, RFC 4954 and RFC 3463. Pure. */
PtlProblem *ptl_refusal_read             (const PtlRefusal *refusal);

/* Whether the server says why, so that no other mechanism would fare better. */
gboolean    ptl_refusal_is_final         (const PtlRefusal *refusal);

/* Whether the mechanism was refused, not the password. */
gboolean    ptl_refusal_is_of_mechanism  (const PtlRefusal *refusal);

G_END_DECLS
