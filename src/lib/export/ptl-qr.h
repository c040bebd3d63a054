/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A QR code: the only file that knows libqrencode. Immutable. */
typedef struct _PtlQr PtlQr;

PtlQr    *ptl_qr_new          (const char        *text,
                               GError           **error);
void      ptl_qr_free         (PtlQr             *self);
guint     ptl_qr_get_size     (const PtlQr       *self);
gboolean  ptl_qr_is_dark      (const PtlQr       *self,
                               guint              x,
                               guint              y);
char     *ptl_qr_to_svg       (const PtlQr       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlQr, ptl_qr_free)

G_END_DECLS
