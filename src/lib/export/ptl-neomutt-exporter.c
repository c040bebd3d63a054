/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-neomutt-exporter.h"

#include "ptl-lookup.h"
#include "ptl-quote.h"
#include "ptl-settings.h"

/* Returns: (transfer full): what a variable is set to by the output of a command. Between backquotes NeoMutt and Mutt take
 * backslashes and dollars for themselves, so that only a plain command survives. */
static char *
quote_command (const PtlServer *server)
{
  g_autofree char *command = ptl_lookup_plain_command (server);

  return g_strdup_printf ("\"`%s`\"", command);
}

static char *
make_url (const PtlServer *server,
          const char      *username)
{
  g_autofree char *scheme = g_ascii_strdown (ptl_protocol_get_name (ptl_server_get_protocol (server)), -1);
  g_autofree char *host = ptl_quote_host (ptl_server_get_host (server));
  g_autofree char *user = username != NULL ? ptl_quote_url (username) : NULL;
  gboolean tls = ptl_server_get_security (server) == PTL_SECURITY_TLS;

  if (ptl_server_get_protocol (server) == PTL_PROTOCOL_POP3)
    scheme[3] = '\0';  /* "pop", without the number */

  return g_strdup_printf ("\"%s%s://%s%s%s:%u/\"", scheme, tls ? "s" : "", user != NULL ? user : "", user != NULL ? "@" : "",
                          host, ptl_server_get_port (server));
}

static void
add_imap (GString         *text,
          const PtlServer *server)
{
  ptl_settings_add (text, "set folder", "=", make_url (server, NULL));
  ptl_settings_add (text, "set imap_user", "=", ptl_quote_mutt (ptl_server_get_username (server)));
  ptl_settings_add (text, "set imap_pass", "=", quote_command (server));
  g_string_append (text, "set spoolfile=\"+INBOX\"\nset record=\"+Sent\"\nset postponed=\"+Drafts\"\n");
}

/* Mail that stays on the server is read there. Else the command fetch-mail, which is the key G, moves it into a Maildir. */
static void
add_pop3 (GString          *text,
          const PtlAccount *account)
{
  const PtlServer *server = ptl_account_get_incoming (account);
  gboolean keep = ptl_account_get_leave (account) == PTL_LEAVE_KEEP;
  g_autofree char *label = ptl_settings_get_label (account);
  g_autofree char *box = g_strdup_printf ("\"~/Mail/%s/\"", label);

  ptl_settings_add (text, "set pop_host", "=", make_url (server, NULL));
  ptl_settings_add (text, "set pop_user", "=", ptl_quote_mutt (ptl_server_get_username (server)));
  ptl_settings_add (text, "set pop_pass", "=", quote_command (server));
  g_string_append_printf (text, "set pop_delete=%s\nset mbox_type=Maildir\nset folder=%s\n", keep ? "no" : "yes", box);
  ptl_settings_add (text, "set spoolfile", "=", keep ? make_url (server, NULL) : g_steal_pointer (&box));
  g_string_append (text, "set record=\"+Sent\"\nset postponed=\"+Drafts\"\n");
}

static void
add_smtp (GString         *text,
          const PtlServer *server)
{
  ptl_settings_add (text, "set smtp_url", "=", make_url (server, ptl_server_get_username (server)));
  if (ptl_server_get_username (server) != NULL)
    ptl_settings_add (text, "set smtp_pass", "=", quote_command (server));
}

static char *
write_settings (const PtlAccount *account,
                const char       *before)
{
  const PtlServer *incoming = ptl_account_get_incoming (account);
  const PtlServer *outgoing = ptl_account_get_outgoing (account);
  const char *name = ptl_account_get_name (account);
  GString *text = g_string_new ("set config_charset=\"utf-8\"\n");

  if (name != NULL)
    ptl_settings_add (text, "set realname", "=", ptl_quote_mutt (name));
  ptl_settings_add (text, "set from", "=", ptl_quote_mutt (ptl_address_get_text (ptl_account_get_address (account))));
  g_string_append (text, "set use_from=yes\nset ssl_starttls=yes\nset ssl_force_tls=yes\n");
  if (ptl_server_get_protocol (incoming) == PTL_PROTOCOL_IMAP)
    add_imap (text, incoming);
  else
    add_pop3 (text, account);
  if (outgoing != NULL)
    add_smtp (text, outgoing);

  return g_string_free (text, FALSE);
}

static char *
include_settings (const char *path)
{
  g_autofree char *quoted = ptl_quote_mutt (path);

  return g_strdup_printf ("source %s", quoted);
}

#define ABILITIES (PTL_SETTINGS_IMAP | PTL_SETTINGS_POP3 | PTL_SETTINGS_SMTP | PTL_SETTINGS_STARTTLS | PTL_SETTINGS_INBOX | \
                   PTL_SETTINGS_INQUIRES)

static const PtlSettings neomutt = {
  .id = "neomutt",
  .program = "neomutt",
  .name = "NeoMutt",
  .abilities = ABILITIES,
  .places = (const char * const []) {
    ".config/neomutt/neomuttrc", ".config/neomutt/muttrc", ".config/mutt/neomuttrc", ".config/mutt/muttrc",
    ".neomutt/neomuttrc", ".neomutt/muttrc", ".mutt/neomuttrc", ".mutt/muttrc", ".neomuttrc", ".muttrc", NULL,
  },
  .alone = ".config/neomutt/%s.neomuttrc",
  .start = " -F %s",
  .write = write_settings,
  .include = include_settings,
};

static const PtlSettings mutt = {
  .id = "mutt",
  .program = "mutt",
  .name = "Mutt",
  .abilities = ABILITIES,
  .places = (const char * const []) { ".config/mutt/muttrc", ".muttrc", ".mutt/muttrc", NULL },
  .alone = ".config/mutt/%s.muttrc",
  .start = " -F %s",
  .write = write_settings,
  .include = include_settings,
};

PTL_DEFINE_SETTINGS_EXPORTER (neomutt, neomutt)
PTL_DEFINE_SETTINGS_EXPORTER (mutt, mutt)
