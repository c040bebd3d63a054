/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-thunderbird-exporter.h"

#include <glib/gi18n-lib.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "ptl-difference.h"
#include "ptl-error.h"
#include "ptl-export-common.h"
#include "ptl-journal.h"
#include "ptl-place.h"
#include "ptl-plan.h"
#include "ptl-safe-file.h"
#include "ptl-thunderbird-account.h"
#include "ptl-thunderbird-profiles.h"
#include "ptl-thunderbird-trust.h"

/* The number may be that of another program by now. What cannot be told counts as Thunderbird; Betterbird has such profiles, too. */
static gboolean
is_thunderbird (long process)
{
  g_autofree char *path = g_strdup_printf ("/proc/%ld/comm", process);
  g_autofree char *name = NULL;
  g_autofree char *lower = NULL;

  if (!g_file_get_contents (path, &name, NULL, NULL))
    return kill (process, 0) == 0;

  lower = g_ascii_strdown (name, -1);
  return strstr (lower, "thunder") != NULL || strstr (lower, "bird") != NULL || strstr (lower, "icedove") != NULL;
}

/* Where a file system has no locks, Thunderbird makes a link that names its process: "127.0.0.1:4711". With locks it makes one
 * as well, "127.0.0.1:+4711", which survives crashes and says nothing. */
static gboolean
is_held_by_link (const char *profile)
{
  g_autofree char *path = g_build_filename (profile, "lock", NULL);
  g_autofree char *target = g_file_read_link (path, NULL);
  const char *process = target != NULL ? strrchr (target, ':') : NULL;
  long number = process != NULL ? strtol (process + 1, NULL, 10) : 0;

  return process != NULL && process[1] != '+' && number > 0 && is_thunderbird (number);
}

/**
 * ptl_thunderbird_lock:
 *
 * Takes the lock that Thunderbird holds while it runs, so that it cannot start either as long as we have it.
 *
 * Returns: (transfer full) (nullable): the lock; PTL_ERROR_EXPORT_PROGRAM_RUNNING while Thunderbird runs
 */
PtlLock *
ptl_thunderbird_lock (const char  *profile,
                      GError     **error)
{
  g_autofree char *path = g_build_filename (profile, ".parentlock", NULL);
  g_autoptr (GError) failure = NULL;
  PtlLock *lock = is_held_by_link (profile) ? NULL : ptl_lock_try (path, &failure);

  if (lock != NULL)
    return lock;

  if (failure != NULL && !g_error_matches (failure, PTL_ERROR, PTL_ERROR_EXPORT_PROGRAM_RUNNING))
    g_propagate_error (error, g_steal_pointer (&failure));
  else
    g_set_error_literal (error, PTL_ERROR, PTL_ERROR_EXPORT_PROGRAM_RUNNING,
                         _("Thunderbird is running. It would overwrite the new account when it closes."));
  return NULL;
}

static PtlPrefs *
read_prefs (const char  *profile,
            const char  *name,
            GBytes     **bytes,
            GError     **error)
{
  g_autofree char *path = g_build_filename (profile, name, NULL);
  PtlPrefs *prefs;

  if (!ptl_safe_file_read (path, bytes, error))
    return NULL;

  prefs = ptl_prefs_parse (*bytes, error);
  if (prefs == NULL)
    g_prefix_error (error, "%s: ", path);

  return prefs;
}

/* user.js is read after prefs.js at every start and wins. */
static gboolean
check_user_js (const char  *profile,
               GError     **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (PtlPrefs) prefs = read_prefs (profile, "user.js", &bytes, error);

  if (prefs == NULL)
    return FALSE;
  if (!ptl_prefs_has (prefs, "mail.accountmanager.accounts") && !ptl_prefs_has (prefs, "mail.smtpservers"))
    return TRUE;

  g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_UNSUPPORTED,
               _("The accounts of this Thunderbird profile are fixed in “%s/user.js”, so none can be added."), profile);
  return FALSE;
}

