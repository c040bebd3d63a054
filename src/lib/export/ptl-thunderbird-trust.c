/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-thunderbird-trust.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ptl-export-common.h"
#include "ptl-safe-file.h"

/* cert_override.txt of version 153: HOST:PORT:, the hash, the fingerprint and nothing more, each with a tab behind it. A line that is
 * not written in full counts for nothing, and for another certificate nothing is allowed (tried). */
#define FILE_NAME "cert_override.txt"
#define HASH      "OID.2.16.840.1.101.3.4.2.1"  /* SHA-256 */

static char *
make_place (const PtlServer *server)
{
  g_autofree char *host = g_ascii_strdown (ptl_server_get_host (server), -1);

  return g_strdup_printf ("%s:%u:", host, ptl_server_get_port (server));
}

/* What the profile trusts there, or NULL. */
static char *
find_trusted (const char *text,
              const char *place)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], "\t", -1);

      if (g_strcmp0 (fields[0], place) == 0)
        return g_strdup (g_strv_length (fields) > 2 && g_str_equal (fields[1], HASH) ? fields[2] : "");
    }

  return NULL;
}

/* A line for the server, unless it is there. FALSE if Thunderbird has to ask: the person once trusted another certificate there. */
static gboolean
add_line (const PtlServer *server,
          const char      *text,
          GString         *added)
{
  g_autofree char *place = make_place (server);
  g_autofree char *before = find_trusted (text, place);
  g_autofree char *now = find_trusted (added->str, place);
  const char *pin = ptl_server_get_pin (server);
  const char *known = before != NULL ? before : now;

  if (strchr (ptl_server_get_host (server), ':') != NULL)
    return FALSE;
  if (known == NULL)
    g_string_append_printf (added, "%s\t" HASH "\t%s\t\n", place, pin);

  return known == NULL || g_ascii_strcasecmp (known, pin) == 0;
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

static char *
read_text (const char  *path,
           GBytes     **bytes,
           GError     **error)
{
  if (!ptl_safe_file_read (path, bytes, error))
    return NULL;

  return *bytes != NULL ? g_strndup (g_bytes_get_data (*bytes, NULL), g_bytes_get_size (*bytes)) : g_strdup ("");
}

/**
 * ptl_thunderbird_plan_trust:
 * @words: gets a sentence for each such certificate
 *
 * Plans what makes Thunderbird take the certificates that the person has looked at, and those only.
 */
gboolean
ptl_thunderbird_plan_trust (PtlPlan           *plan,
                            const char        *profile,
                            const PtlAccount  *account,
                            GString           *words,
                            GError           **error)
{
  const PtlServer *servers[] = { ptl_account_get_incoming (account), ptl_account_get_outgoing (account) };
  g_autofree char *path = g_build_filename (profile, FILE_NAME, NULL);
  g_autoptr (GString) added = g_string_new (NULL);
  g_autoptr (GBytes) before = NULL;
  g_autofree char *text = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (servers); i++)
    {
      if (servers[i] == NULL || ptl_server_get_pin (servers[i]) == NULL)
        continue;
      if (text == NULL && (text = read_text (path, &before, error)) == NULL)
        return FALSE;
      say_trusted (servers[i], add_line (servers[i], text, added), words);
    }

  if (added->len > 0)
    ptl_plan_append_lines (plan, path, before, added->str);

  return TRUE;
}
