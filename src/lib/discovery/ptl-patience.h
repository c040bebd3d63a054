/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-query.h"

G_BEGIN_DECLS

/* How long a source that is believed more holds an answer back. Who took a connection has only to answer, and is waited for until
 * ALIVE. Who is silent gets as long as the slowest of those that did answer, since who is there would have taken the connection in
 * half that time. All times are milliseconds since the discovery began. */
#define PTL_PATIENCE_ALIVE_MS 4000

gboolean ptl_patience_is_alive   (PtlQuery  *query,
                                  PtlOrigin  origin,
                                  double     elapsed);
guint    ptl_patience_get_hold   (PtlQuery  *query,
                                  double     elapsed);
guint    ptl_patience_get_linger (PtlQuery  *query,
                                  double     elapsed);

G_END_DECLS
