/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* CityHash64, version 1.0: Mozilla's programs name an installation by the hash of its folder. */
guint64 ptl_city_hash64 (const guint8 *data,
                         gsize         length);

G_END_DECLS
