/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "ptl-needs.h"
#include "ptl-server.h"

G_BEGIN_DECLS

/* What the rules look at. Those that decide the protocol do not see what comes after it. */
typedef struct
{
  const PtlNeeds *needs;
  gboolean        imap_only;    /* of what may be used */
  gboolean        pop3_only;
  gboolean        other_listed; /* the other protocol exists, but may not be used */
  PtlProtocol     protocol;
  PtlSecurity     incoming;
  gboolean        has_outgoing;
  PtlSecurity     outgoing;
} PtlFacts;

/* One row of rules[]. */
typedef struct _PtlRule PtlRule;

/* Which sentences of the table are meant. */
typedef enum
{
  PTL_RULES_REASONS,
  PTL_RULES_TRADEOFFS,
} PtlRulesKind;

const PtlRule *ptl_rules_decide         (const PtlFacts *facts);
PtlProtocol    ptl_rule_get_protocol    (const PtlRule  *rule);
const char    *ptl_rule_get_id          (const PtlRule  *rule);
const char    *ptl_rule_get_text        (const PtlRule  *rule);
const char    *ptl_rule_get_preview     (const PtlRule  *rule);
void           ptl_rules_collect        (const PtlFacts *facts,
                                         PtlRulesKind    kind,
                                         GPtrArray      *sentences);
gboolean       ptl_facts_mail_moves     (const PtlFacts *facts);

G_END_DECLS
