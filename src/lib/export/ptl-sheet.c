/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-sheet.h"

#include <glib/gi18n-lib.h>

#include "ptl-android-exporter.h"

static void
row_free (PtlSheetRow *row)
{
  g_free (row->label);
  g_free (row->value);
  g_free (row);
}

static void
section_free (PtlSheetSection *section)
{
  g_ptr_array_unref (section->rows);
  g_free (section->heading);
  g_free (section);
}

static const char *
describe_security (PtlSecurity security)
{
  switch (security)
    {
    case PTL_SECURITY_TLS:
      return _("SSL/TLS (encrypted from the first byte)");
    case PTL_SECURITY_STARTTLS:
      return _("STARTTLS (encrypted after the greeting)");
    case PTL_SECURITY_NONE:
    default:
      return _("none. Anyone on the way can read the password and the mail!");
    }
}

static const char *
describe_authentication (const PtlServer *server)
{
  gsize n_methods;
  const PtlAuthentication *methods = ptl_server_get_authentication (server, &n_methods);
  PtlAuthentication first = ptl_server_get_username (server) != NULL ? PTL_AUTHENTICATION_PASSWORD_CLEARTEXT
                                                                     : PTL_AUTHENTICATION_NONE;

  switch (n_methods > 0 ? methods[0] : first)
    {
    case PTL_AUTHENTICATION_PASSWORD_ENCRYPTED:
      return _("encrypted password (CRAM-MD5)");
    case PTL_AUTHENTICATION_OAUTH2:
      return _("through the web browser (OAuth2)");
    case PTL_AUTHENTICATION_GSSAPI:
      return _("Kerberos (GSSAPI)");
    case PTL_AUTHENTICATION_NTLM:
      return _("NTLM");
    case PTL_AUTHENTICATION_CLIENT_CERTIFICATE:
      return _("TLS certificate");
    case PTL_AUTHENTICATION_NONE:
      return _("none");
    case PTL_AUTHENTICATION_PASSWORD_CLEARTEXT:
    default:
      return _("normal password");
    }
}

static PtlSheetSection *
add_section (PtlSheet   *self,
             const char *heading)
{
  PtlSheetSection *section = g_new0 (PtlSheetSection, 1);

  section->heading = g_strdup (heading);
  section->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) row_free);
  g_ptr_array_add (self->sections, section);

  return section;
}

static void
add_row (PtlSheetSection *section,
         const char      *label,
         const char      *value)
{
  PtlSheetRow *row = g_new0 (PtlSheetRow, 1);

  row->label = g_strdup (label);
  row->value = g_strdup (value);
  g_ptr_array_add (section->rows, row);
}

static PtlSheetSection *
add_server (PtlSheet        *self,
            const char      *heading,
            const PtlServer *server)
{
  PtlSheetSection *section = add_section (self, heading);
  g_autofree char *port = g_strdup_printf ("%u", ptl_server_get_port (server));

  add_row (section, _("Server"), ptl_server_get_host_unicode (server));
  if (!g_str_equal (ptl_server_get_host (server), ptl_server_get_host_unicode (server)))
    add_row (section, _("Server, for programs that know only plain letters"), ptl_server_get_host (server));
  add_row (section, _("Port"), port);
  add_row (section, _("Encryption"), describe_security (ptl_server_get_security (server)));
  if (ptl_server_get_username (server) != NULL)
    add_row (section, _("User name"), ptl_server_get_username (server));
  add_row (section, _("Sign-in"), describe_authentication (server));
  if (ptl_server_get_pin (server) != NULL)
    add_row (section, _("Fingerprint of its certificate (SHA-256)"), ptl_server_get_pin (server));

  return section;
}

static void
add_leave (PtlSheetSection  *section,
           const PtlAccount *account)
{
  guint days = ptl_account_get_leave_days (account);
  g_autofree char *for_days = NULL;

  switch (ptl_account_get_leave (account))
    {
    case PTL_LEAVE_KEEP:
      add_row (section, _("Leave mail on the server"), _("yes, for good"));
      return;
    case PTL_LEAVE_DAYS:
      for_days = g_strdup_printf (ngettext ("yes, for %u day", "yes, for %u days", days), days);
      add_row (section, _("Leave mail on the server"), for_days);
      return;
    case PTL_LEAVE_REMOVE:
      add_row (section, _("Leave mail on the server"), _("no, it is removed there once it is fetched"));
      return;
    case PTL_LEAVE_UNSET:
    default:
      return;
    }
}

