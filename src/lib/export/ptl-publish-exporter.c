/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-publish-exporter.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ptl-autoconfig-exporter.h"
#include "ptl-error.h"
#include "ptl-export-common.h"
#include "ptl-plan.h"
#include "ptl-quote.h"
#include "ptl-safe-file.h"

#define AUTOCONFIG "config-v1.1.xml"
#define PACC       "user-agent-configuration.json"

/* One file of the folder; NULL where it cannot be said of this account. */
typedef struct
{
  const char *name;
  GBytes * (*write) (const PtlAccount *account);
} Document;

static const char *
get_domain (const PtlAccount *account)
{
  return ptl_address_get_domain (ptl_account_get_address (account));
}

static GBytes *
take_text (char *text)
{
  return g_bytes_new_take (text, strlen (text));
}

static gboolean
is_address (const char       *username,
            const PtlAccount *account)
{
  const PtlAddress *address = ptl_account_get_address (account);

  return username == NULL || g_ascii_strcasecmp (username, ptl_address_get_text (address)) == 0 ||
         g_str_equal (username, ptl_address_get_display (address));
}

static gboolean
is_for_everybody (const char       *username,
                  const PtlAccount *account)
{
  return is_address (username, account) || g_str_equal (username, ptl_address_get_local_part (ptl_account_get_address (account)));
}

static gboolean
check_server (const PtlServer   *server,
              const PtlAccount  *account,
              GError           **error)
{
  if (server == NULL)
    return TRUE;

  if (!is_for_everybody (ptl_server_get_username (server), account))
    g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_UNSUPPORTED,
                 _("The user name “%s” is not made from the address, so that others cannot be told what theirs is."),
                 ptl_server_get_username (server));
  else if (g_hostname_is_ip_address (ptl_server_get_host (server)))
    g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_UNSUPPORTED,
                 _("“%s” is the number of a computer. What is published needs the server’s name."), ptl_server_get_host (server));
  else
    return TRUE;

  return FALSE;
}

static gboolean
check (const PtlAccount  *account,
       GError           **error)
{
  return ptl_export_require_encryption (account, error) && check_server (ptl_account_get_incoming (account), account, error) &&
         check_server (ptl_account_get_outgoing (account), account, error);
}

/* PACC */

/* It names hosts only: with TLS at the usual port, and the address as user name (draft-ietf-mailmaint-pacc). Ours says further that
 * a password is what one signs in with. */
static gboolean
fits_pacc (const PtlServer  *server,
           const PtlAccount *account)
{
  gsize n_methods;

  ptl_server_get_authentication (server, &n_methods);
  return ptl_server_get_security (server) == PTL_SECURITY_TLS && ptl_server_has_standard_port (server) &&
         ptl_server_get_username (server) != NULL && is_address (ptl_server_get_username (server), account) &&
         (n_methods == 0 || ptl_server_allows (server, PTL_AUTHENTICATION_PASSWORD_CLEARTEXT));
}

static char *
make_protocol (const char      *name,
               const PtlServer *server)
{
  return g_strdup_printf ("    \"%s\": { \"host\": \"%s\" }", name, ptl_server_get_host (server));
}

/* The draft's revision 03 renamed "smtp" to "submit": each reader finds the one that it knows. */
static GBytes *
write_pacc (const PtlAccount *account)
{
  const PtlServer *incoming = ptl_account_get_incoming (account);
  const PtlServer *outgoing = ptl_account_get_outgoing (account);
  gboolean imap = ptl_server_get_protocol (incoming) == PTL_PROTOCOL_IMAP;
  g_autofree char *receiving = NULL;
  g_autofree char *sending = NULL;
  g_autofree char *submitting = NULL;

  if (outgoing == NULL || !fits_pacc (incoming, account) || !fits_pacc (outgoing, account))
    return NULL;

  receiving = make_protocol (imap ? "imap" : "pop3", incoming);
  sending = make_protocol ("smtp", outgoing);
  submitting = make_protocol ("submit", outgoing);
  return take_text (g_strdup_printf ("{\n  \"protocols\": {\n%s,\n%s,\n%s\n  },\n  \"authentication\": { \"password\": true }\n}\n",
                                     receiving, sending, submitting));
}

/* The name server */

static void
add_record (GString          *text,
            const char       *prefix,
            const PtlAccount *account,
            const PtlServer  *server)
{
  static const char * const services[][3] = {
    [PTL_PROTOCOL_IMAP] = { NULL, "_imap", "_imaps" },
    [PTL_PROTOCOL_POP3] = { NULL, "_pop3", "_pop3s" },
    [PTL_PROTOCOL_SMTP] = { NULL, "_submission", "_submissions" },
  };
  const char *service = services[ptl_server_get_protocol (server)][ptl_server_get_security (server)];

  g_string_append_printf (text, "%s%s._tcp.%s. IN SRV 0 1 %u %s.\n", prefix, service, get_domain (account),
                          ptl_server_get_port (server), ptl_server_get_host (server));
}

