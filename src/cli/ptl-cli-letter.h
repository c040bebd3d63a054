/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ptl-cli.h"
#include "ptl-session.h"

G_BEGIN_DECLS

/* A message to oneself at the end of a setup, where it was asked for or the person says yes. */
PtlVerdict ptl_cli_letter (PtlCli     *cli,
                           PtlSession *session);

G_END_DECLS
