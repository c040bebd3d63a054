/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-address.h"
#include "ptl-account.h"
#include "ptl-needs.h"

G_BEGIN_DECLS

/* What the administrator of a computer allows, from the group [Policy] of a key file. Each key is optional, and a computer without
 * the file allows everything:
 *
 *   Directory=false              the public directory is never asked, whatever the person's switch says
 *   Domains=example.org;…        only addresses of these domains are set up
 *   Protocols=imap;pop3          only these protocols are used for receiving
 *   Security=encrypted|strict    nothing weaker than this is used, whatever the person allows
 *   Targets=thunderbird;text;…   settings are handed over only to these
 *
 * Immutable. */
typedef struct _PtlPolicy PtlPolicy;

#define PTL_TYPE_POLICY (ptl_policy_get_type ())
GType ptl_policy_get_type (void);

PtlPolicy *ptl_policy_load             (const char        *path,
                                        GError           **error);
PtlPolicy *ptl_policy_load_default     (GError           **error);
PtlPolicy *ptl_policy_ref              (PtlPolicy         *self);
void       ptl_policy_unref            (PtlPolicy         *self);
gboolean   ptl_policy_allows_directory (const PtlPolicy   *self);
gboolean   ptl_policy_check_address    (const PtlPolicy   *self,
                                        const PtlAddress  *address,
                                        GError           **error);
gboolean   ptl_policy_check_needs      (const PtlPolicy   *self,
                                        const PtlNeeds    *needs,
                                        GError           **error);
PtlNeeds   ptl_policy_apply            (const PtlPolicy   *self,
                                        const PtlNeeds    *needs);
gboolean   ptl_policy_check_target     (const PtlPolicy   *self,
                                        const char        *target,
                                        GError           **error);
gboolean   ptl_policy_check_account    (const PtlPolicy   *self,
                                        const PtlAccount  *account,
                                        GError           **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlPolicy, ptl_policy_unref)

G_END_DECLS
