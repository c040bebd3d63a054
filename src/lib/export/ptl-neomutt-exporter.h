/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-exporter.h"

G_BEGIN_DECLS

/* NeoMutt and Mutt, which read the same settings from different places. */

gboolean         ptl_neomutt_is_installed (const PtlExportOptions   *options);
GBytes          *ptl_neomutt_render       (const PtlAccount         *account,
                                           GError                  **error);
PtlExportResult *ptl_neomutt_apply        (const PtlAccount         *account,
                                           const PtlExportOptions   *options,
                                           GCancellable             *cancellable,
                                           GError                  **error);

gboolean         ptl_mutt_is_installed (const PtlExportOptions   *options);
GBytes          *ptl_mutt_render       (const PtlAccount         *account,
                                        GError                  **error);
PtlExportResult *ptl_mutt_apply        (const PtlAccount         *account,
                                        const PtlExportOptions   *options,
                                        GCancellable             *cancellable,
                                        GError                  **error);

G_END_DECLS
