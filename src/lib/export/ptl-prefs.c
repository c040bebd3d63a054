/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-prefs.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ptl-error.h"

typedef enum
{
  VALUE_STRING,
  VALUE_INT,
  VALUE_BOOL,
} ValueKind;

/* One user_pref ("name", value); as it stands in the file. */
typedef struct
{
  char      *name;         /* (owned) */
  char      *string;       /* (owned) (nullable) */
  gint       number;       /* or the truth of a boolean */
  ValueKind  kind;
  gsize      start;
  gsize      end;          /* behind the semicolon */
  char      *replacement;  /* (owned) (nullable): what is written instead; "" to take it out */
} Entry;

struct _PtlPrefs
{
  GBytes     *bytes;    /* (owned) */
  GPtrArray  *entries;  /* (element-type Entry) (owned): those of the file, in order; then those added */
  GHashTable *last;     /* name → Entry (both unowned): the last one is the one that counts */
  GString    *added;    /* (owned): lines behind the file */
};

typedef struct
{
  const guint8 *data;
  gsize         length;
  gsize         at;
} Scanner;

static void
entry_free (Entry *entry)
{
  g_free (entry->name);
  g_free (entry->string);
  g_free (entry->replacement);
  g_free (entry);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Entry, entry_free)

/* The parser. The grammar is that of Mozilla's own reader (modules/libpref/parser), which throws the whole file away at the first
 * mistake. So a file that it would not read is refused here. */

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
take_value (Scanner  *scanner,
            Entry    *entry,
            GError  **error)
{
  if (!skip_blank (scanner, error))
    return FALSE;

  if (peek (scanner) == '"' || peek (scanner) == '\'')
    {
      entry->kind = VALUE_STRING;
      entry->string = take_string (scanner, error);
      return entry->string != NULL;
    }

  entry->kind = VALUE_BOOL;
  entry->number = take_word (scanner, "true");
  if (entry->number || take_word (scanner, "false"))
    return TRUE;

  entry->kind = VALUE_INT;
  return take_number (scanner, &entry->number, error);
}

