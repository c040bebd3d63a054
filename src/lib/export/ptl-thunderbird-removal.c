/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-thunderbird-account.h"

#include <string.h>

/* Taking an account back. By then Thunderbird may have sorted and rewritten the file, and the person may have changed things. */

/* "mail.server." + "server3" + ".port", in the string @name */
#define NAME(branch, key, leaf) (g_string_printf (name, "%s.%s.%s", branch, key, leaf), name->str)

/* The key that @added has in names like mail.server.KEY.type. */
static char *
find_key (PtlPrefs   *added,
          const char *branch,
          const char *leaf)
{
  g_autofree char *start = g_strconcat (branch, ".", NULL);
  g_autofree char *end = g_strconcat (".", leaf, NULL);

  for (guint i = 0; i < ptl_prefs_get_size (added); i++)
    {
      const char *name = ptl_prefs_get_name (added, i);

      if (g_str_has_prefix (name, start) && g_str_has_suffix (name, end) && strlen (name) > strlen (start) + strlen (end))
        return g_strndup (name + strlen (start), strlen (name) - strlen (start) - strlen (end));
    }

  return NULL;
}

static gboolean
has_list (PtlPrefs   *prefs,
          const char *name)
{
  g_auto (GStrv) keys = ptl_prefs_get_list (prefs, name);

  return *keys != NULL;
}

static void
remove_from_list (PtlPrefs   *prefs,
                  const char *name,
                  const char *key)
{
  g_auto (GStrv) old = ptl_prefs_get_list (prefs, name);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) rest = NULL;
  g_autofree char *list = NULL;

  if (!g_strv_contains ((const char * const *) old, key))
    return;

  for (guint i = 0; old[i] != NULL; i++)
    {
      if (!g_str_equal (old[i], key))
        g_strv_builder_add (builder, old[i]);
    }

  rest = g_strv_builder_end (builder);
  list = g_strjoinv (",", rest);
  if (*list != '\0')
    ptl_prefs_replace (prefs, name, list);
  else
    do  /* a line above, which counts again then, is what the list was before others of ours were added to it */
      ptl_prefs_remove (prefs, name);
    while (has_list (prefs, name));
}

/* Does another identity send through our server? */
static gboolean
is_outgoing_shared (PtlPrefs   *prefs,
                    const char *smtp_key,
                    const char *identity_key)
{
  g_autofree char *own = g_strdup_printf ("mail.identity.%s.smtpServer", identity_key);

  for (guint i = 0; i < ptl_prefs_get_size (prefs); i++)
    {
      const char *name = ptl_prefs_get_name (prefs, i);

      if (g_str_has_prefix (name, "mail.identity.") && g_str_has_suffix (name, ".smtpServer") && !g_str_equal (name, own) &&
          g_strcmp0 (ptl_prefs_get_string (prefs, name), smtp_key) == 0)
        return TRUE;
    }

  return FALSE;
}

/* How many identities send through the server, by themselves or because it is that of all? */
static guint
count_senders (PtlPrefs   *prefs,
               const char *smtp_key)
{
  const char *usual = ptl_prefs_get_string (prefs, PTL_THUNDERBIRD_DEFAULT_SMTP);
  g_autoptr (GString) name = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < ptl_prefs_get_size (prefs); i++)
    {
      g_auto (GStrv) parts = g_strsplit (ptl_prefs_get_name (prefs, i), ".", 4);
      gboolean is_identity = g_str_has_prefix (ptl_prefs_get_name (prefs, i), "mail.identity.") && g_strv_length (parts) == 4 &&
                             g_str_equal (parts[3], "useremail");
      const char *own = is_identity ? ptl_prefs_get_string (prefs, NAME ("mail.identity", parts[2], "smtpServer")) : NULL;

      n += is_identity && g_strcmp0 (own != NULL && *own != '\0' ? own : usual, smtp_key) == 0;
    }

  return n;
}

/* Is it about a server for sending that others send through by now, one that the replacement made (@is_new), or one that it changed? Its
 * own identity sends through the latter as well. */
static gboolean
is_about_shared_outgoing (PtlPrefs   *prefs,
                          PtlPrefs   *added,
                          PtlPrefs   *was,
                          const char *name,
                          gboolean    is_new)
{
  g_auto (GStrv) parts = g_strsplit (name, ".", 4);
  gboolean is_usual = g_str_equal (name, PTL_THUNDERBIRD_DEFAULT_SMTP);
  gboolean is_server = g_str_has_prefix (name, "mail.smtpserver.") && g_strv_length (parts) == 4;
  const char *key = is_usual ? ptl_prefs_get_string (prefs, name) : is_server ? parts[2] : NULL;
  g_autofree char *hostname = g_strdup_printf ("mail.smtpserver.%s.hostname", key);

  if (key == NULL || is_new != (ptl_prefs_has (added, hostname) && !ptl_prefs_has (was, hostname)))
    return FALSE;

  return is_new ? is_outgoing_shared (prefs, key, "") : count_senders (prefs, key) > 1;
}

static gboolean
is_still_ours (PtlPrefs   *prefs,
               PtlPrefs   *added,
               const char *server_key)
{
  static const char * const leaves[] = { "type", "hostname", "userName" };
  g_autoptr (GString) name = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (leaves); i++)
    {
      if (!ptl_prefs_same (prefs, added, NAME ("mail.server", server_key, leaves[i])))
        return FALSE;
    }

  return TRUE;
}

