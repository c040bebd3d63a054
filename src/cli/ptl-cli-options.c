/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-cli-options.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "ptl-certificate.h"
#include "ptl-cli-answers.h"
#include "ptl-domain.h"
#include "ptl-enum.h"
#include "ptl-error.h"

#define DEFAULT_TIMEOUT 30
#define MAX_TIMEOUT     3600
#define N_OPTIONS       32

#define OPTION(field) ((gpointer) G_STRUCT_OFFSET (PtlCliOptions, field))

/* The options of each group; arg_data is an offset into PtlCliOptions. Words are taken as the bytes they are: GOption would read
 * them in the encoding of the locale, and in the locale of a nightly job, C, there are no letters but those of English. */

static const GOptionEntry common_options[] = {
  { "json", 0, 0, G_OPTION_ARG_NONE, OPTION (json), N_("Print one JSON object"), NULL },
  { "quiet", 'q', 0, G_OPTION_ARG_NONE, OPTION (quiet), N_("Say nothing about the progress, and ask nothing"), NULL },
  { "verbose", 'v', 0, G_OPTION_ARG_NONE, OPTION (verbose), N_("Say more, and show the conversation with each server"), NULL },
  { "version", 0, 0, G_OPTION_ARG_NONE, OPTION (version), N_("Print the version"), NULL },
  { "help", 'h', 0, G_OPTION_ARG_NONE, OPTION (help), N_("Print this help"), NULL },
  G_OPTION_ENTRY_NULL
};

static const GOptionEntry timeout_options[] = {
  { "timeout", 0, 0, G_OPTION_ARG_INT, OPTION (timeout), N_("How long everything may take (30 seconds)"), N_("SECONDS") },
  G_OPTION_ENTRY_NULL
};

static const GOptionEntry search_options[] = {
  { "offline", 0, 0, G_OPTION_ARG_NONE, OPTION (offline), N_("Use only the lists on this computer; send nothing"), NULL },
  { "directory", 0, 0, G_OPTION_ARG_NONE, OPTION (directory),
    N_("Also ask the public directory (Mozilla), which learns the domain"), NULL },
  { "no-directory", 0, 0, G_OPTION_ARG_NONE, OPTION (no_directory), N_("Do not ask the public directory"), NULL },
  { "send-address", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, OPTION (send_address),
    N_("Tell this one server the whole address; may be repeated"), N_("HOST") },
  G_OPTION_ENTRY_NULL
};

static const GOptionEntry accounts_options[] = {
  { "offline", 0, 0, G_OPTION_ARG_NONE, OPTION (offline), N_("Only list the accounts; send nothing"), NULL },
  { "look-up", 0, 0, G_OPTION_ARG_NONE, OPTION (look_up),
    N_("Where an account does not work, ask its provider, which learns the domain"), NULL },
  { "fix", 0, 0, G_OPTION_ARG_FILENAME, OPTION (fix), N_("Give this account the better settings"), N_("ID") },
  G_OPTION_ENTRY_NULL
};

static const GOptionEntry needs_options[] = {
  { "devices", 0, 0, G_OPTION_ARG_FILENAME, OPTION (devices), N_("How many devices read this mail"), "one|several" },
  { "offline-reading", 0, 0, G_OPTION_ARG_FILENAME, OPTION (offline_reading), N_("Whether mail is read without Internet"), "yes|no" },
  { "storage", 0, 0, G_OPTION_ARG_FILENAME, OPTION (storage), N_("Where mail is kept"), "server|computer" },
  { "readers", 0, 0, G_OPTION_ARG_FILENAME, OPTION (readers), N_("How many people read this mailbox"), "one|several" },
  { "protocol", 0, 0, G_OPTION_ARG_FILENAME, OPTION (protocol), N_("Use this instead of what is recommended"), "imap|pop3" },
  G_OPTION_ENTRY_NULL
};

static const GOptionEntry security_options[] = {
  { "security", 0, 0, G_OPTION_ARG_FILENAME, OPTION (security), N_("How connections have to be protected"), "encrypted|strict|any" },
  G_OPTION_ENTRY_NULL
};

