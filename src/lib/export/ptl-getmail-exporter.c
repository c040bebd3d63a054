/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-getmail-exporter.h"

#include "ptl-lookup.h"
#include "ptl-quote.h"
#include "ptl-settings.h"

/* getmail checks certificates only where it is told by which authorities. */
#define AUTHORITIES "/etc/ssl/certs/ca-certificates.crt"

/* A tuple of Python. */
static char *
quote_command (const PtlServer *server)
{
  g_autofree char *list = ptl_lookup_list (server, ptl_quote_python);

  return g_strdup_printf ("(%s)", list);
}

static void
add_leave (GString          *text,
           const PtlAccount *account)
{
  gboolean remove = ptl_account_get_leave (account) == PTL_LEAVE_REMOVE;

  g_string_append_printf (text, "\n[options]\nread_all = false\ndelete = %s\n", remove ? "true" : "false");
  if (ptl_account_get_leave (account) == PTL_LEAVE_DAYS)
    g_string_append_printf (text, "delete_after = %u\n", ptl_account_get_leave_days (account));
}

static char *
write_settings (const PtlAccount *account,
                const char       *before)
{
  const PtlServer *server = ptl_account_get_incoming (account);
  gboolean imap = ptl_server_get_protocol (server) == PTL_PROTOCOL_IMAP;
  g_autofree char *label = ptl_settings_get_label (account);
  GString *text = g_string_new ("[retriever]\n");

  ptl_settings_add (text, "type", " = ", g_strdup (imap ? "SimpleIMAPSSLRetriever" : "SimplePOP3SSLRetriever"));
  ptl_settings_add (text, "server", " = ", g_strdup (ptl_server_get_host (server)));
  ptl_settings_add_port (text, "port", " = ", server);
  ptl_settings_add (text, "username", " = ", g_strdup (ptl_server_get_username (server)));
  ptl_settings_add (text, "password_command", " = ", quote_command (server));
  if (ptl_server_get_pin (server) != NULL)
    g_string_append_printf (text, "ssl_fingerprints = (\"%s\",)\n", ptl_server_get_pin (server));
  else
    ptl_settings_add (text, "ca_certs", " = ", g_strdup (AUTHORITIES));
  g_string_append_printf (text, "\n[destination]\ntype = Maildir\npath = ~/Mail/%s/\n", label);
  add_leave (text, account);

  return g_string_free (text, FALSE);
}

static const PtlSettings settings = {
  .id = "getmail",
  .program = "getmail",
  .abilities = PTL_SETTINGS_IMAP | PTL_SETTINGS_POP3 | PTL_SETTINGS_PINS | PTL_SETTINGS_DAYS | PTL_SETTINGS_MAILDIR |
               PTL_SETTINGS_STRIPS,
  .places = (const char * const []) { ".config/getmail/getmailrc", ".getmail/getmailrc", NULL },
  .alone = ".config/getmail/getmailrc-%s",
  .no_login = { [PTL_PROTOCOL_IMAP] = " \"\\(){%*" },  /* it does not quote it for the server */
  .start = " --rcfile %s",
  .begins = "[",
  .host_key = "server",
  .user_key = "username",
  .write = write_settings,
};

PTL_DEFINE_SETTINGS_EXPORTER (getmail, settings)
