/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ptl-address.h"
#include "ptl-cli.h"

G_BEGIN_DECLS

/* Whose mailbox a call is about: “me@example.org” or “My Name <me@example.org>”, from the command line or asked for. A domain that
 * looks like a slip of a well-known one is pointed out ("suggestion" in JSON); nothing is put right without being asked. */

PtlAddress *ptl_cli_read_address (PtlCli  *cli,
                                  GError **error);
PtlAddress *ptl_cli_ask_address  (PtlCli  *cli,
                                  GError **error);

G_END_DECLS
