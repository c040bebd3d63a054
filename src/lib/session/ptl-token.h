/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "ptl-address.h"
#include "ptl-secret.h"
#include "ptl-server.h"

G_BEGIN_DECLS

/* What GNOME's Online Accounts keep for a mailbox into which the person has signed in through the browser: a token that stands for
 * that sign-in for a while, and the hosts that it is for. */
typedef struct
{
  PtlSecret  *secret;
  GPtrArray  *hosts;   /* (element-type utf8) */
} PtlToken;

void      ptl_token_free        (PtlToken             *self);
gboolean  ptl_token_covers      (const PtlToken       *self,
                                 const PtlServer      *server);
void      ptl_token_find_async  (PtlAddress           *address,
                                 GCancellable         *cancellable,
                                 GAsyncReadyCallback   callback,
                                 gpointer              user_data);
PtlToken *ptl_token_find_finish (GAsyncResult         *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlToken, ptl_token_free)

G_END_DECLS
