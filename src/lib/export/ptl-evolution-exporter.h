/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-exporter.h"

G_BEGIN_DECLS

/* Evolution: three key files for evolution-data-server, which notices them while it runs. */

gboolean ptl_evolution_is_installed (const PtlExportOptions *options);
GBytes *ptl_evolution_render (const PtlAccount  *account,
                              GError           **error);
PtlExportResult *ptl_evolution_apply (const PtlAccount        *account,
                                      const PtlExportOptions  *options,
                                      GCancellable            *cancellable,
                                      GError                 **error);

/* evolution-data-server keeps its accounts in memory, and is told where their files were changed. Not with a home of one's own. */
void ptl_evolution_tell (const char             *folder,
                         const PtlExportOptions *options);

G_END_DECLS
