/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-accounts.h"

#include <glib/gi18n-lib.h>

#include "ptl-draft.h"
#include "ptl-safe-file.h"
#include "ptl-thunderbird-profiles.h"

#define PROGRAM "thunderbird"
#define NAME    "Thunderbird"

/* How Thunderbird numbers what protects a connection (nsMsgSocketType). 1 is from old profiles and means “if there is any”. */
enum
{
  SOCKET_STARTTLS = 2,
  SOCKET_TLS = 3,
};

/* prefs.js, and user.js above it. */
typedef struct
{
  PtlPrefs   *prefs;
  PtlPrefs   *user;  /* (nullable) */
  const char *path;
} Layers;

static PtlPrefs *
get_layer (const Layers *self,
           const char   *name)
{
  return self->user != NULL && ptl_prefs_has (self->user, name) ? self->user : self->prefs;
}

/* Returns: (transfer none) (nullable): NULL also for an empty text, which stands for none */
static const char *
get_text (const Layers *self,
          const char   *branch,
          const char   *key,
          const char   *leaf)
{
  g_autofree char *name = g_strjoin (".", branch, key, leaf, NULL);
  const char *text = ptl_prefs_get_string (get_layer (self, name), name);

  return text != NULL && *text != '\0' ? text : NULL;
}

static gint
get_number (const Layers *self,
            const char   *branch,
            const char   *key,
            const char   *leaf)
{
  g_autofree char *name = g_strjoin (".", branch, key, leaf, NULL);

  return ptl_prefs_get_int (get_layer (self, name), name, 0);
}

static char *
get_first (const Layers *self,
           const char   *name)
{
  g_auto (GStrv) words = ptl_prefs_get_list (get_layer (self, name), name);

  return g_strdup (words[0]);
}

static PtlSecurity
get_security (gint number)
{
  switch (number)
    {
    case SOCKET_TLS:
      return PTL_SECURITY_TLS;
    case SOCKET_STARTTLS:
      return PTL_SECURITY_STARTTLS;
    default:
      return PTL_SECURITY_NONE;
    }
}

/* Older profiles keep the host that the account was made with, and say apart from it which one is asked by now. */
static const char *
get_real (const Layers *self,
          const char   *key,
          const char   *real,
          const char   *usual)
{
  const char *text = get_text (self, "mail.server", key, real);

  return text != NULL ? text : get_text (self, "mail.server", key, usual);
}

static void
take_incoming (PtlDraft     *draft,
               const Layers *layers,
               const char   *key,
               PtlProtocol   protocol)
{
  gint port = get_number (layers, "mail.server", key, "port");
  PtlDraftServer server = {
    .protocol = protocol,
    .host = get_real (layers, key, "realhostname", "hostname"),
    .port = port == -1 ? 0 : port,  /* -1 is Thunderbird's own word for “the usual one” */
    .security = get_security (get_number (layers, "mail.server", key, "socketType")),
    .username = get_real (layers, key, "realuserName", "userName"),
    .path = layers->path,
    .key = key,
  };

  ptl_draft_take_server (draft, &server);
}

/* The one that the identity names, if there is such a one; else the default one; else the first. */
static char *
find_outgoing (const Layers *layers,
               const char   *identity)
{
  const char *named = identity != NULL ? get_text (layers, "mail.identity", identity, "smtpServer") : NULL;
  const char *usual = ptl_prefs_get_string (get_layer (layers, "mail.smtp.defaultserver"), "mail.smtp.defaultserver");

  if (named != NULL && get_text (layers, "mail.smtpserver", named, "hostname") != NULL)
    return g_strdup (named);
  if (usual != NULL && get_text (layers, "mail.smtpserver", usual, "hostname") != NULL)
    return g_strdup (usual);

  return get_first (layers, "mail.smtpservers");
}

static void
take_outgoing (PtlDraft     *draft,
               const Layers *layers,
               const char   *key)
{
  PtlDraftServer server = {
    .protocol = PTL_PROTOCOL_SMTP,
    .host = get_text (layers, "mail.smtpserver", key, "hostname"),
    .port = get_number (layers, "mail.smtpserver", key, "port"),
    .security = get_security (get_number (layers, "mail.smtpserver", key, "try_ssl")),
    .username = get_text (layers, "mail.smtpserver", key, "username"),
    .path = layers->path,
    .key = key,
  };

  ptl_draft_take_server (draft, &server);
}

