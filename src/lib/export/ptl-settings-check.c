/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-settings-check.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ptl-error.h"
#include "ptl-export-common.h"

static const char *
get_name (const PtlSettings *settings)
{
  return settings->name != NULL ? settings->name : settings->program;
}

G_GNUC_PRINTF (2, 3)
static gboolean
refuse (GError     **error,
        const char  *format,
        ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error = g_error_new_valist (PTL_ERROR, PTL_ERROR_EXPORT_UNSUPPORTED, format, arguments);
  va_end (arguments);

  return FALSE;
}

static gboolean
check_protocol (const PtlSettings  *settings,
                const PtlAccount   *account,
                GError            **error)
{
  static const PtlSettingsAbility abilities[] = { PTL_SETTINGS_IMAP, PTL_SETTINGS_POP3 };
  PtlProtocol protocol = ptl_server_get_protocol (ptl_account_get_incoming (account));
  PtlProtocol other = protocol == PTL_PROTOCOL_IMAP ? PTL_PROTOCOL_POP3 : PTL_PROTOCOL_IMAP;

  if (settings->abilities & abilities[protocol])
    return TRUE;
  if (settings->abilities & abilities[other])
    return refuse (error, _("%s receives mail with %s only, and this account does so with %s."),
                   get_name (settings), ptl_protocol_get_name (other), ptl_protocol_get_name (protocol));
  if (ptl_account_get_outgoing (account) == NULL)
    return refuse (error, _("%s sends mail, and this account only receives it."), get_name (settings));

  return TRUE;
}

static gboolean
takes_passwords (const PtlServer *server)
{
  gsize n_methods;

  ptl_server_get_authentication (server, &n_methods);
  return n_methods == 0 || ptl_server_allows (server, PTL_AUTHENTICATION_PASSWORD_CLEARTEXT) ||
         ptl_server_allows (server, PTL_AUTHENTICATION_PASSWORD_ENCRYPTED) ||
         (!ptl_server_is_incoming (server) && ptl_server_allows (server, PTL_AUTHENTICATION_NONE));
}

/* Can it be kept to the certificate that the person trusts? */
static gboolean
takes_pin (const PtlSettings *settings,
           const PtlServer   *server)
{
  gboolean tls = ptl_server_get_security (server) == PTL_SECURITY_TLS;

  return settings->abilities & (PTL_SETTINGS_PINS | PTL_SETTINGS_INQUIRES) || (settings->abilities & PTL_SETTINGS_PINS_TLS && tls);
}

static gboolean
check_server (const PtlSettings  *settings,
              const PtlServer    *server,
              GError            **error)
{
  if (server == NULL)
    return TRUE;
  if (ptl_server_get_security (server) == PTL_SECURITY_STARTTLS && !(settings->abilities & PTL_SETTINGS_STARTTLS))
    return refuse (error, _("%s cannot use STARTTLS, which %s wants. It can be used with a server that is encrypted from the "
                            "first byte."), get_name (settings), ptl_server_get_host_unicode (server));
  if (!takes_pin (settings, server) && !ptl_export_refuse_pin (server, get_name (settings), error))
    return FALSE;
  if (!takes_passwords (server))
    return refuse (error, _("%s does not take a password for signing in, and %s is set up here with passwords only."),
                   ptl_server_get_host_unicode (server), get_name (settings));

  return TRUE;
}

static gboolean
check_login (const PtlSettings  *settings,
             const PtlServer    *server,
             GError            **error)
{
  const char *characters = server != NULL ? settings->no_login[ptl_server_get_protocol (server)] : NULL;
  const char *found = characters != NULL ? strpbrk (ptl_server_get_username (server), characters) : NULL;

  /* Translators: a program, a protocol such as IMAP, a character such as % */
  return found == NULL || refuse (error, _("%s cannot sign in with %s as a user whose name has “%c” in it."), get_name (settings),
                                  ptl_protocol_get_name (ptl_server_get_protocol (server)), *found);
}

/* Is it unable to leave mail on the server as the person wants it? */
static gboolean
check_leave (const PtlSettings  *settings,
             const PtlAccount   *account,
             GError            **error)
{
  guint days = ptl_account_get_leave_days (account);

  if (ptl_account_get_leave (account) != PTL_LEAVE_DAYS || settings->abilities & PTL_SETTINGS_DAYS)
    return TRUE;
  if (!(settings->abilities & PTL_SETTINGS_POP3))
    return TRUE;

  return refuse (error, ngettext ("%s can leave mail on the server or remove it, but not remove it after %u day.",
                                  "%s can leave mail on the server or remove it, but not remove it after %u days.", days),
                 get_name (settings), days);
}

/* Sets %PTL_ERROR_EXPORT_UNSUPPORTED if the program cannot use the account as the person wants it. */
gboolean
ptl_settings_check (const PtlSettings  *settings,
                    const PtlAccount   *account,
                    GError            **error)
{
  const PtlServer *incoming = ptl_account_get_incoming (account);
  const PtlServer *outgoing = ptl_account_get_outgoing (account);
  gboolean receives = settings->abilities & (PTL_SETTINGS_IMAP | PTL_SETTINGS_POP3);
  gboolean sends = settings->abilities & PTL_SETTINGS_SMTP;

  return ptl_export_require_encryption (account, error) && check_protocol (settings, account, error) &&
         check_server (settings, receives ? incoming : NULL, error) && check_server (settings, sends ? outgoing : NULL, error) &&
         check_login (settings, receives ? incoming : NULL, error) && check_leave (settings, account, error);
}

static char *
read_about (const char *process,
            const char *what)
{
  g_autofree char *path = g_build_filename (process, what, NULL);
  char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? g_strchomp (text) : g_strdup ("");
}

/* A process that has ended, and that nobody has noticed yet, has a name but no command line any more. */
static gboolean
is_program (const char *process,
            const char *program)
{
  g_autofree char *name = read_about (process, "comm");
  g_autofree char *command = read_about (process, "cmdline");
  struct stat status;

  return g_str_equal (name, program) && *command != '\0' && stat (process, &status) == 0 && status.st_uid == getuid ();
}

/* Some programs write their settings when they end, from memory, and would undo what is done meanwhile. */
gboolean
ptl_settings_check_closed (const PtlSettings       *settings,
                           const PtlExportOptions  *options,
                           GError                 **error)
{
  g_autofree char *folder = ptl_place_in_system (options, "/proc");
  g_autoptr (GDir) dir = settings->abilities & PTL_SETTINGS_REWRITES ? g_dir_open (folder, 0, NULL) : NULL;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *process = g_build_filename (folder, name, NULL);

      if (!g_ascii_isdigit (*name) || !is_program (process, settings->program))
        continue;
      g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_PROGRAM_RUNNING,
                   _("%s is running, and would write its own settings over the new ones. Please close it first."), get_name (settings));
      return FALSE;
    }

  return TRUE;
}
