/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "ptl-step.h"

G_BEGIN_DECLS

#define PTL_TYPE_STEP_ROW (ptl_step_row_get_type ())
G_DECLARE_FINAL_TYPE (PtlStepRow, ptl_step_row, PTL, STEP_ROW, AdwActionRow)

/* One step of a check: what is done, how it went, what was seen, how long it took. Without a step it waits for its turn. */
GtkWidget *ptl_step_row_new        (PtlStepId     id);
GtkWidget *ptl_step_row_new_result (PtlVerdict    verdict,
                                    const char   *title,
                                    const char   *detail);
PtlStepId  ptl_step_row_get_id     (PtlStepRow   *self);
PtlStep   *ptl_step_row_get_step   (PtlStepRow   *self);
void       ptl_step_row_set_step   (PtlStepRow   *self,
                                    PtlStep      *step);
void       ptl_step_row_give_up    (PtlStepRow   *self);

G_END_DECLS
