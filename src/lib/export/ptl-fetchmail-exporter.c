/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-fetchmail-exporter.h"

#include <glib/gi18n-lib.h>

#include "ptl-quote.h"
#include "ptl-settings.h"

/* It knows no command that prints a password, and asks for it. Without "ssl", sslproto makes STARTTLS a must. */
static char *
write_settings (const PtlAccount *account,
                const char       *before)
{
  const PtlServer *server = ptl_account_get_incoming (account);
  gboolean tls = ptl_server_get_security (server) == PTL_SECURITY_TLS;
  gboolean pop3 = ptl_server_get_protocol (server) == PTL_PROTOCOL_POP3;
  g_autofree char *host = ptl_quote_fetchmail (ptl_server_get_host (server));
  g_autofree char *user = ptl_quote_fetchmail (ptl_server_get_username (server));
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "# %s\n",
                          _("Mail goes to the mail service of this computer. Where there is none, add: mda \"a command that takes mail\""));
  g_string_append_printf (text, "poll %s proto %s port %u%s\n", host, ptl_protocol_get_name (ptl_server_get_protocol (server)),
                          ptl_server_get_port (server), pop3 ? " uidl" : "");
  g_string_append_printf (text, "  user %s\n  %ssslproto \"auto\" sslcertck\n", user, tls ? "ssl " : "");
  g_string_append_printf (text, "  %s\n", ptl_account_get_leave (account) == PTL_LEAVE_REMOVE ? "nokeep" : "keep");

  return g_string_free (text, FALSE);
}

static const PtlSettings settings = {
  .id = "fetchmail",
  .program = "fetchmail",
  .abilities = PTL_SETTINGS_IMAP | PTL_SETTINGS_POP3 | PTL_SETTINGS_STARTTLS | PTL_SETTINGS_ASKS,
  .places = (const char * const []) { ".fetchmailrc", NULL },
  .start = "",
  .option = "-f",
  .begins = "poll",
  .host_key = "poll",
  .user_key = "user",
  .quotes = "\"",
  .bare_quotes = TRUE,
  .write = write_settings,
};

PTL_DEFINE_SETTINGS_EXPORTER (fetchmail, settings)
