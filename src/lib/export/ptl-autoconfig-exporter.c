/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-autoconfig-exporter.h"

#include "ptl-export-common.h"

/* Version 1.2 (draft-ietf-mailmaint-autoconfig) says more of servers of other kinds, of sign-in through the browser and of help pages;
 * of those a checked account knows nothing. What it asks of all files is kept. */
#define LONGEST_NAME       60
#define LONGEST_SHORT_NAME 20

static const char * const authentication_names[] = {
  [PTL_AUTHENTICATION_PASSWORD_CLEARTEXT] = "password-cleartext",
  [PTL_AUTHENTICATION_PASSWORD_ENCRYPTED] = "password-encrypted",
  [PTL_AUTHENTICATION_OAUTH2] = "OAuth2",
  [PTL_AUTHENTICATION_GSSAPI] = "GSSAPI",
  [PTL_AUTHENTICATION_NTLM] = "NTLM",
  [PTL_AUTHENTICATION_CLIENT_CERTIFICATE] = "TLS-client-cert",
  [PTL_AUTHENTICATION_NONE] = "none",
};

static const char * const security_names[] = {
  [PTL_SECURITY_NONE] = "plain",
  [PTL_SECURITY_STARTTLS] = "STARTTLS",
  [PTL_SECURITY_TLS] = "SSL",
};

/* One quoting function: everything that comes from outside goes through it. */
static void
add_element (GString    *xml,
             guint       depth,
             const char *name,
             const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_append_printf (xml, "%*s<%s>%s</%s>\n", 2 * depth, "", name, escaped, name);
}

/* Names that are longer than the format allows end with an ellipsis. */
static void
add_name (GString    *xml,
          const char *element,
          const char *name,
          glong       longest)
{
  g_autofree char *start = g_utf8_substring (name, 0, MIN (g_utf8_strlen (name, -1), longest - 1));
  g_autofree char *cut = g_strconcat (start, "…", NULL);

  add_element (xml, 2, element, g_utf8_strlen (name, -1) > longest ? cut : name);
}

/* The provider's name, and a short one for lists: its domain where the name itself is too long for that. */
static void
add_names (GString          *xml,
           const PtlAccount *account)
{
  const char *domain = ptl_address_get_domain_unicode (ptl_account_get_address (account));
  const char *name = ptl_account_get_provider (account) != NULL ? ptl_account_get_provider (account) : domain;

  add_name (xml, "displayName", name, LONGEST_NAME);
  add_name (xml, "displayShortName", g_utf8_strlen (name, -1) <= LONGEST_SHORT_NAME ? name : domain, LONGEST_SHORT_NAME);
}

/* The file is for everybody at the provider: what is only this person's becomes a placeholder. */
static const char *
generalise (const char       *username,
            const PtlAddress *address)
{
  if (g_ascii_strcasecmp (username, ptl_address_get_text (address)) == 0 || g_str_equal (username, ptl_address_get_display (address)))
    return "%EMAILADDRESS%";
  if (g_str_equal (username, ptl_address_get_local_part (address)))
    return "%EMAILLOCALPART%";

  return username;
}

static void
add_authentication (GString         *xml,
                    const PtlServer *server)
{
  gsize n_methods;
  const PtlAuthentication *methods = ptl_server_get_authentication (server, &n_methods);

  for (gsize i = 0; i < n_methods; i++)
    add_element (xml, 3, "authentication", authentication_names[methods[i]]);
  if (n_methods == 0)
    add_element (xml, 3, "authentication", ptl_server_get_username (server) != NULL ? "password-cleartext" : "none");
}

static void
add_pop3 (GString          *xml,
          const PtlAccount *account)
{
  gboolean keep = ptl_account_get_leave (account) != PTL_LEAVE_REMOVE;

  g_string_append (xml, "      <pop3>\n");
  add_element (xml, 4, "leaveMessagesOnServer", keep ? "true" : "false");
  if (ptl_account_get_leave (account) == PTL_LEAVE_DAYS)
    {
      g_autofree char *days = g_strdup_printf ("%u", ptl_account_get_leave_days (account));

      add_element (xml, 4, "daysToLeaveMessagesOnServer", days);
    }
  g_string_append (xml, "      </pop3>\n");
}

static void
add_server (GString          *xml,
            const PtlAccount *account,
            const PtlServer  *server)
{
  const char *element = ptl_server_is_incoming (server) ? "incomingServer" : "outgoingServer";
  g_autofree char *type = g_ascii_strdown (ptl_protocol_get_name (ptl_server_get_protocol (server)), -1);
  g_autofree char *port = g_strdup_printf ("%u", ptl_server_get_port (server));
  const char *username = ptl_server_get_username (server);

  g_string_append_printf (xml, "    <%s type=\"%s\">\n", element, type);
  add_element (xml, 3, "hostname", ptl_server_get_host (server));
  add_element (xml, 3, "port", port);
  add_element (xml, 3, "socketType", security_names[ptl_server_get_security (server)]);
  if (username != NULL)
    add_element (xml, 3, "username", generalise (username, ptl_account_get_address (account)));
  add_authentication (xml, server);
  if (ptl_server_get_protocol (server) == PTL_PROTOCOL_POP3)
    add_pop3 (xml, account);
  g_string_append_printf (xml, "    </%s>\n", element);
}

GBytes *
ptl_autoconfig_render (const PtlAccount  *account,
                       GError           **error)
{
  const char *domain = ptl_address_get_domain (ptl_account_get_address (account));
  g_autofree char *id = g_markup_escape_text (domain, -1);
  GString *xml = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<clientConfig version=\"1.2\">\n");

  g_string_append_printf (xml, "  <emailProvider id=\"%s\">\n", id);
  add_element (xml, 2, "domain", domain);
  add_names (xml, account);
  add_server (xml, account, ptl_account_get_incoming (account));
  if (ptl_account_get_outgoing (account) != NULL)
    add_server (xml, account, ptl_account_get_outgoing (account));
  g_string_append (xml, "  </emailProvider>\n</clientConfig>\n");

  return ptl_export_take_text (xml);
}
