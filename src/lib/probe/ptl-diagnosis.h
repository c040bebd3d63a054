/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "ptl-report.h"

G_BEGIN_DECLS

/* What this computer knows of the network it is in. */
typedef struct
{
  gboolean             available;
  GNetworkConnectivity connectivity;
  gboolean             web;          /* a web server outside has answered a moment ago */
  gboolean             portal;       /* every name leads to one place */
} PtlSurroundings;

void        ptl_surroundings_look (PtlSurroundings       *self);

/* The one reason behind what several checks have seen, where it is not the server's: a network that wants a sign-in first, lets no
 * mail through or closes a port, or a clock that is wrong. Pure. */
PtlProblem *ptl_diagnose          (GPtrArray             *reports,
                                   const PtlSurroundings *surroundings);

G_END_DECLS
