/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ptl-session.h"

G_BEGIN_DECLS

/* Values as people read them in a terminal. */

void ptl_cli_show_candidates     (GListModel        *candidates);
void ptl_cli_show_contacts       (GListModel        *contacts);
void ptl_cli_show_complaints     (PtlSession        *session);
void ptl_cli_show_wishes         (PtlSession        *session);
void ptl_cli_show_recommendation (PtlRecommendation *recommendation);
void ptl_cli_show_report         (const char        *heading,
                                  PtlReport         *report,
                                  gboolean           verbose);
void ptl_cli_show_account        (const PtlAccount  *account);

G_END_DECLS
