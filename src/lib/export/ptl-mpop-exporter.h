/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-exporter.h"

G_BEGIN_DECLS

/* mpop: fetches mail with POP3 into ~/Mail. */

gboolean         ptl_mpop_is_installed (const PtlExportOptions   *options);
GBytes          *ptl_mpop_render       (const PtlAccount         *account,
                                        GError                  **error);
PtlExportResult *ptl_mpop_apply        (const PtlAccount         *account,
                                        const PtlExportOptions   *options,
                                        GCancellable             *cancellable,
                                        GError                  **error);

G_END_DECLS
