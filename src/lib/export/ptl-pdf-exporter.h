/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-exporter.h"

G_BEGIN_DECLS

/* The settings sheet as a page to print. */
GBytes *ptl_pdf_render (const PtlAccount  *account,
                        GError           **error);

G_END_DECLS
