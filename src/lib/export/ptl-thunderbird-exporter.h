/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-exporter.h"
#include "ptl-lock.h"

G_BEGIN_DECLS

/* Thunderbird: the account goes into the preferences of the profile that it will start with, while it is not running. */

PtlExportResult *ptl_thunderbird_apply (const PtlAccount        *account,
                                        const PtlExportOptions  *options,
                                        GCancellable            *cancellable,
                                        GError                 **error);
PtlLock         *ptl_thunderbird_lock  (const char              *profile,
                                        GError                 **error);

G_END_DECLS
