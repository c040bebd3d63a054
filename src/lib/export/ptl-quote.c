/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-quote.h"

#include <string.h>

/* The value between double quotes, with a backslash before each of @special. */
static char *
quote_with_backslash (const char *value,
                      const char *special)
{
  GString *text = g_string_new ("\"");

  for (const char *p = value; *p != '\0'; p++)
    {
      if (strchr (special, *p) != NULL)
        g_string_append_c (text, '\\');
      g_string_append_c (text, *p);
    }
  g_string_append_c (text, '"');

  return g_string_free (text, FALSE);
}

static gboolean
is_plain (const char *value,
          const char *also)
{
  for (const char *p = value; *p != '\0'; p++)
    {
      if (!g_ascii_isalnum (*p) && strchr (also, *p) == NULL)
        return FALSE;
    }

  return *value != '\0';
}

/* A word of a POSIX shell; a plain one stays as it is. */
char *
ptl_quote_shell (const char *value)
{
  return is_plain (value, "@%+=:,./_-") ? g_strdup (value) : g_shell_quote (value);
}

/* mbsync: between double quotes, with a backslash before a quote or a backslash. */
char *
ptl_quote_mbsync (const char *value)
{
  return quote_with_backslash (value, "\\\"");
}

/* fetchmail: alike, but the first quote ends the string whatever stands before it; it takes numbers for characters. */
char *
ptl_quote_fetchmail (const char *value)
{
  GString *text = g_string_new (value);

  g_string_replace (text, "\\", "\\\\", 0);
  g_string_replace (text, "\"", "\\x22", 0);
  g_string_prepend_c (text, '"');
  g_string_append_c (text, '"');

  return g_string_free (text, FALSE);
}

/* msmtp and mpop: the rest of the line as it is. One pair of quotes around it is taken away again, and protects what would not
 * survive at its ends. */
char *
ptl_quote_line (const char *value)
{
  gsize length = strlen (value);
  gboolean needed = length == 0 || strchr (" \"", value[0]) != NULL || strchr (" \"", value[length - 1]) != NULL;

  return needed ? g_strconcat ("\"", value, "\"", NULL) : g_strdup (value);
}

/* NeoMutt and Mutt: within double quotes, variables and commands would still be replaced. */
char *
ptl_quote_mutt (const char *value)
{
  return quote_with_backslash (value, "\\\"$`");
}

/* aerc: the end of the line, from a ; or # on a comment unless the whole is between backquotes, where nothing can be escaped. The
 * caller sees to it that no backquote and no %(…)s is in the value. */
char *
ptl_quote_go_ini (const char *value)
{
  gsize length = strlen (value);
  gboolean framed = length > 1 && strchr ("\"'", value[0]) != NULL && value[length - 1] == value[0];
  gboolean needed = strpbrk (value, ";#\\") != NULL || framed || g_str_has_prefix (value, " ") || g_str_has_suffix (value, " ");

  return needed ? g_strconcat ("`", value, "`", NULL) : g_strdup (value);
}

/* Python's ConfigParser: a % would begin the name of another value. */
char *
ptl_quote_percent (const char *value)
{
  GString *text = g_string_new (value);

  g_string_replace (text, "%", "%%", 0);
  return g_string_free (text, FALSE);
}

/* A Python string. */
char *
ptl_quote_python (const char *value)
{
  return quote_with_backslash (value, "\\\"");
}

/* A basic string of TOML. */
char *
ptl_quote_toml (const char *value)
{
  return quote_with_backslash (value, "\\\"");
}

/* A character string of a zone file (RFC 1035 §5.1). */
char *
ptl_quote_zone (const char *value)
{
  return quote_with_backslash (value, "\\\"");
}

/* A part of a URL, such as the user name in imaps://user@host. */
char *
ptl_quote_url (const char *value)
{
  return g_uri_escape_string (value, NULL, FALSE);
}

/* A host in a URL: the numbers of IPv6 stand between brackets. */
char *
ptl_quote_host (const char *host)
{
  return strchr (host, ':') != NULL ? g_strdup_printf ("[%s]", host) : g_strdup (host);
}

/**
 * ptl_quote_mailbox:
 * @name: (nullable): a person's name
 * @address: an address
 *
 * Returns: (transfer full): the mailbox as it stands in a message's header (RFC 5322 §3.4), its name still in Unicode
 */
char *
ptl_quote_mailbox (const char *name,
                   const char *address)
{
  g_autofree char *quoted = NULL;

  if (name == NULL || *name == '\0')
    return g_strdup (address);

  quoted = is_plain (name, " -") ? g_strdup (name) : quote_with_backslash (name, "\\\"");
  return g_strdup_printf ("%s <%s>", quoted, address);
}

/**
 * ptl_quote_label:
 * @value: an address
 *
 * A name for an account that every program takes without quotes, also as the name of a file or on the command line. Different
 * values have different labels: where a character had to go, a part of the value's digest tells them apart.
 */
char *
ptl_quote_label (const char *value)
{
  g_autofree char *digest = NULL;
  GString *label;

  if (is_plain (value, "@.+_-") && g_ascii_isalnum (value[0]))
    return g_strdup (value);

  label = g_string_new (g_ascii_isalnum (value[0]) ? NULL : "x");
  for (const char *p = value; *p != '\0'; p++)
    g_string_append_c (label, g_ascii_isalnum (*p) || strchr ("@.+_-", *p) != NULL ? *p : '_');
  digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, value, -1);
  g_string_append_printf (label, "-%.8s", digest);

  return g_string_free (label, FALSE);
}
