/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <cairo.h>
#include <gio/gio.h>
#include <gmodule.h>

#include "ptl-sheet.h"

G_BEGIN_DECLS

/* The settings sheet drawn on one page: on a printer's, on the screen, or on one of a PDF. */

void    ptl_sheet_draw     (const PtlSheet  *sheet,
                            cairo_t         *cairo,
                            double           width,
                            double           height);
GBytes *ptl_sheet_make_pdf (const PtlSheet  *sheet,
                            GError         **error);

G_END_DECLS
