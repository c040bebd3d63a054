/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-discovery.h"

G_BEGIN_DECLS

/* A discovery is two ideas in one object: what it has found (ptl-discovery.c), and how a run of it goes on (ptl-discovery-run.c). */

struct _PtlDiscovery
{
  GObject parent_instance;

  PtlQuery   *query;       /* (owned) */
  GListStore *candidates;  /* (owned) (element-type PtlCandidate) */
  gboolean    settled;
  gboolean    running;
  gboolean    in_portal;
};

void ptl_discovery_set_settled (PtlDiscovery *self,
                                gboolean      settled);
void ptl_discovery_insert      (PtlDiscovery *self,
                                PtlCandidate *candidate);
/* Returns: (transfer full) (nullable): @candidate without what the domain says it does not offer; NULL if nothing is left */
PtlCandidate *ptl_discovery_drop_declined (PtlDiscovery *self,
                                           PtlCandidate *candidate);
PtlCandidate *ptl_discovery_find_complete (PtlDiscovery *self);
const char   *ptl_discovery_get_known_host (PtlDiscovery *self);
void ptl_discovery_take_back   (PtlDiscovery *self);
void ptl_discovery_mark_silent (PtlDiscovery *self,
                                PtlServer    *server);

G_END_DECLS
