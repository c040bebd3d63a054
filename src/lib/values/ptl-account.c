/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-account.h"

#include <glib/gi18n-lib.h>

#include "ptl-error.h"

struct _PtlAccount
{
  gatomicrefcount ref_count;

  PtlAddress *address;
  char       *name;      /* (owned) (nullable) */
  char       *provider;  /* (owned) (nullable) */
  PtlServer  *incoming;
  PtlServer  *outgoing;  /* (owned) (nullable) */
  PtlLeave    leave;
  guint       leave_days;
  gboolean    offline_copy;
  PtlResult   result;
};

G_DEFINE_BOXED_TYPE (PtlAccount, ptl_account, ptl_account_ref, ptl_account_unref)

G_DEFINE_ENUM_TYPE (PtlResult, ptl_result,
                    G_DEFINE_ENUM_VALUE (PTL_RESULT_READY, "ready"),
                    G_DEFINE_ENUM_VALUE (PTL_RESULT_UNCHECKED, "unchecked"),
                    G_DEFINE_ENUM_VALUE (PTL_RESULT_CONFIRM, "confirm"),
                    G_DEFINE_ENUM_VALUE (PTL_RESULT_PARTIAL, "partial"),
                    G_DEFINE_ENUM_VALUE (PTL_RESULT_FAILED, "failed"))

static gboolean
refuse (GError     **error,
        const char  *message)
{
  g_set_error_literal (error, PTL_ERROR, PTL_ERROR_BAD_DATA, message);
  return FALSE;
}

static gboolean
is_one_line (const char *text)
{
  if (text == NULL)
    return TRUE;
  if (!g_utf8_validate (text, -1, NULL))
    return FALSE;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      return FALSE;

  return TRUE;
}

static gboolean
check_leave (const PtlAccountFields  *fields,
             GError                 **error)
{
  gboolean pop3 = ptl_server_get_protocol (fields->incoming) == PTL_PROTOCOL_POP3;

  if (pop3 != (fields->leave != PTL_LEAVE_UNSET))
    return refuse (error, pop3 ? _("With POP3 it has to be said whether mail stays on the server.")
                               : _("With IMAP mail always stays on the server, so nothing can be said about leaving it there."));
  if ((fields->leave == PTL_LEAVE_DAYS) != (fields->leave_days > 0))
    return refuse (error, _("The number of days for which mail stays on the server is missing, or not wanted."));

  return TRUE;
}

static gboolean
check (const PtlAccountFields  *fields,
       GError                 **error)
{
  if (!ptl_server_is_incoming (fields->incoming))
    return refuse (error, _("The server for receiving is one for sending."));
  if (ptl_server_get_username (fields->incoming) == NULL)
    return refuse (error, _("The user name for receiving is missing."));
  if (fields->outgoing != NULL && ptl_server_is_incoming (fields->outgoing))
    return refuse (error, _("The server for sending is one for receiving."));
  if (fields->outgoing != NULL && ptl_server_get_username (fields->outgoing) == NULL &&
      !ptl_server_allows (fields->outgoing, PTL_AUTHENTICATION_NONE))
    return refuse (error, _("The user name for sending is missing."));
  if (!is_one_line (fields->name) || !is_one_line (fields->provider))
    return refuse (error, _("A name holds a line break or another control character."));

  return check_leave (fields, error);
}

/**
 * ptl_account_new:
 * @fields: what it is made from
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the account, or %NULL with %PTL_ERROR_BAD_DATA if a mail program could not use it
 */
PtlAccount *
ptl_account_new (const PtlAccountFields  *fields,
                 GError                 **error)
{
  PtlAccount *self;

  g_return_val_if_fail (fields->address != NULL && fields->incoming != NULL, NULL);

  if (!check (fields, error))
    return NULL;

  self = g_new0 (PtlAccount, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->address = ptl_address_ref (fields->address);
  self->name = g_strdup (fields->name);
  self->provider = g_strdup (fields->provider);
  self->incoming = ptl_server_ref (fields->incoming);
  self->outgoing = fields->outgoing != NULL ? ptl_server_ref (fields->outgoing) : NULL;
  self->leave = fields->leave;
  self->leave_days = fields->leave_days;
  self->offline_copy = fields->offline_copy;
  self->result = fields->result;

  return self;
}

PtlAccount *
ptl_account_ref (PtlAccount *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ptl_account_unref (PtlAccount *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  ptl_address_unref (self->address);
  g_free (self->name);
  g_free (self->provider);
  ptl_server_unref (self->incoming);
  g_clear_pointer (&self->outgoing, ptl_server_unref);
  g_free (self);
}

PtlAddress *
ptl_account_get_address (const PtlAccount *self)
{
  return self->address;
}

/**
 * ptl_account_get_name:
 * @self: an account
 *
 * Returns: (transfer none) (nullable): the person's name
 */
const char *
ptl_account_get_name (const PtlAccount *self)
{
  return self->name;
}

/**
 * ptl_account_get_provider:
 * @self: an account
 *
 * Returns: (transfer none) (nullable): the provider's name
 */
const char *
ptl_account_get_provider (const PtlAccount *self)
{
  return self->provider;
}

/**
 * ptl_account_get_incoming:
 * @self: an account
 *
 * Returns: (transfer none): the server for receiving, with a user name
 */
PtlServer *
ptl_account_get_incoming (const PtlAccount *self)
{
  return self->incoming;
}

/**
 * ptl_account_get_outgoing:
 * @self: an account
 *
 * Returns: (transfer none) (nullable): the server for sending; %NULL if the account only receives
 */
PtlServer *
ptl_account_get_outgoing (const PtlAccount *self)
{
  return self->outgoing;
}

PtlLeave
ptl_account_get_leave (const PtlAccount *self)
{
  return self->leave;
}

/**
 * ptl_account_get_leave_days:
 * @self: an account
 *
 * Returns: for how many days POP3 leaves mail on the server, with %PTL_LEAVE_DAYS
 */
guint
ptl_account_get_leave_days (const PtlAccount *self)
{
  return self->leave_days;
}

/**
 * ptl_account_get_offline_copy:
 * @self: an account
 *
 * Returns: whether mail programs shall keep a copy of all mail on this computer
 */
gboolean
ptl_account_get_offline_copy (const PtlAccount *self)
{
  return self->offline_copy;
}

/**
 * ptl_account_get_result:
 * @self: an account
 *
 * Returns: how sure it is that it works
 */
PtlResult
ptl_account_get_result (const PtlAccount *self)
{
  return self->result;
}
