/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-source.h"
#include "ptl-srv.h"

G_BEGIN_DECLS

#define PTL_TYPE_SRV_SOURCE (ptl_srv_source_get_type ())
G_DECLARE_FINAL_TYPE (PtlSrvSource, ptl_srv_source, PTL, SRV_SOURCE, GObject)

/* Asks the name service for the domain's mail servers: RFC 6186, and RFC 8314 §5.1 for submission with implicit TLS. */
PtlSource *ptl_srv_source_new        (void);
void       ptl_srv_source_set_random (PtlSrvSource *self,
                                      PtlRandom     random,
                                      gpointer      user_data);

G_END_DECLS