static const GOptionEntry account_options[] = {
  { "username", 0, 0, G_OPTION_ARG_FILENAME, OPTION (username), N_("The user name, where it is not the address"), N_("NAME") },
  { "trust-certificate", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, OPTION (trusted),
    N_("Trust the certificate with this fingerprint, of your own server, though nobody vouches for it"), "SHA256" },
  G_OPTION_ENTRY_NULL
};

static const GOptionEntry password_options[] = {
  { "password-stdin", 0, 0, G_OPTION_ARG_NONE, OPTION (password_stdin), N_("Read the password from the standard input"), NULL },
  { "password-file", 0, 0, G_OPTION_ARG_FILENAME, OPTION (password_file), N_("Read the password from a file"), N_("FILE") },
  { "password-fd", 0, 0, G_OPTION_ARG_INT, OPTION (password_fd), N_("Read the password from an open file"), N_("NUMBER") },
  G_OPTION_ENTRY_NULL
};

static const GOptionEntry setup_options[] = {
  { "name", 0, 0, G_OPTION_ARG_FILENAME, OPTION (name), N_("Your name, as others shall see it"), N_("NAME") },
  { "no-check", 0, 0, G_OPTION_ARG_NONE, OPTION (no_check), N_("Do not try whether the settings work"), NULL },
  { "letter", 0, 0, G_OPTION_ARG_NONE, OPTION (letter),
    N_("When all works, send yourself a short message, and remove it once it is there"), NULL },
  { "export", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, OPTION (exports),
    N_("Hand the account to a program; may be repeated"), N_("TARGET[=PATH]") },
  { "answers", 0, 0, G_OPTION_ARG_FILENAME, OPTION (answers), N_("Read options from a file, group [Setup]"), N_("FILE") },
  G_OPTION_ENTRY_NULL
};

static const GOptionEntry confirm_options[] = {
  { "confirm", 0, 0, G_OPTION_ARG_NONE, OPTION (confirm), N_("Agree to servers that nobody vouches for"), NULL },
  G_OPTION_ENTRY_NULL
};

static const GOptionEntry store_options[] = {
  { "store-password", 0, 0, G_OPTION_ARG_NONE, OPTION (store_password),
    N_("Also put the password into the keyring, for programs that look for it there"), NULL },
  G_OPTION_ENTRY_NULL
};

static const GOptionEntry replace_options[] = {
  { "replace", 0, 0, G_OPTION_ARG_NONE, OPTION (replace),
    N_("Where a program has the account already with other settings, give it the new ones"), NULL },
  G_OPTION_ENTRY_NULL
};

static const GOptionEntry export_options[] = {
  { "list", 0, 0, G_OPTION_ARG_NONE, OPTION (list), N_("List the programs that can take an account"), NULL },
  G_OPTION_ENTRY_NULL
};

static const GOptionEntry undo_options[] = {
  { "list", 0, 0, G_OPTION_ARG_NONE, OPTION (list), N_("List what can be taken back, the last export first"), NULL },
  G_OPTION_ENTRY_NULL
};

static const struct
{
  PtlCliGroups        groups;
  const GOptionEntry *entries;
} option_groups[] = {
  { PTL_CLI_COMMON, common_options },
  { PTL_CLI_TIMEOUT, timeout_options },
  { PTL_CLI_SEARCH, search_options },
  { PTL_CLI_ACCOUNTS, accounts_options },
  { PTL_CLI_NEEDS, needs_options },
  { PTL_CLI_NEEDS | PTL_CLI_PLAIN, security_options },
  { PTL_CLI_ACCOUNT, account_options },
  { PTL_CLI_ACCOUNT | PTL_CLI_EXPORT, password_options },
  { PTL_CLI_SETUP, setup_options },
  { PTL_CLI_SETUP | PTL_CLI_EXPORT, confirm_options },
  { PTL_CLI_SETUP | PTL_CLI_EXPORT, store_options },
  { PTL_CLI_SETUP | PTL_CLI_EXPORT, replace_options },
  { PTL_CLI_EXPORT, export_options },
  { PTL_CLI_UNDO, undo_options },
};

PtlCliOptions *
ptl_cli_options_new (void)
{
  PtlCliOptions *self = g_new0 (PtlCliOptions, 1);

  self->timeout = PTL_CLI_NOT_GIVEN;
  self->password_fd = PTL_CLI_NOT_GIVEN;
  self->needs = (PtlNeeds) PTL_NEEDS_INIT;

  return self;
}

