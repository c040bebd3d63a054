/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "ptl-report.h"

G_BEGIN_DECLS

#define PTL_TYPE_REPORT_ROW (ptl_report_row_get_type ())
G_DECLARE_FINAL_TYPE (PtlReportRow, ptl_report_row, PTL, REPORT_ROW, AdwExpanderRow)

/* What a check saw, in the field's own terms: certificate, encryption, what the server offers, the conversation. */
void ptl_report_row_set_report (PtlReportRow *self,
                                PtlReport    *report);

G_END_DECLS
