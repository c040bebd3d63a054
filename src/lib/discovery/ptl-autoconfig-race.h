/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-query.h"

G_BEGIN_DECLS

/* Asks for one clientConfig document at several places at once, the more binding place first. The first of them that has it wins,
 * whichever answers first; what comes after it in the list is not waited for, and what is silent before it only for a moment.
 *
 * Returns (of _finish): (transfer full) (element-type PtlCandidate): one or none; an error where a place had something unusable */
void       ptl_autoconfig_race_async  (PtlQuery             *query,
                                       PtlOrigin             origin,
                                       PtlTrust              trust,
                                       const char * const   *urls,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
GPtrArray *ptl_autoconfig_race_finish (GAsyncResult         *result,
                                       GError              **error);

G_END_DECLS
