/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-fetch.h"
#include "ptl-query.h"

G_BEGIN_DECLS

/* One clientConfig document asked for at one place: fetched, read, and noted in the query's ledger. The whole address goes along only
 * where ptl_query_may_send_address() allows it.
 *
 * Returns (of _finish): (transfer full): or %NULL with an error of PTL_ERROR; NOTHING_FOUND and NAME_NOT_FOUND among them */
void          ptl_autoconfig_lookup_async  (PtlQuery             *query,
                                            PtlOrigin             origin,
                                            PtlTrust              trust,
                                            const char           *url,
                                            PtlFetchConnected     on_connected,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
PtlCandidate *ptl_autoconfig_lookup_finish (GAsyncResult         *result,
                                            GError              **error);

G_END_DECLS
