/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-claws-exporter.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ptl-error.h"
#include "ptl-quote.h"
#include "ptl-settings.h"

/* Their values go to the end of the line as they are. The numbers that stand for things: */
static const int protocols[] = { [PTL_PROTOCOL_POP3] = 0, [PTL_PROTOCOL_IMAP] = 3 };
static const int securities[] = { [PTL_SECURITY_TLS] = 1, [PTL_SECURITY_STARTTLS] = 2 };

/* The number of the next account: one more than the highest. */
static guint
count_accounts (const char *before)
{
  static const char begin[] = "[Account: ";
  guint highest = 0;

  for (const char *p = before; p != NULL && (p = strstr (p, begin)) != NULL; p += strlen (begin))
    {
      guint64 number = g_ascii_strtoull (p + strlen (begin), NULL, 10);

      if ((p == before || p[-1] == '\n') && number > highest && number < G_MAXINT)
        highest = number;
    }

  return highest + 1;
}

static void
add_incoming (GString          *text,
              const PtlAccount *account)
{
  const PtlServer *server = ptl_account_get_incoming (account);
  const char *name = ptl_server_get_protocol (server) == PTL_PROTOCOL_IMAP ? "imap" : "pop";

  g_string_append_printf (text, "protocol=%d\n", protocols[ptl_server_get_protocol (server)]);
  ptl_settings_add (text, "receive_server", "=", g_strdup (ptl_server_get_host (server)));
  ptl_settings_add (text, "user_id", "=", g_strdup (ptl_server_get_username (server)));
  g_string_append_printf (text, "ssl_%s=%d\nset_%sport=1\n%s_port=%u\n", name, securities[ptl_server_get_security (server)],
                          name, name, ptl_server_get_port (server));
  if (ptl_server_get_protocol (server) == PTL_PROTOCOL_POP3)
    g_string_append_printf (text, "remove_mail=%d\nmessage_leave_time=%u\n",
                            ptl_account_get_leave (account) != PTL_LEAVE_KEEP, ptl_account_get_leave_days (account));
}

static void
add_outgoing (GString         *text,
              const PtlServer *server)
{
  const char *username = ptl_server_get_username (server);

  ptl_settings_add (text, "smtp_server", "=", g_strdup (ptl_server_get_host (server)));
  g_string_append_printf (text, "ssl_smtp=%d\nset_smtpport=1\nsmtp_port=%u\nuse_smtp_auth=%d\n",
                          securities[ptl_server_get_security (server)], ptl_server_get_port (server), username != NULL);
  if (username != NULL)
    ptl_settings_add (text, "smtp_user_id", "=", g_strdup (username));
}

static char *
write_account (const PtlAccount *account,
               const char       *before)
{
  const char *address = ptl_address_get_text (ptl_account_get_address (account));
  const char *name = ptl_account_get_name (account);
  guint number = count_accounts (before);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "[Account: %u]\naccount_name=%s\nis_default=%d\n", number, address, number == 1);
  if (name != NULL)
    ptl_settings_add (text, "name", "=", g_strdup (name));
  ptl_settings_add (text, "address", "=", g_strdup (address));
  add_incoming (text, account);
  if (ptl_account_get_outgoing (account) != NULL)
    add_outgoing (text, ptl_account_get_outgoing (account));

  return g_string_free (text, FALSE);
}

/* Claws Mail 4.1 and Sylpheed 3.8 read 8,191 bytes at once, with the end of the line. */
#define LONGEST_LINE 8190

#define ABILITIES (PTL_SETTINGS_IMAP | PTL_SETTINGS_POP3 | PTL_SETTINGS_SMTP | PTL_SETTINGS_STARTTLS | PTL_SETTINGS_DAYS | \
                   PTL_SETTINGS_ASKS | PTL_SETTINGS_REWRITES | PTL_SETTINGS_INQUIRES)

static const PtlSettings claws = {
  .id = "claws-mail",
  .program = "claws-mail",
  .name = "Claws Mail",
  .abilities = ABILITIES,
  .places = (const char * const []) { ".claws-mail/accountrc", NULL },
  .begins = "[",
  .host_key = "receive_server",
  .user_key = "user_id",
  .longest_line = LONGEST_LINE,
  .write = write_account,
};

static const PtlSettings sylpheed = {
  .id = "sylpheed",
  .program = "sylpheed",
  .name = "Sylpheed",
  .abilities = ABILITIES,
  .places = (const char * const []) { ".sylpheed-2.0/accountrc", NULL },
  .begins = "[",
  .host_key = "receive_server",
  .user_key = "user_id",
  .longest_line = LONGEST_LINE,
  .write = write_account,
};

