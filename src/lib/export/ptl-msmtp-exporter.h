/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-exporter.h"

G_BEGIN_DECLS

/* msmtp: sends what other programs of the terminal have written. */

gboolean         ptl_msmtp_is_installed (const PtlExportOptions   *options);
GBytes          *ptl_msmtp_render       (const PtlAccount         *account,
                                         GError                  **error);
PtlExportResult *ptl_msmtp_apply        (const PtlAccount         *account,
                                         const PtlExportOptions   *options,
                                         GCancellable             *cancellable,
                                         GError                  **error);

G_END_DECLS
