/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-settings.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ptl-error.h"
#include "ptl-export-common.h"
#include "ptl-lookup.h"
#include "ptl-plan.h"
#include "ptl-quote.h"
#include "ptl-running.h"
#include "ptl-safe-file.h"
#include "ptl-settings-check.h"
#include "ptl-settings-replace.h"

/* One export under way. */
typedef struct
{
  const PtlSettings      *settings;
  const PtlAccount       *account;
  const PtlExportOptions *options;
  char                   *path;      /* (owned) */
  char                   *include;   /* (owned) (nullable): the usual settings, for a file of its own */
  GBytes                 *before;    /* (owned) (nullable) */
  char                   *block;     /* (owned): what is written */
} Job;

static void
job_clear (Job *job)
{
  g_clear_pointer (&job->before, g_bytes_unref);
  g_clear_pointer (&job->path, g_free);
  g_clear_pointer (&job->include, g_free);
  g_clear_pointer (&job->block, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Job, job_clear)

static const char *
get_name (const PtlSettings *settings)
{
  return settings->name != NULL ? settings->name : settings->program;
}

static const char *
get_address (const PtlAccount *account)
{
  return ptl_address_get_text (ptl_account_get_address (account));
}

/* Returns: (transfer none): the server by which an account is recognised: that for receiving, if the program receives */
const PtlServer *
ptl_settings_get_server (const PtlSettings *settings,
                         const PtlAccount  *account)
{
  gboolean receives = (settings->abilities & (PTL_SETTINGS_IMAP | PTL_SETTINGS_POP3)) != 0;

  return receives ? ptl_account_get_incoming (account) : ptl_account_get_outgoing (account);
}

/* Returns: (transfer full): the account's name in the settings */
char *
ptl_settings_get_label (const PtlAccount *account)
{
  return ptl_quote_label (get_address (account));
}

/* Adds a line; @value is (transfer full). */
void
ptl_settings_add (GString    *text,
                  const char *key,
                  const char *separator,
                  char       *value)
{
  g_string_append_printf (text, "%s%s%s\n", key, separator, value);
  g_free (value);
}

void
ptl_settings_add_port (GString         *text,
                       const char      *key,
                       const char      *separator,
                       const PtlServer *server)
{
  ptl_settings_add (text, key, separator, g_strdup_printf ("%u", ptl_server_get_port (server)));
}

/* The text */

/* The servers whose password the program needs. */
static guint
list_servers (const PtlSettings *settings,
              const PtlAccount  *account,
              const PtlServer   *servers[2])
{
  const PtlServer *incoming = ptl_account_get_incoming (account);
  const PtlServer *outgoing = ptl_account_get_outgoing (account);
  guint length = 0;

  if (settings->abilities & (PTL_SETTINGS_IMAP | PTL_SETTINGS_POP3))
    servers[length++] = incoming;
  if ((settings->abilities & PTL_SETTINGS_SMTP) && outgoing != NULL && ptl_server_get_username (outgoing) != NULL)
    servers[length++] = outgoing;

  return length;
}

static void
add_hints (GString           *text,
           const PtlSettings *settings,
           const PtlAccount  *account)
{
  const PtlServer *servers[2];
  guint n_servers = list_servers (settings, account, servers);

  if (ptl_account_get_result (account) != PTL_RESULT_READY)
    g_string_append_printf (text, "# %s\n", _("These settings were not tried. They may be wrong."));
  if (settings->abilities & PTL_SETTINGS_ASKS)
    return;

  g_string_append_printf (text, "# %s\n", _("The password is in the keyring. This stores it there:"));
  for (guint i = 0; i < n_servers; i++)
    {
      g_autofree char *command = ptl_lookup_store_command (servers[i]);

      g_string_append_printf (text, "#   %s\n", command);
    }
}

/* Returns: (transfer full): the settings between their marks. @before (nullable) is what the file holds, @include (nullable) a file that
 * is to be included */
char *
ptl_settings_write_block (const PtlSettings *settings,
                          const PtlAccount  *account,
                          const char        *before,
                          const char        *include)
{
  g_autofree char *body = settings->write (account, before);
  const char *address = get_address (account);
  GString *text = g_string_new (before != NULL && *before != '\0' ? "\n" : NULL);

  g_string_append_printf (text, PTL_SETTINGS_BEGIN "%s\n", address);
  add_hints (text, settings, account);
  if (include != NULL)
    {
      g_autofree char *line = settings->include (include);

      g_string_append_printf (text, "%s\n", line);
    }
  g_string_append_printf (text, "%s" PTL_SETTINGS_END "%s\n", body, address);

  return g_string_free (text, FALSE);
}

/* The settings as they stand in a file of their own. */
GBytes *
ptl_settings_render (const PtlSettings  *settings,
                     const PtlAccount   *account,
                     GError            **error)
{
  char *text;

  if (!ptl_settings_check (settings, account, error))
    return NULL;

  text = ptl_settings_write_block (settings, account, NULL, NULL);
  return g_bytes_new_take (text, strlen (text));
}

/* The place */

static char *
resolve (const PtlExportOptions *options,
         const char             *place)
{
  if (g_str_has_prefix (place, ".config/"))
    return ptl_place_in_config (options, place + strlen (".config/"));

  return ptl_place_in_home (options, place);
}

gboolean
ptl_settings_is_installed (const PtlSettings      *settings,
                           const PtlExportOptions *options)
{
  g_autofree char *path = resolve (options, settings->places[0]);

  return ptl_place_has_program (options, settings->program) || ptl_place_is_lent (path);
}

static char *
find_place (const PtlSettings      *settings,
            const PtlExportOptions *options)
{
  for (guint i = 0; settings->places[i] != NULL; i++)
    {
      g_autofree char *path = resolve (options, settings->places[i]);

      if (ptl_place_exists (path) || g_file_test (path, G_FILE_TEST_IS_SYMLINK))  /* a link that leads nowhere is somebody's, too */
        return g_steal_pointer (&path);
    }

  return NULL;
}

static char *
choose_named (const PtlSettings *settings,
              const char        *named)
{
  g_autofree char *base = g_path_get_basename (settings->places[0]);

  if (g_file_test (named, G_FILE_TEST_IS_DIR))
    return g_build_filename (named, *base == '.' ? base + 1 : base, NULL);

  return g_canonicalize_filename (named, NULL);
}

static char *
choose_alone (Job *job)
{
  g_autofree char *label = ptl_settings_get_label (job->account);
  g_auto (GStrv) parts = g_strsplit (job->settings->alone, "%s", 2);
  g_autofree char *place = g_strconcat (parts[0], label, parts[1], NULL);

  return resolve (job->options, place);
}

static char *
get_text (GBytes *bytes)
{
  return bytes != NULL ? ptl_safe_file_get_text (bytes) : NULL;
}

/* Does the file at job->path have this account? Reads it. */
static gboolean
read_place (Job       *job,
            gboolean  *has_account,
            GError   **error)
{
  g_autofree char *text = NULL;

  g_clear_pointer (&job->before, g_bytes_unref);
  if (!ptl_safe_file_read (job->path, &job->before, error))
    return FALSE;

  text = get_text (job->before);
  *has_account = text != NULL && ptl_settings_mention (job->settings, job->account, text);
  return TRUE;
}

/* Where one account has a file, the usual one is taken unless it is in use. */
static gboolean
choose_place (Job       *job,
              gboolean  *has_account,
              GError   **error)
{
  gboolean named = job->options->path != NULL;
  g_autofree char *found = named ? NULL : find_place (job->settings, job->options);

  job->path = named ? choose_named (job->settings, job->options->path)
                    : found != NULL ? g_strdup (found) : resolve (job->options, job->settings->places[0]);
  if (!read_place (job, has_account, error))
    return FALSE;
  if (job->settings->alone == NULL || found == NULL || *has_account)
    return TRUE;

  g_free (job->path);
  job->path = choose_alone (job);
  if (job->settings->include != NULL)
    job->include = g_steal_pointer (&found);
  return read_place (job, has_account, error);
}

/* The plan */

/* ~/Mail/LABEL, with what makes it a Maildir where it has to be one. */
static void
plan_mail (Job     *job,
           PtlPlan *plan)
{
  static const char * const folders[] = { "new", "cur", "tmp" };
  PtlSettingsAbility abilities = job->settings->abilities;
  gboolean pop3 = ptl_server_get_protocol (ptl_account_get_incoming (job->account)) == PTL_PROTOCOL_POP3;
  gboolean maildir = abilities & PTL_SETTINGS_MAILDIR || (abilities & PTL_SETTINGS_INBOX && pop3);
  g_autofree char *label = ptl_settings_get_label (job->account);
  g_autofree char *mail = ptl_place_in_home (job->options, "Mail");
  g_autofree char *box = g_build_filename (mail, label, NULL);

  if (maildir || abilities & PTL_SETTINGS_FOLDER)
    ptl_plan_make_directory (plan, box);
  for (guint i = 0; maildir && i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *folder = g_build_filename (box, folders[i], NULL);

      ptl_plan_make_directory (plan, folder);
    }
}

static PtlPlan *
make_plan (Job *job)
{
  PtlPlan *plan = ptl_plan_new (job->options, job->settings->id, ptl_address_get_display (ptl_account_get_address (job->account)));
  g_autofree char *folder = g_path_get_dirname (job->path);
  g_autoptr (GBytes) after = g_bytes_new (job->block, strlen (job->block));
  const PtlServer *servers[2];
  guint n_servers = list_servers (job->settings, job->account, servers);

  ptl_plan_make_directory (plan, folder);
  plan_mail (job, plan);
  if (job->settings->abilities & PTL_SETTINGS_REWRITES && job->settings->alone == NULL)
    ptl_plan_append_group (plan, job->path, job->before, job->block);
  else if (job->settings->alone == NULL || job->before == NULL)
    ptl_plan_append (plan, job->path, job->before, job->block, 0600);
  else
    ptl_plan_write_file (plan, job->path, job->before, after, 0600);
  for (guint i = 0; i < n_servers; i++)
    ptl_lookup_note (plan, servers[i], job->options);

  return plan;
}

/* What is said about it */

/* Returns: (transfer full): the command that uses the account; settings at a place of their own are named to the program */
static char *
make_command (Job *job)
{
  const PtlSettings *settings = job->settings;
  gboolean elsewhere = job->options->path != NULL && settings->option != NULL;
  g_autofree char *label = ptl_settings_get_label (job->account);
  g_autofree char *path = ptl_quote_shell (job->path);
  g_autofree char *program = elsewhere ? g_strdup_printf ("%s %s %s", settings->program, settings->option, path)
                                       : g_strdup (settings->program);
  g_auto (GStrv) parts = g_strsplit (settings->start, "%s", 2);

  return parts[1] == NULL ? g_strconcat (program, parts[0], NULL)
                          : g_strconcat (program, parts[0], settings->alone != NULL ? path : label, parts[1], NULL);
}

static void
say_start (Job     *job,
           GString *message)
{
  g_autofree char *command = NULL;

  if (job->settings->start == NULL)
    return;

  command = make_command (job);
  g_string_append_c (message, ' ');
  /* Translators: %s is a command, such as mbsync anna@example.org */
  g_string_append_printf (message, _("The command is “%s”."), command);
}

static void
say_how_to_store (Job        *job,
                  GString    *message,
                  const char *sentence)
{
  const PtlServer *servers[2];
  guint n_servers = list_servers (job->settings, job->account, servers);

  g_string_append_printf (message, " %s", sentence);
  for (guint i = 0; i < n_servers; i++)
    {
      g_autofree char *command = ptl_lookup_store_command (servers[i]);

      g_string_append_printf (message, "\n  %s", command);
    }
}

/* Stores the password, if that was asked for, and says where the program gets it from. */
static void
provide_password (Job     *job,
                  GString *message)
{
  const PtlServer *servers[2];
  guint n_servers = list_servers (job->settings, job->account, servers);
  g_autoptr (GError) error = NULL;

  if (job->settings->abilities & PTL_SETTINGS_ASKS)
    {
      g_string_append_c (message, ' ');
      g_string_append_printf (message, _("%s asks for the password."), get_name (job->settings));
      return;
    }
  if (job->options->secret == NULL)
    {
      say_how_to_store (job, message, _("Its password has to be in the keyring. This asks for it and stores it there:"));
      return;
    }

  for (guint i = 0; i < n_servers && error == NULL; i++)
    ptl_lookup_store (servers[i], job->options, &error);
  if (error == NULL)
    g_string_append_printf (message, " %s", _("The password is in the keyring."));
  else
    say_how_to_store (job, message, error->message);
}

static PtlExportResult *
report_written (Job     *job,
                PtlPlan *plan)
{
  const char *backup = ptl_plan_get_backup (plan);
  g_autofree char *display = g_filename_display_name (job->path);
  g_autofree char *backup_display = backup != NULL ? g_filename_display_name (backup) : NULL;
  g_autoptr (GString) message = g_string_new (NULL);
  g_autofree char *full_message = NULL;

  /* Translators: the first %s is a program such as mbsync, the second a file */
  g_string_append_printf (message, _("%s was set up in “%s”."), get_name (job->settings), display);
  if (backup != NULL)
    {
      g_string_append_c (message, ' ');
      g_string_append_printf (message, _("What was there before is kept in “%s”."), backup_display);
    }
  say_start (job, message);
  provide_password (job, message);

  full_message = job->settings->abilities & PTL_SETTINGS_INQUIRES ? ptl_export_add_pins (job->account, get_name (job->settings), message->str)
                                                                  : g_strdup (message->str);

  return ptl_export_result_new (job->settings->id, job->path, full_message, FALSE, ptl_plan_get_undo_id (plan));
}

/* Writes the settings to where the person said, else to where the program looks for them. */
PtlExportResult *
ptl_settings_apply (const PtlSettings       *settings,
                    const PtlAccount        *account,
                    const PtlExportOptions  *options,
                    GCancellable            *cancellable,
                    GError                 **error)
{
  g_auto (Job) job = { .settings = settings, .account = account, .options = options };
  g_autoptr (PtlPlan) plan = NULL;
  g_autofree char *now = NULL;
  gboolean has_account;

  if (!ptl_settings_check (settings, account, error) || !ptl_running_check_closed (settings->id, options, error) ||
      !choose_place (&job, &has_account, error))
    return NULL;
  if (has_account)
    return ptl_settings_replace (settings, account, options, job.path, job.before, job.include, error);
  if (job.before != NULL && !ptl_settings_check_file (settings, job.path, job.before, error))
    return NULL;

  now = get_text (job.before);
  job.block = ptl_settings_write_block (settings, account, settings->alone == NULL ? now : NULL, job.include);
  plan = make_plan (&job);

  return ptl_plan_commit (plan, error) ? report_written (&job, plan) : NULL;
}

/* Is this account there already? */

/* The next word of the settings: between quotes, or up to a space, equals sign or the end of the line. */
static char *
next_word (const char **position)
{
  const char *p = *position + strspn (*position, " \t\r\n=");
  GString *word;

  while (*p == '#')
    {
      p += strcspn (p, "\n");
      p += strspn (p, " \t\r\n=");
    }
  if (*p == '\0')
    return NULL;

  word = g_string_new (NULL);
  if (*p == '"')
    {
      for (p++; *p != '\0' && *p != '"' && *p != '\n'; p++)
        {
          if (*p == '\\' && p[1] != '\0' && p[1] != '\n')
            p++;
          g_string_append_c (word, *p);
        }
      *position = p + (*p == '"');
    }
  else
    {
      gsize length = strcspn (p, " \t\r\n=");

      g_string_append_len (word, p, length);
      *position = p + length;
    }

  return g_string_free (word, FALSE);
}

/* Does @word say @value, or is it a URL with it? */
static gboolean
says (const char *word,
      const char *value)
{
  g_autofree char *escaped = ptl_quote_url (value);

  return g_ascii_strcasecmp (word, value) == 0 || (strstr (word, "://") != NULL && strstr (word, escaped) != NULL);
}

static gboolean
is_key (const char *word,
        const char *key)
{
  return g_ascii_strcasecmp (word, key) == 0 || (g_str_equal (key, "[") && *word == '[');
}

static gboolean
has_block (const char       *text,
           const PtlAccount *account)
{
  g_autofree char *line = g_strdup_printf (PTL_SETTINGS_BEGIN "%s\n", get_address (account));
  const char *found = strstr (text, line);

  return found != NULL && (found == text || found[-1] == '\n');
}

/* Has @text the account, be it written by us or by somebody else? */
gboolean
ptl_settings_mention (const PtlSettings *settings,
                      const PtlAccount  *account,
                      const char        *text)
{
  const PtlServer *server = ptl_settings_get_server (settings, account);
  gboolean host = FALSE, user = FALSE;
  g_autofree char *key = g_strdup ("");
  const char *position = text;
  char *word;

  if (has_block (text, account))
    return TRUE;

  while (settings->host_key != NULL && !(host && user) && (word = next_word (&position)) != NULL)
    {
      if (is_key (word, settings->begins))
        host = user = FALSE;
      host = host || (is_key (key, settings->host_key) && says (word, ptl_server_get_host (server)));
      user = user || (is_key (key, settings->user_key) && says (word, ptl_server_get_username (server)));
      g_free (key);
      key = word;
    }

  return host && user;
}
