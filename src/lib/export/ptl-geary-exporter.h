/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-exporter.h"

G_BEGIN_DECLS

/* Geary: a folder with a key file, read at its start. */

gboolean ptl_geary_is_installed (const PtlExportOptions *options);
GBytes *ptl_geary_render (const PtlAccount  *account,
                          GError           **error);
PtlExportResult *ptl_geary_apply (const PtlAccount        *account,
                                  const PtlExportOptions  *options,
                                  GCancellable            *cancellable,
                                  GError                 **error);

G_END_DECLS
