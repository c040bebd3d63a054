/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The copies of a file that exports have kept beside it: FILE.TIME.portolan, as ptl_safe_file_back_up() makes them. */

void ptl_copies_forget (GPtrArray  *others,
                        GKeyFile   *journal,
                        const char *path,
                        GBytes     *was,
                        GBytes     *now);

G_END_DECLS
