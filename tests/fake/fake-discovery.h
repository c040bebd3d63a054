/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ptl-discovery.h"
#include "ptl-error.h"

G_BEGIN_DECLS

/* Takes the place of ptl-discovery in a test, which says what is found and when. All are about the discovery that was made last. */
PtlQuery *fake_discovery_query  (void);
void      fake_discovery_find   (PtlCandidate *candidate);
void      fake_discovery_settle (void);
void      fake_discovery_end    (void);
void      fake_discovery_fail   (PtlError      code);
guint     fake_discovery_open   (void);

G_END_DECLS
