/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "ptl-account.h"

G_BEGIN_DECLS

/* The settings sheet on paper: one page, by the dialog that every program has. Or as a text, to be pasted anywhere. */
gboolean ptl_print_sheet (GtkWindow   *window,
                          PtlAccount  *account,
                          GError     **error);
gboolean ptl_copy_sheet  (GtkWidget   *widget,
                          PtlAccount  *account,
                          GError     **error);

G_END_DECLS
