/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-report.h"

G_BEGIN_DECLS

/* What could be used instead of a server that an account has; pure. */

/* Does the connection stay on this computer? Then there is nobody to hide it from: a helper program, such as a provider's bridge. */
gboolean   ptl_safer_is_own_computer (const PtlServer  *server);

/* @report: what the check of @server saw. @known: (element-type PtlServer) (nullable): what the provider says.
 *
 * Returns: (transfer full) (element-type PtlServer): what is worth a try, the best first: never less encrypted than a server that
 *   works, and never unencrypted */
GPtrArray *ptl_safer_list            (PtlServer        *server,
                                      PtlReport        *report,
                                      GPtrArray        *known);

G_END_DECLS
