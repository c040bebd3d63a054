/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-account.h"
#include "ptl-check.h"

G_BEGIN_DECLS

/* What a setup has come to, read off what was recommended and what was checked. Borrowed, all of it. */
typedef struct
{
  PtlAddress        *address;
  const char        *name;            /* (nullable) */
  const char        *username;        /* (nullable): the person's own */
  gboolean           confirmed;
  gboolean           own_leave;       /* the person said how long mail stays on the server */
  PtlLeave           leave;
  guint              leave_days;
  PtlRecommendation *recommendation;  /* (nullable) */
  GListModel        *contacts;        /* (nullable): who was asked before */
  gboolean           in_portal;       /* the network leads every name to itself */
  PtlCheck          *incoming_check;  /* (nullable) */
  PtlCheck          *outgoing_check;  /* (nullable) */
  PtlReport         *incoming;        /* (nullable) */
  PtlReport         *outgoing;        /* (nullable) */
  gboolean           too_strict;      /* what cannot be used would answer to who wants it less strict */
  PtlRecommendation *other;           /* (nullable): by the other protocol, if that answers where this one cannot be used */
  PtlReport         *other_report;    /* (nullable): of the server that does */
} PtlOutcome;

PtlResult   ptl_outcome_get_result  (const PtlOutcome  *self);
PtlProblem *ptl_outcome_get_problem (const PtlOutcome  *self);
PtlAccount *ptl_outcome_get_account (const PtlOutcome  *self,
                                     GError           **error);

G_END_DECLS
