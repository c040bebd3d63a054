/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A sentence with a stable name: a reason, something one gives up, something to agree to, something that was seen. */
typedef struct
{
  const char *id;    /* static */
  char       *text;  /* (owned) */
} PtlReason;

PtlReason  *ptl_reason_new  (const char      *id,
                             const char      *text);
void        ptl_reason_free (PtlReason       *self);
GPtrArray  *ptl_reasons_new (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlReason, ptl_reason_free)

G_END_DECLS
