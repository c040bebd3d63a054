/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-fix-thunderbird.h"

#include <glib/gi18n-lib.h>

#include "ptl-difference.h"
#include "ptl-error.h"
#include "ptl-journal.h"
#include "ptl-plan.h"
#include "ptl-prefs.h"
#include "ptl-safe-file.h"
#include "ptl-thunderbird-account.h"
#include "ptl-thunderbird-exporter.h"

/* nsMsgSocketType, by PtlSecurity */
static const gint sockets[] = { 0, 2, 3 };

/* A profile while it is changed. */
typedef struct
{
  char     *path;    /* (owned): prefs.js */
  GBytes   *before;  /* (owned) (nullable) */
  PtlPrefs *old;     /* (owned) (nullable): as it is */
  PtlPrefs *prefs;   /* (owned) (nullable): as it is to be */
  PtlPrefs *user;    /* (owned) (nullable): user.js, which wins at every start */
} Profile;

static void
profile_clear (Profile *self)
{
  g_clear_pointer (&self->before, g_bytes_unref);
  g_clear_pointer (&self->old, ptl_prefs_free);
  g_clear_pointer (&self->prefs, ptl_prefs_free);
  g_clear_pointer (&self->user, ptl_prefs_free);
  g_free (self->path);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Profile, profile_clear)

static gboolean
profile_read (Profile     *self,
              const char  *path,
              GError     **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *user_path = g_build_filename (folder, "user.js", NULL);
  g_autoptr (GBytes) user = NULL;

  self->path = g_strdup (path);
  return ptl_safe_file_read (path, &self->before, error) && ptl_safe_file_read (user_path, &user, error) &&
         (self->old = ptl_prefs_parse (self->before, error)) != NULL &&
         (self->prefs = ptl_prefs_parse (self->before, error)) != NULL && (self->user = ptl_prefs_parse (user, error)) != NULL;
}

/* Gives one preference a value, unless user.js would give it another one at the next start. */
static gboolean
put (Profile     *self,
     const char  *branch,
     const char  *key,
     const char  *leaf,
     const char  *text,
     gint         number,
     GError     **error)
{
  g_autofree char *name = g_strjoin (".", branch, key, leaf, NULL);

  if (ptl_prefs_has (self->user, name))
    {
      g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_UNSUPPORTED,
                   /* Translators: the name of a setting */
                   _("“%s” is fixed in the file user.js of this profile. Please change it there."), name);
      return FALSE;
    }

  if (text != NULL && g_strcmp0 (ptl_prefs_get_string (self->prefs, name), text) != 0)
    ptl_prefs_put_string (self->prefs, name, text);
  else if (text == NULL && ptl_prefs_get_int (self->prefs, name, G_MININT) != number)
    ptl_prefs_put_int (self->prefs, name, number);
  return TRUE;
}

static gboolean
put_server (Profile          *self,
            const char       *key,
            const PtlServer  *old,
            const PtlServer  *server,
            GError          **error)
{
  gboolean incoming = ptl_server_is_incoming (server);
  const char *branch = incoming ? "mail.server" : "mail.smtpserver";
  const char *host = ptl_server_get_host (server);
  g_autofree char *real = g_strdup_printf ("mail.server.%s.realhostname", key);
  gboolean moves = !g_str_equal (host, ptl_server_get_host (old));
  gboolean has_real = incoming && ptl_prefs_has (self->prefs, real);

  return put (self, branch, key, "port", NULL, ptl_server_get_port (server), error) &&
         put (self, branch, key, incoming ? "socketType" : "try_ssl", NULL, sockets[ptl_server_get_security (server)], error) &&
         (!moves || has_real || put (self, branch, key, "hostname", host, 0, error)) &&
         (!moves || !has_real || put (self, branch, key, "realhostname", host, 0, error));
}

static const char *
get_host (Profile                 *self,
          const PtlExistingServer *place)
{
  const char *branch = ptl_server_is_incoming (place->server) ? "mail.server" : "mail.smtpserver";
  g_autofree char *real = g_strjoin (".", branch, place->key, "realhostname", NULL);
  g_autofree char *usual = g_strjoin (".", branch, place->key, "hostname", NULL);
  const char *host = ptl_prefs_get_string (self->prefs, real);

  return host != NULL && *host != '\0' ? host : ptl_prefs_get_string (self->prefs, usual);
}

static gboolean
fix_server (Profile                  *self,
            const PtlExistingServer  *place,
            const PtlServer          *server,
            GError                  **error)
{
  const char *host;
  g_autoptr (PtlServer) there = NULL;

  if (server == NULL)
    return TRUE;

  host = get_host (self, place);
  there = host != NULL ? ptl_server_with_host (place->server, host, NULL) : NULL;
  if (there == NULL || !ptl_server_same_endpoint (there, place->server))
    {
      g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_CHANGED,
                   _("The account in “%s” is not the one any more that was looked at."), place->path);
      return FALSE;
    }

  return put_server (self, place->key, place->server, server, error);
}

static gboolean
commit (Profile  *self,
        PtlPlan  *plan,
        GError  **error)
{
  g_autoptr (GString) added = g_string_new (NULL);
  g_autoptr (GString) was = g_string_new (NULL);
  g_autoptr (GBytes) after = ptl_prefs_to_bytes (self->prefs);

  ptl_thunderbird_list_changes (self->old, self->prefs, added, was);
  ptl_plan_swap (plan, PTL_CHANGE_PREFS_SWAP, self->path, self->before, after, added->str, was->str);
  return ptl_plan_commit (plan, error);
}

static PtlLock *
lock_profile (const char  *path,
              GError     **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) failure = NULL;
  PtlLock *lock = ptl_thunderbird_lock (folder, &failure);

  if (lock != NULL)
    return lock;
  if (g_error_matches (failure, PTL_ERROR, PTL_ERROR_EXPORT_PROGRAM_RUNNING))
    g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_PROGRAM_RUNNING,
                 _("%s is running, and would write its own settings over the new ones. Please close it first."), "Thunderbird");
  else
    g_propagate_error (error, g_steal_pointer (&failure));

  return NULL;
}

PtlExportResult *
ptl_fix_thunderbird (const PtlExisting       *existing,
                     const PtlServer         *incoming,
                     const PtlServer         *outgoing,
                     const PtlExportOptions  *options,
                     GError                 **error)
{
  const char *path = ptl_existing_get_path (existing);
  g_autoptr (PtlPlan) plan = ptl_plan_new (options, "thunderbird", ptl_existing_get_title (existing));
  g_autoptr (PtlLock) lock = lock_profile (path, error);
  g_auto (Profile) profile = { NULL };

  if (lock == NULL || !profile_read (&profile, path, error) ||
      !fix_server (&profile, ptl_existing_get_incoming (existing), incoming, error) ||
      !fix_server (&profile, ptl_existing_get_outgoing (existing), outgoing, error) || !commit (&profile, plan, error))
    return NULL;

  return ptl_export_report_replaced ("thunderbird", path, "Thunderbird", plan);
}
