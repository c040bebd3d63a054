/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-settings.h"

G_BEGIN_DECLS

/* Can the program use the account, and can the account be added to what its file holds? */

gboolean ptl_settings_check      (const PtlSettings  *settings,
                                  const PtlAccount   *account,
                                  GError            **error);
gboolean ptl_settings_check_file (const PtlSettings  *settings,
                                  const char         *path,
                                  GBytes             *contents,
                                  GError            **error);

G_END_DECLS
