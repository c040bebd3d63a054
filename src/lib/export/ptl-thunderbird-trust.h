/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-account.h"
#include "ptl-plan.h"

G_BEGIN_DECLS

/* Certificates that only the person trusts, in a Thunderbird profile. */
gboolean ptl_thunderbird_plan_trust (PtlPlan           *plan,
                                     const char        *profile,
                                     const PtlAccount  *account,
                                     GPtrArray         *differences,
                                     GString           *words,
                                     GError           **error);

G_END_DECLS
