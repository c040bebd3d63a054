/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-review.h"

G_BEGIN_DECLS

/* Asks the provider of an account that is there for its settings, and checks the account against them. */
void     ptl_inquiry_async  (PtlReview            *review,
                             GCancellable         *cancellable,
                             GAsyncReadyCallback   callback,
                             gpointer              user_data);
gboolean ptl_inquiry_finish (PtlReview            *review,
                             GAsyncResult         *result,
                             GError              **error);

G_END_DECLS
