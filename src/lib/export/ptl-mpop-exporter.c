/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-mpop-exporter.h"

#include "ptl-lookup.h"
#include "ptl-quote.h"
#include "ptl-settings.h"

/* All that "defaults" above it could change is said again. There can be one default account only. */
static char *
write_settings (const PtlAccount *account,
                const char       *before)
{
  const PtlServer *server = ptl_account_get_incoming (account);
  gboolean tls = ptl_server_get_security (server) == PTL_SECURITY_TLS;
  gboolean keep = ptl_account_get_leave (account) == PTL_LEAVE_KEEP;
  g_autofree char *label = ptl_settings_get_label (account);
  g_autofree char *command = ptl_lookup_command (server);
  GString *text = g_string_new (NULL);

  ptl_settings_add (text, "account", " ", g_strdup (label));
  ptl_settings_add (text, "host", " ", g_strdup (ptl_server_get_host (server)));
  ptl_settings_add_port (text, "port", " ", server);
  g_string_append_printf (text, "tls on\ntls_starttls %s\ntls_certcheck on\n", tls ? "off" : "on");
  if (ptl_server_get_pin (server) != NULL)
    ptl_settings_add (text, "tls_fingerprint", " ", g_strdup (ptl_server_get_pin (server)));
  else
    g_string_append (text, "tls_trust_file system\n");
  ptl_settings_add (text, "user", " ", ptl_quote_line (ptl_server_get_username (server)));
  ptl_settings_add (text, "passwordeval", " ", ptl_quote_line (command));
  g_string_append_printf (text, "delivery maildir ~/Mail/%s\nkeep %s\n", label, keep ? "on" : "off");
  if (before == NULL)
    g_string_append_printf (text, "account default : %s\n", label);

  return g_string_free (text, FALSE);
}

static const PtlSettings settings = {
  .id = "mpop",
  .program = "mpop",
  .abilities = PTL_SETTINGS_POP3 | PTL_SETTINGS_STARTTLS | PTL_SETTINGS_PINS | PTL_SETTINGS_MAILDIR,
  .places = (const char * const []) { ".mpoprc", ".config/mpop/config", NULL },
  .no_login = { [PTL_PROTOCOL_POP3] = " " },  /* it would not read its own memory of fetched mail again */
  .start = " %s",
  .option = "-C",
  .begins = "account",
  .host_key = "host",
  .user_key = "user",
  .longest_line = 499,  /* of 1.4 */
  .write = write_settings,
};

PTL_DEFINE_SETTINGS_EXPORTER (mpop, settings)
