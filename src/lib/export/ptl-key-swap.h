/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-difference.h"

G_BEGIN_DECLS

/* Files with lines "key=value" below lines "[group]": single values are exchanged where they stand, and every other byte stays. */
typedef struct _PtlKeySwap PtlKeySwap;

PtlKeySwap *ptl_key_swap_new       (const char  *path,
                                    GError     **error);
void        ptl_key_swap_free      (PtlKeySwap  *self);
char       *ptl_key_swap_get       (PtlKeySwap  *self,
                                    const char  *group,
                                    const char  *key);
void        ptl_key_swap_set       (PtlKeySwap  *self,
                                    const char  *group,
                                    const char  *key,
                                    const char  *value);
void        ptl_key_swap_guard     (PtlKeySwap  *self,
                                    const char  *group,
                                    const char  *key);
gboolean    ptl_key_swap_plan      (PtlKeySwap  *self,
                                    PtlPlan     *plan);
GBytes     *ptl_key_swap_take_back (GBytes      *now,
                                    const char  *added,
                                    const char  *was,
                                    GPtrArray   *left);

/* Taking back what was added as a whole, though the program has written it anew since. */
GBytes     *ptl_key_swap_take_out  (GBytes      *now,
                                    const char  *added);
gboolean    ptl_key_swap_is_same   (GKeyFile    *now,
                                    GKeyFile    *added);

/* What matters of an account in such a file. */
typedef struct
{
  const char        *group;
  const char        *key;
  PtlDifferenceKind  kind;
  gboolean           outgoing;
} PtlKeyField;

void        ptl_key_swap_take      (PtlKeySwap        *self,
                                    GKeyFile          *wanted,
                                    const PtlKeyField *fields,
                                    gsize              n_fields,
                                    GPtrArray         *differences);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlKeySwap, ptl_key_swap_free)

G_END_DECLS
