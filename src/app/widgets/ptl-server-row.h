/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "ptl-server.h"

G_BEGIN_DECLS

#define PTL_TYPE_SERVER_ROW (ptl_server_row_get_type ())
G_DECLARE_FINAL_TYPE (PtlServerRow, ptl_server_row, PTL, SERVER_ROW, AdwActionRow)

/* A server in two lines: what it is for and where it is, and how it is protected. */
void ptl_server_row_set_server (PtlServerRow *self,
                                PtlServer    *server);

G_END_DECLS
