/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-accounts.h"

#include <string.h>

#include "ptl-draft.h"

/* Geary: a folder account_NN with a geary.ini for each. */

#define PROGRAM "geary"
#define NAME    "Geary"

/* Geary's own and the one in a Flatpak. */
static const char * const flatpak = ".var/app/org.gnome.Geary/config/geary";

/* What Geary knows by heart about some providers; the file says nothing then. */
static const struct
{
  const char  *provider;
  const char  *incoming;
  const char  *outgoing;
  guint16      outgoing_port;
  PtlSecurity  outgoing_security;
} known[] = {
  { "gmail", "imap.gmail.com", "smtp.gmail.com", 465, PTL_SECURITY_TLS },
  { "outlook", "outlook.office365.com", "smtp.office365.com", 587, PTL_SECURITY_STARTTLS },
  { "yahoo", "imap.mail.yahoo.com", "smtp.mail.yahoo.com", 465, PTL_SECURITY_TLS },
};

static PtlSecurity
get_security (GKeyFile   *file,
              const char *group)
{
  g_autofree char *text = ptl_draft_get_text (file, group, "transport_security");

  if (g_strcmp0 (text, "none") == 0)
    return PTL_SECURITY_NONE;
  if (g_strcmp0 (text, "start-tls") == 0)
    return PTL_SECURITY_STARTTLS;

  return PTL_SECURITY_TLS;  /* what Geary takes where nothing is said */
}

static void
take_server (PtlDraft    *draft,
             GKeyFile    *file,
             const char  *group,
             PtlProtocol  protocol)
{
  g_autofree char *host = ptl_draft_get_text (file, group, "host");
  g_autofree char *credentials = ptl_draft_get_text (file, group, "credentials");
  gboolean shared = g_strcmp0 (credentials, "use-incoming") == 0;
  g_autofree char *login = ptl_draft_get_text (file, shared ? "Incoming" : group, "login");
  PtlDraftServer server = {
    .protocol = protocol,
    .host = host,
    .port = ptl_draft_get_number (file, group, "port"),
    .security = get_security (file, group),
    .username = g_strcmp0 (credentials, "none") != 0 ? login : NULL,
    .path = draft->fields.path,
    .key = group,
  };

  ptl_draft_take_server (draft, &server);
}

static void
take_known (PtlDraft *draft,
            GKeyFile *file,
            gsize     index)
{
  g_autofree char *login = ptl_draft_get_text (file, "Incoming", "login");
  PtlDraftServer incoming = {
    .protocol = PTL_PROTOCOL_IMAP,
    .host = known[index].incoming,
    .security = PTL_SECURITY_TLS,
    .username = login,
  };
  PtlDraftServer outgoing = {
    .protocol = PTL_PROTOCOL_SMTP,
    .host = known[index].outgoing,
    .port = known[index].outgoing_port,
    .security = known[index].outgoing_security,
    .username = login,
  };

  ptl_draft_take_server (draft, &incoming);
  ptl_draft_take_server (draft, &outgoing);
}

/* "Ada Lovelace <ada@example.org>", the first of a list. */
static char *
get_address (GKeyFile *file)
{
  g_auto (GStrv) mailboxes = g_key_file_get_string_list (file, "Account", "sender_mailboxes", NULL, NULL);
  const char *begin = mailboxes != NULL && mailboxes[0] != NULL ? strrchr (mailboxes[0], '<') : NULL;
  const char *end = begin != NULL ? strchr (begin, '>') : NULL;

  if (end != NULL)
    return g_strndup (begin + 1, end - begin - 1);

  return mailboxes != NULL && mailboxes[0] != NULL ? g_strstrip (g_strdup (mailboxes[0])) : NULL;
}

static void
take_servers (PtlDraft *draft,
              GKeyFile *file)
{
  g_autofree char *provider = ptl_draft_get_text (file, "Account", "service_provider");

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    {
      if (g_strcmp0 (provider, known[i].provider) == 0 && !g_key_file_has_key (file, "Incoming", "host", NULL))
        {
          take_known (draft, file, i);
          return;
        }
    }

  take_server (draft, file, "Incoming", PTL_PROTOCOL_IMAP);
  take_server (draft, file, "Outgoing", PTL_PROTOCOL_SMTP);
}

void
ptl_accounts_from_geary (GKeyFile   *file,
                         const char *path,
                         GPtrArray  *found)
{
  g_autofree char *status = ptl_draft_get_text (file, "Metadata", "status");
  g_autofree char *label = ptl_draft_get_text (file, "Account", "label");
  g_autofree char *address = get_address (file);
  PtlDraft draft = { { .program = PROGRAM, .name = NAME, .path = path } };

  if (g_strcmp0 (status, "removed") == 0 || g_strcmp0 (status, "disabled") == 0)
    return;

  draft.fields.label = label != NULL && *label != '\0' ? label : NULL;
  draft.fields.address = address;
  take_servers (&draft, file);
  ptl_draft_finish (&draft, found);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

static void
read_folder (const char *folder,
             GPtrArray  *found)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      if (g_str_has_prefix (name, "account_"))
        g_ptr_array_add (names, g_strdup (name));
    }
  g_ptr_array_sort (names, compare_names);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, g_ptr_array_index (names, i), "geary.ini", NULL);
      g_autoptr (GKeyFile) file = ptl_draft_load (found, PROGRAM, NAME, path);

      if (file != NULL)
        ptl_accounts_from_geary (file, path, found);
    }
}

void
ptl_accounts_read_geary (const PtlExportOptions *options,
                         GPtrArray              *found)
{
  g_autofree char *usual = ptl_place_in_config (options, "geary");
  g_autofree char *sandboxed = ptl_place_in_home (options, flatpak);

  read_folder (usual, found);
  read_folder (sandboxed, found);
}
