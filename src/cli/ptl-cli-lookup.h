/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ptl-cli.h"
#include "ptl-session.h"

G_BEGIN_DECLS

/* A session made from the command line, and its discovery, which goes on while other things are done. */
typedef struct
{
  PtlCli        *cli;
  PtlSession    *session;      /* (owned) */
  GCancellable  *cancellable;  /* (owned) */
  PtlCliWaiting  waiting;
  gboolean       running;
} PtlCliLookup;

PtlCliLookup *ptl_cli_lookup_new     (PtlCli            *cli,
                                      PtlAddress        *address);
void          ptl_cli_lookup_free    (PtlCliLookup      *self);
void          ptl_cli_lookup_start   (PtlCliLookup      *self);
void          ptl_cli_lookup_settle  (PtlCliLookup      *self);
void          ptl_cli_lookup_stop    (PtlCliLookup      *self);
void          ptl_cli_lookup_restart (PtlCliLookup      *self);
gboolean      ptl_cli_lookup_finish  (PtlCliLookup      *self,
                                      GError           **error);
PtlExit       ptl_cli_lookup_fail    (PtlCliLookup      *self,
                                      const PtlProblem  *problem);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlCliLookup, ptl_cli_lookup_free)

G_END_DECLS
