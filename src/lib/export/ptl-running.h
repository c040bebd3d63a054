/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-place.h"

G_BEGIN_DECLS

/* Programs that write their settings when they end, from memory, and would undo what is done meanwhile. */

gboolean ptl_running_check_closed (const char              *target,
                                   const PtlExportOptions  *options,
                                   GError                 **error);

G_END_DECLS
