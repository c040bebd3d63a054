/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-exporter.h"

G_BEGIN_DECLS

/* What several exporters do alike. */

gboolean         ptl_export_require_encryption (const PtlAccount        *account,
                                                GError                 **error);
GBytes          *ptl_export_take_text          (GString                 *text);
PtlExportResult *ptl_export_print              (const PtlExporter       *exporter,
                                                const PtlAccount        *account,
                                                GError                 **error);
PtlExportResult *ptl_export_save_document      (const PtlExporter       *exporter,
                                                const PtlAccount        *account,
                                                const PtlExportOptions  *options,
                                                GError                 **error);

G_END_DECLS