static PtlExportResult *
report_added (const PtlThunderbirdProfile *profile,
              PtlPlan                     *plan,
              gboolean                     uses_browser,
              const char                  *trust)
{
  const char *backup = ptl_plan_get_backup (plan);
  g_autofree char *display = backup != NULL ? g_filename_display_name (backup) : NULL;
  g_autofree char *message = NULL;
  g_autofree char *full_message = NULL;

  if (profile->is_new)
    message = g_strdup (_("The account was added to Thunderbird, which had none yet. It will ask for the password when it starts."));
  else if (display == NULL)
    message = g_strdup (_("The account was added to Thunderbird. It will ask for the password when it starts."));
  else
    message = g_strdup_printf (_("The account was added to Thunderbird. It will ask for the password when it starts. "
                                 "The settings as they were before are kept in “%s”."), display);

  if (profile->chosen_name != NULL)
    {
      g_autofree char *start = g_steal_pointer (&message);

      /* Translators: what was said before; the name of a profile */
      message = g_strdup_printf (_("%s Thunderbird asks at its start which profile to use: the account is in “%s”."),
                                 start, profile->chosen_name);
    }

  full_message = g_strconcat (message, uses_browser ? " " : "",
                              uses_browser ? _("You type the password on your provider’s own page, which Thunderbird opens then.") : "", trust, NULL);
  return ptl_export_result_new ("thunderbird", profile->directory, full_message, FALSE, ptl_plan_get_undo_id (plan));
}

/* The folder and the file that makes Thunderbird take it; profiles.ini, which announces it, comes last. */
static void
plan_profile (PtlPlan                     *plan,
              const PtlThunderbirdProfile *profile)
{
  g_autoptr (GBytes) compatibility = g_bytes_new_static ("[Compatibility]\n", strlen ("[Compatibility]\n"));
  g_autofree char *path = g_build_filename (profile->directory, "compatibility.ini", NULL);

  if (profile->root != NULL)
    ptl_plan_make_directory (plan, profile->root);
  ptl_plan_make_directory (plan, profile->directory);
  ptl_plan_write_file (plan, path, NULL, compatibility, 0600);
  ptl_plan_set_quiet (plan, profile->directory);
}

static void
plan_announcement (PtlPlan                     *plan,
                   const PtlThunderbirdProfile *profile)
{
  g_autofree char *path = g_build_filename (profile->root, "profiles.ini", NULL);

  ptl_plan_append (plan, path, profile->profiles_ini, profile->addition, 0644);
  ptl_plan_set_quiet (plan, profile->directory);
}

/* The server for sending, if it was there already: the key of the only identity that was added says so. NULL if that is new, too. */
static char *
find_shared_outgoing (PtlPrefs *added)
{
  for (guint i = 0; i < ptl_prefs_get_size (added); i++)
    {
      const char *name = ptl_prefs_get_name (added, i);
      const char *key = g_str_has_suffix (name, ".smtpServer") ? ptl_prefs_get_string (added, name) : NULL;
      g_autofree char *hostname = key != NULL ? g_strdup_printf ("mail.smtpserver.%s.hostname", key) : NULL;

      if (hostname != NULL)
        return ptl_prefs_has (added, hostname) ? NULL : g_strdup (key);
    }

  return NULL;
}

static PtlPrefs *
read_lines (GKeyFile   *journal,
            const char *group,
            const char *key)
{
  g_autofree char *lines = ptl_journal_get_text (journal, group, key);
  g_autoptr (GBytes) bytes = lines != NULL ? g_bytes_new (lines, strlen (lines)) : NULL;

  return ptl_prefs_parse (bytes, NULL);
}

