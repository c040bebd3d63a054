/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* The names that enumerations have in JSON, on the command line and in key files: their GEnum nicks. */

const char *ptl_enum_to_nick   (GType       type,
                                int         value);
gboolean    ptl_enum_from_nick (GType       type,
                                const char *nick,
                                int        *value);

G_END_DECLS
