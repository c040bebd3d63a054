/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-source.h"

G_BEGIN_DECLS

#define PTL_TYPE_GUESS_SOURCE (ptl_guess_source_get_type ())
G_DECLARE_FINAL_TYPE (PtlGuessSource, ptl_guess_source, PTL, GUESS_SOURCE, GObject)

/* Tries the usual names of mail servers in the domain, live and without a password, through the query's tester. */
PtlSource *ptl_guess_source_new (void);

G_END_DECLS
