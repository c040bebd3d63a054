/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-plan.h"

G_BEGIN_DECLS

/* How an account that a program has already differs from the one that is handed over: a list of sentences (element-type utf8). */

typedef enum
{
  PTL_DIFFERENCE_HOST,
  PTL_DIFFERENCE_PORT,
  PTL_DIFFERENCE_SECURITY,
  PTL_DIFFERENCE_USERNAME,
  PTL_DIFFERENCE_METHOD,
  PTL_DIFFERENCE_SERVER,   /* is there one at all? */
  PTL_DIFFERENCE_LEAVE,
  PTL_DIFFERENCE_NAME,
  PTL_DIFFERENCE_ADDRESS,
  PTL_DIFFERENCE_CERTIFICATE,
} PtlDifferenceKind;

GPtrArray       *ptl_differences_new        (void);
void             ptl_differences_add        (GPtrArray         *self,
                                             PtlDifferenceKind  kind,
                                             gboolean           outgoing,
                                             const char        *there,
                                             const char        *here);
void             ptl_differences_compare    (GPtrArray         *self,
                                             PtlDifferenceKind  kind,
                                             gboolean           outgoing,
                                             const char        *there,
                                             const char        *here);
void             ptl_differences_compare_key (GPtrArray        *self,
                                             const char        *key,
                                             const char        *there,
                                             const char        *here);
const char      *ptl_differences_say_security (PtlSecurity      security);

/* What is said about such an account, and about one that was replaced. */
PtlExportResult *ptl_export_report_existing (const char        *target,
                                             const char        *path,
                                             const char        *program,
                                             GPtrArray         *differences);
PtlExportResult *ptl_export_report_replaced (const char        *target,
                                             const char        *path,
                                             const char        *program,
                                             PtlPlan           *plan);

G_END_DECLS