void
ptl_cli_options_free (PtlCliOptions *self)
{
  g_free (self->fix);
  g_free (self->name);
  g_free (self->username);
  g_free (self->answers);
  g_strfreev (self->exports);
  g_strfreev (self->send_address);
  g_strfreev (self->trusted);
  g_free (self->password_file);
  g_free (self->devices);
  g_free (self->offline_reading);
  g_free (self->storage);
  g_free (self->readers);
  g_free (self->security);
  g_free (self->protocol);
  g_strfreev (self->arguments);
  g_free (self);
}

/* What GLib and the C library say is often a sentence without its end.
 *
 * Returns: FALSE */
gboolean
ptl_cli_refuse (GError     **error,
                const char  *format,
                ...)
{
  g_autofree char *message = NULL;
  va_list arguments;
  gboolean whole;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  whole = g_str_has_suffix (message, ".") || g_str_has_suffix (message, "!") || g_str_has_suffix (message, "?");
  g_set_error (error, PTL_ERROR, PTL_ERROR_USAGE, "%s%s", message, whole ? "" : ".");

  return FALSE;
}

/* The options of @groups, writing into @self, or into nothing. */
static GArray *
collect_entries (PtlCliGroups   groups,
                 PtlCliOptions *self)
{
  GArray *entries = g_array_sized_new (TRUE, TRUE, sizeof (GOptionEntry), N_OPTIONS);

  for (gsize i = 0; i < G_N_ELEMENTS (option_groups); i++)
    {
      if (!(option_groups[i].groups & groups))
        continue;

      for (const GOptionEntry *entry = option_groups[i].entries; entry->long_name != NULL; entry++)
        {
          GOptionEntry copy = *entry;

          copy.arg_data = G_STRUCT_MEMBER_P (self, GPOINTER_TO_SIZE (entry->arg_data));
          g_array_append_val (entries, copy);
        }
    }

  return entries;
}

static GOptionContext *
new_context (const char    *usage,
             GArray        *entries)
{
  GOptionContext *context = g_option_context_new (usage);

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, (const GOptionEntry *) (gpointer) entries->data, GETTEXT_PACKAGE);

  return context;
}

/**
 * ptl_cli_options_takes_value:
 * @argument: an argument that begins with a dash
 *
 * Returns: whether the argument after it belongs to it
 */
gboolean
ptl_cli_options_takes_value (const char *argument)
{
  const char *name = argument + strlen ("--");

  if (!g_str_has_prefix (argument, "--"))
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (option_groups); i++)
    for (const GOptionEntry *entry = option_groups[i].entries; entry->long_name != NULL; entry++)
      if (entry->arg != G_OPTION_ARG_NONE && g_strcmp0 (entry->long_name, name) == 0)
        return TRUE;

  return FALSE;
}

static gboolean
read_choice (const char  *option,
             const char  *word,
             GType        type,
             gpointer     value,
             GError     **error)
{
  g_autoptr (GString) allowed = NULL;
  GEnumClass *klass;

  if (word == NULL || ptl_enum_from_nick (type, word, value))
    return TRUE;

  allowed = g_string_new (NULL);
  klass = g_type_class_ref (type);
  for (guint i = 0; i < klass->n_values; i++)
    g_string_append_printf (allowed, "%s%s", i > 0 ? ", " : "", klass->values[i].value_nick);
  g_type_class_unref (klass);

  return ptl_cli_refuse (error, _("“%s” is “%s”, but it can be: %s."), option, word, allowed->str);
}

static gboolean
read_yes_no (const char  *option,
             const char  *word,
             gboolean    *value,
             GError     **error)
{
  if (word == NULL)
    return TRUE;

  if (!g_str_equal (word, "yes") && !g_str_equal (word, "no"))
    return ptl_cli_refuse (error, _("“%s” is “%s”, but it can be: %s."), option, word, "yes, no");

  *value = g_str_equal (word, "yes");
  return TRUE;
}

