/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ptl-session.h"

G_BEGIN_DECLS

/* What a check saw, as text that helps whoever is asked for help: servers, steps and the conversations, without passwords. */
char       *ptl_support_describe_check (PtlSession *session);
char       *ptl_support_ask            (PtlSession *session);
gboolean    ptl_support_asks_administrator (PtlSession *session);
const char *ptl_support_find_page      (PtlSession *session);

G_END_DECLS
