/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-mbsync-exporter.h"

#include "ptl-lookup.h"
#include "ptl-quote.h"
#include "ptl-settings.h"

/* Sections end with an empty line. isync 1.5 takes SSLType with a notice, 1.4 knows no TLSType. */
static char *
write_settings (const PtlAccount *account,
                const char       *before)
{
  const PtlServer *server = ptl_account_get_incoming (account);
  gboolean tls = ptl_server_get_security (server) == PTL_SECURITY_TLS;
  g_autofree char *label = ptl_settings_get_label (account);
  g_autofree char *command = ptl_lookup_command (server);
  GString *text = g_string_new (NULL);

  ptl_settings_add (text, "IMAPAccount", " ", g_strdup (label));
  ptl_settings_add (text, "Host", " ", ptl_quote_mbsync (ptl_server_get_host (server)));
  ptl_settings_add_port (text, "Port", " ", server);
  ptl_settings_add (text, "User", " ", ptl_quote_mbsync (ptl_server_get_username (server)));
  ptl_settings_add (text, "PassCmd", " ", ptl_quote_mbsync (command));
  ptl_settings_add (text, "SSLType", " ", g_strdup (tls ? "IMAPS" : "STARTTLS"));
  g_string_append_printf (text, "\nIMAPStore %s-remote\nAccount %s\n", label, label);
  g_string_append_printf (text, "\nMaildirStore %s-local\nPath ~/Mail/%s/\nInbox ~/Mail/%s/INBOX\nSubFolders Verbatim\n",
                          label, label, label);
  g_string_append_printf (text, "\nChannel %s\nFar :%s-remote:\nNear :%s-local:\nPatterns *\nCreate Near\nSyncState *\n\n",
                          label, label, label);

  return g_string_free (text, FALSE);
}

static const PtlSettings settings = {
  .id = "mbsync",
  .program = "mbsync",
  .abilities = PTL_SETTINGS_IMAP | PTL_SETTINGS_STARTTLS | PTL_SETTINGS_FOLDER,
  .places = (const char * const []) { ".mbsyncrc", ".config/isyncrc", NULL },
  .start = " %s",
  .option = "-c",
  .begins = "IMAPAccount",
  .host_key = "Host",
  .user_key = "User",
  .quotes = "\"",
  .longest_line = 1022,  /* of isync 1.4; what is longer is two lines */
  .write = write_settings,
};

PTL_DEFINE_SETTINGS_EXPORTER (mbsync, settings)
