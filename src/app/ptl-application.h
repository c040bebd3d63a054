/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define PTL_TYPE_APPLICATION (ptl_application_get_type ())
G_DECLARE_FINAL_TYPE (PtlApplication, ptl_application, PTL, APPLICATION, AdwApplication)

/* The assistant as a program: one instance, a window for each setup, what the menu does. */
PtlApplication *ptl_application_new          (void);
gboolean        ptl_application_missed       (PtlApplication *self,
                                              int             status);
GSettings      *ptl_application_get_settings (PtlApplication *self);

G_END_DECLS