/* What vouches for the document of PACC, byte by byte. It is an Internet-Draft: whoever wants it takes the semicolon away. */
static void
add_pacc_record (GString          *text,
                 const PtlAccount *account)
{
  g_autoptr (GBytes) document = write_pacc (account);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;
  g_autofree char *encoded = NULL;
  g_autofree char *value = NULL;
  g_autofree char *quoted = NULL;

  if (document == NULL)
    return;

  g_checksum_update (checksum, g_bytes_get_data (document, NULL), g_bytes_get_size (document));
  g_checksum_get_digest (checksum, digest, &length);
  encoded = g_base64_encode (digest, length);
  value = g_strdup_printf ("v=UAAC1; a=sha256; d=%s", encoded);
  quoted = ptl_quote_zone (value);
  g_string_append_printf (text, "\n; %s\n", _("PACC (a draft): this vouches for every byte of user-agent-configuration.json."));
  g_string_append_printf (text, ";_ua-auto-config.%s. IN TXT %s\n", get_domain (account), quoted);
}

static GBytes *
write_zone (const PtlAccount *account)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "; %s\n", _("Where mail programs find the servers (RFC 6186, RFC 8314)."));
  add_record (text, "", account, ptl_account_get_incoming (account));
  if (ptl_account_get_outgoing (account) != NULL)
    add_record (text, "", account, ptl_account_get_outgoing (account));
  g_string_append_printf (text, "\n; %s\n", _("A service that you do not offer is announced like this:"));
  g_string_append_printf (text, ";%s._tcp.%s. IN SRV 0 0 0 .\n",
                          ptl_server_get_protocol (ptl_account_get_incoming (account)) == PTL_PROTOCOL_IMAP ? "_pop3s" : "_imaps",
                          get_domain (account));
  add_pacc_record (text, account);

  return ptl_export_take_text (text);
}

/* The web server */

static GBytes *
write_nginx (const PtlAccount *account)
{
  g_autoptr (GBytes) pacc = write_pacc (account);
  const char *domain = get_domain (account);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "server {\n  listen 443 ssl;\n  server_name autoconfig.%s%s%s;\n", domain,
                          pacc != NULL ? " ua-auto-config." : "", pacc != NULL ? domain : "");
  g_string_append_printf (text, "  # %s\n  ssl_certificate /etc/ssl/certs/%s.pem;\n  ssl_certificate_key /etc/ssl/private/%s.key;\n",
                          _("A certificate for these names:"), domain, domain);
  g_string_append_printf (text, "  root /srv/%s-mail-setup;\n", domain);
  g_string_append (text, "  location = /mail/" AUTOCONFIG " { try_files /" AUTOCONFIG " =404; default_type text/xml; }\n"
                         "  location = /.well-known/autoconfig/mail/" AUTOCONFIG " { try_files /" AUTOCONFIG " =404; default_type text/xml; }\n");
  if (pacc != NULL)
    g_string_append (text, "  location = /.well-known/" PACC " { try_files /" PACC " =404; default_type application/json; }\n");
  g_string_append (text, "  location / { return 404; }\n}\n");

  return ptl_export_take_text (text);
}

static GBytes *
write_caddy (const PtlAccount *account)
{
  g_autoptr (GBytes) pacc = write_pacc (account);
  const char *domain = get_domain (account);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "autoconfig.%s%s%s {\n\troot * /srv/%s-mail-setup\n", domain,
                          pacc != NULL ? ", ua-auto-config." : "", pacc != NULL ? domain : "", domain);
  g_string_append (text, "\t@autoconfig path /mail/" AUTOCONFIG " /.well-known/autoconfig/mail/" AUTOCONFIG "\n"
                         "\thandle @autoconfig {\n\t\trewrite * /" AUTOCONFIG "\n\t\theader Content-Type text/xml\n\t\tfile_server\n\t}\n");
  if (pacc != NULL)
    g_string_append (text, "\thandle /.well-known/" PACC " {\n\t\trewrite * /" PACC "\n\t\tfile_server\n\t}\n");
  g_string_append (text, "}\n");

  return ptl_export_take_text (text);
}

/* For people */

static void
add_step (GString    *text,
          guint      *number,
          const char *step)
{
  g_string_append_printf (text, "%u. %s\n", ++*number, step);
}

