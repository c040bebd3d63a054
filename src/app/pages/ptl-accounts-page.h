/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ptl-page.h"

G_BEGIN_DECLS

#define PTL_TYPE_ACCOUNTS_PAGE (ptl_accounts_page_get_type ())
G_DECLARE_FINAL_TYPE (PtlAccountsPage, ptl_accounts_page, PTL, ACCOUNTS_PAGE, PtlPage)

/* Beside the way: the accounts that the mail programs of this computer have, and what is wrong with them. They are read at once;
 * servers are called when the person says so. */
G_END_DECLS
