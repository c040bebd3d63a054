/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-address.h"
#include "ptl-recommendation.h"
#include "ptl-server.h"

G_BEGIN_DECLS

/* How sure it is that an account works. */
typedef enum
{
  PTL_RESULT_READY,      /* both servers were tried and are good */
  PTL_RESULT_UNCHECKED,  /* nothing was tried */
  PTL_RESULT_CONFIRM,    /* the person has to agree to the servers first */
  PTL_RESULT_PARTIAL,    /* only one direction works */
  PTL_RESULT_FAILED,
} PtlResult;

#define PTL_TYPE_RESULT (ptl_result_get_type ())
GType ptl_result_get_type (void);

/* Borrowed: ptl_account_new() takes copies or references. */
typedef struct
{
  PtlAddress *address;
  const char *name;          /* (nullable): the person's name */
  const char *provider;      /* (nullable): the provider's name */
  PtlServer  *incoming;      /* with a user name */
  PtlServer  *outgoing;      /* (nullable): receiving only */
  PtlLeave    leave;
  guint       leave_days;
  gboolean    offline_copy;
  PtlResult   result;
} PtlAccountFields;

/* A finished account as a mail program needs it, without the password. Valid or no object. Immutable. */
typedef struct _PtlAccount PtlAccount;

#define PTL_TYPE_ACCOUNT (ptl_account_get_type ())
GType ptl_account_get_type (void);

PtlAccount *ptl_account_new              (const PtlAccountFields  *fields,
                                          GError                 **error);
PtlAccount *ptl_account_ref              (PtlAccount              *self);
void        ptl_account_unref            (PtlAccount              *self);
PtlAddress *ptl_account_get_address      (const PtlAccount        *self);
const char *ptl_account_get_name         (const PtlAccount        *self);
const char *ptl_account_get_provider     (const PtlAccount        *self);
PtlServer  *ptl_account_get_incoming     (const PtlAccount        *self);
PtlServer  *ptl_account_get_outgoing     (const PtlAccount        *self);
PtlLeave    ptl_account_get_leave        (const PtlAccount        *self);
guint       ptl_account_get_leave_days   (const PtlAccount        *self);
gboolean    ptl_account_get_offline_copy (const PtlAccount        *self);
PtlResult   ptl_account_get_result       (const PtlAccount        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlAccount, ptl_account_unref)

G_END_DECLS