static const char *
describe_result (PtlResult result)
{
  switch (result)
    {
    case PTL_RESULT_READY:
      return _("These settings were tried, and they work.");
    case PTL_RESULT_PARTIAL:
      return _("Only one direction of these settings worked when they were tried.");
    case PTL_RESULT_FAILED:
      return _("These settings did not work when they were tried.");
    case PTL_RESULT_UNCHECKED:
    case PTL_RESULT_CONFIRM:
    default:
      return _("These settings were not tried. They may be wrong.");
    }
}

static void
add_person (PtlSheet         *self,
            const PtlAccount *account)
{
  const char *address = ptl_address_get_display (ptl_account_get_address (account));
  PtlSheetSection *section = add_section (self, NULL);

  /* Translators: the heading of the settings sheet; %s is an e-mail address */
  self->title = g_strdup_printf (_("Mail settings for %s"), address);
  self->worth = g_strdup (describe_result (ptl_account_get_result (account)));
  self->works = ptl_account_get_result (account) == PTL_RESULT_READY;

  if (ptl_account_get_name (account) != NULL)
    add_row (section, _("Name"), ptl_account_get_name (account));
  add_row (section, _("E-mail address"), address);
  if (ptl_account_get_provider (account) != NULL)
    add_row (section, _("Provider"), ptl_account_get_provider (account));
  add_row (section, _("Password"), _("the one that the provider gave you, or that you chose there"));
}

/* What a program should be told, and people should not forget. */
static void
add_notes (PtlSheet         *self,
           const PtlAccount *account)
{
  const PtlServer *incoming = ptl_account_get_incoming (account);
  const PtlServer *outgoing = ptl_account_get_outgoing (account);
  gboolean open = ptl_server_get_security (incoming) == PTL_SECURITY_NONE ||
                  (outgoing != NULL && ptl_server_get_security (outgoing) == PTL_SECURITY_NONE);

  gboolean pinned = ptl_server_get_pin (incoming) != NULL || (outgoing != NULL && ptl_server_get_pin (outgoing) != NULL);

  if (pinned)
    g_ptr_array_add (self->notes, g_strdup (_("If a program warns of a certificate, accept only the one with the fingerprint above.")));
  else if (open)
    g_ptr_array_add (self->notes, g_strdup (_("One of the connections is not encrypted. Do not use it in a network that others share.")));
  else
    g_ptr_array_add (self->notes, g_strdup (_("If a program warns of a certificate, do not go on. Ask the provider first.")));
  if (outgoing == NULL)
    g_ptr_array_add (self->notes, g_strdup (_("This account only receives mail.")));
}

/* Most accounts fit on a phone as well; where one does not, the sheet is good without the code. */
static void
add_code (PtlSheet         *self,
          const PtlAccount *account)
{
  g_autoptr (PtlQr) code = ptl_android_make_code (account, NULL, 1, 1, NULL);
  guint size = code != NULL ? ptl_qr_get_size (code) : 0;

  if (code == NULL)
    return;

  self->code_size = size;
  self->code = g_malloc (size * size);
  for (guint i = 0; i < size * size; i++)
    self->code[i] = ptl_qr_is_dark (code, i % size, i / size);
  self->code_note = g_strdup (_("For a phone: install Thunderbird from its app store, start it, choose to import settings, and show it this code."));
}

/* Returns: (transfer full): */
PtlSheet *
ptl_sheet_new (const PtlAccount *account)
{
  PtlSheet *self = g_new0 (PtlSheet, 1);
  const PtlServer *incoming = ptl_account_get_incoming (account);
  const PtlServer *outgoing = ptl_account_get_outgoing (account);
  const char *protocol = ptl_protocol_get_name (ptl_server_get_protocol (incoming));
  /* Translators: %s is IMAP or POP3 */
  g_autofree char *heading = g_strdup_printf (_("Receiving mail: %s"), protocol);

  self->sections = g_ptr_array_new_with_free_func ((GDestroyNotify) section_free);
  self->notes = g_ptr_array_new_with_free_func (g_free);
  add_person (self, account);
  add_leave (add_server (self, heading, incoming), account);
  if (outgoing != NULL)
    add_server (self, _("Sending mail: SMTP"), outgoing);
  add_notes (self, account);
  add_code (self, account);

  return self;
}

void
ptl_sheet_free (PtlSheet *self)
{
  g_ptr_array_unref (self->sections);
  g_ptr_array_unref (self->notes);
  g_free (self->title);
  g_free (self->worth);
  g_free (self->code);
  g_free (self->code_note);
  g_free (self);
}
