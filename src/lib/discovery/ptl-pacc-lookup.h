/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-candidate.h"
#include "ptl-query.h"

G_BEGIN_DECLS

/* Asks for the settings that a domain publishes with a digest in its name service (draft-ietf-mailmaint-pacc).
 *
 * @origin, @trust: who led to @name; they become the candidate's
 *
 * Returns (of _finish): (transfer full): %NULL with %PTL_ERROR_NOTHING_FOUND and the like where there are none */
void          ptl_pacc_lookup_async  (PtlQuery             *query,
                                      PtlOrigin             origin,
                                      PtlTrust              trust,
                                      const char           *name,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
PtlCandidate *ptl_pacc_lookup_finish (GAsyncResult         *result,
                                      GError              **error);

G_END_DECLS
