/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Slips of the fingers in domain names. */

guint    ptl_typo_distance     (const char *typed,
                                const char *meant);
gboolean ptl_typo_in_top_level (const char *domain);

G_END_DECLS
