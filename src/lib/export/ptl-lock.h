/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A file that only one holds: against the record locks of other programs, and against another thread of this one. */
typedef struct _PtlLock PtlLock;

PtlLock  *ptl_lock_try     (const char    *path,
                            GError       **error);
PtlLock  *ptl_lock_wait    (const char    *path,
                            guint          milliseconds,
                            GCancellable  *cancellable,
                            GError       **error);
void      ptl_lock_release (PtlLock       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlLock, ptl_lock_release)

G_END_DECLS
