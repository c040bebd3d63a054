/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define PTL_TYPE_ENTRY_ROW (ptl_entry_row_get_type ())
G_DECLARE_FINAL_TYPE (PtlEntryRow, ptl_entry_row, PTL, ENTRY_ROW, AdwPreferencesRow)

/* A row to type in: its title, and below it an entry. The one of libadwaita 1.2 tells a screen reader neither that it has the focus
 * nor that a password is typed. */

G_END_DECLS
