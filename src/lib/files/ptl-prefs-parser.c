/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-prefs-parser.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ptl-error.h"

/* The grammar is that of Mozilla's own reader (modules/libpref/parser), which throws the whole file away at the first
 * mistake. So a file that it would not read is refused here. */

typedef struct
{
  const guint8 *data;
  gsize         length;
  gsize         at;
} Scanner;

static gboolean
fail (const Scanner  *scanner,
      GError        **error,
      const char     *expected)
{
  guint line = 1;

  for (gsize i = 0; i < scanner->at && i < scanner->length; i++)
    line += scanner->data[i] == '\n';
  /* Translators: %s says what should stand there, for example “;” */
  g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_CORRUPT, _("Line %u cannot be read: %s was expected."), line, expected);
  return FALSE;
}

/* The byte at the current place; 0, which is not legal in such a file, at the end. */
static guint8
peek (const Scanner *scanner)
{
  return scanner->at < scanner->length ? scanner->data[scanner->at] : 0;
}

static gboolean
take_byte (Scanner *scanner,
           guint8   byte)
{
  if (peek (scanner) != byte)
    return FALSE;

  scanner->at++;
  return TRUE;
}

static gboolean
starts_with (const Scanner *scanner,
             const char    *text)
{
  gsize length = strlen (text);

  return scanner->length - scanner->at >= length && memcmp (scanner->data + scanner->at, text, length) == 0;
}

static void
skip_line (Scanner *scanner)
{
  while (scanner->at < scanner->length && peek (scanner) != '\n' && peek (scanner) != '\r')
    scanner->at++;
}

static gboolean
skip_comment (Scanner  *scanner,
              GError  **error)
{
  const Scanner start = *scanner;

  for (scanner->at += 2; scanner->at < scanner->length; scanner->at++)
    {
      if (!starts_with (scanner, "*/"))
        continue;
      scanner->at += 2;
      return TRUE;
    }

  return fail (&start, error, _("the end of the comment"));
}

static gboolean
skip_blank (Scanner  *scanner,
            GError  **error)
{
  for (;;)
    {
      guint8 byte = peek (scanner);

      if (byte == ' ' || (byte >= '\t' && byte <= '\r'))
        scanner->at++;
      else if (byte == '#' || starts_with (scanner, "//"))
        skip_line (scanner);
      else if (!starts_with (scanner, "/*"))
        return TRUE;
      else if (!skip_comment (scanner, error))
        return FALSE;
    }
}

static gboolean
take_word (Scanner    *scanner,
           const char *word)
{
  gsize end = scanner->at + strlen (word);

  if (!starts_with (scanner, word))
    return FALSE;
  if (end < scanner->length && (g_ascii_isalnum (scanner->data[end]) || scanner->data[end] == '_'))
    return FALSE;

  scanner->at = end;
  return TRUE;
}

static gboolean
take_token (Scanner  *scanner,
            char      token,
            GError  **error)
{
  const char expected[] = { token, '\0' };

  if (!skip_blank (scanner, error))
    return FALSE;

  return take_byte (scanner, token) || fail (scanner, error, expected);
}

static gboolean
take_hex (Scanner  *scanner,
          guint     n_digits,
          gunichar *code)
{
  *code = 0;
  for (guint i = 0; i < n_digits; i++, scanner->at++)
    {
      if (!g_ascii_isxdigit (peek (scanner)))
        return FALSE;
      *code = *code * 16 + g_ascii_xdigit_value (peek (scanner));
    }

  return *code != 0;
}

/* \uD83D\uDE00: two halves make one character. */
static gboolean
take_utf16 (Scanner *scanner,
            GString *string)
{
  gunichar code, low;

  if (!take_hex (scanner, 4, &code) || (code >= 0xdc00 && code <= 0xdfff))
    return FALSE;

  if (code >= 0xd800 && code <= 0xdbff)
    {
      if (!take_byte (scanner, '\\') || !take_byte (scanner, 'u') || !take_hex (scanner, 4, &low))
        return FALSE;
      if (low < 0xdc00 || low > 0xdfff)
        return FALSE;
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    }

  g_string_append_unichar (string, code);
  return TRUE;
}

static gboolean
take_escape (Scanner *scanner,
             GString *string)
{
  guint8 byte = peek (scanner);
  gunichar code;

  scanner->at++;
  switch (byte)
    {
    case '"':
    case '\'':
    case '\\':
      g_string_append_c (string, byte);
      return TRUE;
    case 'n':
      g_string_append_c (string, '\n');
      return TRUE;
    case 'r':
      g_string_append_c (string, '\r');
      return TRUE;
    case 'x':
      if (!take_hex (scanner, 2, &code))
        return FALSE;
      g_string_append_c (string, code);
      return TRUE;
    case 'u':
      return take_utf16 (scanner, string);
    default:
      return FALSE;
    }
}