static gboolean
read_protocol (const char         *word,
               PtlProtocolChoice  *choice,
               GError            **error)
{
  if (word == NULL)
    return TRUE;

  if (!g_str_equal (word, "imap") && !g_str_equal (word, "pop3"))
    return ptl_cli_refuse (error, _("“%s” is “%s”, but it can be: %s."), "--protocol", word, "imap, pop3");

  *choice = g_str_equal (word, "pop3") ? PTL_CHOICE_POP3 : PTL_CHOICE_IMAP;
  return TRUE;
}

static gboolean
read_needs (PtlCliOptions  *self,
            GError        **error)
{
  PtlNeeds *needs = &self->needs;

  return read_choice ("--devices", self->devices, PTL_TYPE_DEVICES, &needs->devices, error) &&
         read_yes_no ("--offline-reading", self->offline_reading, &needs->offline_reading, error) &&
         read_choice ("--storage", self->storage, PTL_TYPE_STORAGE, &needs->storage, error) &&
         read_choice ("--readers", self->readers, PTL_TYPE_READERS, &needs->readers, error) &&
         read_choice ("--security", self->security, PTL_TYPE_SECURITY_NEED, &needs->security, error) &&
         read_protocol (self->protocol, &needs->protocol, error);
}

/* Text for people is UTF-8; what is not may be in the encoding of a terminal of another sort. */
static void
read_text (char **text)
{
  char *converted;

  if (*text == NULL || g_utf8_validate (*text, -1, NULL))
    return;

  converted = g_locale_to_utf8 (*text, -1, NULL, NULL, NULL);
  if (converted == NULL)
    return;  /* check_together() says what is wrong with it */

  g_free (*text);
  *text = converted;
}

/* The names as they stand in the list of those who were asked. */
static gboolean
read_hosts (char   **hosts,
            GError **error)
{
  for (guint i = 0; hosts != NULL && hosts[i] != NULL; i++)
    {
      char *host = ptl_domain_to_ascii (hosts[i], NULL);

      if (host == NULL)
        return ptl_cli_refuse (error, _("“%s” is “%s”, which is not the name of a server."), "--send-address", hosts[i]);
      g_free (hosts[i]);
      hosts[i] = host;
    }

  return TRUE;
}

static gboolean
read_fingerprints (char   **texts,
                   GError **error)
{
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    {
      char *clean = ptl_certificate_clean_sha256 (texts[i]);

      if (clean == NULL)
        return ptl_cli_refuse (error, _("“--trust-certificate” is “%s”, but a SHA-256 fingerprint has 64 digits from 0 to 9 and A to F."),
                       texts[i]);
      g_free (texts[i]);
      texts[i] = clean;
    }

  return TRUE;
}

static gboolean
check_together (PtlCliOptions  *self,
                GError        **error)
{
  guint n_passwords = (self->password_stdin ? 1 : 0) + (self->password_file != NULL ? 1 : 0) + (self->password_fd != PTL_CLI_NOT_GIVEN ? 1 : 0);

  if (self->timeout == PTL_CLI_NOT_GIVEN)
    self->timeout = DEFAULT_TIMEOUT;
  if (self->timeout < 1 || self->timeout > MAX_TIMEOUT)
    return ptl_cli_refuse (error, _("“--timeout” is %d, but it can be 1 to %d seconds."), self->timeout, MAX_TIMEOUT);
  if (n_passwords > 1)
    return ptl_cli_refuse (error, _("The password can come from one place only."));
  if (self->directory && self->no_directory)
    return ptl_cli_refuse (error, _("“--directory” and “--no-directory” exclude each other."));
  if (self->letter && (self->offline || self->no_check))
    return ptl_cli_refuse (error, _("“--letter” and “%s” exclude each other."), self->offline ? "--offline" : "--no-check");
  if (self->quiet && self->verbose)
    return ptl_cli_refuse (error, _("“--quiet” and “--verbose” exclude each other."));
  if (self->name != NULL && !g_utf8_validate (self->name, -1, NULL))
    return ptl_cli_refuse (error, _("The name is not text in UTF-8."));
  if (self->username != NULL && (!g_utf8_validate (self->username, -1, NULL) || *self->username == '\0'))
    return ptl_cli_refuse (error, _("The user name is empty, or not text in UTF-8."));

  return TRUE;
}

static void
drop_first (char **list)
{
  g_free (list[0]);
  memmove (list, list + 1, g_strv_length (list + 1) * sizeof (char *) + sizeof (char *));
}

