/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-thunderbird-trust.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ptl-difference.h"
#include "ptl-export-common.h"
#include "ptl-safe-file.h"

/* cert_override.txt of version 153: HOST:PORT:, the hash, the fingerprint and nothing more, each with a tab behind it. A line that is
 * not written in full counts for nothing, and for another certificate nothing is allowed (tried). */
#define FILE_NAME "cert_override.txt"
#define HASH      "OID.2.16.840.1.101.3.4.2.1"  /* SHA-256 */

typedef struct
{
  GBytes    *before;       /* (owned) (nullable) */
  GString   *after;        /* (owned) */
  GString   *added;        /* (owned): our lines */
  GString   *was;          /* (owned): those that they take the place of */
  GString   *there;        /* (owned): those that are there already */
  GPtrArray *differences;  /* (nullable): for an account that is there already */
} Trust;

static void
trust_clear (Trust *trust)
{
  g_clear_pointer (&trust->before, g_bytes_unref);
  g_string_free (trust->after, TRUE);
  g_string_free (trust->added, TRUE);
  g_string_free (trust->was, TRUE);
  g_string_free (trust->there, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Trust, trust_clear)

static char *
make_place (const PtlServer *server)
{
  g_autofree char *host = g_ascii_strdown (ptl_server_get_host (server), -1);

  return g_strdup_printf ("%s:%u:\t", host, ptl_server_get_port (server));
}

/* The line that begins with @place, with its end. */
static char *
find_line (const char *text,
           const char *place)
{
  for (const char *line = text; *line != '\0';)
    {
      gsize length = strcspn (line, "\n");

      length += line[length] == '\n';
      if (g_str_has_prefix (line, place))
        return g_strndup (line, length);
      line += length;
    }

  return NULL;
}

/* Its fingerprint; "" for one that Thunderbird does not understand. */
static char *
read_fingerprint (const char *line)
{
  g_auto (GStrv) fields = g_strsplit (line, "\t", -1);

  return g_strdup (g_strv_length (fields) > 2 && g_str_equal (fields[1], HASH) ? fields[2] : "");
}

/* Other lines may end as this one does. */
static void
remove_line (GString    *text,
             const char *line)
{
  g_autofree char *below = g_strconcat ("\n", line, NULL);
  const char *found = g_str_has_prefix (text->str, line) ? text->str : strstr (text->str, below) + 1;

  g_string_erase (text, found - text->str, strlen (line));
}

static void
append_line (GString    *text,
             const char *line)
{
  if (text->len > 0 && text->str[text->len - 1] != '\n')
    g_string_append_c (text, '\n');
  g_string_append (text, line);
}

/* FALSE if Thunderbird has to ask: the person once trusted another certificate there. */
static gboolean
trust_server (Trust           *trust,
              const PtlServer *server)
{
  const char *pin = ptl_server_get_pin (server);
  g_autofree char *place = make_place (server);
  g_autofree char *line = g_strdup_printf ("%s" HASH "\t%s\t\n", place, pin);
  g_autofree char *old_line = find_line (trust->after->str, place);
  g_autofree char *known = old_line != NULL ? read_fingerprint (old_line) : NULL;

  if (strchr (ptl_server_get_host (server), ':') != NULL)
    return FALSE;
  if (known != NULL && g_ascii_strcasecmp (known, pin) == 0)
    return append_line (trust->there, old_line), TRUE;
  if (known != NULL && trust->differences == NULL)
    return FALSE;

  if (trust->differences != NULL)
    ptl_differences_add (trust->differences, PTL_DIFFERENCE_CERTIFICATE, !ptl_server_is_incoming (server), known, pin);
  if (old_line != NULL)
    {
      remove_line (trust->after, old_line);
      append_line (trust->was, old_line);
    }
  append_line (trust->after, line);
  append_line (trust->added, line);
  return TRUE;
}

static void
say_trusted (const PtlServer *server,
             gboolean         told,
             GString         *words)
{
  g_autofree char *asked = told ? NULL : ptl_export_say_pin (server, "Thunderbird");

  g_string_append_c (words, ' ');
  if (told)
    /* Translators: a server */
    g_string_append_printf (words, _("Thunderbird was told to trust the certificate of %s that you looked at."),
                            ptl_server_get_host_unicode (server));
  else
    g_string_append (words, asked);
}

static gboolean
trust_begin (Trust       *trust,
             const char  *path,
             GError     **error)
{
  if (!ptl_safe_file_read (path, &trust->before, error))
    return FALSE;
  if (trust->before != NULL)
    g_string_append_len (trust->after, g_bytes_get_data (trust->before, NULL), g_bytes_get_size (trust->before));

  return TRUE;
}

/**
 * ptl_thunderbird_plan_trust:
 * @differences: (nullable) (element-type utf8): for an account that is there: gets what it does not trust yet, and what it trusts
 *   instead gives way
 * @words: gets a sentence for each such certificate
 *
 * Plans what makes Thunderbird take the certificates that the person has looked at, and those only.
 */
gboolean
ptl_thunderbird_plan_trust (PtlPlan           *plan,
                            const char        *profile,
                            const PtlAccount  *account,
                            GPtrArray         *differences,
                            GString           *words,
                            GError           **error)
{
  const PtlServer *servers[] = { ptl_account_get_incoming (account), ptl_account_get_outgoing (account) };
  g_autofree char *path = g_build_filename (profile, FILE_NAME, NULL);
  g_auto (Trust) trust = {
    .after = g_string_new (NULL), .added = g_string_new (NULL), .was = g_string_new (NULL), .there = g_string_new (NULL),
    .differences = differences,
  };
  g_autoptr (GBytes) after = NULL;
  gboolean begun = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (servers); i++)
    {
      if (servers[i] == NULL || ptl_server_get_pin (servers[i]) == NULL)
        continue;
      if (!begun && !trust_begin (&trust, path, error))
        return FALSE;
      begun = TRUE;
      say_trusted (servers[i], trust_server (&trust, servers[i]), words);
    }

  after = g_bytes_new (trust.after->str, trust.after->len);
  if (trust.added->len > 0)
    ptl_plan_change_lines (plan, path, trust.before, after, trust.added->str, trust.was->str);
  if (trust.there->len > 0)
    ptl_plan_share_lines (plan, path, trust.before, trust.there->str);

  return TRUE;
}