/* Returns: whether the journal's export added that server for sending to the file; then its lines, as they are by now, are in @text */
static gboolean
write_outgoing (GKeyFile   *journal,
                const char *prefs_path,
                const char *key,
                PtlPrefs   *prefs,
                GString    *text)
{
  g_auto (GStrv) groups = ptl_journal_list_changes (journal);
  g_autofree char *branch = g_strdup_printf ("mail.smtpserver.%s.", key);
  g_autofree char *hostname = g_strconcat (branch, "hostname", NULL);
  gsize old_length = text->len;

  for (guint i = 0; groups[i] != NULL && text->len == old_length; i++)
    {
      g_autofree char *path = ptl_journal_get_path (journal, groups[i], "Path");
      gboolean is_ours = g_strcmp0 (path, prefs_path) == 0;
      g_autoptr (PtlPrefs) added = is_ours ? read_lines (journal, groups[i], "Added") : NULL;
      g_autoptr (PtlPrefs) was = is_ours ? read_lines (journal, groups[i], "Was") : NULL;

      if (added == NULL || was == NULL || !ptl_prefs_has (added, hostname) || ptl_prefs_has (was, hostname))
        continue;

      for (guint k = 0; k < ptl_prefs_get_size (added); k++)
        {
          const char *name = ptl_prefs_get_name (added, k);

          if (g_str_has_prefix (name, branch) ||
              (g_str_equal (name, PTL_THUNDERBIRD_DEFAULT_SMTP) && g_strcmp0 (ptl_prefs_get_string (added, name), key) == 0))
            ptl_prefs_write_line (prefs, name, text);
        }
    }

  return text->len > old_length;
}

/* To what is added comes the server for sending that an earlier export added: it goes with the last account that sends through it.
 * Returns: (transfer full) (nullable): its key, if there is such a one */
static char *
add_shared_outgoing (PtlPrefs   *prefs,
                     const char *path,
                     GPtrArray  *others,
                     GString    *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text->str, text->len);
  g_autoptr (PtlPrefs) added = ptl_prefs_parse (bytes, NULL);
  g_autofree char *key = added != NULL ? find_shared_outgoing (added) : NULL;
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);

  for (guint i = 0; key != NULL && i < others->len; i++)
    {
      if (write_outgoing (others->pdata[i], absolute, key, prefs, text))
        return g_steal_pointer (&key);
    }

  return NULL;
}

/* The same for a replacement, which has to say what the list of servers was without it. */
static void
swap_shared_outgoing (PtlPrefs   *prefs,
                      const char *path,
                      GPtrArray  *others,
                      GString    *added,
                      GString    *was)
{
  g_autofree char *key = add_shared_outgoing (prefs, path, others, added);
  g_autofree char *list = NULL;

  if (key == NULL)
    return;

  list = ptl_thunderbird_list_without (prefs, PTL_THUNDERBIRD_SMTP_SERVERS, key);
  ptl_prefs_write_line (prefs, PTL_THUNDERBIRD_SMTP_SERVERS, added);
  g_string_append_printf (was, "user_pref(\"" PTL_THUNDERBIRD_SMTP_SERVERS "\", \"%s\");\n", list);
}

static PtlPlan *
make_plan (const PtlAccount             *account,
           const PtlExportOptions       *options,
           const PtlThunderbirdProfile  *profile,
           GBytes                       *before,
           PtlPrefs                     *prefs,
           GString                      *trust,
           GError                      **error)
{
  g_autoptr (PtlPlan) plan = ptl_plan_new (options, "thunderbird", ptl_address_get_display (ptl_account_get_address (account)));
  g_autofree char *path = g_build_filename (profile->directory, "prefs.js", NULL);
  g_autoptr (GBytes) after = ptl_prefs_to_bytes (prefs);
  g_autoptr (GString) added = g_string_new (ptl_prefs_get_added (prefs));

  g_free (add_shared_outgoing (prefs, path, ptl_plan_get_others (plan), added));
  if (profile->is_new)
    plan_profile (plan, profile);
  ptl_plan_write_prefs (plan, path, before, after, added->str);
  if (!ptl_thunderbird_plan_trust (plan, profile->directory, account, NULL, trust, error))
    return NULL;
  if (profile->addition != NULL)
    plan_announcement (plan, profile);

  return g_steal_pointer (&plan);
}

/* Whose settings are replaced: taking back does so only as long as this line is there, which is the same before and after. */
static void
guard_identity (PtlPrefs   *prefs,
                const char *key,
                GString    *added,
                GString    *was)
{
  g_autofree char *name = g_strdup_printf ("mail.identity.%s.useremail", key);

  ptl_prefs_write_line (prefs, name, added);
  ptl_prefs_write_line (prefs, name, was);
}

