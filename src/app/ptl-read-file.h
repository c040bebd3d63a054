/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Settings that somebody gave the person as a file. */
void    ptl_read_file_async  (GFile                *file,
                              GAsyncReadyCallback   callback,
                              gpointer              user_data);
GBytes *ptl_read_file_finish (GAsyncResult         *result,
                              GError              **error);

G_END_DECLS
