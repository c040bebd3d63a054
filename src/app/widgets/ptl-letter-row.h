/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "ptl-session.h"

G_BEGIN_DECLS

#define PTL_TYPE_LETTER_ROW (ptl_letter_row_get_type ())
G_DECLARE_FINAL_TYPE (PtlLetterRow, ptl_letter_row, PTL, LETTER_ROW, AdwActionRow)

/* A letter to oneself: offered, on its way, and how it went. Hidden where none can be sent. */
void ptl_letter_row_show (PtlLetterRow *self,
                          PtlSession   *session);

G_END_DECLS