/**
 * ptl_cli_options_parse:
 * @self: options
 * @groups: those that the subcommand knows
 * @arguments: (array zero-terminated=1): all arguments, without the program's and the subcommand's name
 *
 * Returns: FALSE with %PTL_ERROR_USAGE if they cannot be understood
 */
gboolean
ptl_cli_options_parse (PtlCliOptions  *self,
                       PtlCliGroups    groups,
                       char          **arguments,
                       GError        **error)
{
  g_autoptr (GArray) entries = collect_entries (groups, self);
  g_autoptr (GOptionContext) context = new_context (NULL, entries);
  g_autoptr (GError) local_error = NULL;
  GStrvBuilder *builder = g_strv_builder_new ();
  gboolean json = self->json;

  /* GOption expects the name of the program first, and takes away what it knows */
  g_strv_builder_add (builder, "portolan");
  g_strv_builder_addv (builder, (const char **) arguments);
  self->arguments = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);

  if (!g_option_context_parse_strv (context, &self->arguments, &local_error))
    {
      self->json = json;  /* GOption has taken all back, even what it was given */
      return ptl_cli_refuse (error, "%s", local_error->message);
    }

  drop_first (self->arguments);
  if (self->arguments[0] != NULL && g_str_equal (self->arguments[0], "--"))
    drop_first (self->arguments);

  if (self->answers != NULL && !ptl_cli_answers_read (self, entries, error))
    return FALSE;

  read_text (&self->name);
  read_text (&self->username);
  for (guint i = 0; self->arguments[i] != NULL; i++)
    read_text (&self->arguments[i]);

  return read_needs (self, error) && read_hosts (self->send_address, error) && read_fingerprints (self->trusted, error) &&
         check_together (self, error);
}

/**
 * ptl_cli_options_help:
 * @usage: (nullable): what stands after the program's name
 * @summary: what it does
 * @groups: its options
 *
 * Returns: (transfer full): the help
 */
char *
ptl_cli_options_help (const char   *usage,
                      const char   *summary,
                      PtlCliGroups  groups)
{
  g_autoptr (PtlCliOptions) unused = ptl_cli_options_new ();
  g_autoptr (GArray) entries = collect_entries (groups, unused);
  g_autoptr (GOptionContext) context = new_context (usage, entries);

  g_option_context_set_summary (context, summary);

  return g_option_context_get_help (context, TRUE, NULL);
}

gboolean
ptl_cli_options_has_password (const PtlCliOptions *self)
{
  return self->password_stdin || self->password_file != NULL || self->password_fd != PTL_CLI_NOT_GIVEN;
}

/* Whoever writes the password has as long as everything else has. */
static PtlSecret *
read_in_time (PtlCliOptions  *self,
              int             fd,
              GError        **error)
{
  return ptl_secret_new_read (fd, g_get_monotonic_time () + self->timeout * G_USEC_PER_SEC, error);
}

/* Without O_NONBLOCK, a pipe that nobody opens for writing would hold up the opening itself. */
static PtlSecret *
read_password_file (PtlCliOptions  *self,
                    GError        **error)
{
  int fd = open (self->password_file, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  PtlSecret *secret;

  if (fd < 0)
    {
      ptl_cli_refuse (error, _("The password file “%s” cannot be read: %s"), self->password_file, g_strerror (errno));
      return NULL;
    }

  (void) fcntl (fd, F_SETFL, fcntl (fd, F_GETFL) & ~O_NONBLOCK);
  secret = read_in_time (self, fd, error);
  close (fd);

  return secret;
}

/**
 * ptl_cli_options_read_password:
 *
 * Returns: (transfer full) (nullable): the password, from where the options say; without an error there is none
 */
PtlSecret *
ptl_cli_options_read_password (PtlCliOptions  *self,
                               GError        **error)
{
  if (self->password_file != NULL)
    return read_password_file (self, error);
  if (self->password_stdin)
    return read_in_time (self, STDIN_FILENO, error);
  if (self->password_fd >= 0)
    return read_in_time (self, self->password_fd, error);
  if (self->password_fd != PTL_CLI_NOT_GIVEN)
    ptl_cli_refuse (error, _("“--password-fd” is %d, but open files have numbers from 0."), self->password_fd);

  return NULL;
}
