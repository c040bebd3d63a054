/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PTL_TYPE_RESOLVER (ptl_resolver_get_type ())
G_DECLARE_FINAL_TYPE (PtlResolver, ptl_resolver, PTL, RESOLVER, GResolver)

/* Looks the addresses of hosts up for a setup, which asks for many names at once and for each of them again and again: by the
 * source that guesses, by each try of it, by the check. Questions about one name are one question, its answer is kept for a
 * moment, and they do not queue for the few threads that GIO's own look-ups share. Everything but addresses is left to GIO. */
void ptl_resolver_install (void);

G_END_DECLS
