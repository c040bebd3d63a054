/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* An e-mail address that has been checked: local part and domain, the domain in both forms. Immutable. */
typedef struct _PtlAddress PtlAddress;

#define PTL_TYPE_ADDRESS (ptl_address_get_type ())
GType ptl_address_get_type (void);

PtlAddress *ptl_address_parse              (const char        *text,
                                            GError           **error);
PtlAddress *ptl_address_parse_mailbox      (const char        *text,
                                            char             **name,
                                            GError           **error);
PtlAddress *ptl_address_suggest            (const char        *text);
PtlAddress *ptl_address_ref                (PtlAddress        *self);
void        ptl_address_unref              (PtlAddress        *self);
const char *ptl_address_get_text           (const PtlAddress  *self);
const char *ptl_address_get_display        (const PtlAddress  *self);
const char *ptl_address_get_local_part     (const PtlAddress  *self);
const char *ptl_address_get_domain         (const PtlAddress  *self);
const char *ptl_address_get_domain_unicode (const PtlAddress  *self);
gboolean    ptl_address_is_ascii           (const PtlAddress  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlAddress, ptl_address_unref)

G_END_DECLS
