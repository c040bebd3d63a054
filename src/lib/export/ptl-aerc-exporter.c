/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-aerc-exporter.h"

#include <string.h>

#include "ptl-lookup.h"
#include "ptl-quote.h"
#include "ptl-settings.h"

static char *
make_url (const PtlServer *server)
{
  static const char * const schemes[][3] = {
    [PTL_PROTOCOL_IMAP] = { NULL, "imap", "imaps" },
    [PTL_PROTOCOL_SMTP] = { NULL, "smtp", "smtps" },
  };
  const char *username = ptl_server_get_username (server);
  gboolean signs_in = !ptl_server_is_incoming (server) && username != NULL;
  g_autofree char *user = username != NULL ? ptl_quote_url (username) : NULL;
  g_autofree char *host = ptl_quote_host (ptl_server_get_host (server));

  return g_strdup_printf ("%s%s://%s%s%s:%u", schemes[ptl_server_get_protocol (server)][ptl_server_get_security (server)],
                          signs_in ? "+plain" : "", user != NULL ? user : "", user != NULL ? "@" : "", host,
                          ptl_server_get_port (server));
}

/* A name that would not survive the file's own quotes is encoded as in a message's header (RFC 2047 §4.1). */
static char *
quote_from (const PtlAccount *account)
{
  const char *name = ptl_account_get_name (account);
  const char *address = ptl_address_get_text (ptl_account_get_address (account));
  g_autofree char *mailbox = NULL;
  g_autofree char *encoded = NULL;

  if (name != NULL && (strchr (name, '`') != NULL || strstr (name, "%(") != NULL))
    {
      encoded = g_base64_encode ((const guint8 *) name, strlen (name));
      return g_strdup_printf ("=?utf-8?b?%s?= <%s>", encoded, address);
    }

  mailbox = ptl_quote_mailbox (name, address);
  return ptl_quote_go_ini (mailbox);
}

static char *
quote_command (const PtlServer *server)
{
  g_autofree char *command = ptl_lookup_command (server);

  if (strchr (command, '`') != NULL || strstr (command, "%(") != NULL)
    return ptl_lookup_plain_command (server);

  return ptl_quote_go_ini (command);
}

static void
add_outgoing (GString         *text,
              const PtlServer *server)
{
  ptl_settings_add (text, "outgoing", " = ", make_url (server));
  if (ptl_server_get_username (server) != NULL)
    ptl_settings_add (text, "outgoing-cred-cmd", " = ", quote_command (server));
  if (ptl_server_get_security (server) == PTL_SECURITY_STARTTLS)
    g_string_append (text, "smtp-starttls = yes\n");
}

static char *
write_settings (const PtlAccount *account,
                const char       *before)
{
  const PtlServer *incoming = ptl_account_get_incoming (account);
  const PtlServer *outgoing = ptl_account_get_outgoing (account);
  g_autofree char *label = ptl_settings_get_label (account);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "[%s]\n", label);
  ptl_settings_add (text, "source", " = ", make_url (incoming));
  ptl_settings_add (text, "source-cred-cmd", " = ", quote_command (incoming));
  if (outgoing != NULL)
    add_outgoing (text, outgoing);
  ptl_settings_add (text, "from", " = ", quote_from (account));
  g_string_append (text, "default = INBOX\ncopy-to = Sent\n");

  return g_string_free (text, FALSE);
}

static const PtlSettings settings = {
  .id = "aerc",
  .program = "aerc",
  .abilities = PTL_SETTINGS_IMAP | PTL_SETTINGS_SMTP | PTL_SETTINGS_STARTTLS,
  .places = (const char * const []) { ".config/aerc/accounts.conf", NULL },
  .start = "",
  .begins = "[",
  .host_key = "source",
  .user_key = "source",
  .write = write_settings,
};

PTL_DEFINE_SETTINGS_EXPORTER (aerc, settings)
