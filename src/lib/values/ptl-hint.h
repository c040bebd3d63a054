/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* What a provider wants a person to do, or to know, before its servers can be used. */
typedef enum
{
  PTL_HINT_APP_PASSWORD,
  PTL_HINT_ENABLE_FIRST,
  PTL_HINT_OAUTH2_ONLY,
  PTL_HINT_BRIDGE_NEEDED,
  PTL_HINT_NO_ACCESS,
  PTL_HINT_DOCUMENTATION,
} PtlHintId;

#define PTL_TYPE_HINT_ID (ptl_hint_id_get_type ())
GType ptl_hint_id_get_type (void);

typedef struct _PtlHint PtlHint;

#define PTL_TYPE_HINT (ptl_hint_get_type ())
GType ptl_hint_get_type (void);

PtlHint    *ptl_hint_new      (PtlHintId      id,
                               const char    *provider,
                               const char    *url);
PtlHint    *ptl_hint_ref      (PtlHint       *self);
void        ptl_hint_unref    (PtlHint       *self);
PtlHintId   ptl_hint_get_id   (const PtlHint *self);
const char *ptl_hint_get_url  (const PtlHint *self);
char       *ptl_hint_get_text (const PtlHint *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlHint, ptl_hint_unref)

G_END_DECLS
