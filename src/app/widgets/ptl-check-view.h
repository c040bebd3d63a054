/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "ptl-check.h"

G_BEGIN_DECLS

#define PTL_TYPE_CHECK_VIEW (ptl_check_view_get_type ())
G_DECLARE_FINAL_TYPE (PtlCheckView, ptl_check_view, PTL, CHECK_VIEW, AdwPreferencesGroup)

/* The check of one direction, as it happens: the servers that failed, the steps of the one that is tried now, and at the end what
 * was seen, for those who want to know. */
void ptl_check_view_expect     (PtlCheckView *self,
                                PtlServer    *server);
void ptl_check_view_set_check  (PtlCheckView *self,
                                PtlCheck     *check);
void ptl_check_view_set_report (PtlCheckView *self,
                                PtlReport    *report);

G_END_DECLS
