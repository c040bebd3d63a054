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

char    *ptl_thunderbird_account_find   (PtlPrefs          *prefs,
                                         const PtlAccount  *account);
gboolean ptl_thunderbird_account_change (PtlPrefs          *prefs,
                                         const char        *key,
                                         const PtlAccount  *account,
                                         GPtrArray         *differences,
                                         char             **identity_key,
                                         GError           **error);
char    *ptl_thunderbird_account_add_outgoing (PtlPrefs          *prefs,
                                               const PtlAccount  *account,
                                               GError           **error);
char    *ptl_thunderbird_account_add_identity (PtlPrefs          *prefs,
                                               const PtlAccount  *account,
                                               const char        *smtp_key);
const char *ptl_thunderbird_say_method  (gint64             number);
gboolean ptl_thunderbird_account_uses_browser (const PtlAccount *account);
void     ptl_thunderbird_list_changes   (PtlPrefs          *before,
                                         PtlPrefs          *after,
                                         GString           *added,
                                         GString           *was);
guint    ptl_thunderbird_account_count_senders (PtlPrefs    *prefs,
                                                const char  *smtp_key,
                                                const char  *identity_key);
char    *ptl_thunderbird_list_without   (PtlPrefs          *prefs,
                                         const char        *name,
                                         const char        *key);
gboolean ptl_thunderbird_account_restore (PtlPrefs         *prefs,
                                          PtlPrefs         *added,
                                          PtlPrefs         *was,
                                          GPtrArray        *left,
                                          gboolean         *is_shared);
gboolean ptl_thunderbird_account_add    (PtlPrefs          *prefs,
                                         const PtlAccount  *account,
                                         GError           **error);
gboolean ptl_thunderbird_account_remove (PtlPrefs          *prefs,
                                         PtlPrefs          *added,
                                         GPtrArray         *left);

G_END_DECLS
