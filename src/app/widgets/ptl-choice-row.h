/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define PTL_TYPE_CHOICE_ROW (ptl_choice_row_get_type ())
G_DECLARE_FINAL_TYPE (PtlChoiceRow, ptl_choice_row, PTL, CHOICE_ROW, AdwPreferencesRow)

/* A question with two answers in linked buttons; the property "selected" is 0 or 1. In a narrow window the answers go below. */
guint ptl_choice_row_get_selected (PtlChoiceRow *self);
void  ptl_choice_row_set_selected (PtlChoiceRow *self,
                                   guint         selected);

G_END_DECLS
