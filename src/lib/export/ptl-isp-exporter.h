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

/* The command that writes what is rendered, with an administrator's rights; NULL where it is not needed. */
GStrv ptl_isp_get_command (const PtlExporter *exporter,
                           GStrv              paths);

G_END_DECLS
