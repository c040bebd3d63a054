/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "ptl-address.h"
#include "ptl-secret.h"
#include "ptl-server.h"
#include "ptl-step.h"

G_BEGIN_DECLS

/* A letter to oneself: handed to the outgoing server, waited for in the mailbox, and removed from it. Both servers are as a check
 * has left them: with the user name that worked. A run ends with a step of the id PTL_STEP_SEND, which says how long it took, or
 * what went wrong; an error is only our own. */
typedef struct
{
  PtlAddress *address;
  PtlServer  *outgoing;
  PtlServer  *incoming;
  PtlSecret  *secret;
  gboolean    token;            /* the secret is one, see ptl_probe_set_token() */
  gboolean    allow_plaintext;  /* whether the password may go to a server without encryption */
  guint       patience;         /* how many seconds to wait for it; 0: a minute */
} PtlLetter;

/* @letter is copied */
void     ptl_letter_send_async  (const PtlLetter      *letter,
                                 GCancellable         *cancellable,
                                 GAsyncReadyCallback   callback,
                                 gpointer              user_data);
PtlStep *ptl_letter_send_finish (GAsyncResult         *result,
                                 GError              **error);

G_END_DECLS
