/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-settings-check.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ptl-error.h"
#include "ptl-export-common.h"
#include "ptl-safe-file.h"
#include "ptl-settings-replace.h"

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

/* Python's idea of white space: GLib's, and a few control characters. */
static gboolean
is_space (gunichar character)
{
  return g_unichar_isspace (character) || character == 0x85 || (character >= 0x1c && character <= 0x1f) || character == '\v';
}

static gboolean
has_outer_space (const char *text)
{
  const char *end = text != NULL ? text + strlen (text) : NULL;

  return text != NULL && *text != '\0' && (is_space (g_utf8_get_char (text)) || is_space (g_utf8_get_char (g_utf8_prev_char (end))));
}

static gboolean
check_login (const PtlSettings  *settings,
             const PtlServer    *server,
             GError            **error)
{
  const char *characters = server != NULL ? settings->no_login[ptl_server_get_protocol (server)] : NULL;
  const char *found = characters != NULL ? strpbrk (ptl_server_get_username (server), characters) : NULL;

  if (found == NULL && server != NULL && settings->abilities & PTL_SETTINGS_STRIPS && has_outer_space (ptl_server_get_username (server)))
    found = " ";

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

/* Would the program take a line for two, or read no further? Nobody has such a name, but a file may say so. */
static gboolean
check_lines (const PtlSettings  *settings,
             const PtlAccount   *account,
             GError            **error)
{
  g_autofree char *block = ptl_settings_write_block (settings, account, NULL, NULL);
  const char *line = block;

  while (settings->longest_line > 0 && *line != '\0')
    {
      gsize length = strcspn (line, "\n");

      if (length > settings->longest_line)
        /* Translators: %s is a program */
        return refuse (error, _("A name in these settings is too long for %s."), get_name (settings));
      line += length + (line[length] == '\n');
    }

  return TRUE;
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
         check_login (settings, receives ? incoming : NULL, error) && check_leave (settings, account, error) &&
         check_lines (settings, account, error);
}

static gboolean
is_text (GBytes *contents)
{
  gsize length;
  const char *data = g_bytes_get_data (contents, &length);

  return g_utf8_validate (data, length, NULL) && (length == 0 || memchr (data, '\0', length) == NULL);
}

/* Where the words between quotation marks end that begin at @start; NULL: nowhere. Three marks go over several lines. */
static const char *
skip_quoted (const PtlSettings *settings,
             const char        *start)
{
  const char three[] = { *start, *start, *start, '\0' };
  const char *mark = settings->bare_quotes ? three + 2 : g_str_has_prefix (start, three) ? three : NULL;
  const char *end = mark != NULL ? strstr (start + strlen (mark), mark) : start + 1;

  if (mark != NULL)
    return end != NULL ? end + strlen (mark) : NULL;

  while (*end != *start && *end != '\n' && *end != '\0')
    end += *start == '"' && *end == '\\' && end[1] != '\0' ? 2 : 1;

  return *end == *start ? end + 1 : NULL;
}

/* Does the line at @line go on as it began? Returns: (nullable): the next one */
static const char *
skip_line (const PtlSettings *settings,
           const char        *line)
{
  gboolean is_group = *line == '[' && settings->begins != NULL && g_str_equal (settings->begins, "[");
  const char *p = line;

  if (is_group && memchr (line, ']', strcspn (line, "\n")) == NULL)
    return NULL;

  while (p != NULL && *p != '\0' && *p != '\n')
    {
      if (settings->quotes != NULL && strchr (settings->quotes, *p) != NULL)
        p = skip_quoted (settings, p);
      else
        p += *p == '#' ? strcspn (p, "\n") : 1;
    }

  return p != NULL && *p == '\n' ? p + 1 : p;
}

/* A key of the program's other format, whose accounts cannot stand beside ours. */
static gboolean
is_other_format (const PtlSettings *settings,
                 const char        *line)
{
  gsize length = settings->other_key != NULL ? strlen (settings->other_key) : 0;
  const char *dot = *line == '[' ? g_strrstr_len (line, strcspn (line, "]\n"), ".") : NULL;
  const char *p = dot != NULL ? dot + 1 : line + strspn (line, " \t");

  return length > 0 && strncmp (p, settings->other_key, length) == 0 && strchr (" \t.=]", p[length]) != NULL;
}

static guint
count_lines (const char *text,
             const char *line)
{
  guint number = 1;

  while (text < line)
    number += *text++ == '\n';

  return number;
}

/* What is added to a file that breaks off in the middle of something would become a part of that. */
gboolean
ptl_settings_check_file (const PtlSettings  *settings,
                         const char         *path,
                         GBytes             *contents,
                         GError            **error)
{
  g_autofree char *display = g_filename_display_name (path);
  g_autofree char *text = ptl_safe_file_get_text (contents);

  if (!is_text (contents))
    {
      g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_CORRUPT, _("“%s” is not a settings file."), display);
      return FALSE;
    }

  for (const char *line = text, *next; *line != '\0'; line = next)
    {
      if (is_other_format (settings, line))
        return refuse (error, _("“%s” has accounts of another version of %s, and the two cannot be in one file."), display,
                       get_name (settings));
      next = skip_line (settings, line);
      if (next != NULL)
        continue;
      /* Translators: a file, and the number of a line in it */
      g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_CORRUPT, _("“%s” breaks off in line %u."), display, count_lines (text, line));
      return FALSE;
    }

  return TRUE;
}
