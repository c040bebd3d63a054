/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-charset.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ptl-error.h"

/* An XML declaration is shorter. */
#define MAX_DECLARATION 256

/* How a document begins that needs no declaration (XML 1.0, appendix F). The longer ones come first. */
typedef struct
{
  const char *bytes;
  gsize       length;
  gsize       skip;     /* how much of it is a mark, and not text */
  const char *charset;
} Beginning;

static const Beginning beginnings[] = {
  { "\xff\xfe\0\0", 4, 4, "UTF-32LE" },
  { "\0\0\xfe\xff", 4, 4, "UTF-32BE" },
  { "\xef\xbb\xbf", 3, 3, "UTF-8" },
  { "\xff\xfe", 2, 2, "UTF-16LE" },
  { "\xfe\xff", 2, 2, "UTF-16BE" },
  { "<\0?\0", 4, 0, "UTF-16LE" },
  { "\0<\0?", 4, 0, "UTF-16BE" },
};

static const Beginning *
find_beginning (const char *data,
                gsize       length)
{
  for (guint i = 0; i < G_N_ELEMENTS (beginnings); i++)
    if (length >= beginnings[i].length && memcmp (data, beginnings[i].bytes, beginnings[i].length) == 0)
      return &beginnings[i];

  return NULL;
}

/* Returns: (transfer full) (nullable): what stands behind encoding= in the XML declaration */
static char *
find_declared (const char *data,
               gsize       length)
{
  static GRegex *pattern;
  g_autofree char *start = g_strndup (data, MIN (length, MAX_DECLARATION));
  g_autoptr (GMatchInfo) match = NULL;

  if (g_once_init_enter (&pattern))
    g_once_init_leave (&pattern, g_regex_new ("^<\\?xml\\s[^>]*?\\sencoding\\s*=\\s*([\"'])([^\"'<>]*)\\1", G_REGEX_RAW, 0, NULL));

  return g_regex_match (pattern, start, 0, &match) ? g_match_info_fetch (match, 2) : NULL;
}

/* Programs that write a text in memory, and then to the network in another encoding, declare the memory's. But a declaration that can
 * be read byte by byte is not in two or four bytes a character. */
static gboolean
is_wide (const char *charset)
{
  return g_ascii_strncasecmp (charset, "UTF-16", 6) == 0 || g_ascii_strncasecmp (charset, "UTF-32", 6) == 0 ||
         g_ascii_strncasecmp (charset, "ISO-10646-UCS", 13) == 0;
}

/* Names as XML and MIME have them; iconv itself takes orders in theirs. */
static gboolean
is_name (const char *charset)
{
  return g_ascii_isalpha (*charset) && strspn (charset, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._-") == strlen (charset);
}

static gboolean
is_utf8 (const char *charset)
{
  return g_ascii_strcasecmp (charset, "UTF-8") == 0 || g_ascii_strcasecmp (charset, "UTF8") == 0 ||
         g_ascii_strcasecmp (charset, "US-ASCII") == 0;
}

static void
complain (const char  *charset,
          gboolean     is_known,
          GError     **error)
{
  g_autofree char *name = g_utf8_make_valid (charset, -1);

  if (is_known)
    /* Translators: %s is the name of a character encoding, like “UTF-8” */
    g_set_error (error, PTL_ERROR, PTL_ERROR_BAD_DATA, _("The document is not text in %s."), name);
  else
    g_set_error (error, PTL_ERROR, PTL_ERROR_BAD_DATA, _("The document is written in “%s”, an encoding that is not known here."), name);
}

static GBytes *
convert (const char  *data,
         gsize        length,
         const char  *charset,
         GError     **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *text = NULL;
  gsize n_written = 0;

  if (is_utf8 (charset))
    text = g_memdup2 (data, n_written = length);
  else if (is_name (charset))
    text = g_convert (data, (gssize) length, "UTF-8", charset, NULL, &n_written, &local_error);

  if (text != NULL && g_utf8_validate_len (text, n_written, NULL))
    return g_bytes_new_take (g_steal_pointer (&text), n_written);

  complain (charset, is_name (charset) && !g_error_matches (local_error, G_CONVERT_ERROR, G_CONVERT_ERROR_NO_CONVERSION), error);
  return NULL;
}

GBytes *
ptl_charset_decode (GBytes      *bytes,
                    const char  *charset,
                    GError     **error)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  const Beginning *beginning = find_beginning (data, length);
  g_autofree char *declared = NULL;

  if (length == 0)
    return g_bytes_ref (bytes);
  if (beginning != NULL)
    return convert (data + beginning->skip, length - beginning->skip, beginning->charset, error);

  declared = find_declared (data, length);
  if (declared != NULL && !is_wide (declared))
    charset = declared;

  return convert (data, length, charset != NULL ? charset : "UTF-8", error);
}