static GBytes *
write_readme (const PtlAccount *account)
{
  g_autoptr (GBytes) pacc = write_pacc (account);
  const char *domain = get_domain (account);
  /* Translators: %s is a domain such as example.org */
  g_autofree char *heading = g_strdup_printf (_("How mail programs set themselves up for %s"), domain);
  g_autofree char *line = g_strnfill (g_utf8_strlen (heading, -1), '=');
  g_autofree char *copy = g_strdup_printf (_("Copy this folder to /srv/%s-mail-setup on the web server."), domain);
  g_autofree char *name = g_strdup_printf (_("Let the name autoconfig.%s lead to that web server, with a certificate for it."), domain);
  g_autofree char *try = g_strdup_printf (_("Try it with: portolan discover somebody@%s"), domain);
  GString *text = g_string_new (NULL);
  guint number = 0;

  g_string_append_printf (text, "%s\n%s\n\n", heading, line);
  add_step (text, &number, copy);
  add_step (text, &number, name);
  add_step (text, &number, _("Add nginx.conf or Caddyfile to the configuration of the web server."));
  add_step (text, &number, _("Add the records of zone.txt to the domain. They must name servers whose certificates are for these very names."));
  if (pacc != NULL)
    add_step (text, &number, _("PACC is a draft and may change. If you want it, do the same for the name that begins with ua-auto-config, "
                               "and remove the semicolon before the last record. After each change of "
                               "user-agent-configuration.json that record is another one."));
  else
    add_step (text, &number, _("PACC, a draft, cannot describe these servers: it knows only TLS from the first byte at the usual ports, "
                               "with the address as user name."));
  add_step (text, &number, try);

  return ptl_export_take_text (text);
}

static GBytes *
write_autoconfig (const PtlAccount *account)
{
  return ptl_autoconfig_render (account, NULL);
}

static const Document documents[] = {
  { "README.txt", write_readme },
  { AUTOCONFIG, write_autoconfig },
  { "zone.txt", write_zone },
  { PACC, write_pacc },
  { "nginx.conf", write_nginx },
  { "Caddyfile", write_caddy },
};

/* All of it in one text, for reading. */
GBytes *
ptl_publish_render (const PtlAccount  *account,
                      GError           **error)
{
  GString *text;

  if (!check (account, error))
    return NULL;

  text = g_string_new (NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (documents); i++)
    {
      g_autoptr (GBytes) bytes = documents[i].write (account);

      if (bytes == NULL)
        continue;
      g_string_append_printf (text, "%s==> %s <==\n", text->len > 0 ? "\n" : "", documents[i].name);
      g_string_append_len (text, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    }

  return ptl_export_take_text (text);
}

/* Returns: how many files differ from what is there, or -1 with an error */
static int
plan_documents (PtlPlan           *plan,
                const PtlAccount  *account,
                const char        *folder,
                GError           **error)
{
  int n_changes = 0;

  ptl_plan_make_directory (plan, folder);
  for (gsize i = 0; i < G_N_ELEMENTS (documents); i++)
    {
      g_autofree char *path = g_build_filename (folder, documents[i].name, NULL);
      g_autoptr (GBytes) after = documents[i].write (account);
      g_autoptr (GBytes) before = NULL;

      if (after == NULL)
        continue;
      if (!ptl_safe_file_read (path, &before, error))
        return -1;
      if (before != NULL && g_bytes_equal (before, after))
        continue;
      ptl_plan_write_file (plan, path, before, after, 0666);
      n_changes++;
    }

  return n_changes;
}

static char *
choose_folder (const PtlAccount       *account,
               const PtlExportOptions *options)
{
  g_autofree char *name = g_strconcat (get_domain (account), "-mail-setup", NULL);

  return g_canonicalize_filename (options->path != NULL ? options->path : name, NULL);
}

PtlExportResult *
ptl_publish_apply (const PtlAccount        *account,
                     const PtlExportOptions  *options,
                     GCancellable            *cancellable,
                     GError                 **error)
{
  g_autofree char *folder = choose_folder (account, options);
  g_autofree char *display = g_filename_display_name (folder);
  g_autofree char *message = NULL;
  g_autoptr (PtlPlan) plan = NULL;
  int n_changes;

  if (!check (account, error))
    return NULL;

  plan = ptl_plan_new (options, "publish", get_domain (account));
  ptl_plan_set_optional (plan);
  n_changes = plan_documents (plan, account, folder, error);
  if (n_changes < 0 || (n_changes > 0 && !ptl_plan_commit (plan, error)))
    return NULL;

  if (n_changes == 0)
    message = g_strdup_printf (_("“%s” has all of this already. Nothing was changed."), display);
  else
    message = g_strdup_printf (_("What the domain can publish is in “%s”. README.txt says what to do with it."), display);
  return ptl_export_result_new ("publish", folder, message, n_changes == 0, ptl_plan_get_undo_id (plan));
}
