/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-msmtp-exporter.h"

#include "ptl-lookup.h"
#include "ptl-quote.h"
#include "ptl-settings.h"

static void
add_sign_in (GString         *text,
             const PtlServer *server)
{
  const char *username = ptl_server_get_username (server);
  g_autofree char *command = username != NULL ? ptl_lookup_command (server) : NULL;

  ptl_settings_add (text, "auth", " ", g_strdup (username != NULL ? "on" : "off"));
  if (username == NULL)
    return;

  ptl_settings_add (text, "user", " ", ptl_quote_line (username));
  ptl_settings_add (text, "passwordeval", " ", ptl_quote_line (command));
}

/* All that "defaults" above it could change is said again. There can be one default account only. */
static char *
write_settings (const PtlAccount *account,
                const char       *before)
{
  const PtlServer *server = ptl_account_get_outgoing (account);
  gboolean tls = ptl_server_get_security (server) == PTL_SECURITY_TLS;
  g_autofree char *label = ptl_settings_get_label (account);
  GString *text = g_string_new (NULL);

  ptl_settings_add (text, "account", " ", g_strdup (label));
  ptl_settings_add (text, "host", " ", g_strdup (ptl_server_get_host (server)));
  ptl_settings_add_port (text, "port", " ", server);
  g_string_append_printf (text, "tls on\ntls_starttls %s\ntls_certcheck on\n", tls ? "off" : "on");
  if (ptl_server_get_pin (server) != NULL)
    ptl_settings_add (text, "tls_fingerprint", " ", g_strdup (ptl_server_get_pin (server)));
  else
    g_string_append (text, "tls_trust_file system\n");
  add_sign_in (text, server);
  ptl_settings_add (text, "from", " ", ptl_quote_line (ptl_address_get_text (ptl_account_get_address (account))));
  if (before == NULL)
    g_string_append_printf (text, "account default : %s\n", label);

  return g_string_free (text, FALSE);
}

static const PtlSettings settings = {
  .id = "msmtp",
  .program = "msmtp",
  .abilities = PTL_SETTINGS_SMTP | PTL_SETTINGS_STARTTLS | PTL_SETTINGS_PINS,
  .places = (const char * const []) { ".msmtprc", ".config/msmtp/config", NULL },
  .start = " -a %s",
  .option = "-C",
  .begins = "account",
  .host_key = "host",
  .user_key = "user",
  .longest_line = 499,  /* of 1.8 */
  .write = write_settings,
};

PTL_DEFINE_SETTINGS_EXPORTER (msmtp, settings)
