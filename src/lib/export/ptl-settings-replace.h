/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-settings.h"

G_BEGIN_DECLS

/* A file of settings has the account already: what differs is told, or replaced. */

/* The lines around a block. They stay the same in all languages, because they are looked for. */
#define PTL_SETTINGS_BEGIN "# >>> Portolan: "
#define PTL_SETTINGS_END   "# <<< Portolan: "

PtlExportResult *ptl_settings_replace     (const PtlSettings       *settings,
                                           const PtlAccount        *account,
                                           const PtlExportOptions  *options,
                                           const char              *path,
                                           GBytes                  *before,
                                           const char              *include,
                                           GError                 **error);
char            *ptl_settings_write_block (const PtlSettings       *settings,
                                           const PtlAccount        *account,
                                           const char              *before,
                                           const char              *include);

G_END_DECLS
