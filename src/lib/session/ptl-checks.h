/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-check.h"

G_BEGIN_DECLS

#define PTL_TYPE_CHECKS (ptl_checks_get_type ())
G_DECLARE_FINAL_TYPE (PtlChecks, ptl_checks, PTL, CHECKS, GObject)

/* How both directions of a recommendation are checked. Borrowed. */
typedef struct
{
  PtlAddress         *address;
  const char         *username;         /* (nullable): the person's own */
  PtlSecret          *secret;           /* (nullable) */
  gboolean            allow_plaintext;
  const PtlAgreement *agreement;
  GPtrArray          *exceptions;       /* (nullable), and: */
  GListModel         *candidates;       /* (nullable): see ptl_check_set_exceptions() */
} PtlChecksFields;

/* The checks of both directions, side by side. A run ends well whatever it finds; its error is that it was cancelled. */
PtlChecks         *ptl_checks_new                 (PtlRecommendation      *recommendation,
                                                   const PtlChecksFields  *fields);
PtlRecommendation *ptl_checks_get_recommendation  (PtlChecks              *self);
PtlCheck          *ptl_checks_get_incoming        (PtlChecks              *self);
PtlCheck          *ptl_checks_get_outgoing        (PtlChecks              *self);
PtlReport         *ptl_checks_get_incoming_report (PtlChecks              *self);
PtlReport         *ptl_checks_get_outgoing_report (PtlChecks              *self);
PtlSecret         *ptl_checks_get_token           (PtlChecks              *self);
void               ptl_checks_cancel              (PtlChecks              *self);
void               ptl_checks_run_async           (PtlChecks              *self,
                                                   GCancellable           *cancellable,
                                                   GAsyncReadyCallback     callback,
                                                   gpointer                user_data);
gboolean           ptl_checks_run_finish          (PtlChecks              *self,
                                                   GAsyncResult           *result,
                                                   GError                **error);

G_END_DECLS
