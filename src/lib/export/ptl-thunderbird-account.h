/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-account.h"
#include "ptl-prefs.h"

G_BEGIN_DECLS

/* An account as Thunderbird's preferences say it. Pure. */

#define PTL_THUNDERBIRD_ACCOUNTS        "mail.accountmanager.accounts"
#define PTL_THUNDERBIRD_DEFAULT_ACCOUNT "mail.accountmanager.defaultaccount"
#define PTL_THUNDERBIRD_LAST_KEY        "mail.account.lastKey"
#define PTL_THUNDERBIRD_SMTP_SERVERS    "mail.smtpservers"
#define PTL_THUNDERBIRD_DEFAULT_SMTP    "mail.smtp.defaultserver"

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
