/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-offlineimap-exporter.h"

#include "ptl-lookup.h"
#include "ptl-quote.h"
#include "ptl-settings.h"

/* An expression of Python, in which a % counts twice. */
static char *
quote_command (const PtlServer *server)
{
  g_autofree char *list = ptl_lookup_list (server, ptl_quote_python);
  g_autofree char *expression = g_strdup_printf ("__import__(\"subprocess\").check_output([%s])", list);

  return ptl_quote_percent (expression);
}

static char *
write_settings (const PtlAccount *account,
                const char       *before)
{
  const PtlServer *server = ptl_account_get_incoming (account);
  gboolean tls = ptl_server_get_security (server) == PTL_SECURITY_TLS;
  g_autofree char *label = ptl_settings_get_label (account);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "[general]\naccounts = %s\n", label);
  g_string_append_printf (text, "\n[Account %s]\nlocalrepository = %s-local\nremoterepository = %s-remote\n", label, label, label);
  g_string_append_printf (text, "\n[Repository %s-local]\ntype = Maildir\nlocalfolders = ~/Mail/%s\n", label, label);
  g_string_append_printf (text, "\n[Repository %s-remote]\ntype = IMAP\n", label);
  ptl_settings_add (text, "remotehost", " = ", g_strdup (ptl_server_get_host (server)));
  ptl_settings_add_port (text, "remoteport", " = ", server);
  ptl_settings_add (text, "remoteuser", " = ", ptl_quote_percent (ptl_server_get_username (server)));
  ptl_settings_add (text, "remotepasseval", " = ", quote_command (server));
  g_string_append_printf (text, "ssl = %s\nstarttls = %s\n", tls ? "yes" : "no", tls ? "no" : "yes");
  if (ptl_server_get_pin (server) != NULL)
    ptl_settings_add (text, "cert_fingerprint", " = ", g_strdup (ptl_server_get_pin (server)));
  else
    g_string_append (text, "sslcacertfile = OS-DEFAULT\n");

  return g_string_free (text, FALSE);
}

static const PtlSettings settings = {
  .id = "offlineimap",
  .program = "offlineimap",
  .name = "OfflineIMAP",
  .abilities = PTL_SETTINGS_IMAP | PTL_SETTINGS_STARTTLS | PTL_SETTINGS_PINS_TLS | PTL_SETTINGS_FOLDER |
               PTL_SETTINGS_STRIPS,
  .places = (const char * const []) { ".offlineimaprc", ".config/offlineimap/config", NULL },
  .alone = ".config/offlineimap/%s.conf",
  .start = " -c %s",
  .begins = "[",
  .host_key = "remotehost",
  .user_key = "remoteuser",
  .write = write_settings,
};

PTL_DEFINE_SETTINGS_EXPORTER (offlineimap, settings)
