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

/* Returns: (transfer full): the list without @key */
char *
ptl_thunderbird_list_without (PtlPrefs   *prefs,
                              const char *name,
                              const char *key)
{
  g_auto (GStrv) old = ptl_prefs_get_list (prefs, name);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) rest = NULL;

  for (guint i = 0; old[i] != NULL; i++)
    {
      if (!g_str_equal (old[i], key))
        g_strv_builder_add (builder, old[i]);
    }

  rest = g_strv_builder_end (builder);
  return g_strjoinv (",", rest);
}

static void
remove_from_list (PtlPrefs   *prefs,
                  const char *name,
                  const char *key)
{
  g_auto (GStrv) old = ptl_prefs_get_list (prefs, name);
  g_autofree char *list = ptl_thunderbird_list_without (prefs, name, key);

  if (!g_strv_contains ((const char * const *) old, key))
    return;

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

/* How many identities but @identity_key (nullable) send through the server, by themselves or because it is that of all? */
guint
ptl_thunderbird_account_count_senders (PtlPrefs   *prefs,
                                       const char *smtp_key,
                                       const char *identity_key)
{
  const char *usual = ptl_prefs_get_string (prefs, PTL_THUNDERBIRD_DEFAULT_SMTP);
  g_autoptr (GString) name = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < ptl_prefs_get_size (prefs); i++)
    {
      g_auto (GStrv) parts = g_strsplit (ptl_prefs_get_name (prefs, i), ".", 4);
      gboolean is_other = g_str_has_prefix (ptl_prefs_get_name (prefs, i), "mail.identity.") && g_strv_length (parts) == 4 &&
                          g_str_equal (parts[3], "useremail") && g_strcmp0 (parts[2], identity_key) != 0;
      const char *own = is_other ? ptl_prefs_get_string (prefs, NAME ("mail.identity", parts[2], "smtpServer")) : NULL;

      n += is_other && g_strcmp0 (own != NULL && *own != '\0' ? own : usual, smtp_key) == 0;
    }

  return n;
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
  g_autofree char *identities = NULL;
  g_autofree char *shared_branch = NULL;

  if (account_key == NULL || server_key == NULL || identity_key == NULL || !is_still_ours (prefs, added, server_key))
    return FALSE;

  if (smtp_key != NULL && is_outgoing_shared (prefs, smtp_key, identity_key))
    shared_branch = g_strdup_printf ("mail.smtpserver.%s.", smtp_key);

  remove_from_list (prefs, PTL_THUNDERBIRD_ACCOUNTS, account_key);
  if (smtp_key != NULL && shared_branch == NULL)
    remove_from_list (prefs, PTL_THUNDERBIRD_SMTP_SERVERS, smtp_key);
  identities = g_strdup_printf ("mail.account.%s.identities", account_key);
  if (!ptl_prefs_same (prefs, added, identities))  /* others have come to it */
    remove_from_list (prefs, identities, identity_key);
  remove_lines (prefs, added, shared_branch, left);

  return TRUE;
}

/* A replacement that is taken back. */
typedef struct
{
  PtlPrefs  *prefs;         /* as they are */
  PtlPrefs  *added;         /* the lines as they were written */
  PtlPrefs  *was;           /* those of them that were there before, as they were */
  GPtrArray *left;
  char      *identity_key;  /* (owned) (nullable): whose settings were replaced */
  gboolean   is_gone;       /* it is not there any more */
  gboolean   is_shared;     /* others send through the server that was changed, so that it stays */
} Replacement;

/* The line of the identity is the same before and after, if it was written down. */
static void
find_identity (Replacement *self)
{
  g_autofree char *key = find_key (self->added, "mail.identity", "useremail");
  g_autofree char *name = key != NULL ? g_strdup_printf ("mail.identity.%s.useremail", key) : NULL;

  if (key == NULL || !ptl_prefs_same (self->added, self->was, name))
    return;

  self->identity_key = g_steal_pointer (&key);
  self->is_gone = !ptl_prefs_has (self->prefs, name);
}

