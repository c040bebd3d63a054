/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One question to the name service, with a bound on its time. No such name and no such record are no error, but an empty answer;
 * an error is one of PTL_ERROR: DNS_FAILURE, DNS_TIMEOUT, CANCELLED.
 *
 * Returns (of _finish): (transfer full) (element-type GVariant): records as g_resolver_lookup_records() describes them */
void       ptl_dns_lookup_async  (const char           *name,
                                  GResolverRecordType   type,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data);
GPtrArray *ptl_dns_lookup_finish (GAsyncResult         *result,
                                  GError              **error);

/* Of what a name is an alias. Returns (of _finish): (transfer full) (nullable): no alias is no error */
void       ptl_dns_lookup_alias_async  (const char           *name,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
char      *ptl_dns_lookup_alias_finish (GAsyncResult         *result,
                                        GError              **error);

/* Whether the answer was checked by its signatures, as far as that can be known; see ptl-dnssec.h. */
gboolean   ptl_dns_lookup_is_secure (GAsyncResult      *result);

G_END_DECLS
