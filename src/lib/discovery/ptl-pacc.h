/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "ptl-address.h"
#include "ptl-candidate.h"

G_BEGIN_DECLS

/* Reads a user-agent-configuration.json (draft-ietf-mailmaint-pacc). It names hosts only: the ports are those of implicit TLS, and
 * the user name is the address. What it does not know is passed over; a document that is no such JSON, too large, or names no
 * server of ours is refused with PTL_ERROR_BAD_DATA, one for JMAP alone with PTL_ERROR_NO_ACCESS.
 *
 * @origin, @transport, @trust, @evidence: as the caller knows them; they become the candidate's
 *
 * Returns: (transfer full) */
PtlCandidate *ptl_pacc_parse   (GBytes       *document,
                                PtlAddress   *address,
                                PtlOrigin     origin,
                                PtlTransport  transport,
                                PtlTrust      trust,
                                const char   *evidence,
                                GError      **error);

/* Whether one of the TXT records of _ua-auto-config vouches for exactly these bytes. Each is a GVariant of type (as). */
gboolean      ptl_pacc_matches (GBytes       *document,
                                GPtrArray    *records);

G_END_DECLS
