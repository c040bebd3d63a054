/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-source.h"

G_BEGIN_DECLS

#define PTL_TYPE_EXCHANGE_SOURCE (ptl_exchange_source_get_type ())
G_DECLARE_FINAL_TYPE (PtlExchangeSource, ptl_exchange_source, PTL, EXCHANGE_SOURCE, GObject)

/* The name service alone tells of mailboxes at Microsoft: programs of that house look for “autodiscover” below the domain, which is
 * then an alias of a host there, or a SRV record that names one. Nobody but the name service is asked, and nothing is sent there. */
PtlSource *ptl_exchange_source_new (void);

G_END_DECLS
