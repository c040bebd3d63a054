/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Numbers as they stand in files and in what servers say: decimal digits, nothing else. */

gboolean ptl_number_parse (const char *text,
                           guint64     min,
                           guint64     max,
                           guint64    *number);

G_END_DECLS
