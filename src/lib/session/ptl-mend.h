/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-problem.h"
#include "ptl-server.h"

G_BEGIN_DECLS

/* What a remedy makes of a server; pure.
 *
 * Returns: (transfer full) (nullable): NULL if the remedy is none that changes a server, or changes nothing */
PtlServer *ptl_mend_server (PtlServer        *server,
                            const PtlProblem *problem);

G_END_DECLS
