/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-source.h"

G_BEGIN_DECLS

#define PTL_TYPE_PACC_SOURCE (ptl_pacc_source_get_type ())
G_DECLARE_FINAL_TYPE (PtlPaccSource, ptl_pacc_source, PTL, PACC_SOURCE, GObject)

/* Asks for the domain's user-agent-configuration.json (draft-ietf-mailmaint-pacc), where the name service has a digest for it. */
PtlSource *ptl_pacc_source_new (void);

G_END_DECLS
