/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-exporter.h"

G_BEGIN_DECLS

/* Takes back what a journal says was done, last things first. What was changed since stays. */
char *ptl_undo_run (const char              *id,
                    const PtlExportOptions  *options,
                    GError                 **error);
void  ptl_undo_unfinished (const char             *target,
                           const char             *subject,
                           const PtlExportOptions *options);

G_END_DECLS
