/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "ptl-application.h"
#include "ptl-session.h"

G_BEGIN_DECLS

#define PTL_TYPE_WINDOW (ptl_window_get_type ())
G_DECLARE_FINAL_TYPE (PtlWindow, ptl_window, PTL, WINDOW, AdwApplicationWindow)

/* The way through the pages: Back, Next, Cancel, the dots and the banner for errors. */
PtlWindow  *ptl_window_new         (PtlApplication *application);
gboolean    ptl_window_is_fresh    (PtlWindow      *self);
void        ptl_window_set_address (PtlWindow      *self,
                                    const char     *address);

void       ptl_window_open_file   (PtlWindow      *self,
                                   GFile          *file);

G_END_DECLS
