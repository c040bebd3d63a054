/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Files of other programs, read and replaced so that at any moment one finds the old file or the new one, never a half.
 * Errors are PTL_ERROR_EXPORT_…. A link that leads out of its own folder is not followed. */

gboolean ptl_safe_file_read           (const char  *path,
                                       GBytes     **contents,
                                       GError     **error);
char    *ptl_safe_file_get_text       (GBytes      *contents);
GKeyFile *ptl_safe_file_read_key_file (const char  *path,
                                       GError     **error);
gboolean ptl_safe_file_replace        (const char  *path,
                                       GBytes      *before,
                                       GBytes      *after,
                                       guint        mode,
                                       GError     **error);
gboolean ptl_safe_file_put_back       (const char  *path,
                                       GBytes      *now,
                                       GBytes      *before,
                                       const char  *copy,
                                       GError     **error);
gboolean ptl_safe_file_delete         (const char  *path,
                                       GBytes      *before,
                                       GError     **error);
void     ptl_safe_file_clear          (const char  *path);
char    *ptl_safe_file_back_up        (const char  *path,
                                       GBytes      *contents,
                                       GError     **error);
gboolean ptl_safe_file_make_directory (const char  *path,
                                       guint        mode,
                                       GError     **error);
void     ptl_safe_file_set_error      (GError     **error,
                                       int          number,
                                       const char  *path);

G_END_DECLS
