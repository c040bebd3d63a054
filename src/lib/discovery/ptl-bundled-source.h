/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-provider-index.h"
#include "ptl-source.h"

G_BEGIN_DECLS

#define PTL_TYPE_BUNDLED_SOURCE (ptl_bundled_source_get_type ())
G_DECLARE_FINAL_TYPE (PtlBundledSource, ptl_bundled_source, PTL, BUNDLED_SOURCE, GObject)

/* Asks nobody: the files that this computer's administrator laid down, then the list that is built in. */
PtlSource *ptl_bundled_source_new     (void);
PtlSource *ptl_bundled_source_new_for (PtlProviderIndex   *index,
                                       const char * const *directories);

G_END_DECLS
