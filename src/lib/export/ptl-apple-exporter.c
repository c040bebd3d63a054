/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-apple-exporter.h"

#include <glib/gi18n-lib.h>

#include "ptl-error.h"
#include "ptl-export-common.h"

/* A configuration profile for iPhone, iPad and Mac: a property list in XML with one payload, com.apple.mail.managed. The identifiers
 * are the same each time, so that installing it again replaces the account. */

static const char *
get_authentication (const PtlServer *server)
{
  gsize n_methods;
  const PtlAuthentication *methods = ptl_server_get_authentication (server, &n_methods);

  if (n_methods == 0)
    return ptl_server_get_username (server) != NULL ? "EmailAuthPassword" : "EmailAuthNone";

  for (gsize i = 0; i < n_methods; i++)
    {
      switch (methods[i])
        {
        case PTL_AUTHENTICATION_PASSWORD_CLEARTEXT:
          return "EmailAuthPassword";
        case PTL_AUTHENTICATION_PASSWORD_ENCRYPTED:
          return "EmailAuthCRAMMD5";
        case PTL_AUTHENTICATION_NTLM:
          return "EmailAuthNTLM";
        case PTL_AUTHENTICATION_NONE:
          return "EmailAuthNone";
        case PTL_AUTHENTICATION_OAUTH2:
        case PTL_AUTHENTICATION_GSSAPI:
        case PTL_AUTHENTICATION_CLIENT_CERTIFICATE:
        default:
          break;
        }
    }

  return NULL;
}

/* One quoting function: every text goes through it. */
static void
add_string (GString    *xml,
            guint       depth,
            const char *key,
            const char *value)
{
  g_autofree char *escaped = g_markup_escape_text (value, -1);

  g_string_append_printf (xml, "%*s<key>%s</key>\n%*s<string>%s</string>\n", 2 * depth, "", key, 2 * depth, "", escaped);
}

static void
add_head (GString    *xml,
          guint       depth,
          const char *type,
          const char *uuid,
          const char *name)
{
  g_autofree char *identifier = g_strconcat ("io.github.portolan-mail.", uuid, NULL);

  add_string (xml, depth, "PayloadType", type);
  g_string_append_printf (xml, "%*s<key>PayloadVersion</key>\n%*s<integer>1</integer>\n", 2 * depth, "", 2 * depth, "");
  add_string (xml, depth, "PayloadIdentifier", identifier);
  add_string (xml, depth, "PayloadUUID", uuid);
  add_string (xml, depth, "PayloadDisplayName", name);
}

static void
add_server (GString         *xml,
            const char      *side,
            const PtlServer *server)
{
  g_autofree char *authentication = g_strconcat (side, "MailServerAuthentication", NULL);
  g_autofree char *host = g_strconcat (side, "MailServerHostName", NULL);
  g_autofree char *user = g_strconcat (side, "MailServerUsername", NULL);

  add_string (xml, 3, authentication, get_authentication (server));
  add_string (xml, 3, host, ptl_server_get_host (server));
  g_string_append_printf (xml, "      <key>%sMailServerPortNumber</key>\n      <integer>%u</integer>\n", side, ptl_server_get_port (server));
  g_string_append_printf (xml, "      <key>%sMailServerUseSSL</key>\n      <true/>\n", side);
  if (ptl_server_get_username (server) != NULL)
    add_string (xml, 3, user, ptl_server_get_username (server));
}

static gboolean
is_same_password (const PtlAccount *account)
{
  return ptl_server_get_username (ptl_account_get_outgoing (account)) != NULL;
}

static void
add_mail (GString          *xml,
          const PtlAccount *account)
{
  g_autofree char *uuid = ptl_export_make_uuid (account, "apple-mail");
  const PtlServer *incoming = ptl_account_get_incoming (account);
  const char *shown = ptl_address_get_display (ptl_account_get_address (account));
  gboolean pop3 = ptl_server_get_protocol (incoming) == PTL_PROTOCOL_POP3;

  g_string_append (xml, "    <dict>\n");
  add_head (xml, 3, "com.apple.mail.managed", uuid, shown);
  add_string (xml, 3, "EmailAccountDescription", shown);
  if (ptl_account_get_name (account) != NULL)
    add_string (xml, 3, "EmailAccountName", ptl_account_get_name (account));
  add_string (xml, 3, "EmailAccountType", pop3 ? "EmailTypePOP" : "EmailTypeIMAP");
  add_string (xml, 3, "EmailAddress", ptl_export_get_address (account));
  add_server (xml, "Incoming", incoming);
  add_server (xml, "Outgoing", ptl_account_get_outgoing (account));
  if (is_same_password (account))
    g_string_append (xml, "      <key>OutgoingPasswordSameAsIncomingPassword</key>\n      <true/>\n");
  g_string_append (xml, "    </dict>\n");
}

static gboolean
check (const PtlAccount  *account,
       GError           **error)
{
  const PtlServer *servers[] = { ptl_account_get_incoming (account), ptl_account_get_outgoing (account) };

  if (!ptl_export_check (account, _("Apple Mail"), PTL_TAKES_ONLY_SENDING, error))
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (servers); i++)
    {
      if (get_authentication (servers[i]) != NULL)
        continue;
      g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_UNSUPPORTED,
                   _("A profile for Apple Mail cannot say how to sign in at %s."), ptl_server_get_host_unicode (servers[i]));
      return FALSE;
    }

  return TRUE;
}

GBytes *
ptl_apple_render (const PtlAccount  *account,
                  GError           **error)
{
  const char *address = ptl_address_get_display (ptl_account_get_address (account));
  g_autofree char *uuid = ptl_export_make_uuid (account, "apple-profile");
  /* Translators: %s is an e-mail address */
  g_autofree char *description = g_strdup_printf (_("Sets up mail for %s. The device asks for the password."), address);
  GString *xml;

  if (!check (account, error))
    return NULL;

  xml = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                      "<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n"
                      "<plist version=\"1.0\">\n<dict>\n");
  add_head (xml, 1, "Configuration", uuid, address);
  add_string (xml, 1, "PayloadDescription", description);
  g_string_append (xml, "  <key>PayloadContent</key>\n  <array>\n");
  add_mail (xml, account);
  g_string_append (xml, "  </array>\n</dict>\n</plist>\n");

  return ptl_export_take_text (xml);
}
