/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "ptl-problem.h"

G_BEGIN_DECLS

/* A cancellable that is cancelled with its parent, and can be cancelled alone. */
GCancellable *ptl_cancellable_new_child (GCancellable *parent);
/* Cancels it because the time that a person has given is over, so that whoever is cancelled by it can say so. */
void          ptl_cancellable_run_out   (GCancellable *self,
                                         guint         seconds);
/* Returns: (transfer full): why it was cancelled; @message: (nullable): what is said if somebody wanted that */
PtlProblem   *ptl_cancellable_explain   (GCancellable *self,
                                         const char   *message);

G_END_DECLS
