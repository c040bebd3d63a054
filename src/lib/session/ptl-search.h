/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "ptl-problem.h"
#include "ptl-query.h"

G_BEGIN_DECLS

#define PTL_TYPE_SEARCH (ptl_search_get_type ())
G_DECLARE_FINAL_TYPE (PtlSearch, ptl_search, PTL, SEARCH, GObject)

/* Discovery as a session sees it: one that can be started again for another address, while the lists that a window shows stay the
 * same objects. Properties "settled" and "wishes" (see ptl-query.h) notify. */
PtlSearch  *ptl_search_new            (void);
GListModel *ptl_search_get_candidates (PtlSearch            *self);
GListModel *ptl_search_get_contacts   (PtlSearch            *self);
gboolean    ptl_search_get_settled    (PtlSearch            *self);
GPtrArray  *ptl_search_get_wishes     (PtlSearch            *self);
PtlProblem *ptl_search_get_problem    (PtlSearch            *self);
gboolean    ptl_search_get_in_portal  (PtlSearch            *self);
gboolean    ptl_search_is_running     (PtlSearch            *self);
void        ptl_search_cancel         (PtlSearch            *self);
void        ptl_search_forget         (PtlSearch            *self);
void        ptl_search_run_async      (PtlSearch            *self,
                                       PtlQuery             *query,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
gboolean    ptl_search_run_finish     (PtlSearch            *self,
                                       GAsyncResult         *result,
                                       GError              **error);

G_END_DECLS
