/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "ptl-report.h"

G_BEGIN_DECLS

/* How an existing account stands, the worse the later. */
typedef enum
{
  PTL_REVIEW_WAITING,      /* to be checked */
  PTL_REVIEW_CHECKING,
  PTL_REVIEW_FINE,
  PTL_REVIEW_UNCHECKED,    /* it could not be tried: no network, or cancelled */
  PTL_REVIEW_OUTDATED,     /* it works, and the encrypted port of today works as well */
  PTL_REVIEW_UNENCRYPTED,  /* it works, and everybody in the network can read along */
  PTL_REVIEW_BROKEN,
  PTL_REVIEW_UNREADABLE,   /* its settings say nothing that could be tried */
} PtlReviewVerdict;

#define PTL_TYPE_REVIEW_VERDICT (ptl_review_verdict_get_type ())
GType ptl_review_verdict_get_type (void);

/* What came out for one server of an account. */
typedef struct
{
  PtlReviewVerdict  verdict;
  PtlReport        *report;         /* (owned) (nullable): of the server that it has */
  PtlServer        *better;         /* (owned) (nullable): what works and should be used instead */
  PtlReport        *better_report;  /* (owned) (nullable): of that */
} PtlReviewSide;

void           ptl_review_side_free       (PtlReviewSide        *self);

/* Checks @server without a password, and looks for something better where it is not the best: on the same host, and among @known
 * (nullable), what its provider says. */
void           ptl_review_side_run_async  (PtlServer            *server,
                                           GPtrArray            *known,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
PtlReviewSide *ptl_review_side_run_finish (GAsyncResult         *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlReviewSide, ptl_review_side_free)

G_END_DECLS
