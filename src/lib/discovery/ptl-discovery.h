/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-query.h"

G_BEGIN_DECLS

#define PTL_TYPE_DISCOVERY (ptl_discovery_get_type ())
G_DECLARE_FINAL_TYPE (PtlDiscovery, ptl_discovery, PTL, DISCOVERY, GObject)

/* Asks every row of sources[] side by side. The list of candidates grows while they answer, ordered by origin (the most believed
 * first). run_async() ends when all have answered or the query's time is up: TRUE if there is a candidate, else an error of
 * PTL_ERROR (NOTHING_FOUND, NO_MAIL, OFFLINE, BAD_DATA, CANCELLED …, the most telling). The property "settled" becomes TRUE as
 * soon as no source that is still being asked could outrank what is there. */
PtlDiscovery *ptl_discovery_new            (PtlQuery             *query);
PtlQuery     *ptl_discovery_get_query      (PtlDiscovery         *self);
GListModel   *ptl_discovery_get_candidates (PtlDiscovery         *self);
gboolean      ptl_discovery_get_settled    (PtlDiscovery         *self);
/* Whether the network leads every name to itself; looked for where what is known was in doubt. */
gboolean      ptl_discovery_get_in_portal  (PtlDiscovery         *self);
void          ptl_discovery_run_async      (PtlDiscovery         *self,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
gboolean      ptl_discovery_run_finish     (PtlDiscovery         *self,
                                            GAsyncResult         *result,
                                            GError              **error);

G_END_DECLS
