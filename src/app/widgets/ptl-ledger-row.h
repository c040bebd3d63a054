/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define PTL_TYPE_LEDGER_ROW (ptl_ledger_row_get_type ())
G_DECLARE_FINAL_TYPE (PtlLedgerRow, ptl_ledger_row, PTL, LEDGER_ROW, AdwExpanderRow)

/* Who was asked, in one line; and behind it each of them, with what it was told and what it said. */
void ptl_ledger_row_set_contacts (PtlLedgerRow *self,
                                  GListModel   *contacts);

G_END_DECLS
