/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Files and folders as people know them. */
char *ptl_path_shorten   (const char *path);
char *ptl_paths_describe (GStrv       paths);
char *ptl_paths_isolate  (const char *text);

G_END_DECLS
