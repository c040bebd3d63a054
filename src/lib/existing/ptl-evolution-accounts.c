/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-accounts.h"

#include <string.h>

#include "ptl-draft.h"

/* Evolution: three files for an account (where mail comes from, who one is, where it goes), which name each other. What it takes from
 * GNOME Online Accounts is there as well, but only as a copy: GNOME has the last word on it. */

#define PROGRAM   "evolution"
#define NAME      "Evolution"
#define EXTENSION ".source"

static const char * const flatpak = ".var/app/org.gnome.Evolution/config/evolution/sources";

/* All source files of a folder. */
typedef struct
{
  GHashTable *sources;
  const char *folder;
} Sources;

static PtlSecurity
get_security (GKeyFile *file)
{
  g_autofree char *method = ptl_draft_get_text (file, "Security", "Method");

  if (g_strcmp0 (method, "ssl-on-alternate-port") == 0)
    return PTL_SECURITY_TLS;

  return g_strcmp0 (method, "starttls-on-standard-port") == 0 ? PTL_SECURITY_STARTTLS : PTL_SECURITY_NONE;
}

static void
take_server (PtlDraft    *draft,
             GKeyFile    *file,
             const char  *path,
             PtlProtocol  protocol)
{
  g_autofree char *host = ptl_draft_get_text (file, "Authentication", "Host");
  g_autofree char *login = ptl_draft_get_text (file, "Authentication", "User");
  PtlDraftServer server = {
    .protocol = protocol,
    .host = host,
    .port = ptl_draft_get_number (file, "Authentication", "Port"),
    .security = get_security (file),
    .username = login,
    .path = path,
  };

  ptl_draft_take_server (draft, &server);
}

/* Returns: (transfer none) (nullable): the source that @file names there */
static GKeyFile *
follow (const Sources  *self,
        GKeyFile       *file,
        const char     *group,
        const char     *key,
        char          **path)
{
  g_autofree char *uid = file != NULL ? ptl_draft_get_text (file, group, key) : NULL;
  GKeyFile *found = uid != NULL ? g_hash_table_lookup (self->sources, uid) : NULL;

  if (found != NULL && path != NULL)
    {
      g_autofree char *name = g_strconcat (uid, EXTENSION, NULL);

      *path = g_build_filename (self->folder, name, NULL);
    }

  return found;
}

static gboolean
is_local (const char *backend)
{
  static const char * const local[] = { "maildir", "mbox", "mh", "none", "nntp", "rss", "sendmail", "spool", "spooldir", "vfolder" };

  for (gsize i = 0; i < G_N_ELEMENTS (local); i++)
    {
      if (g_str_equal (backend, local[i]))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_copy (const Sources *self,
         GKeyFile      *account)
{
  GKeyFile *parent = follow (self, account, "Data Source", "Parent", NULL);

  return parent != NULL && g_key_file_has_group (parent, "GNOME Online Accounts");
}

static void
take_servers (PtlDraft   *draft,
              GKeyFile   *account,
              GKeyFile   *transport,
              const char *transport_path,
              const char *backend)
{
  g_autofree char *sending = transport != NULL ? ptl_draft_get_text (transport, "Mail Transport", "BackendName") : NULL;

  if (g_str_equal (backend, "imapx") || g_str_equal (backend, "imap"))
    take_server (draft, account, draft->fields.path, PTL_PROTOCOL_IMAP);
  else if (g_str_equal (backend, "pop"))
    take_server (draft, account, draft->fields.path, PTL_PROTOCOL_POP3);
  else
    ptl_draft_set_unknown (draft, backend);

  if (g_strcmp0 (sending, "smtp") == 0)
    take_server (draft, transport, transport_path, PTL_PROTOCOL_SMTP);
}

static void
read_account (const Sources *self,
              const char    *uid,
              GKeyFile      *account,
              GPtrArray     *found)
{
  g_autofree char *backend = ptl_draft_get_text (account, "Mail Account", "BackendName");
  g_autofree char *label = ptl_draft_get_text (account, "Data Source", "DisplayName");
  g_autofree char *name = g_strconcat (uid, EXTENSION, NULL);
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  GKeyFile *identity = follow (self, account, "Mail Account", "IdentityUid", NULL);
  g_autofree char *address = identity != NULL ? ptl_draft_get_text (identity, "Mail Identity", "Address") : NULL;
  g_autofree char *transport_path = NULL;
  GKeyFile *transport = follow (self, identity, "Mail Submission", "TransportUid", &transport_path);
  PtlDraft draft = { { .program = PROGRAM, .name = NAME, .path = path } };

  if (backend == NULL || is_local (backend) || is_copy (self, account) || !ptl_draft_get_bool (account, "Data Source", "Enabled", TRUE))
    return;

  draft.fields.label = label != NULL && *label != '\0' ? label : NULL;
  draft.fields.address = address != NULL && *address != '\0' ? address : NULL;
  take_servers (&draft, account, transport, transport_path, backend);
  ptl_draft_finish (&draft, found);
}

void
ptl_accounts_from_sources (GHashTable *sources,
                           const char *folder,
                           GPtrArray  *found)
{
  const Sources self = { sources, folder };
  GList *uids = g_list_sort (g_hash_table_get_keys (sources), (GCompareFunc) g_strcmp0);

  for (GList *l = uids; l != NULL; l = l->next)
    read_account (&self, l->data, g_hash_table_lookup (sources, l->data), found);

  g_list_free (uids);
}

static void
read_folder (const char *folder,
             GPtrArray  *found)
{
  g_autoptr (GHashTable) sources = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_key_file_unref);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      GKeyFile *file = g_str_has_suffix (name, EXTENSION) ? ptl_draft_load (found, PROGRAM, NAME, path) : NULL;

      if (file != NULL)
        g_hash_table_insert (sources, g_strndup (name, strlen (name) - strlen (EXTENSION)), file);
    }

  ptl_accounts_from_sources (sources, folder, found);
}

void
ptl_accounts_read_evolution (const PtlExportOptions *options,
                             GPtrArray              *found)
{
  g_autofree char *usual = ptl_place_in_config (options, "evolution/sources");
  g_autofree char *sandboxed = ptl_place_in_home (options, flatpak);

  read_folder (usual, found);
  read_folder (sandboxed, found);
}