/* The account is there: what differs is said, and changed if the person asked for that. */
static PtlExportResult *
change_account (const PtlAccount             *account,
                const PtlExportOptions       *options,
                const PtlThunderbirdProfile  *profile,
                const char                   *key,
                GBytes                       *before,
                PtlPrefs                     *prefs,
                GError                      **error)
{
  g_autofree char *path = g_build_filename (profile->directory, "prefs.js", NULL);
  g_autoptr (PtlPlan) plan = ptl_plan_new (options, "thunderbird", ptl_address_get_display (ptl_account_get_address (account)));
  g_autoptr (PtlPrefs) old = ptl_prefs_parse (before, error);
  g_autoptr (GPtrArray) differences = ptl_differences_new ();
  g_autoptr (GString) added = g_string_new (NULL);
  g_autoptr (GString) was = g_string_new (NULL);
  g_autoptr (GString) trust = g_string_new (NULL);
  g_autoptr (GBytes) after = NULL;
  g_autofree char *identity_key = NULL;

  if (old == NULL || !ptl_thunderbird_account_change (prefs, key, account, differences, &identity_key, error))
    return NULL;

  ptl_thunderbird_list_changes (old, prefs, added, was);
  if (added->len > 0 && identity_key != NULL)
    guard_identity (prefs, identity_key, added, was);
  swap_shared_outgoing (prefs, path, ptl_plan_get_others (plan), added, was);
  after = ptl_prefs_to_bytes (prefs);
  if (added->len > 0)
    ptl_plan_swap (plan, PTL_CHANGE_PREFS_SWAP, path, before, after, added->str, was->str);
  if (!ptl_thunderbird_plan_trust (plan, profile->directory, account, differences, trust, error))
    return NULL;
  if (differences->len == 0 || !options->replace)
    return ptl_export_report_existing ("thunderbird", profile->directory, "Thunderbird", differences);

  return ptl_plan_commit (plan, error) ? ptl_export_report_replaced ("thunderbird", profile->directory, "Thunderbird", plan) : NULL;
}

static PtlExportResult *
add_account (const PtlAccount             *account,
             const PtlExportOptions       *options,
             const PtlThunderbirdProfile  *profile,
             GError                      **error)
{
  g_autoptr (GBytes) before = NULL;
  g_autoptr (PtlPrefs) prefs = read_prefs (profile->directory, "prefs.js", &before, error);
  g_autoptr (PtlPlan) plan = NULL;
  g_autoptr (GString) trust = g_string_new (NULL);
  g_autofree char *key = NULL;

  if (prefs == NULL || !check_user_js (profile->directory, error))
    return NULL;
  key = ptl_thunderbird_account_find (prefs, account);
  if (key != NULL)
    return change_account (account, options, profile, key, before, prefs, error);
  if (!ptl_thunderbird_account_add (prefs, account, error))
    return NULL;

  plan = make_plan (account, options, profile, before, prefs, trust, error);
  return plan != NULL && ptl_plan_commit (plan, error) ? report_added (profile, plan, ptl_thunderbird_account_uses_browser (account), trust->str)
                                                       : NULL;
}

/* When it starts, it takes such a number for a mistake, and puts "server1.invalid" in its place (measured with version 153). */
static gboolean
check_host (const PtlServer  *server,
            GError          **error)
{
  if (strchr (ptl_server_get_host (server), ':') == NULL)
    return TRUE;

  g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_UNSUPPORTED,
               _("Thunderbird does not take the number %s for a server. It needs a name, or a number of the old kind (IPv4)."),
               ptl_server_get_host (server));
  return FALSE;
}

PtlExportResult *
ptl_thunderbird_apply (const PtlAccount        *account,
                       const PtlExportOptions  *options,
                       GCancellable            *cancellable,
                       GError                 **error)
{
  g_autoptr (PtlThunderbirdProfile) profile = NULL;
  g_autoptr (PtlLock) lock = NULL;

  if (!ptl_export_require_encryption (account, error) || !check_host (ptl_account_get_incoming (account), error))
    return NULL;

  profile = ptl_thunderbird_profile_choose (options, error);
  if (profile == NULL)
    return NULL;

  if (!profile->is_new)
    {
      lock = ptl_thunderbird_lock (profile->directory, error);
      if (lock == NULL)
        return NULL;
    }

  return add_account (account, options, profile, error);
}
