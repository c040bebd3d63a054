/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-existing.h"
#include "ptl-exporter.h"

G_BEGIN_DECLS

/* Gives an account that a mail program has already other servers: exactly the values concerned, in the files where they stand. It is
 * refused while the program runs, which would overwrite it, and taken back like an export. */

/* Can this be done for @server, one of those of @existing? */
gboolean         ptl_fix_is_possible  (const PtlExisting        *existing,
                                       const PtlExistingServer  *server);

/* @incoming, @outgoing (nullable): the new servers; NULL leaves one as it is. Blocks. */
PtlExportResult *ptl_fix_apply        (const PtlExisting        *existing,
                                       const PtlServer          *incoming,
                                       const PtlServer          *outgoing,
                                       const PtlExportOptions   *options,
                                       GError                  **error);

G_END_DECLS
