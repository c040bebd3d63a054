/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-existing.h"
#include "ptl-exporter.h"

G_BEGIN_DECLS

/* The part of ptl-fix.h that knows Thunderbird's preferences. */
PtlExportResult *ptl_fix_thunderbird (const PtlExisting       *existing,
                                      const PtlServer         *incoming,
                                      const PtlServer         *outgoing,
                                      const PtlExportOptions  *options,
                                      GError                 **error);

G_END_DECLS
