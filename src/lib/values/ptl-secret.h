/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* A password. It lives in memory that is locked, left out of core dumps and wiped when the last reference goes. It never
 * becomes part of an account, a log or a file. */
typedef struct _PtlSecret PtlSecret;

#define PTL_TYPE_SECRET (ptl_secret_get_type ())
GType ptl_secret_get_type (void);

PtlSecret  *ptl_secret_new      (const char       *text,
                                 gssize            length);
PtlSecret  *ptl_secret_new_read (int               fd,
                                 gint64            deadline,
                                 GError          **error);
PtlSecret  *ptl_secret_ref      (PtlSecret        *self);
void        ptl_secret_unref    (PtlSecret        *self);
const char *ptl_secret_peek     (const PtlSecret  *self);
gsize       ptl_secret_get_length (const PtlSecret *self);
void        ptl_secret_wipe     (void             *memory,
                                 gsize             length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlSecret, ptl_secret_unref)

G_END_DECLS