static gboolean
is_kept (const char *name,
         const char *shared_branch)
{
  return g_str_equal (name, PTL_THUNDERBIRD_ACCOUNTS) || g_str_equal (name, PTL_THUNDERBIRD_SMTP_SERVERS) || g_str_equal (name, PTL_THUNDERBIRD_LAST_KEY) ||
         (shared_branch != NULL && (g_str_has_prefix (name, shared_branch) || g_str_equal (name, PTL_THUNDERBIRD_DEFAULT_SMTP)));
}

static void
remove_lines (PtlPrefs   *prefs,
              PtlPrefs   *added,
              const char *shared_branch,
              GPtrArray  *left)
{
  for (guint i = 0; i < ptl_prefs_get_size (added); i++)
    {
      const char *name = ptl_prefs_get_name (added, i);

      if (!ptl_prefs_has (prefs, name) || is_kept (name, shared_branch))
        continue;
      if (ptl_prefs_same (prefs, added, name))
        ptl_prefs_remove (prefs, name);
      else if (!g_str_equal (name, PTL_THUNDERBIRD_DEFAULT_ACCOUNT) && !g_str_equal (name, PTL_THUNDERBIRD_DEFAULT_SMTP))
        g_ptr_array_add (left, g_strdup (name));
    }
}

/**
 * ptl_thunderbird_account_remove:
 * @added: the lines that were added
 * @left: (element-type utf8): gets the names of those that stay, because somebody changed them
 *
 * Returns: %FALSE, with nothing removed, if what is there under these keys is another account by now
 */
gboolean
ptl_thunderbird_account_remove (PtlPrefs  *prefs,
                                PtlPrefs  *added,
                                GPtrArray *left)
{
  g_autofree char *account_key = find_key (added, "mail.account", "server");
  g_autofree char *server_key = find_key (added, "mail.server", "type");
  g_autofree char *smtp_key = find_key (added, "mail.smtpserver", "hostname");
  g_autofree char *identity_key = find_key (added, "mail.identity", "useremail");
  g_autofree char *shared_branch = NULL;

  if (account_key == NULL || server_key == NULL || identity_key == NULL || !is_still_ours (prefs, added, server_key))
    return FALSE;

  if (smtp_key != NULL && is_outgoing_shared (prefs, smtp_key, identity_key))
    shared_branch = g_strdup_printf ("mail.smtpserver.%s.", smtp_key);

  remove_from_list (prefs, PTL_THUNDERBIRD_ACCOUNTS, account_key);
  if (smtp_key != NULL && shared_branch == NULL)
    remove_from_list (prefs, PTL_THUNDERBIRD_SMTP_SERVERS, smtp_key);
  remove_lines (prefs, added, shared_branch, left);

  return TRUE;
}

/* A list such as the servers for sending may have grown since: what we put into it goes, what others did stays. */
static void
restore_list (PtlPrefs   *prefs,
              PtlPrefs   *added,
              PtlPrefs   *was,
              const char *name)
{
  g_auto (GStrv) ours = ptl_prefs_get_list (added, name);
  g_auto (GStrv) theirs = ptl_prefs_get_list (was, name);

  for (guint i = 0; ours[i] != NULL; i++)
    {
      if (!g_strv_contains ((const char * const *) theirs, ours[i]) &&
          !(g_str_equal (name, PTL_THUNDERBIRD_SMTP_SERVERS) && is_outgoing_shared (prefs, ours[i], "")))
        remove_from_list (prefs, name, ours[i]);
    }
}

/* Returns: whether it was taken back */
static gboolean
restore_value (PtlPrefs   *prefs,
               PtlPrefs   *added,
               PtlPrefs   *was,
               const char *name,
               GPtrArray  *left)
{
  gboolean is_servers = g_str_equal (name, PTL_THUNDERBIRD_SMTP_SERVERS);
  gboolean is_list = is_servers || g_str_has_suffix (name, ".identities");
  gboolean is_same = ptl_prefs_same (prefs, added, name);

  if (!is_list && ptl_prefs_same (prefs, was, name))
    return FALSE;
  if (!is_list && (!is_same || is_about_shared_outgoing (prefs, added, was, name, FALSE)))
    {
      g_ptr_array_add (left, g_strdup (name));
      return FALSE;
    }

  if (is_servers || !is_same)
    restore_list (prefs, added, was, name);
  else if (ptl_prefs_has (was, name))
    ptl_prefs_assign (prefs, name, was, name);
  else if (!is_about_shared_outgoing (prefs, added, was, name, TRUE))
    ptl_prefs_remove (prefs, name);
  return TRUE;
}

/**
 * ptl_thunderbird_account_restore:
 * @added: the lines as they were written
 * @was: those of them that were there before, as they were
 * @left: (element-type utf8): gets the names of those that stay, because somebody changed them since
 *
 * Takes a replacement back.
 *
 * Returns: %FALSE if there was nothing left to take back
 */
gboolean
ptl_thunderbird_account_restore (PtlPrefs  *prefs,
                                 PtlPrefs  *added,
                                 PtlPrefs  *was,
                                 GPtrArray *left)
{
  gboolean changed = FALSE;

  for (guint turn = 0; turn < 2; turn++)  /* a server for sending only after the identity that sent through it */
    {
      for (guint i = 0; i < ptl_prefs_get_size (added); i++)
        {
          const char *name = ptl_prefs_get_name (added, i);

          if (g_str_has_prefix (name, "mail.smtp") == (turn == 1))
            changed |= restore_value (prefs, added, was, name, left);
        }
    }

  return changed;
}
