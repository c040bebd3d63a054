/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "ptl-candidate.h"

G_BEGIN_DECLS

/* What one candidate says about something that others see differently. */
typedef struct
{
  PtlOrigin  origin;
  char      *value;  /* (owned) */
} PtlClaim;

/* Something about the servers of one protocol on which candidates do not agree: no value is named by all of them. */
typedef struct
{
  PtlProtocol  protocol;
  const char  *field;   /* host, port, username */
  GPtrArray   *claims;  /* (element-type PtlClaim) (owned): the first choice of each candidate */
} PtlConflict;

void       ptl_conflict_free     (PtlConflict       *self);
char      *ptl_conflict_describe (const PtlConflict *conflict);
GPtrArray *ptl_conflicts_find    (GListModel        *candidates);

G_END_DECLS
