/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-exporter.h"
#include "ptl-qr.h"

G_BEGIN_DECLS

/* Thunderbird for Android and K-9 Mail: the code that they read with the camera, and their settings file. */

PtlQr  *ptl_android_make_code (const PtlAccount  *account,
                               PtlSecret         *secret,
                               guint              part,
                               guint              n_parts,
                               GError           **error);
char   *ptl_android_make_payload (const PtlAccount  *account,
                                  PtlSecret         *secret,
                                  guint              part,
                                  guint              n_parts,
                                  GError           **error);
GBytes *ptl_android_render (const PtlAccount  *account,
                            GError           **error);
GBytes *ptl_k9s_render (const PtlAccount  *account,
                        GError           **error);

G_END_DECLS
