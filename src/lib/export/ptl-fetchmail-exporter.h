/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-exporter.h"

G_BEGIN_DECLS

/* fetchmail: fetches mail and hands it to the mail service of this computer. */

gboolean         ptl_fetchmail_is_installed (const PtlExportOptions   *options);
GBytes          *ptl_fetchmail_render       (const PtlAccount         *account,
                                             GError                  **error);
PtlExportResult *ptl_fetchmail_apply        (const PtlAccount         *account,
                                             const PtlExportOptions   *options,
                                             GCancellable             *cancellable,
                                             GError                  **error);

G_END_DECLS
