/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Whether an answer of the name service was checked by its signatures (DNSSEC) says one bit, which anybody on the way could set. It
 * means something only where the resolver that checks is this computer itself, or where its administrator says that the way there is
 * safe (RFC 4035 §4.9.3, RFC 6840 §5.8; “options trust-ad” in resolv.conf(5)). */
gboolean   ptl_dnssec_is_trustworthy (const char           *resolv_conf);
gboolean   ptl_dnssec_is_available   (void);

/* Blocks. Records as g_resolver_lookup_records() describes them; no such name and no such record are %G_RESOLVER_ERROR_NOT_FOUND. */
GPtrArray *ptl_dnssec_ask            (const char           *name,
                                      GResolverRecordType   type,
                                      gboolean             *secure,
                                      GError              **error);
/* Blocks. Returns: (transfer full) (nullable): of what @name is an alias (CNAME); no alias is no error */
char      *ptl_dnssec_ask_alias      (const char           *name,
                                      gboolean             *secure,
                                      GError              **error);
GPtrArray *ptl_dnssec_read           (const guchar         *answer,
                                      gsize                 length,
                                      GResolverRecordType   type,
                                      gboolean             *secure,
                                      GError              **error);

G_END_DECLS
