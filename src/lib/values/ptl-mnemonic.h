/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The letter that a control is reached by with Alt, marked by an underscore in its label; two underscores are one that is shown. */
gunichar  ptl_mnemonic_get_letter (const char *label);
char     *ptl_mnemonic_set_apart  (const char *label,
                                   const char *taken);

G_END_DECLS
