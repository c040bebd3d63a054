/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What Flatpak lets through. In its sandbox every folder can be written, but most of them end with the program: what was written
 * there would be lost without a word. Only what is mounted from the computer stays. */

gboolean ptl_sandbox_is_on         (void);
char    *ptl_sandbox_dup_config_dir (void);
gboolean ptl_sandbox_check_write   (const char  *path,
                                    GError     **error);
gboolean ptl_sandbox_is_kept       (const char  *mounts,
                                    const char  *home,
                                    const char  *path);

G_END_DECLS