/* Before its first start Claws Mail has no accounts, and fills the pages of its own assistant in from a template. */

static void
add_template_server (GString         *text,
                     const char      *prefix,
                     const PtlServer *server)
{
  g_autofree char *host = ptl_quote_host (ptl_server_get_host (server));
  g_autofree char *server_key = g_strconcat (prefix, "server", NULL);
  g_autofree char *user_key = g_strconcat (prefix, "user", NULL);

  ptl_settings_add (text, server_key, "=", g_strdup_printf ("%s:%u", host, ptl_server_get_port (server)));
  if (ptl_server_get_username (server) != NULL)
    ptl_settings_add (text, user_key, "=", g_strdup (ptl_server_get_username (server)));
  g_string_append_printf (text, "%sssl=%d\n", prefix, securities[ptl_server_get_security (server)]);
}

static char *
write_template (const PtlAccount *account,
                const char       *before)
{
  const PtlServer *incoming = ptl_account_get_incoming (account);
  const PtlServer *outgoing = ptl_account_get_outgoing (account);
  const char *name = ptl_account_get_name (account);
  GString *text = g_string_new ("[AccountTemplate]\n");

  if (name != NULL)
    ptl_settings_add (text, "name", "=", g_strdup (name));
  ptl_settings_add (text, "email", "=", g_strdup (ptl_address_get_text (ptl_account_get_address (account))));
  g_string_append_printf (text, "recvtype=%d\n", ptl_server_get_protocol (incoming) == PTL_PROTOCOL_IMAP);
  add_template_server (text, "recv", incoming);
  if (outgoing != NULL)
    {
      add_template_server (text, "smtp", outgoing);
      g_string_append_printf (text, "smtpauth=%d\n", ptl_server_get_username (outgoing) != NULL);
    }

  return g_string_free (text, FALSE);
}

static const PtlSettings claws_template = {
  .id = "claws-mail",
  .program = "claws-mail",
  .name = "Claws Mail",
  .abilities = ABILITIES,
  .places = (const char * const []) { ".claws-mail/accountrc.tmpl", NULL },
  .alone = ".claws-mail/accountrc.tmpl",  /* which holds one account */
  .longest_line = LONGEST_LINE,
  .write = write_template,
};

static gboolean
has_run (const PtlExportOptions *options)
{
  g_autofree char *path = ptl_place_in_home (options, ".claws-mail/clawsrc");

  return ptl_place_exists (path);
}

/* Does the assistant fill its pages in for somebody else already? */
static gboolean
has_other_template (const PtlAccount       *account,
                    const PtlExportOptions *options)
{
  g_autofree char *path = ptl_place_in_home (options, ".claws-mail/accountrc.tmpl");
  g_autofree char *text = NULL;

  if (!ptl_place_exists (path))
    return g_file_test (path, G_FILE_TEST_IS_SYMLINK);

  return !g_file_get_contents (path, &text, NULL, NULL) || !ptl_settings_mention (&claws_template, account, text);
}

static gboolean
check_template (const PtlAccount        *account,
                const PtlExportOptions  *options,
                GError                 **error)
{
  const char *obstacle = NULL;

  if (ptl_server_get_protocol (ptl_account_get_incoming (account)) == PTL_PROTOCOL_POP3)
    obstacle = _("Claws Mail has not been used here yet, and its own assistant would remove mail from the server. "
                 "Please start Claws Mail once and close it again.");
  else if (has_other_template (account, options))
    obstacle = _("Claws Mail has not been used here yet, and its own assistant takes one account only. "
                 "Please start Claws Mail once and close it again.");

  if (obstacle != NULL)
    g_set_error_literal (error, PTL_ERROR, PTL_ERROR_EXPORT_UNSUPPORTED, obstacle);
  return obstacle == NULL;
}

gboolean
ptl_claws_is_installed (const PtlExportOptions *options)
{
  return ptl_settings_is_installed (&claws, options);
}

GBytes *
ptl_claws_render (const PtlAccount  *account,
                  GError           **error)
{
  return ptl_settings_render (&claws, account, error);
}

PtlExportResult *
ptl_claws_apply (const PtlAccount        *account,
                 const PtlExportOptions  *options,
                 GCancellable            *cancellable,
                 GError                 **error)
{
  const PtlSettings *settings = options->path != NULL || has_run (options) ? &claws : &claws_template;

  if (settings == &claws_template && !check_template (account, options, error))
    return NULL;

  return ptl_settings_apply (settings, account, options, cancellable, error);
}

PTL_DEFINE_SETTINGS_EXPORTER (sylpheed, sylpheed)
