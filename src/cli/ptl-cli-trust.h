/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ptl-cli.h"
#include "ptl-session.h"

G_BEGIN_DECLS

/* Certificates of the person's own servers, which they trust by their fingerprint: named on the command line, or asked about. */
gboolean ptl_cli_may_trust (PtlCli          *cli,
                            const PtlServer *server,
                            GError         **error);
gboolean ptl_cli_trust     (PtlCli      *cli,
                            PtlSession  *session);

G_END_DECLS
