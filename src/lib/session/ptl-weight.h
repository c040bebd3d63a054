/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-problem.h"

G_BEGIN_DECLS

/* How much a problem tells, when several servers failed in different ways and a person wants to hear one thing. */

guint       ptl_problem_get_weight     (const PtlProblem *problem);
PtlProblem *ptl_problem_pick           (PtlProblem       *a,
                                        PtlProblem       *b);
gboolean    ptl_problem_is_about_person (const PtlProblem *problem);
gboolean    ptl_problem_is_tampering   (const PtlProblem *problem);
gboolean    ptl_problem_is_silence     (const PtlProblem *problem);
gboolean    ptl_problem_is_slow        (const PtlProblem *problem);

G_END_DECLS