static Entry *
take_entry (Scanner  *scanner,
            GError  **error)
{
  g_autoptr (Entry) entry = g_new0 (Entry, 1);

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

static void
remember (PtlPrefs *self,
          Entry    *entry)
{
  g_ptr_array_add (self->entries, entry);
  g_hash_table_replace (self->last, entry->name, entry);
}

static gboolean
parse_all (PtlPrefs  *self,
           Scanner   *scanner,
           GError   **error)
{
  while (skip_blank (scanner, error))
    {
      Entry *entry;

      if (scanner->at == scanner->length)
        return TRUE;

      entry = take_entry (scanner, error);
      if (entry == NULL)
        return FALSE;
      remember (self, entry);
    }

  return FALSE;
}

/**
 * ptl_prefs_parse:
 * @bytes: (nullable): a preference file
 *
 * Returns: (transfer full) (nullable): what it says; PTL_ERROR_EXPORT_CORRUPT with the line if Mozilla's programs could not read it
 */
PtlPrefs *
ptl_prefs_parse (GBytes  *bytes,
                 GError **error)
{
  g_autoptr (PtlPrefs) self = g_new0 (PtlPrefs, 1);
  Scanner scanner = { NULL };

  self->bytes = bytes != NULL ? g_bytes_ref (bytes) : g_bytes_new (NULL, 0);
  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);
  self->last = g_hash_table_new (g_str_hash, g_str_equal);
  self->added = g_string_new (NULL);

  scanner.data = g_bytes_get_data (self->bytes, &scanner.length);
  if (!parse_all (self, &scanner, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
ptl_prefs_free (PtlPrefs *self)
{
  g_hash_table_unref (self->last);
  g_ptr_array_unref (self->entries);
  g_bytes_unref (self->bytes);
  g_string_free (self->added, TRUE);
  g_free (self);
}

/* How many lines there are, repeated names included. */
guint
ptl_prefs_get_size (PtlPrefs *self)
{
  return self->entries->len;
}

const char *
ptl_prefs_get_name (PtlPrefs *self,
                    guint     index)
{
  const Entry *entry = g_ptr_array_index (self->entries, index);

  return entry->name;
}

static Entry *
find (PtlPrefs   *self,
      const char *name,
      ValueKind   kind)
{
  Entry *entry = g_hash_table_lookup (self->last, name);

  return entry != NULL && entry->kind == kind ? entry : NULL;
}

gboolean
ptl_prefs_has (PtlPrefs   *self,
               const char *name)
{
  return g_hash_table_contains (self->last, name);
}

/* Returns: (nullable): */
const char *
ptl_prefs_get_string (PtlPrefs   *self,
                      const char *name)
{
  Entry *entry = find (self, name, VALUE_STRING);

  return entry != NULL ? entry->string : NULL;
}

gint
ptl_prefs_get_int (PtlPrefs   *self,
                   const char *name,
                   gint        missing)
{
  Entry *entry = find (self, name, VALUE_INT);

  return entry != NULL ? entry->number : missing;
}

/**
 * ptl_prefs_get_list:
 *
 * Returns: (transfer full): the words of a text like "account1, account2"; empty if there is none
 */
char **
ptl_prefs_get_list (PtlPrefs   *self,
                    const char *name)
{
  const char *text = ptl_prefs_get_string (self, name);
  g_auto (GStrv) words = g_strsplit (text != NULL ? text : "", ",", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (*g_strstrip (words[i]) != '\0')
        g_strv_builder_add (builder, words[i]);
    }

  return g_strv_builder_end (builder);
}

/* Do both say the same about @name? */
gboolean
ptl_prefs_same (PtlPrefs   *self,
                PtlPrefs   *other,
                const char *name)
{
  Entry *a = g_hash_table_lookup (self->last, name);
  Entry *b = g_hash_table_lookup (other->last, name);

  if (a == NULL || b == NULL)
    return a == b;

  return a->kind == b->kind && a->number == b->number && g_strcmp0 (a->string, b->string) == 0;
}

static char *
quote (const char *text)
{
  GString *string = g_string_new ("\"");

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_printf (string, "\\%c", *p);
      else if (*p == '\n')
        g_string_append (string, "\\n");
      else if (*p == '\r')
        g_string_append (string, "\\r");
      else if ((guchar) *p < 0x20)
        g_string_append_printf (string, "\\x%02x", (guint) *p);
      else
        g_string_append_c (string, *p);
    }
  g_string_append_c (string, '"');

  return g_string_free (string, FALSE);
}

static char *
write_value (const Entry *entry)
{
  switch (entry->kind)
    {
    case VALUE_STRING:
      return quote (entry->string);
    case VALUE_INT:
      return g_strdup_printf ("%d", entry->number);
    case VALUE_BOOL:
      return g_strdup (entry->number ? "true" : "false");
    }

  g_assert_not_reached ();
}

static char *
write_entry (const Entry *entry)
{
  g_autofree char *name = quote (entry->name);
  g_autofree char *value = write_value (entry);

  return g_strdup_printf ("user_pref(%s, %s);", name, value);
}

static void
add (PtlPrefs   *self,
     ValueKind   kind,
     const char *name,
     const char *string,
     gint        number)
{
  Entry *entry = g_new0 (Entry, 1);
  g_autofree char *line = NULL;

  entry->kind = kind;
  entry->name = g_strdup (name);
  entry->string = g_strdup (string);
  entry->number = number;
  entry->start = entry->end = G_MAXSIZE;
  remember (self, entry);

  line = write_entry (entry);
  g_string_append_printf (self->added, "%s\n", line);
}

/* Adds a line at the end; it wins over an earlier one. */
void
ptl_prefs_set_string (PtlPrefs   *self,
                      const char *name,
                      const char *value)
{
  add (self, VALUE_STRING, name, value, 0);
}

void
ptl_prefs_set_int (PtlPrefs   *self,
                   const char *name,
                   gint        value)
{
  add (self, VALUE_INT, name, NULL, value);
}

void
ptl_prefs_set_bool (PtlPrefs   *self,
                    const char *name,
                    gboolean    value)
{
  add (self, VALUE_BOOL, name, NULL, value != FALSE);
}

/* Changes a text of the file where it stands: the last line of that name, which is the one that counts. */
void
ptl_prefs_replace (PtlPrefs   *self,
                   const char *name,
                   const char *value)
{
  Entry *entry = find (self, name, VALUE_STRING);

  g_return_if_fail (entry != NULL && entry->start != G_MAXSIZE);

  g_free (entry->string);
  entry->string = g_strdup (value);
  g_free (entry->replacement);
  entry->replacement = write_entry (entry);
}

/* Takes the last line of that name out of the file; an earlier one counts again. */
void
ptl_prefs_remove (PtlPrefs   *self,
                  const char *name)
{
  Entry *entry = g_hash_table_lookup (self->last, name);

  g_return_if_fail (entry != NULL && entry->start != G_MAXSIZE);

  g_hash_table_remove (self->last, name);
  g_free (entry->replacement);
  entry->replacement = g_strdup ("");

  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *other = g_ptr_array_index (self->entries, i);

      if (other->replacement != NULL && *other->replacement == '\0')
        continue;
      if (g_str_equal (other->name, name))
        g_hash_table_replace (self->last, other->name, other);
    }
}

/* The lines that were added, as they are written. */
const char *
ptl_prefs_get_added (PtlPrefs *self)
{
  return self->added->str;
}

/* A line that is taken out goes with its end, if nothing else stands in it. */
static gsize
find_line_end (const guint8 *data,
               gsize         length,
               const Entry  *entry)
{
  gsize end = entry->end;

  if (*entry->replacement != '\0' || (entry->start > 0 && data[entry->start - 1] != '\n'))
    return end;

  while (end < length && (data[end] == ' ' || data[end] == '\t' || data[end] == '\r'))
    end++;

  return end < length && data[end] == '\n' ? end + 1 : entry->end;
}

GBytes *
ptl_prefs_to_bytes (PtlPrefs *self)
{
  g_autoptr (GByteArray) array = g_byte_array_new ();
  gsize length, at = 0;
  const guint8 *data = g_bytes_get_data (self->bytes, &length);

  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (self->entries, i);

      if (entry->replacement == NULL)
        continue;
      g_byte_array_append (array, data + at, entry->start - at);
      g_byte_array_append (array, (const guint8 *) entry->replacement, strlen (entry->replacement));
      at = find_line_end (data, length, entry);
    }

  if (at < length)
    g_byte_array_append (array, data + at, length - at);
  if (self->added->len > 0 && array->len > 0 && array->data[array->len - 1] != '\n')
    g_byte_array_append (array, (const guint8 *) "\n", 1);
  g_byte_array_append (array, (const guint8 *) self->added->str, self->added->len);

  return g_byte_array_free_to_bytes (g_steal_pointer (&array));
}
