/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-exporter.h"

G_BEGIN_DECLS

/* getmail: fetches mail into ~/Mail. */

gboolean         ptl_getmail_is_installed (const PtlExportOptions   *options);
GBytes          *ptl_getmail_render       (const PtlAccount         *account,
                                           GError                  **error);
PtlExportResult *ptl_getmail_apply        (const PtlAccount         *account,
                                           const PtlExportOptions   *options,
                                           GCancellable             *cancellable,
                                           GError                  **error);

G_END_DECLS
