/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-source.h"

G_DEFINE_INTERFACE (PtlSource, ptl_source, G_TYPE_OBJECT)

static void
ptl_source_default_init (PtlSourceInterface *iface)
{
}

void
ptl_source_lookup_async (PtlSource           *self,
                         PtlQuery            *query,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_return_if_fail (PTL_IS_SOURCE (self));
  g_return_if_fail (PTL_IS_QUERY (query));

  PTL_SOURCE_GET_IFACE (self)->lookup_async (self, query, cancellable, callback, user_data);
}

GPtrArray *
ptl_source_lookup_finish (PtlSource     *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (PTL_IS_SOURCE (self), NULL);

  return PTL_SOURCE_GET_IFACE (self)->lookup_finish (self, result, error);
}
