/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-exporter.h"

G_BEGIN_DECLS

/* Where things are, for the person or for a test that has another home and another file system. */

char     *ptl_place_in_home     (const PtlExportOptions *options,
                                 const char             *relative);
char     *ptl_place_in_config   (const PtlExportOptions *options,
                                 const char             *relative);
char     *ptl_place_in_state    (const PtlExportOptions *options,
                                 const char             *relative);
char     *ptl_place_in_system   (const PtlExportOptions *options,
                                 const char             *absolute);
gboolean  ptl_place_has_program (const PtlExportOptions *options,
                                 const char             *name);
gboolean  ptl_place_exists      (const char             *path);
gboolean  ptl_place_is_lent     (const char             *path);

G_END_DECLS
