/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "ptl-secret.h"

G_BEGIN_DECLS

/* Where and how: @path is the file, profile or "-" (standard output) that the person named, NULL for the program's own place.
 * @home and the XDG folders can be set for tests. @secret only where the person asked to store it. @replace only where the person
 * asked for it: an account that is there with other settings takes these. */
typedef struct
{
  const char *path;    /* (nullable) */
  const char *home;    /* (nullable): g_get_home_dir() */
  const char *sysroot; /* (nullable): "/"; for tests: where to look which programs are installed */
  PtlSecret  *secret;  /* (nullable) */
  gboolean    replace;
  GPtrArray  *looked;  /* (element-type filename) (nullable): within a preview: what would be written, and nothing is */
} PtlExportOptions;

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
