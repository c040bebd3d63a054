/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-source.h"

G_BEGIN_DECLS

#define PTL_TYPE_AUTOCONFIG_SOURCE (ptl_autoconfig_source_get_type ())
G_DECLARE_FINAL_TYPE (PtlAutoconfigSource, ptl_autoconfig_source, PTL, AUTOCONFIG_SOURCE, GObject)

/* Asks the domain's own web servers, over https, at the two places where draft-ietf-mailmaint-autoconfig puts the document. */
PtlSource *ptl_autoconfig_source_new (void);

/* Asks the public directory of providers the same way. It learns the domain: only for those who agreed to that. */
PtlSource *ptl_directory_source_new  (void);

G_END_DECLS