static gboolean
is_no_mailbox (const char *type)
{
  return g_str_equal (type, "none") || g_str_equal (type, "rss") || g_str_equal (type, "nntp") || g_str_equal (type, "im");
}

static void
read_account (const Layers *layers,
              const char   *account,
              GPtrArray    *found)
{
  const char *server = get_text (layers, "mail.account", account, "server");
  const char *type = server != NULL ? get_text (layers, "mail.server", server, "type") : NULL;
  g_autofree char *identities = g_strdup_printf ("mail.account.%s.identities", account);
  g_autofree char *identity = get_first (layers, identities);
  g_autofree char *outgoing = find_outgoing (layers, identity);
  PtlDraft draft = { { .program = PROGRAM, .name = NAME, .path = layers->path } };

  if (type == NULL || is_no_mailbox (type))  /* without a type Thunderbird drops it, too */
    return;

  draft.fields.label = get_text (layers, "mail.server", server, "name");
  draft.fields.address = identity != NULL ? get_text (layers, "mail.identity", identity, "useremail") : NULL;
  draft.fields.incoming.key = server;
  if (g_str_equal (type, "imap") || g_str_equal (type, "pop3"))
    {
      take_incoming (&draft, layers, server, *type == 'i' ? PTL_PROTOCOL_IMAP : PTL_PROTOCOL_POP3);
      if (outgoing != NULL)
        take_outgoing (&draft, layers, outgoing);
    }
  else
    ptl_draft_set_unknown (&draft, type);

  ptl_draft_finish (&draft, found);
}

void
ptl_accounts_from_prefs (PtlPrefs   *prefs,
                         PtlPrefs   *user,
                         const char *path,
                         GPtrArray  *found)
{
  const Layers layers = { prefs, user, path };
  g_auto (GStrv) accounts = ptl_prefs_get_list (get_layer (&layers, "mail.accountmanager.accounts"), "mail.accountmanager.accounts");
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; accounts[i] != NULL; i++)
    {
      if (g_hash_table_add (seen, accounts[i]))
        read_account (&layers, accounts[i], found);
    }
}

static PtlPrefs *
read_prefs (const char  *path,
            gboolean    *is_there,
            GPtrArray   *found)
{
  g_autoptr (GBytes) bytes = NULL;
  GError *error = NULL;
  PtlPrefs *prefs = ptl_safe_file_read (path, &bytes, &error) ? ptl_prefs_parse (bytes, &error) : NULL;

  *is_there = bytes != NULL || prefs == NULL;
  if (prefs == NULL)
    {
      g_autofree char *display = g_filename_display_name (path);

      g_prefix_error (&error, "%s: ", display);
      ptl_draft_add_broken (found, PROGRAM, NAME, path, error);
    }

  return prefs;
}

static void
read_profile (const char *directory,
              GPtrArray  *found)
{
  g_autofree char *path = g_build_filename (directory, "prefs.js", NULL);
  g_autofree char *user_path = g_build_filename (directory, "user.js", NULL);
  gboolean is_there;
  g_autoptr (PtlPrefs) prefs = read_prefs (path, &is_there, found);
  g_autoptr (PtlPrefs) user = NULL;

  if (prefs == NULL || !is_there)
    return;

  user = read_prefs (user_path, &is_there, found);
  ptl_accounts_from_prefs (prefs, user, path, found);
}

void
ptl_accounts_read_thunderbird (const PtlExportOptions *options,
                               GPtrArray              *found)
{
  g_auto (GStrv) roots = ptl_thunderbird_list_roots (options);

  for (guint i = 0; roots[i] != NULL; i++)
    {
      GError *error = NULL;
      g_auto (GStrv) profiles = ptl_thunderbird_list_profiles (roots[i], &error);

      if (profiles == NULL)
        ptl_draft_add_broken (found, PROGRAM, NAME, roots[i], error);
      for (guint j = 0; profiles != NULL && profiles[j] != NULL; j++)
        read_profile (profiles[j], found);
    }
}
