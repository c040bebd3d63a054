/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-exporter.h"

G_BEGIN_DECLS

/* Programs into which nothing can be brought: the steps to take in them, and the settings to type in. */

gboolean ptl_kmail_is_installed (const PtlExportOptions *options);
gboolean ptl_mailspring_is_installed (const PtlExportOptions *options);
GBytes *ptl_kmail_render (const PtlAccount  *account,
                          GError           **error);
GBytes *ptl_mailspring_render (const PtlAccount  *account,
                               GError           **error);
GBytes *ptl_outlook_render (const PtlAccount  *account,
                            GError           **error);
GBytes *ptl_fairemail_render (const PtlAccount  *account,
                              GError           **error);

G_END_DECLS
