/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "ptl-problem.h"
#include "ptl-server.h"
#include "ptl-step.h"

G_BEGIN_DECLS

/* GIO's errors on the way to a server, as a person meets them. Pure, but for asking whether there is a network at all. */
PtlProblem *ptl_trouble_from_error (const GError    *error,
                                    PtlStepId        step,
                                    const PtlServer *server);

/* A time limit that ran out during a step. */
PtlProblem *ptl_trouble_of_time    (PtlStepId        step,
                                    const PtlServer *server);

/* Whether a version of TLS is one that may not be used any more (RFC 8996). */
gboolean    ptl_trouble_is_old_tls (const char      *version);

/* The same problem with the port and security that should be right, where a remedy wants them and none are named. */
PtlProblem *ptl_trouble_point      (PtlProblem      *problem,
                                    const PtlServer *server);

G_END_DECLS
