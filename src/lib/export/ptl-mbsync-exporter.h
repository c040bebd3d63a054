/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-exporter.h"

G_BEGIN_DECLS

/* mbsync (isync): the mail of an IMAP server, kept as a copy in ~/Mail. */

gboolean         ptl_mbsync_is_installed (const PtlExportOptions   *options);
GBytes          *ptl_mbsync_render       (const PtlAccount         *account,
                                          GError                  **error);
PtlExportResult *ptl_mbsync_apply        (const PtlAccount         *account,
                                          const PtlExportOptions   *options,
                                          GCancellable             *cancellable,
                                          GError                  **error);

G_END_DECLS
