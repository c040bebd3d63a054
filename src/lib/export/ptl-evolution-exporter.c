/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-evolution-exporter.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ptl-difference.h"
#include "ptl-error.h"
#include "ptl-export-common.h"
#include "ptl-key-swap.h"
#include "ptl-keyring.h"
#include "ptl-place.h"
#include "ptl-plan.h"
#include "ptl-safe-file.h"

/* Evolution: three key files for evolution-data-server, which notices them while it runs: account, identity, transport. Their names
 * follow from the account, so that the same one never comes twice. */

#define FOLDER "evolution/sources"

typedef struct
{
  char     *uid;   /* (owned) */
  GKeyFile *file;  /* (owned) */
} Source;

typedef struct
{
  Source account;
  Source identity;
  Source transport;  /* uid NULL: receiving only */
} Sources;

static void
source_clear (Source *source)
{
  g_clear_pointer (&source->uid, g_free);
  g_clear_pointer (&source->file, g_key_file_unref);
}

static void
sources_clear (Sources *sources)
{
  source_clear (&sources->account);
  source_clear (&sources->identity);
  source_clear (&sources->transport);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sources, sources_clear)

static void
source_init (Source           *source,
             const PtlAccount *account,
             const char       *purpose,
             const char       *parent)
{
  g_autofree char *uuid = ptl_export_make_uuid (account, purpose);

  source->uid = g_strconcat ("portolan-", uuid, NULL);
  source->file = g_key_file_new ();
  g_key_file_set_string (source->file, "Data Source", "DisplayName", ptl_address_get_display (ptl_account_get_address (account)));
  g_key_file_set_boolean (source->file, "Data Source", "Enabled", TRUE);
  g_key_file_set_string (source->file, "Data Source", "Parent", parent);
}

/* Camel's names; "none" is a plain sign-in, or none at all without a user. NULL: Evolution has none for it. */
static const char *
get_method (const PtlServer *server)
{
  gsize n_methods;
  const PtlAuthentication *methods = ptl_server_get_authentication (server, &n_methods);

  for (gsize i = 0; i < n_methods; i++)
    {
      switch (methods[i])
        {
        case PTL_AUTHENTICATION_PASSWORD_CLEARTEXT:
          return ptl_server_is_incoming (server) ? "none" : "PLAIN";
        case PTL_AUTHENTICATION_PASSWORD_ENCRYPTED:
          return "CRAM-MD5";
        case PTL_AUTHENTICATION_GSSAPI:
          return "GSSAPI";
        case PTL_AUTHENTICATION_NTLM:
          return "NTLM";
        case PTL_AUTHENTICATION_NONE:
          return "none";
        case PTL_AUTHENTICATION_OAUTH2:
        case PTL_AUTHENTICATION_CLIENT_CERTIFICATE:
        default:
          break;
        }
    }

  if (n_methods > 0)
    return NULL;

  return ptl_server_is_incoming (server) || ptl_server_get_username (server) == NULL ? "none" : "PLAIN";
}

static void
set_server (GKeyFile        *file,
            const PtlServer *server)
{
  gboolean tls = ptl_server_get_security (server) == PTL_SECURITY_TLS;

  g_key_file_set_string (file, "Authentication", "Host", ptl_server_get_host (server));
  g_key_file_set_integer (file, "Authentication", "Port", ptl_server_get_port (server));
  g_key_file_set_string (file, "Authentication", "User", ptl_server_get_username (server) != NULL ? ptl_server_get_username (server) : "");
  g_key_file_set_string (file, "Authentication", "Method", get_method (server));
  g_key_file_set_string (file, "Authentication", "ProxyUid", "system-proxy");
  g_key_file_set_boolean (file, "Authentication", "RememberPassword", TRUE);
  g_key_file_set_string (file, "Security", "Method", tls ? "ssl-on-alternate-port" : "starttls-on-standard-port");
}

