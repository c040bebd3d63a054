/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-himalaya-exporter.h"

#include "ptl-lookup.h"
#include "ptl-quote.h"
#include "ptl-settings.h"

static gboolean
is_tls (const PtlServer *server)
{
  return ptl_server_get_security (server) == PTL_SECURITY_TLS;
}

/* A table for the account. The first one is used where none is named. */
static GString *
begin (const PtlAccount *account,
       const char       *before)
{
  g_autofree char *label = ptl_settings_get_label (account);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "[accounts.\"%s\"]\n", label);
  if (before == NULL)
    g_string_append (text, "default = true\n");

  return text;
}

/* Version 2, as config.sample.toml of 2.2 has it */

static void
add_server (GString         *text,
            const PtlServer *server)
{
  g_autofree char *protocol = g_ascii_strdown (ptl_protocol_get_name (ptl_server_get_protocol (server)), -1);
  g_autofree char *host = ptl_quote_host (ptl_server_get_host (server));
  const char *username = ptl_server_get_username (server);
  g_autofree char *quoted_user = username != NULL ? ptl_quote_toml (username) : NULL;
  g_autofree char *command = username != NULL ? ptl_lookup_list (server, ptl_quote_toml) : NULL;

  g_string_append_printf (text, "%s.server = \"%s%s://%s:%u\"\n", protocol, protocol, is_tls (server) ? "s" : "", host,
                          ptl_server_get_port (server));
  if (!is_tls (server))
    g_string_append_printf (text, "%s.starttls = true\n", protocol);
  if (username != NULL)
    g_string_append_printf (text, "%s.sasl.plain.username = %s\n%s.sasl.plain.password.command = [%s]\n",
                            protocol, quoted_user, protocol, command);
}

static char *
write_version_2 (const PtlAccount *account,
                 const char       *before)
{
  const PtlServer *outgoing = ptl_account_get_outgoing (account);
  GString *text = begin (account, before);

  add_server (text, ptl_account_get_incoming (account));
  if (outgoing != NULL)
    add_server (text, outgoing);
  g_string_append (text, "mailbox.alias.inbox = \"INBOX\"\n");  /* without it, commands that name no mailbox fail */

  return g_string_free (text, FALSE);
}

/* Version 1, as that of 1.2 has it */

static void
add_backend (GString         *text,
             const char      *prefix,
             const PtlServer *server)
{
  g_autofree char *type = g_ascii_strdown (ptl_protocol_get_name (ptl_server_get_protocol (server)), -1);
  g_autofree char *host = ptl_quote_toml (ptl_server_get_host (server));
  const char *username = ptl_server_get_username (server);
  g_autofree char *user = username != NULL ? ptl_quote_toml (username) : NULL;
  g_autofree char *command = username != NULL ? ptl_lookup_command (server) : NULL;
  g_autofree char *quoted = username != NULL ? ptl_quote_toml (command) : NULL;

  g_string_append_printf (text, "%s.type = \"%s\"\n%s.host = %s\n%s.port = %u\n%s.encryption.type = \"%s\"\n", prefix, type,
                          prefix, host, prefix, ptl_server_get_port (server), prefix, is_tls (server) ? "tls" : "start-tls");
  if (username != NULL)
    g_string_append_printf (text, "%s.login = %s\n%s.auth.type = \"password\"\n%s.auth.cmd = %s\n",
                            prefix, user, prefix, prefix, quoted);
}

static char *
write_version_1 (const PtlAccount *account,
                 const char       *before)
{
  const PtlServer *outgoing = ptl_account_get_outgoing (account);
  const char *name = ptl_account_get_name (account);
  GString *text = begin (account, before);

  ptl_settings_add (text, "email", " = ", ptl_quote_toml (ptl_address_get_text (ptl_account_get_address (account))));
  if (name != NULL)
    ptl_settings_add (text, "display-name", " = ", ptl_quote_toml (name));
  add_backend (text, "backend", ptl_account_get_incoming (account));
  if (outgoing != NULL)
    add_backend (text, "message.send.backend", outgoing);

  return g_string_free (text, FALSE);
}

#define ABILITIES (PTL_SETTINGS_IMAP | PTL_SETTINGS_SMTP | PTL_SETTINGS_STARTTLS)
#define PLACES ((const char * const []) { ".config/himalaya/config.toml", ".himalayarc", NULL })

static const PtlSettings version_2 = {
  .id = "himalaya",
  .program = "himalaya",
  .name = "Himalaya",
  .abilities = ABILITIES,
  .places = PLACES,
  .start = " --account %s envelopes list",
  .option = "--config",
  .begins = "[",
  .host_key = "imap.server",
  .user_key = "imap.sasl.plain.username",
  .quotes = "\"'",
  .other_key = "backend",
  .write = write_version_2,
};

static const PtlSettings version_1 = {
  .id = "himalaya1",
  .program = "himalaya",
  .name = "Himalaya",
  .abilities = ABILITIES,
  .places = PLACES,
  .start = " envelope list --account %s",
  .option = "--config",
  .begins = "[",
  .host_key = "backend.host",
  .user_key = "backend.login",
  .quotes = "\"'",
  .other_key = "imap",
  .write = write_version_1,
};

PTL_DEFINE_SETTINGS_EXPORTER (himalaya, version_2)
PTL_DEFINE_SETTINGS_EXPORTER (himalaya1, version_1)
