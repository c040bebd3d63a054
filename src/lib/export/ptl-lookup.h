/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-exporter.h"
#include "ptl-plan.h"

G_BEGIN_DECLS

/* How programs of the terminal get at passwords: one item of the keyring a server, with the attributes service, host and user. msmtp
 * and mpop look for these by themselves, the others through secret-tool. */

char     *ptl_lookup_command       (const PtlServer         *server);
char     *ptl_lookup_plain_command (const PtlServer         *server);
char     *ptl_lookup_list          (const PtlServer         *server,
                                    char *                 (*quote) (const char *word));
char     *ptl_lookup_store_command (const PtlServer         *server);
void      ptl_lookup_note          (PtlPlan                 *plan,
                                    const PtlServer         *server,
                                    const PtlExportOptions  *options);
gboolean  ptl_lookup_store         (const PtlServer         *server,
                                    const PtlExportOptions  *options,
                                    GError                 **error);

G_END_DECLS
