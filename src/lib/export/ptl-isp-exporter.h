/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-exporter.h"

G_BEGIN_DECLS

/* The settings of a whole domain, for everybody who uses Thunderbird on this computer. */

PtlExportResult *ptl_isp_apply (const PtlAccount        *account,
                                const PtlExportOptions  *options,
                                GCancellable            *cancellable,
                                GError                 **error);

G_END_DECLS
