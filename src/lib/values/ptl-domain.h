/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Domain and host names, in the two forms that they have: ASCII for the wire (IDNA 2008), Unicode for people. */

char       *ptl_domain_to_ascii        (const char  *name,
                                        GError     **error);
char       *ptl_domain_to_unicode      (const char  *ascii);
char       *ptl_domain_get_registrable (const char  *ascii);
gboolean    ptl_domain_is_within       (const char  *host,
                                        const char  *domain);

G_END_DECLS
