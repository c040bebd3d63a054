/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "ptl-candidate.h"

G_BEGIN_DECLS

/* The certificates that a person has decided to trust though something is wrong with them, each for one host and port: a list of
 * servers that have a pin. */
GPtrArray *ptl_exceptions_new      (void);
void       ptl_exceptions_set      (GPtrArray       *self,
                                    PtlServer       *server,
                                    const char      *sha256);
PtlServer *ptl_exceptions_apply    (GPtrArray       *self,
                                    PtlServer       *server);

/* Whether it is a server of a provider whom our own list knows. Those have good certificates, so a bad one is somebody else's. */
gboolean   ptl_exceptions_is_known (GListModel      *candidates,
                                    const PtlServer *server);

G_END_DECLS
