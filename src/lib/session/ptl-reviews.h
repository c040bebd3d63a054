/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-review.h"

G_BEGIN_DECLS

#define PTL_TYPE_REVIEWS (ptl_reviews_get_type ())
G_DECLARE_FINAL_TYPE (PtlReviews, ptl_reviews, PTL, REVIEWS, GObject)

/* All accounts that the mail programs of this computer have, and a look at each. One thing at a time: property "busy". Nothing is
 * changed unless somebody asks for exactly that. */
PtlReviews *ptl_reviews_new            (const char           *home);
GListModel *ptl_reviews_get_list       (PtlReviews           *self);
PtlReview  *ptl_reviews_find           (PtlReviews           *self,
                                        const char           *id);
gboolean    ptl_reviews_get_busy       (PtlReviews           *self);

/* Reads them anew; the list is whole when it ends. */
void        ptl_reviews_read_async     (PtlReviews           *self,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
gboolean    ptl_reviews_read_finish    (PtlReviews           *self,
                                        GAsyncResult         *result,
                                        GError              **error);
/* Checks those that wait for it, a few at a time and without any password. */
void        ptl_reviews_check_async    (PtlReviews           *self,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
gboolean    ptl_reviews_check_finish   (PtlReviews           *self,
                                        GAsyncResult         *result,
                                        GError              **error);
/* Asks the provider of that account, as discovery does, without naming the person; then checks it again. Only if the person agreed. */
void        ptl_reviews_look_up_async  (PtlReviews           *self,
                                        PtlReview            *review,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
gboolean    ptl_reviews_look_up_finish (PtlReviews           *self,
                                        GAsyncResult         *result,
                                        GError              **error);
/* Writes the new settings of that account, or the old ones again; then everything that changed is checked again.
 * Returns (of _finish): (transfer full) (nullable): a sentence about what was done */
void        ptl_reviews_fix_async      (PtlReviews           *self,
                                        PtlReview            *review,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
void        ptl_reviews_undo_async     (PtlReviews           *self,
                                        PtlReview            *review,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
char       *ptl_reviews_change_finish  (PtlReviews           *self,
                                        GAsyncResult         *result,
                                        GError              **error);

G_END_DECLS
