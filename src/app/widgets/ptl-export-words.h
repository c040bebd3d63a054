/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ptl-exporter.h"

G_BEGIN_DECLS

/* What is said of an export before it is done. */
char *ptl_export_words_describe    (const PtlExporter      *exporter);
char *ptl_export_words_foretell    (const PtlExporter      *exporter,
                                    const PtlExportPreview *preview);
char *ptl_export_words_list_places (const PtlExportPreview *preview);

G_END_DECLS
