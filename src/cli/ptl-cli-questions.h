/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ptl-cli.h"
#include "ptl-session.h"

G_BEGIN_DECLS

/* The assistant's questions, in a terminal. Each returns FALSE or NULL when the person stops. */

gboolean    ptl_cli_ask_about_person (PtlCli     *cli,
                                      PtlSession *session);
gboolean    ptl_cli_ask_to_send      (PtlCli     *cli,
                                      PtlSession *session,
                                      gboolean   *allowed);
gboolean    ptl_cli_ask_to_agree     (PtlCli     *cli,
                                      PtlSession *session);
gboolean    ptl_cli_ask_for_password (PtlCli     *cli,
                                      PtlSession *session);
gboolean    ptl_cli_ask_for_targets  (PtlCli     *cli,
                                      PtlResult   result);

G_END_DECLS
