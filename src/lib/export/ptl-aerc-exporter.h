/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-exporter.h"

G_BEGIN_DECLS

/* aerc, a mail program for the terminal. */

gboolean         ptl_aerc_is_installed (const PtlExportOptions   *options);
GBytes          *ptl_aerc_render       (const PtlAccount         *account,
                                        GError                  **error);
PtlExportResult *ptl_aerc_apply        (const PtlAccount         *account,
                                        const PtlExportOptions   *options,
                                        GCancellable             *cancellable,
                                        GError                  **error);

G_END_DECLS