static char *
take_string (Scanner  *scanner,
             GError  **error)
{
  g_autoptr (GString) string = g_string_new (NULL);
  Scanner start;
  guint8 quote;

  if (!skip_blank (scanner, error))
    return NULL;

  start = *scanner;
  quote = peek (scanner);
  if (quote != '"' && quote != '\'')
    return fail (scanner, error, "\""), NULL;

  for (scanner->at++; !take_byte (scanner, quote);)
    {
      guint8 byte = peek (scanner);

      if (byte == 0)
        return fail (&start, error, _("the end of the text")), NULL;
      scanner->at++;
      if (byte != '\\')
        g_string_append_c (string, byte);
      else if (!take_escape (scanner, string))
        return fail (scanner, error, _("a character that may follow “\\”")), NULL;
    }

  return g_string_free (g_steal_pointer (&string), FALSE);
}

static gboolean
take_number (Scanner  *scanner,
             gint     *number,
             GError  **error)
{
  gboolean negative = take_byte (scanner, '-');
  gint64 value = 0;

  if (!negative)
    take_byte (scanner, '+');
  if (!g_ascii_isdigit (peek (scanner)))
    return fail (scanner, error, _("a value"));

  for (; g_ascii_isdigit (peek (scanner)); scanner->at++)
    {
      value = value * 10 + peek (scanner) - '0';
      if (value > (gint64) G_MAXINT + negative)
        return fail (scanner, error, _("a smaller number"));
    }
  if (g_ascii_isalpha (peek (scanner)) || peek (scanner) == '_')
    return fail (scanner, error, ")");

  *number = negative ? -value : value;
  return TRUE;
}

static gboolean
take_value (Scanner        *scanner,
            PtlPrefsEntry  *entry,
            GError        **error)
{
  if (!skip_blank (scanner, error))
    return FALSE;

  if (peek (scanner) == '"' || peek (scanner) == '\'')
    {
      entry->kind = PTL_PREFS_STRING;
      entry->string = take_string (scanner, error);
      return entry->string != NULL;
    }

  entry->kind = PTL_PREFS_BOOL;
  entry->number = take_word (scanner, "true");
  if (entry->number || take_word (scanner, "false"))
    return TRUE;

  entry->kind = PTL_PREFS_INT;
  return take_number (scanner, &entry->number, error);
}

static PtlPrefsEntry *
take_entry (Scanner  *scanner,
            GError  **error)
{
  g_autoptr (PtlPrefsEntry) entry = g_new0 (PtlPrefsEntry, 1);

  entry->start = scanner->at;
  if (!take_word (scanner, "user_pref") && !take_word (scanner, "pref") && !take_word (scanner, "sticky_pref"))
    return fail (scanner, error, "user_pref"), NULL;
  if (!take_token (scanner, '(', error))
    return NULL;

  entry->name = take_string (scanner, error);
  if (entry->name == NULL || !take_token (scanner, ',', error) || !take_value (scanner, entry, error))
    return NULL;
  if (!take_token (scanner, ')', error) || !take_token (scanner, ';', error))
    return NULL;

  entry->end = scanner->at;
  return g_steal_pointer (&entry);
}

/**
 * ptl_prefs_read_entries:
 * @entries: (element-type PtlPrefsEntry): gets the lines in order
 *
 * Returns: %FALSE with PTL_ERROR_EXPORT_CORRUPT and the line if Mozilla's programs could not read the file
 */
gboolean
ptl_prefs_read_entries (GBytes     *bytes,
                        GPtrArray  *entries,
                        GError    **error)
{
  Scanner scanner = { NULL };

  scanner.data = g_bytes_get_data (bytes, &scanner.length);
  while (skip_blank (&scanner, error))
    {
      PtlPrefsEntry *entry;

      if (scanner.at == scanner.length)
        return TRUE;

      entry = take_entry (&scanner, error);
      if (entry == NULL)
        return FALSE;
      g_ptr_array_add (entries, entry);
    }

  return FALSE;
}

void
ptl_prefs_entry_free (PtlPrefsEntry *self)
{
  g_free (self->name);
  g_free (self->string);
  g_free (self->replacement);
  g_free (self);
}
