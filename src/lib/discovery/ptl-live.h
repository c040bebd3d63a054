/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-candidate.h"
#include "ptl-query.h"

G_BEGIN_DECLS

/* Looks live, without a password, at what candidates name:
 *
 * Is there something safer? The port of the same host that is encrypted from the first byte (RFC 8314 §3), and STARTTLS where only an
 * unencrypted connection is named. What passes becomes a candidate of its own, vouched for as much as the one that named the host.
 *
 * Who is right? Where candidates name different hosts for the same thing, the first server of each is tried, side by side, and those
 * that cannot be used are told.
 *
 * Each try is noted in the query's ledger.
 * Each try that has begun ends with one call of @ended; the looker has to live until then. */
typedef struct _PtlLive PtlLive;

/* @found: (nullable): what a try found; @silent: (nullable): a server that candidates name and that cannot be used. Not both. */
typedef void (*PtlLiveEnded) (PtlCandidate *found,
                              PtlServer    *silent,
                              gpointer      user_data);

PtlLive *ptl_live_new           (PtlQuery     *query,
                                 GCancellable *cancellable,
                                 PtlLiveEnded  ended,
                                 gpointer      user_data);
void     ptl_live_free          (PtlLive      *self);
guint    ptl_live_look          (PtlLive      *self,
                                 PtlCandidate *candidate);
guint    ptl_live_get_open      (PtlLive      *self);
guint    ptl_live_get_hold      (PtlLive      *self);
void     ptl_live_cancel_silent (PtlLive      *self);

G_END_DECLS
