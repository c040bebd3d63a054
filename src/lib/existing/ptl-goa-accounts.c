/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-accounts.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ptl-draft.h"
#include "ptl-number.h"

/* GNOME Online Accounts: one file, a group for each account. Providers that GNOME knows by heart are not in it with their servers. */

#define PROGRAM "goa"
#define NAME    _("GNOME Online Accounts")

static PtlSecurity
get_security (GKeyFile   *file,
              const char *group,
              const char *prefix)
{
  g_autofree char *ssl = g_strconcat (prefix, "UseSsl", NULL);
  g_autofree char *tls = g_strconcat (prefix, "UseTls", NULL);

  if (ptl_draft_get_bool (file, group, ssl, FALSE))
    return PTL_SECURITY_TLS;

  return ptl_draft_get_bool (file, group, tls, FALSE) ? PTL_SECURITY_STARTTLS : PTL_SECURITY_NONE;
}

/* "host", "host:port", "[2001:db8::1]:port"; *port is 0 where there is none, and below 0 where it is no number. */
static char *
split_host (const char *text,
            gint64     *port)
{
  const char *colon = text != NULL ? strrchr (text, ':') : NULL;
  guint64 number;
  gboolean has_port = colon != NULL && (strchr (text, ':') == colon || (*text == '[' && colon > text && colon[-1] == ']'));

  *port = 0;
  if (!has_port)
    return g_strdup (text);
  *port = ptl_number_parse (colon + 1, 1, G_MAXINT, &number) ? (gint64) number : -1;

  return g_strndup (text, colon - text);
}

static void
take_server (PtlDraft    *draft,
             GKeyFile    *file,
             const char  *group,
             const char  *prefix,
             PtlProtocol  protocol)
{
  g_autofree char *host_key = g_strconcat (prefix, "Host", NULL);
  g_autofree char *user_key = g_strconcat (prefix, "UserName", NULL);
  g_autofree char *text = ptl_draft_get_text (file, group, host_key);
  g_autofree char *login = ptl_draft_get_text (file, group, user_key);
  gint64 port;
  g_autofree char *host = split_host (text, &port);
  gboolean signs_in = protocol != PTL_PROTOCOL_SMTP || ptl_draft_get_bool (file, group, "SmtpUseAuth", FALSE);
  PtlDraftServer server = {
    .protocol = protocol,
    .host = host,
    .port = port,
    .security = get_security (file, group, prefix),
    .username = login != NULL ? login : g_get_user_name (),
    .path = draft->fields.path,
    .key = group,
  };

  if (!signs_in)
    server.username = NULL;
  ptl_draft_take_server (draft, &server);
}

static void
read_group (GKeyFile   *file,
            const char *group,
            const char *path,
            GPtrArray  *found)
{
  g_autofree char *provider = ptl_draft_get_text (file, group, "Provider");
  g_autofree char *address = ptl_draft_get_text (file, group, "EmailAddress");
  g_autofree char *label = ptl_draft_get_text (file, group, "PresentationIdentity");
  PtlDraft draft = { { .program = PROGRAM, .name = NAME, .path = path } };

  if (g_strcmp0 (provider, "imap_smtp") != 0 || !ptl_draft_get_bool (file, group, "Enabled", TRUE))
    return;

  draft.fields.label = label;
  draft.fields.address = address;
  take_server (&draft, file, group, "Imap", PTL_PROTOCOL_IMAP);
  if (g_key_file_has_key (file, group, "SmtpHost", NULL))
    take_server (&draft, file, group, "Smtp", PTL_PROTOCOL_SMTP);
  ptl_draft_finish (&draft, found);
}

void
ptl_accounts_from_goa (GKeyFile   *file,
                       const char *path,
                       GPtrArray  *found)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);

  for (guint i = 0; groups[i] != NULL; i++)
    {
      if (g_str_has_prefix (groups[i], "Account "))
        read_group (file, groups[i], path, found);
    }
}

void
ptl_accounts_read_goa (const PtlExportOptions *options,
                       GPtrArray              *found)
{
  g_autofree char *path = ptl_place_in_config (options, "goa-1.0/accounts.conf");
  g_autoptr (GKeyFile) file = ptl_draft_load (found, PROGRAM, NAME, path);

  if (file != NULL)
    ptl_accounts_from_goa (file, path, found);
}
