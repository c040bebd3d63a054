/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "ptl-qr.h"

G_BEGIN_DECLS

#define PTL_TYPE_CODE_VIEW (ptl_code_view_get_type ())
G_DECLARE_FINAL_TYPE (PtlCodeView, ptl_code_view, PTL, CODE_VIEW, GtkWidget)

/* A QR code as large as there is room, black on white in every theme: cameras want it so. */
void ptl_code_view_set_code (PtlCodeView *self,
                             PtlQr       *code);

G_END_DECLS
