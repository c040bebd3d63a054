/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "ptl-address.h"
#include "ptl-candidate.h"

G_BEGIN_DECLS

/* Reads a clientConfig document (draft-ietf-mailmaint-autoconfig-06, and the 1.1 format in use) for @address. Placeholders are
 * filled in; unknown elements, types and values are passed over; a server section that is wrong is dropped alone, and the
 * sentence about it (line and element) is added to @complaints. The document is refused, with PTL_ERROR_BAD_DATA, only when it
 * is not well-formed, too large, or nothing usable remains; with PTL_ERROR_NO_ACCESS, when it is in order but all for other ways.
 *
 * @charset: (nullable): the encoding that the server names, for a document that names none itself, see ptl-charset.h
 * @origin, @transport, @trust, @evidence: as the caller knows them; they become the candidate's
 * @complaints: (nullable) (element-type utf8): takes one sentence a dropped section
 *
 * Returns: (transfer full) */
PtlCandidate *ptl_autoconfig_parse (GBytes        *document,
                                    const char    *charset,
                                    PtlAddress    *address,
                                    PtlOrigin      origin,
                                    PtlTransport   transport,
                                    PtlTrust       trust,
                                    const char    *evidence,
                                    GPtrArray     *complaints,
                                    GError       **error);

/* The same for a document of our own list to which something else led, such as the host that receives the mail (@origin): our own
 * additions to the format, the hints, count in it, too.
 *
 * Returns: (transfer full) (nullable) */
PtlCandidate *ptl_autoconfig_parse_listed (GBytes       *document,
                                           PtlAddress   *address,
                                           PtlOrigin     origin,
                                           PtlTransport  transport,
                                           PtlTrust      trust,
                                           const char   *evidence);

G_END_DECLS
