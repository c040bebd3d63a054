/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-exporter.h"

G_BEGIN_DECLS

/* Himalaya, a mail program for the command line. Its versions 1 and 2 cannot read each other's settings. */

gboolean         ptl_himalaya_is_installed (const PtlExportOptions   *options);
GBytes          *ptl_himalaya_render       (const PtlAccount         *account,
                                            GError                  **error);
PtlExportResult *ptl_himalaya_apply        (const PtlAccount         *account,
                                            const PtlExportOptions   *options,
                                            GCancellable             *cancellable,
                                            GError                  **error);

gboolean         ptl_himalaya1_is_installed (const PtlExportOptions   *options);
GBytes          *ptl_himalaya1_render       (const PtlAccount         *account,
                                             GError                  **error);
PtlExportResult *ptl_himalaya1_apply        (const PtlAccount         *account,
                                             const PtlExportOptions   *options,
                                             GCancellable             *cancellable,
                                             GError                  **error);

G_END_DECLS
