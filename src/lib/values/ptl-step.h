/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-problem.h"

G_BEGIN_DECLS

typedef enum
{
  PTL_STEP_RESOLVE,
  PTL_STEP_CONNECT,
  PTL_STEP_TLS,
  PTL_STEP_CERTIFICATE,
  PTL_STEP_GREETING,
  PTL_STEP_STARTTLS,
  PTL_STEP_CAPABILITIES,
  PTL_STEP_SIGN_IN,
  PTL_STEP_SEND,
} PtlStepId;

#define PTL_TYPE_STEP_ID (ptl_step_id_get_type ())
GType ptl_step_id_get_type (void);

typedef enum
{
  PTL_VERDICT_PENDING,    /* still going on */
  PTL_VERDICT_PASSED,
  PTL_VERDICT_WARNING,
  PTL_VERDICT_FAILED,
  PTL_VERDICT_SKIPPED,
  PTL_VERDICT_CANCELLED,
} PtlVerdict;

#define PTL_TYPE_VERDICT (ptl_verdict_get_type ())
GType ptl_verdict_get_type (void);

#define PTL_TYPE_STEP (ptl_step_get_type ())
G_DECLARE_FINAL_TYPE (PtlStep, ptl_step, PTL, STEP, GObject)

/* One step of a check. It starts pending and ends once; only the check that made it ends it. Its property "verdict" notifies then. */
PtlStep    *ptl_step_new         (PtlStepId    id);
void        ptl_step_end         (PtlStep     *self,
                                  PtlVerdict   verdict,
                                  const char  *detail,
                                  PtlProblem  *problem);
PtlStepId   ptl_step_get_id      (PtlStep     *self);
PtlVerdict  ptl_step_get_verdict (PtlStep     *self);
double      ptl_step_get_ms      (PtlStep     *self);
const char *ptl_step_get_detail  (PtlStep     *self);
PtlProblem *ptl_step_get_problem (PtlStep     *self);
const char *ptl_step_get_title   (PtlStep     *self);
const char *ptl_step_get_summary (PtlStep     *self);

G_END_DECLS
