/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-account.h"
#include "ptl-prefs.h"

G_BEGIN_DECLS

/* An account as Thunderbird's preferences say it. Pure. */

gboolean ptl_thunderbird_account_find   (PtlPrefs          *prefs,
                                         const PtlAccount  *account,
                                         gboolean          *same_settings);
gboolean ptl_thunderbird_account_add    (PtlPrefs          *prefs,
                                         const PtlAccount  *account,
                                         GError           **error);
gboolean ptl_thunderbird_account_remove (PtlPrefs          *prefs,
                                         PtlPrefs          *added,
                                         GPtrArray         *left);

G_END_DECLS
