/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-exporter.h"

G_BEGIN_DECLS

/* What a provider publishes so that mail programs find its settings. */

GBytes *ptl_publish_render (const PtlAccount  *account,
                            GError           **error);
PtlExportResult *ptl_publish_apply (const PtlAccount        *account,
                                    const PtlExportOptions  *options,
                                    GCancellable            *cancellable,
                                    GError                 **error);

G_END_DECLS
