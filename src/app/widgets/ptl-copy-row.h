/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A named value that can be copied. */
GtkWidget *ptl_copy_row_new (const char *title,
                             const char *value);
/* A button that copies what may be too long to show. */
GtkWidget *ptl_copy_button_new (const char *tooltip,
                                const char *value);

G_END_DECLS
