/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "ptl-candidate.h"

G_BEGIN_DECLS

/* The person's own servers in the place of what was found. */

GListModel *ptl_manual_merge (GListModel *candidates,
                              PtlServer  *incoming,
                              PtlServer  *outgoing);

G_END_DECLS
