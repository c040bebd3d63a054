/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "ptl-report.h"
#include "ptl-secret.h"

G_BEGIN_DECLS

/* Every wait of a check has an end; milliseconds. */
typedef struct
{
  guint connect;   /* until the connection stands, all addresses together */
  guint greeting;  /* until the first line */
  guint total;     /* the whole check */
} PtlProbeLimits;

/* All of it ends before the 30 seconds that the command line takes by default, so that it can still say what does work. */
#define PTL_PROBE_LIMITS_INIT { 5000, 10000, 26000 }

#define PTL_TYPE_PROBE (ptl_probe_get_type ())
G_DECLARE_FINAL_TYPE (PtlProbe, ptl_probe, PTL, PROBE, GObject)

/* One check of one server: resolve, connect, TLS, certificate, greeting, STARTTLS, capabilities, sign in, leave. Its steps are a
 * list that grows while it runs. The password goes out only over TLS whose certificate passed (RFC 8314 §3), unless the caller
 * allowed plain text for a server without any; sign-in is skipped without a password. With a server that has a pin, exactly that
 * certificate passes, with a warning (ptl_server_with_pin()). A run ends with a report, also when the
 * server fails; an error is only our own (PTL_ERROR_CANCELLED comes as a report with the verdict CANCELLED). */
PtlProbe   *ptl_probe_new                 (PtlServer             *server,
                                           PtlSecret             *secret);
void        ptl_probe_set_limits          (PtlProbe              *self,
                                           const PtlProbeLimits  *limits);
void        ptl_probe_set_allow_plaintext (PtlProbe              *self,
                                           gboolean               allow);
void        ptl_probe_set_offer_exception (PtlProbe              *self,
                                           gboolean               offer);
/* The secret is no password, but a token of OAuth 2: it goes only to servers that take it as that, over TLS. */
void        ptl_probe_set_token           (PtlProbe              *self,
                                           gboolean               token);
GListModel *ptl_probe_get_steps           (PtlProbe              *self);
PtlServer  *ptl_probe_get_server          (PtlProbe              *self);
void        ptl_probe_run_async           (PtlProbe              *self,
                                           GCancellable          *cancellable,
                                           GAsyncReadyCallback    callback,
                                           gpointer               user_data);
PtlReport  *ptl_probe_run_finish          (PtlProbe              *self,
                                           GAsyncResult          *result,
                                           GError               **error);

G_END_DECLS
