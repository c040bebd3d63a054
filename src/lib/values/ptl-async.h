/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A cancellable that is cancelled with its parent, and can be cancelled alone. */
GCancellable *ptl_cancellable_new_child (GCancellable *parent);

G_END_DECLS
