/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-provider-index.h"
#include "ptl-source.h"

G_BEGIN_DECLS

#define PTL_TYPE_MX_SOURCE (ptl_mx_source_get_type ())
G_DECLARE_FINAL_TYPE (PtlMxSource, ptl_mx_source, PTL, MX_SOURCE, GObject)

/* Asks the name service who receives the domain's mail, and our own list, that host's owner or the public directory how its customers
 * reach it. All of this hangs on one unsigned answer, so the person is asked before it is used. A domain that says it has no mail
 * (RFC 7505) ends with NO_MAIL. */
PtlSource *ptl_mx_source_new (void);

/* Whose customers @host receives mail for (draft-ietf-mailmaint-autoconfig §4.3): the names above it, the more binding one first.
 * Returns: (transfer full): empty where no name above @host belongs to a single owner */
GStrv      ptl_mx_get_names  (const char *host,
                              const char *domain);

/* Where the settings of @host's customers may be (draft-ietf-mailmaint-autoconfig §4.3), the more binding place first.
 * Returns: (transfer full): URLs; empty where no name above @host belongs to a single owner */
GStrv      ptl_mx_get_places (const char *host,
                              const char *domain,
                              gboolean    directory);

G_END_DECLS
