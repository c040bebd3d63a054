/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-exporter.h"

G_BEGIN_DECLS

/* Claws Mail, and Sylpheed, from which it comes and whose settings are alike. */

gboolean         ptl_claws_is_installed (const PtlExportOptions   *options);
GBytes          *ptl_claws_render       (const PtlAccount         *account,
                                         GError                  **error);
PtlExportResult *ptl_claws_apply        (const PtlAccount         *account,
                                         const PtlExportOptions   *options,
                                         GCancellable             *cancellable,
                                         GError                  **error);

gboolean         ptl_sylpheed_is_installed (const PtlExportOptions   *options);
GBytes          *ptl_sylpheed_render       (const PtlAccount         *account,
                                            GError                  **error);
PtlExportResult *ptl_sylpheed_apply        (const PtlAccount         *account,
                                            const PtlExportOptions   *options,
                                            GCancellable             *cancellable,
                                            GError                  **error);

G_END_DECLS
