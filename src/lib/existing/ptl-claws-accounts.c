/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-accounts.h"

#include "ptl-draft.h"

/* Claws Mail: one file, a group for each account. Its values go to the end of the line as they are, without escapes. */

#define PROGRAM "claws-mail"
#define NAME    "Claws Mail"

/* How Claws Mail numbers protocols, until its configuration had version 2, and since. Others (news, no receiving) are no mailboxes. */
enum
{
  POP3 = 0,
  OLD_IMAP = 3,
  IMAP = 1,
};

static char *
get_raw (GKeyFile   *file,
         const char *group,
         const char *key)
{
  char *text = g_key_file_get_value (file, group, key, NULL);

  return text != NULL && g_utf8_validate (text, -1, NULL) ? g_strstrip (text) : (g_free (text), NULL);
}

static PtlSecurity
get_security (GKeyFile   *file,
              const char *group,
              const char *prefix)
{
  static const PtlSecurity securities[] = { PTL_SECURITY_NONE, PTL_SECURITY_TLS, PTL_SECURITY_STARTTLS };
  g_autofree char *key = g_strconcat ("ssl_", prefix, NULL);
  gint64 number = ptl_draft_get_number (file, group, key);

  return number > 0 && number < (gint64) G_N_ELEMENTS (securities) ? securities[number] : PTL_SECURITY_NONE;
}

/* A port counts only where the person has ticked it. */
static gint64
get_port (GKeyFile   *file,
          const char *group,
          const char *prefix)
{
  g_autofree char *set = g_strdup_printf ("set_%sport", prefix);
  g_autofree char *key = g_strdup_printf ("%s_port", prefix);

  return ptl_draft_get_number (file, group, set) == 1 ? ptl_draft_get_number (file, group, key) : 0;
}

static void
take_server (PtlDraft    *draft,
             GKeyFile    *file,
             const char  *group,
             const char  *prefix,
             PtlProtocol  protocol)
{
  gboolean sends = protocol == PTL_PROTOCOL_SMTP;
  g_autofree char *host = get_raw (file, group, sends ? "smtp_server" : "receive_server");
  g_autofree char *login = get_raw (file, group, "user_id");
  g_autofree char *smtp_login = get_raw (file, group, "smtp_user_id");
  PtlDraftServer server = {
    .protocol = protocol,
    .host = host,
    .port = get_port (file, group, prefix),
    .security = get_security (file, group, prefix),
    .username = login,
    .path = draft->fields.path,
    .key = group,
  };

  if (sends && ptl_draft_get_number (file, group, "use_smtp_auth") != 1)
    server.username = NULL;
  else if (sends && smtp_login != NULL && *smtp_login != '\0')
    server.username = smtp_login;
  ptl_draft_take_server (draft, &server);
}

static void
read_group (GKeyFile   *file,
            const char *group,
            const char *path,
            GPtrArray  *found)
{
  gint64 protocol = ptl_draft_get_number (file, group, "protocol");
  gint64 imap = ptl_draft_get_number (file, group, "config_version") > 1 ? IMAP : OLD_IMAP;
  g_autofree char *label = get_raw (file, group, "account_name");
  g_autofree char *address = get_raw (file, group, "address");
  g_autofree char *sender = get_raw (file, group, "smtp_server");
  PtlDraft draft = { { .program = PROGRAM, .name = NAME, .path = path } };

  if (protocol != POP3 && protocol != imap)
    return;

  draft.fields.label = label;
  draft.fields.address = address;
  take_server (&draft, file, group, protocol == imap ? "imap" : "pop", protocol == imap ? PTL_PROTOCOL_IMAP : PTL_PROTOCOL_POP3);
  if (sender != NULL && *sender != '\0')
    take_server (&draft, file, group, "smtp", PTL_PROTOCOL_SMTP);
  ptl_draft_finish (&draft, found);
}

void
ptl_accounts_from_claws (GKeyFile   *file,
                         const char *path,
                         GPtrArray  *found)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);

  for (guint i = 0; groups[i] != NULL; i++)
    {
      if (g_str_has_prefix (groups[i], "Account: "))
        read_group (file, groups[i], path, found);
    }
}

void
ptl_accounts_read_claws (const PtlExportOptions *options,
                         GPtrArray              *found)
{
  g_autofree char *path = ptl_place_in_home (options, ".claws-mail/accountrc");
  g_autoptr (GKeyFile) file = ptl_draft_load (found, PROGRAM, NAME, path);

  if (file != NULL)
    ptl_accounts_from_claws (file, path, found);
}