/* Returns: (transfer full) (nullable): the key of the server for sending that the line is about, or that it makes the usual one */
static char *
get_outgoing_key (Replacement *self,
                  const char  *name)
{
  g_auto (GStrv) parts = g_strsplit (name, ".", 4);

  if (g_str_equal (name, PTL_THUNDERBIRD_DEFAULT_SMTP))
    return g_strdup (ptl_prefs_get_string (self->prefs, name));

  return g_str_has_prefix (name, "mail.smtpserver.") && g_strv_length (parts) == 4 ? g_strdup (parts[2]) : NULL;
}

/* Did the replacement make the server for sending, rather than change one? */
static gboolean
is_new_outgoing (Replacement *self,
                 const char  *key)
{
  g_autofree char *hostname = g_strdup_printf ("mail.smtpserver.%s.hostname", key);

  return ptl_prefs_has (self->added, hostname) && !ptl_prefs_has (self->was, hostname);
}

/* Do others send through the server that the replacement changed? */
static gboolean
is_needed_as_it_is (Replacement *self,
                    const char  *key)
{
  guint n_own = self->identity_key != NULL ? 0 : 1;  /* it counts as well if it is not known */

  return key != NULL && !is_new_outgoing (self, key) && ptl_thunderbird_account_count_senders (self->prefs, key, self->identity_key) > n_own;
}

/* A list such as the servers for sending may have grown since: what we put into it goes, what others did stays. */
static void
restore_list (Replacement *self,
              const char  *name)
{
  g_auto (GStrv) ours = ptl_prefs_get_list (self->added, name);
  g_auto (GStrv) theirs = ptl_prefs_get_list (self->was, name);

  for (guint i = 0; ours[i] != NULL; i++)
    {
      if (!g_strv_contains ((const char * const *) theirs, ours[i]) &&
          !(g_str_equal (name, PTL_THUNDERBIRD_SMTP_SERVERS) && is_outgoing_shared (self->prefs, ours[i], "")))
        remove_from_list (self->prefs, name, ours[i]);
    }
}

/* Returns: whether it was taken back */
static gboolean
restore_value (Replacement *self,
               const char  *name)
{
  gboolean is_servers = g_str_equal (name, PTL_THUNDERBIRD_SMTP_SERVERS);
  gboolean is_list = is_servers || g_str_has_suffix (name, ".identities");
  gboolean is_same = ptl_prefs_same (self->prefs, self->added, name);
  g_autofree char *key = get_outgoing_key (self, name);
  gboolean is_new = key != NULL && is_new_outgoing (self, key);

  if (!is_list && (ptl_prefs_same (self->prefs, self->was, name) || (self->is_gone && !is_new)))
    return FALSE;
  if (!is_list && !is_same)
    return g_ptr_array_add (self->left, g_strdup (name)), FALSE;
  if (!is_list && is_needed_as_it_is (self, key))
    return self->is_shared = TRUE, FALSE;

  if (is_servers || !is_same)
    restore_list (self, name);
  else if (ptl_prefs_has (self->was, name))
    ptl_prefs_assign (self->prefs, name, self->was, name);
  else if (!is_new || !is_outgoing_shared (self->prefs, key, ""))
    ptl_prefs_remove (self->prefs, name);
  return TRUE;
}

/**
 * ptl_thunderbird_account_restore:
 * @added: the lines as they were written
 * @was: those of them that were there before, as they were
 * @left: (element-type utf8): gets the names of those that stay, because somebody changed them since
 * @is_shared: (out): whether the server for sending stays, because others use it
 *
 * Takes a replacement back.
 *
 * Returns: %FALSE if there was nothing left to take back
 */
gboolean
ptl_thunderbird_account_restore (PtlPrefs  *prefs,
                                 PtlPrefs  *added,
                                 PtlPrefs  *was,
                                 GPtrArray *left,
                                 gboolean  *is_shared)
{
  Replacement self = { .prefs = prefs, .added = added, .was = was, .left = left };
  gboolean changed = FALSE;

  find_identity (&self);
  for (guint turn = 0; turn < 2; turn++)  /* a server for sending only after the identity that sent through it */
    {
      for (guint i = 0; i < ptl_prefs_get_size (added); i++)
        {
          const char *name = ptl_prefs_get_name (added, i);

          if (g_str_has_prefix (name, "mail.smtp") == (turn == 1))
            changed |= restore_value (&self, name);
        }
    }

  g_free (self.identity_key);
  *is_shared = self.is_shared;
  return changed || self.is_gone;
}