static void
set_account (Sources          *sources,
             const PtlAccount *account)
{
  GKeyFile *file = sources->account.file;
  PtlLeave leave = ptl_account_get_leave (account);
  gboolean pop3 = leave != PTL_LEAVE_UNSET;

  g_key_file_set_string (file, "Mail Account", "BackendName", pop3 ? "pop" : "imapx");
  g_key_file_set_string (file, "Mail Account", "IdentityUid", sources->identity.uid);
  set_server (file, ptl_account_get_incoming (account));
  g_key_file_set_boolean (file, "Refresh", "Enabled", TRUE);
  g_key_file_set_integer (file, "Refresh", "IntervalMinutes", 10);
  if (pop3)
    {
      g_key_file_set_boolean (file, "Pop Backend", "KeepOnServer", leave != PTL_LEAVE_REMOVE);
      g_key_file_set_integer (file, "Pop Backend", "DeleteAfterDays", ptl_account_get_leave_days (account));
    }
}

static void
set_identity (Sources          *sources,
              const PtlAccount *account)
{
  GKeyFile *file = sources->identity.file;
  const char *name = ptl_account_get_name (account);
  g_autofree char *sent = g_strdup_printf ("folder://%s/Sent", sources->account.uid);
  g_autofree char *drafts = g_strdup_printf ("folder://%s/Drafts", sources->account.uid);

  g_key_file_set_string (file, "Mail Identity", "Address", ptl_export_get_address (account));
  g_key_file_set_string (file, "Mail Identity", "Name", name != NULL ? name : "");
  if (sources->transport.uid != NULL)
    g_key_file_set_string (file, "Mail Submission", "TransportUid", sources->transport.uid);
  if (ptl_account_get_leave (account) == PTL_LEAVE_UNSET)  /* POP3 has no folders: Evolution takes its own */
    {
      g_key_file_set_string (file, "Mail Submission", "SentFolder", sent);
      g_key_file_set_string (file, "Mail Composition", "DraftsFolder", drafts);
    }
}

static gboolean
check (const PtlAccount  *account,
       GError           **error)
{
  const PtlServer *servers[] = { ptl_account_get_incoming (account), ptl_account_get_outgoing (account) };

  if (!ptl_export_check (account, _("Evolution"), PTL_TAKES_ENCRYPTED, error))
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (servers); i++)
    {
      if (servers[i] == NULL || get_method (servers[i]) != NULL)
        continue;
      g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_UNSUPPORTED,
                   _("Evolution cannot sign in at %s in the way that this server wants."), ptl_server_get_host_unicode (servers[i]));
      return FALSE;
    }

  return TRUE;
}

static gboolean
sources_init (Sources           *sources,
              const PtlAccount  *account,
              GError           **error)
{
  if (!check (account, error))
    return FALSE;

  source_init (&sources->account, account, "evolution-account", "");
  source_init (&sources->identity, account, "evolution-identity", sources->account.uid);
  if (ptl_account_get_outgoing (account) != NULL)
    {
      source_init (&sources->transport, account, "evolution-transport", sources->account.uid);
      g_key_file_set_string (sources->transport.file, "Mail Transport", "BackendName", "smtp");
      set_server (sources->transport.file, ptl_account_get_outgoing (account));
    }
  set_account (sources, account);
  set_identity (sources, account);

  return TRUE;
}

static void
add_text (GString      *text,
          const Source *source)
{
  g_autofree char *data = source->uid != NULL ? g_key_file_to_data (source->file, NULL, NULL) : NULL;

  if (data != NULL)
    g_string_append_printf (text, "# ~/.config/" FOLDER "/%s.source\n%s\n", source->uid, data);
}

/* The three files one after the other, to look at. */
GBytes *
ptl_evolution_render (const PtlAccount  *account,
                      GError           **error)
{
  g_auto (Sources) sources = { 0 };
  GString *text;

  if (!sources_init (&sources, account, error))
    return NULL;

  text = g_string_new (NULL);
  add_text (text, &sources.account);
  add_text (text, &sources.identity);
  add_text (text, &sources.transport);

  return ptl_export_take_text (text);
}

static gboolean
is_same_account (GKeyFile         *file,
                 const PtlAccount *account,
                 const Source     *wanted)
{
  const PtlServer *server = ptl_account_get_incoming (account);
  g_autofree char *backend = NULL;
  g_autofree char *expected = g_key_file_get_string (wanted->file, "Mail Account", "BackendName", NULL);
  g_autofree char *host = NULL;
  g_autofree char *user = NULL;

  backend = g_key_file_get_string (file, "Mail Account", "BackendName", NULL);
  host = g_key_file_get_string (file, "Authentication", "Host", NULL);
  user = g_key_file_get_string (file, "Authentication", "User", NULL);

  return g_strcmp0 (backend, expected) == 0 && host != NULL && g_ascii_strcasecmp (host, ptl_server_get_host (server)) == 0 &&
         g_strcmp0 (user, ptl_server_get_username (server)) == 0;
}

