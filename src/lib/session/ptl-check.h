/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "ptl-address.h"
#include "ptl-agreement.h"
#include "ptl-probe.h"
#include "ptl-recommendation.h"
#include "ptl-token.h"

G_BEGIN_DECLS

#define PTL_TYPE_CHECK (ptl_check_get_type ())
G_DECLARE_FINAL_TYPE (PtlCheck, ptl_check, PTL, CHECK, GObject)

/* The check of one direction (receiving or sending): the offers in their order, until one passes; the report tells those that
 * failed before it. The property "probe" is the one that runs now (its steps are what a page shows), and changes with each try.
 * A refused sign-in ends it: another server of the same provider would only count against a lock.
 *
 * User names: one that the settings name is taken literally. Where they name none the address is tried, and after a clean refusal
 * the part before the @; no server sees more than these two. A server that nobody vouches for gets no password unless the person
 * has agreed to it. */
PtlCheck   *ptl_check_new           (GPtrArray            *offers,
                                     PtlSecret            *secret,
                                     gboolean              allow_plaintext);
/* Of one server that a person names, without a password. */
PtlCheck   *ptl_check_new_for_server (PtlServer            *server);
void        ptl_check_set_address   (PtlCheck             *self,
                                     PtlAddress           *address);
void        ptl_check_set_username  (PtlCheck             *self,
                                     const char           *username);
void        ptl_check_set_agreement (PtlCheck             *self,
                                     const PtlAgreement   *agreement);
/* The certificates that the person trusts. They may be asked to trust another one of those servers that none of @candidates knows. */
void        ptl_check_set_exceptions (PtlCheck            *self,
                                     GPtrArray            *exceptions,
                                     GListModel           *candidates);
/* Used where there is no password, or the server takes none. Outlives the check. */
void        ptl_check_set_token      (PtlCheck            *self,
                                     const PtlToken       *token);
gboolean    ptl_check_used_token     (PtlCheck            *self);
PtlProbe   *ptl_check_get_probe     (PtlCheck             *self);
GListModel *ptl_check_get_reports   (PtlCheck             *self);
PtlReport  *ptl_check_get_report    (PtlCheck             *self);
char       *ptl_check_dup_summary   (PtlCheck             *self);
gboolean    ptl_check_is_unvouched  (PtlCheck             *self);
void        ptl_check_run_async     (PtlCheck             *self,
                                     GCancellable         *cancellable,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data);
PtlReport  *ptl_check_run_finish    (PtlCheck             *self,
                                     GAsyncResult         *result,
                                     GError              **error);

G_END_DECLS
