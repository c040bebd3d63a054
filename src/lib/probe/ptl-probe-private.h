/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-errand.h"
#include "ptl-probe.h"

G_BEGIN_DECLS

/* Something to do after the sign-in, which has to work as well for the check to pass. @errand outlives the run. */
void     ptl_probe_set_errand     (PtlProbe        *self,
                                   const PtlErrand *errand);
gboolean ptl_probe_get_errand_done (PtlProbe       *self);

G_END_DECLS