/* Finds the file of such an account; *known is NULL if there is none. FALSE: one cannot be read, and might be this one. */
static gboolean
find_known (const char        *folder,
            const PtlAccount  *account,
            const Source      *wanted,
            char             **known,
            GError           **error)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (*known == NULL && dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (GKeyFile) file = NULL;

      if (!g_str_has_suffix (name, ".source"))
        continue;
      file = ptl_safe_file_read_key_file (path, error);
      if (file == NULL)
        return FALSE;
      if (is_same_account (file, account, wanted))
        *known = g_steal_pointer (&path);
    }

  return TRUE;
}

/* A file of this name is there only if an export was killed before it came to the account itself. */
static gboolean
plan_source (PtlPlan       *plan,
             const char    *folder,
             const Source  *source,
             GError       **error)
{
  g_autofree char *name = source->uid != NULL ? g_strconcat (source->uid, ".source", NULL) : NULL;
  g_autofree char *path = name != NULL ? g_build_filename (folder, name, NULL) : NULL;
  g_autoptr (GBytes) left = NULL;

  if (path == NULL)
    return TRUE;
  if (!ptl_safe_file_read (path, &left, error))
    return FALSE;

  ptl_plan_write_key_file (plan, path, left, source->file);
  return TRUE;
}

static PtlKeyringItem *
make_item (const PtlAccount *account,
           const Source     *source)
{
  g_autofree char *label = g_strdup_printf ("Evolution Data Source “%s”", ptl_export_get_address (account));

  return ptl_keyring_item_new ("org.gnome.Evolution.Data.Source", label, "e-source-uid", source->uid,
                               "eds-origin", "evolution-data-server", NULL);
}

static GPtrArray *
make_items (const PtlAccount *account,
            const Sources    *sources)
{
  GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify) ptl_keyring_item_free);

  g_ptr_array_add (items, make_item (account, &sources->account));
  if (sources->transport.uid != NULL && ptl_server_get_username (ptl_account_get_outgoing (account)) != NULL)
    g_ptr_array_add (items, make_item (account, &sources->transport));

  return items;
}

/* Replacing */

static const PtlKeyField account_fields[] = {
  { "Authentication", "Port", PTL_DIFFERENCE_PORT, FALSE },
  { "Authentication", "Method", PTL_DIFFERENCE_METHOD, FALSE },
  { "Security", "Method", PTL_DIFFERENCE_SECURITY, FALSE },
  { "Pop Backend", "KeepOnServer", PTL_DIFFERENCE_LEAVE, FALSE },
  { "Pop Backend", "DeleteAfterDays", PTL_DIFFERENCE_LEAVE, FALSE },
};

static const PtlKeyField identity_fields[] = {
  { "Mail Identity", "Address", PTL_DIFFERENCE_ADDRESS, FALSE },
  { "Mail Identity", "Name", PTL_DIFFERENCE_NAME, FALSE },
};

static const PtlKeyField transport_fields[] = {
  { "Authentication", "Host", PTL_DIFFERENCE_HOST, TRUE },
  { "Authentication", "Port", PTL_DIFFERENCE_PORT, TRUE },
  { "Authentication", "User", PTL_DIFFERENCE_USERNAME, TRUE },
  { "Authentication", "Method", PTL_DIFFERENCE_METHOD, TRUE },
  { "Security", "Method", PTL_DIFFERENCE_SECURITY, TRUE },
};

/* The file that @group and @key of another name; NULL if there is none. */
static PtlKeySwap *
open_named (PtlKeySwap *file,
            const char *folder,
            const char *group,
            const char *key)
{
  g_autofree char *uid = file != NULL ? ptl_key_swap_get (file, group, key) : NULL;
  g_autofree char *name = uid != NULL && *uid != '\0' && strchr (uid, '/') == NULL ? g_strconcat (uid, ".source", NULL) : NULL;
  g_autofree char *path = name != NULL ? g_build_filename (folder, name, NULL) : NULL;

  return path != NULL ? ptl_key_swap_new (path, NULL) : NULL;
}

/* The keyring has the passwords under the names that the sources have here. */
static void
take_uid (Source     *source,
          const char *uid)
{
  g_free (source->uid);
  source->uid = g_strdup (uid);
}

