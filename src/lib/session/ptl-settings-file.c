/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-settings-file.h"

#include <glib/gi18n-lib.h>

#include "ptl-account.h"
#include "ptl-autoconfig.h"
#include "ptl-charset.h"
#include "ptl-error.h"
#include "ptl-json.h"

/* The first character that says something, -1 if none does; a document of XML begins with a bracket. */
static int
first_character (GBytes *bytes)
{
  g_autoptr (GBytes) decoded = ptl_charset_decode (bytes, NULL, NULL);
  gsize size;
  const char *text = g_bytes_get_data (decoded != NULL ? decoded : bytes, &size);
  gsize i = 0;

  while (i < size && g_ascii_isspace (text[i]))
    i++;

  return i < size ? (guchar) text[i] : -1;
}

/**
 * ptl_settings_file_needs_address:
 * @bytes: what the file holds
 *
 * Returns: whether it is for all addresses of a provider, so that one has to be known to read it
 */
gboolean
ptl_settings_file_needs_address (GBytes *bytes)
{
  return first_character (bytes) == '<';
}

static PtlSettingsFile *
from_account (PtlAccount *account)
{
  PtlSettingsFile *self = g_new0 (PtlSettingsFile, 1);
  PtlServer *outgoing = ptl_account_get_outgoing (account);

  self->address = ptl_address_ref (ptl_account_get_address (account));
  self->name = g_strdup (ptl_account_get_name (account));
  self->incoming = ptl_server_ref (ptl_account_get_incoming (account));
  self->outgoing = outgoing != NULL ? ptl_server_ref (outgoing) : NULL;

  return self;
}

static PtlServer *
first_server (GPtrArray *servers)
{
  return servers != NULL && servers->len > 0 ? ptl_server_ref (g_ptr_array_index (servers, 0)) : NULL;
}

static PtlSettingsFile *
from_candidate (PtlCandidate  *candidate,
                GError       **error)
{
  g_autoptr (PtlSettingsFile) self = g_new0 (PtlSettingsFile, 1);

  self->incoming = first_server (ptl_candidate_get_incoming (candidate));
  self->outgoing = first_server (ptl_candidate_get_outgoing (candidate));
  if (self->incoming == NULL)
    {
      g_set_error_literal (error, PTL_ERROR, PTL_ERROR_BAD_DATA, _("The file names no server for receiving mail."));
      return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * ptl_settings_file_parse:
 * @bytes: what the file holds
 * @address: (nullable): whose settings are wanted, where the file is for all of a provider
 * @error: return location for an error
 *
 * Returns: (transfer full): what it says; %NULL with %PTL_ERROR_BAD_DATA if it is neither
 */
PtlSettingsFile *
ptl_settings_file_parse (GBytes      *bytes,
                         PtlAddress  *address,
                         GError     **error)
{
  if (first_character (bytes) < 0)
    {
      g_set_error_literal (error, PTL_ERROR, PTL_ERROR_BAD_DATA, _("The file is empty."));
      return NULL;
    }
  if (ptl_settings_file_needs_address (bytes))
    {
      g_autoptr (PtlCandidate) candidate = NULL;

      g_return_val_if_fail (address != NULL, NULL);
      candidate = ptl_autoconfig_parse (bytes, NULL, address, PTL_ORIGIN_MANUAL, PTL_TRANSPORT_LOCAL, PTL_TRUST_TRUSTED, _("a file of yours"), NULL, error);
      return candidate != NULL ? from_candidate (candidate, error) : NULL;
    }
  else
    {
      g_autoptr (GBytes) text = ptl_charset_decode (bytes, NULL, error);
      g_autoptr (PtlAccount) account = text != NULL ? ptl_json_to_account (g_bytes_get_data (text, NULL), (gssize) g_bytes_get_size (text), error)
                                                    : NULL;

      return account != NULL ? from_account (account) : NULL;
    }
}

void
ptl_settings_file_free (PtlSettingsFile *self)
{
  g_clear_pointer (&self->address, ptl_address_unref);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->incoming, ptl_server_unref);
  g_clear_pointer (&self->outgoing, ptl_server_unref);
  g_free (self);
}
