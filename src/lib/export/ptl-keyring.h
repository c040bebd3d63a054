/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-plan.h"

G_BEGIN_DECLS

/* The keyring (Secret Service): the only file that knows libsecret. Passwords go there only where the person asks for it, under the
 * attributes by which a program looks for them; the journal notes the attributes, so that taking back clears them. */

#define PTL_CHANGE_SECRET "secret"

/* The schema of passwords that no program has one for. */
#define PTL_KEYRING_GENERIC "org.freedesktop.Secret.Generic"

/* One item: the schema that a program uses, what a person reads in the keyring, and "name=value" lines. */
typedef struct
{
  char *schema;      /* (owned) */
  char *label;       /* (owned) */
  char *attributes;  /* (owned) */
} PtlKeyringItem;

PtlKeyringItem *ptl_keyring_item_new      (const char              *schema,
                                           const char              *label,
                                           ...) G_GNUC_NULL_TERMINATED;
void            ptl_keyring_item_free     (PtlKeyringItem          *self);
gboolean        ptl_keyring_store         (const PtlKeyringItem    *item,
                                           PtlSecret               *secret,
                                           GError                 **error);
void            ptl_keyring_plan          (PtlPlan                 *plan,
                                           const PtlKeyringItem    *item);
/* All of @items (element-type PtlKeyringItem); without a secret (nullable) nothing happens. */
gboolean        ptl_keyring_store_all     (GPtrArray               *items,
                                           PtlSecret               *secret);
void            ptl_keyring_plan_all      (PtlPlan                 *plan,
                                           GPtrArray               *items,
                                           PtlSecret               *secret);
gboolean        ptl_keyring_take_back     (GKeyFile                *journal,
                                           const char              *group,
                                           GError                 **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlKeyringItem, ptl_keyring_item_free)

G_END_DECLS
