/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Names that are made to look like others: “аррӏе.com” in Cyrillic letters. Where a name is shown so that a person can judge it, such
 * a one is better shown in the form that goes over the wire (xn--…), as web browsers do. */

gboolean ptl_lookalike_is_suspect (const char *name);

G_END_DECLS