static PtlExportResult *
replace (const PtlAccount        *account,
         const PtlExportOptions  *options,
         const char              *folder,
         const char              *path,
         Sources                 *sources,
         GError                 **error)
{
  g_autoptr (PtlKeySwap) file = ptl_key_swap_new (path, error);
  g_autoptr (PtlKeySwap) identity = open_named (file, folder, "Mail Account", "IdentityUid");
  g_autoptr (PtlKeySwap) transport = open_named (identity, folder, "Mail Submission", "TransportUid");
  g_autoptr (GPtrArray) differences = ptl_differences_new ();
  g_autoptr (PtlPlan) plan = ptl_plan_new (options, "evolution", ptl_address_get_display (ptl_account_get_address (account)));
  g_autoptr (GPtrArray) items = NULL;
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *uid = g_strndup (base, strlen (base) - strlen (".source"));
  g_autofree char *transport_uid = identity != NULL ? ptl_key_swap_get (identity, "Mail Submission", "TransportUid") : NULL;

  if (file == NULL)
    return NULL;
  if (identity == NULL || (transport == NULL && sources->transport.uid != NULL))
    return ptl_export_report_existing ("evolution", path, "Evolution", NULL);

  ptl_key_swap_take (file, sources->account.file, account_fields, G_N_ELEMENTS (account_fields), differences);
  ptl_key_swap_take (identity, sources->identity.file, identity_fields, G_N_ELEMENTS (identity_fields), differences);
  if (sources->transport.uid != NULL)
    {
      ptl_key_swap_take (transport, sources->transport.file, transport_fields, G_N_ELEMENTS (transport_fields), differences);
      take_uid (&sources->transport, transport_uid);
    }
  if (differences->len == 0 || !options->replace)
    return ptl_export_report_existing ("evolution", path, "Evolution", differences);

  take_uid (&sources->account, uid);
  items = make_items (account, sources);
  ptl_key_swap_plan (file, plan);
  ptl_key_swap_plan (identity, plan);
  if (sources->transport.uid != NULL)
    ptl_key_swap_plan (transport, plan);
  ptl_keyring_plan_all (plan, items, options->secret);
  if (!ptl_plan_commit (plan, error))
    return NULL;

  ptl_keyring_store_all (items, options->secret);
  ptl_evolution_tell (folder, options);
  return ptl_export_report_replaced ("evolution", path, "Evolution", plan);
}

PtlExportResult *
ptl_evolution_apply (const PtlAccount        *account,
                     const PtlExportOptions  *options,
                     GCancellable            *cancellable,
                     GError                 **error)
{
  g_autofree char *folder = options->path != NULL ? g_strdup (options->path) : ptl_place_in_config (options, FOLDER);
  g_autoptr (PtlPlan) plan = ptl_plan_new (options, "evolution", ptl_address_get_display (ptl_account_get_address (account)));
  g_autoptr (GPtrArray) items = NULL;
  g_auto (Sources) sources = { 0 };
  const char *message = _("The account was added to Evolution. It will ask for the password.");
  g_autofree char *full_message = NULL;
  g_autofree char *known = NULL;

  if (!sources_init (&sources, account, error) || !find_known (folder, account, &sources.account, &known, error))
    return NULL;
  if (known != NULL)
    return replace (account, options, folder, known, &sources, error);

  items = make_items (account, &sources);
  ptl_plan_make_directory (plan, folder);
  if (!plan_source (plan, folder, &sources.transport, error) || !plan_source (plan, folder, &sources.identity, error) ||
      !plan_source (plan, folder, &sources.account, error))  /* last: without it the others are nothing */
    return NULL;
  ptl_keyring_plan_all (plan, items, options->secret);
  if (!ptl_plan_commit (plan, error))
    return NULL;

  if (ptl_keyring_store_all (items, options->secret))
    message = _("The account was added to Evolution, and its password to the keyring.");
  full_message = ptl_export_add_pins (account, "Evolution", message);
  return ptl_export_result_new ("evolution", folder, full_message, FALSE, ptl_plan_get_undo_id (plan));
}

gboolean
ptl_evolution_is_installed (const PtlExportOptions *options)
{
  g_autofree char *folder = ptl_place_in_config (options, FOLDER);

  return ptl_place_has_program (options, "evolution") || ptl_place_is_lent (folder);
}
