/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-query.h"

G_BEGIN_DECLS

/* What remains to be said of a discovery that found nothing, out of the most telling trouble that its sources had. */
GError   *ptl_discovery_error_new           (PtlQuery     *query,
                                             const GError *error,
                                             gboolean      timed_out);
GError   *ptl_discovery_error_new_portal    (void);
gboolean  ptl_discovery_error_may_be_portal (const GError *error);
char     *ptl_discovery_error_describe_other_way (const char *way);
void      ptl_discovery_error_set_other_way (GError      **error,
                                             const char   *way);

G_END_DECLS
