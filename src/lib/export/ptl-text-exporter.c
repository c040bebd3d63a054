/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-text-exporter.h"

#include <glib/gi18n-lib.h>

#include "ptl-export-common.h"

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

static void
add_heading (GString    *text,
             const char *heading,
             char        line)
{
  g_autofree char *underline = g_strnfill (g_utf8_strlen (heading, -1), line);

  g_string_append_printf (text, "%s\n%s\n", heading, underline);
}

static void
add_row (GString    *text,
         const char *label,
         const char *value)
{
  /* Translators: a label and its value, one line of the settings sheet */
  g_string_append_printf (text, _("%s: %s"), label, value);
  g_string_append_c (text, '\n');
}

static void
add_server (GString         *text,
            const char      *heading,
            const PtlServer *server)
{
  g_autofree char *port = g_strdup_printf ("%u", ptl_server_get_port (server));

  g_string_append_c (text, '\n');
  add_heading (text, heading, '-');
  add_row (text, _("Server"), ptl_server_get_host_unicode (server));
  if (!g_str_equal (ptl_server_get_host (server), ptl_server_get_host_unicode (server)))
    add_row (text, _("Server, for programs that know only plain letters"), ptl_server_get_host (server));
  add_row (text, _("Port"), port);
  add_row (text, _("Encryption"), describe_security (ptl_server_get_security (server)));
  if (ptl_server_get_username (server) != NULL)
    add_row (text, _("User name"), ptl_server_get_username (server));
  add_row (text, _("Sign-in"), describe_authentication (server));
}

static void
add_leave (GString          *text,
           const PtlAccount *account)
{
  guint days = ptl_account_get_leave_days (account);
  g_autofree char *for_days = NULL;

  switch (ptl_account_get_leave (account))
    {
    case PTL_LEAVE_KEEP:
      add_row (text, _("Leave mail on the server"), _("yes, for good"));
      return;
    case PTL_LEAVE_DAYS:
      for_days = g_strdup_printf (ngettext ("yes, for %u day", "yes, for %u days", days), days);
      add_row (text, _("Leave mail on the server"), for_days);
      return;
    case PTL_LEAVE_REMOVE:
      add_row (text, _("Leave mail on the server"), _("no, it is removed there once it is fetched"));
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
add_person (GString          *text,
            const PtlAccount *account)
{
  const char *address = ptl_address_get_display (ptl_account_get_address (account));
  /* Translators: the heading of the settings sheet; %s is an e-mail address */
  g_autofree char *heading = g_strdup_printf (_("Mail settings for %s"), address);

  add_heading (text, heading, '=');
  g_string_append_printf (text, "%s\n\n", describe_result (ptl_account_get_result (account)));
  if (ptl_account_get_name (account) != NULL)
    add_row (text, _("Name"), ptl_account_get_name (account));
  add_row (text, _("E-mail address"), address);
  if (ptl_account_get_provider (account) != NULL)
    add_row (text, _("Provider"), ptl_account_get_provider (account));
  add_row (text, _("Password"), _("the one that the provider gave you, or that you chose there"));
}

GBytes *
ptl_text_render (const PtlAccount  *account,
                 GError           **error)
{
  const PtlServer *incoming = ptl_account_get_incoming (account);
  const PtlServer *outgoing = ptl_account_get_outgoing (account);
  const char *protocol = ptl_protocol_get_name (ptl_server_get_protocol (incoming));
  /* Translators: %s is IMAP or POP3 */
  g_autofree char *heading = g_strdup_printf (_("Receiving mail: %s"), protocol);
  GString *text = g_string_new (NULL);

  add_person (text, account);
  add_server (text, heading, incoming);
  add_leave (text, account);
  if (outgoing != NULL)
    add_server (text, _("Sending mail: SMTP"), outgoing);

  return ptl_export_take_text (text);
}
