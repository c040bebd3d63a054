/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "ptl-query.h"

G_BEGIN_DECLS

#define PTL_TYPE_SOURCE (ptl_source_get_type ())
G_DECLARE_INTERFACE (PtlSource, ptl_source, PTL, SOURCE, GObject)

/* Somebody who may know how a mailbox is reached. A lookup ends with candidates (perhaps none); an error means that the source
 * could not be asked or that what it said cannot be used. Whatever is asked, and of whom, goes into the query's ledger. */
struct _PtlSourceInterface
{
  GTypeInterface parent_iface;

  void        (*lookup_async)  (PtlSource            *self,
                                PtlQuery             *query,
                                GCancellable         *cancellable,
                                GAsyncReadyCallback   callback,
                                gpointer              user_data);
  GPtrArray * (*lookup_finish) (PtlSource            *self,
                                GAsyncResult         *result,
                                GError              **error);
};

/* Looks @query up; never sends more than ptl_query_may_send() allows.
 * Returns (of _finish): (transfer container) (element-type PtlCandidate): never NULL without @error */
void       ptl_source_lookup_async  (PtlSource            *self,
                                     PtlQuery             *query,
                                     GCancellable         *cancellable,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data);
GPtrArray *ptl_source_lookup_finish (PtlSource            *self,
                                     GAsyncResult         *result,
                                     GError              **error);

G_END_DECLS
