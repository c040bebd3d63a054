/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-prefs.h"

#include <string.h>

#include "ptl-prefs-parser.h"

struct _PtlPrefs
{
  GBytes     *bytes;    /* (owned) */
  GPtrArray  *entries;  /* (element-type PtlPrefsEntry) (owned): those of the file, in order; then those added */
  GHashTable *last;     /* name → PtlPrefsEntry (both unowned): the last one is the one that counts */
  GString    *added;    /* (owned): lines behind the file */
};

/* The last line of a name is the one that counts. */
static void
count (PtlPrefs      *self,
       PtlPrefsEntry *entry)
{
  g_hash_table_replace (self->last, entry->name, entry);
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

  self->bytes = bytes != NULL ? g_bytes_ref (bytes) : g_bytes_new (NULL, 0);
  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) ptl_prefs_entry_free);
  self->last = g_hash_table_new (g_str_hash, g_str_equal);
  self->added = g_string_new (NULL);

  if (!ptl_prefs_read_entries (self->bytes, self->entries, error))
    return NULL;

  for (guint i = 0; i < self->entries->len; i++)
    count (self, g_ptr_array_index (self->entries, i));
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
  const PtlPrefsEntry *entry = g_ptr_array_index (self->entries, index);

  return entry->name;
}

static PtlPrefsEntry *
find (PtlPrefs     *self,
      const char   *name,
      PtlPrefsKind  kind)
{
  PtlPrefsEntry *entry = g_hash_table_lookup (self->last, name);

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
  PtlPrefsEntry *entry = find (self, name, PTL_PREFS_STRING);

  return entry != NULL ? entry->string : NULL;
}

gint
ptl_prefs_get_int (PtlPrefs   *self,
                   const char *name,
                   gint        missing)
{
  PtlPrefsEntry *entry = find (self, name, PTL_PREFS_INT);

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
  PtlPrefsEntry *a = g_hash_table_lookup (self->last, name);
  PtlPrefsEntry *b = g_hash_table_lookup (other->last, name);

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
write_value (const PtlPrefsEntry *entry)
{
  switch (entry->kind)
    {
    case PTL_PREFS_STRING:
      return quote (entry->string);
    case PTL_PREFS_INT:
      return g_strdup_printf ("%d", entry->number);
    case PTL_PREFS_BOOL:
      return g_strdup (entry->number ? "true" : "false");
    }

  g_assert_not_reached ();
}

static char *
write_entry (const PtlPrefsEntry *entry)
{
  g_autofree char *name = quote (entry->name);
  g_autofree char *value = write_value (entry);

  return g_strdup_printf ("user_pref(%s, %s);", name, value);
}

static void
add (PtlPrefs     *self,
     PtlPrefsKind  kind,
     const char   *name,
     const char   *string,
     gint          number)
{
  PtlPrefsEntry *entry = g_new0 (PtlPrefsEntry, 1);
  g_autofree char *line = NULL;

  entry->kind = kind;
  entry->name = g_strdup (name);
  entry->string = g_strdup (string);
  entry->number = number;
  entry->start = entry->end = G_MAXSIZE;
  g_ptr_array_add (self->entries, entry);
  count (self, entry);

  line = write_entry (entry);
  g_string_append_printf (self->added, "%s\n", line);
}

/* Adds a line at the end; it wins over an earlier one. */
void
ptl_prefs_set_string (PtlPrefs   *self,
                      const char *name,
                      const char *value)
{
  add (self, PTL_PREFS_STRING, name, value, 0);
}

void
ptl_prefs_set_int (PtlPrefs   *self,
                   const char *name,
                   gint        value)
{
  add (self, PTL_PREFS_INT, name, NULL, value);
}

void
ptl_prefs_set_bool (PtlPrefs   *self,
                    const char *name,
                    gboolean    value)
{
  add (self, PTL_PREFS_BOOL, name, NULL, value != FALSE);
}

/* Changes a text of the file where it stands: the last line of that name, which is the one that counts. */
void
ptl_prefs_replace (PtlPrefs   *self,
                   const char *name,
                   const char *value)
{
  PtlPrefsEntry *entry = find (self, name, PTL_PREFS_STRING);

  g_return_if_fail (entry != NULL && entry->start != G_MAXSIZE);

  g_free (entry->string);
  entry->string = g_strdup (value);
  g_free (entry->replacement);
  entry->replacement = write_entry (entry);
}

/* Changes it where it stands, whatever it was; where it stands nowhere, adds a line. */
static void
put (PtlPrefs     *self,
     PtlPrefsKind  kind,
     const char   *name,
     const char   *string,
     gint          number)
{
  PtlPrefsEntry *entry = g_hash_table_lookup (self->last, name);
  char *copy;

  if (entry == NULL || entry->start == G_MAXSIZE)
    {
      add (self, kind, name, string, number);
      return;
    }

  copy = g_strdup (string);
  g_free (entry->string);
  entry->string = copy;
  entry->kind = kind;
  entry->number = number;
  g_free (entry->replacement);
  entry->replacement = write_entry (entry);
}

void
ptl_prefs_put_string (PtlPrefs   *self,
                      const char *name,
                      const char *value)
{
  put (self, PTL_PREFS_STRING, name, value, 0);
}

void
ptl_prefs_put_int (PtlPrefs   *self,
                   const char *name,
                   gint        value)
{
  put (self, PTL_PREFS_INT, name, NULL, value);
}

/* Gives @name the value that @from has under @from_name. */
void
ptl_prefs_assign (PtlPrefs   *self,
                  const char *name,
                  PtlPrefs   *from,
                  const char *from_name)
{
  const PtlPrefsEntry *entry = g_hash_table_lookup (from->last, from_name);

  g_return_if_fail (entry != NULL);

  put (self, entry->kind, name, entry->string, entry->number);
}

/* Returns: (transfer full) (nullable): the value, a text without its quotation marks */
char *
ptl_prefs_write_value (PtlPrefs   *self,
                       const char *name)
{
  const PtlPrefsEntry *entry = g_hash_table_lookup (self->last, name);

  if (entry == NULL)
    return NULL;

  return entry->kind == PTL_PREFS_STRING ? g_strdup (entry->string) : write_value (entry);
}

/* Appends the line that says @name, if there is one. */
void
ptl_prefs_write_line (PtlPrefs   *self,
                      const char *name,
                      GString    *text)
{
  const PtlPrefsEntry *entry = g_hash_table_lookup (self->last, name);
  g_autofree char *line = entry != NULL ? write_entry (entry) : NULL;

  if (line != NULL)
    g_string_append_printf (text, "%s\n", line);
}

/* Takes the last line of that name out of the file; an earlier one counts again. */
void
ptl_prefs_remove (PtlPrefs   *self,
                  const char *name)
{
  PtlPrefsEntry *entry = g_hash_table_lookup (self->last, name);

  g_return_if_fail (entry != NULL && entry->start != G_MAXSIZE);

  g_hash_table_remove (self->last, name);
  g_free (entry->replacement);
  entry->replacement = g_strdup ("");

  for (guint i = 0; i < self->entries->len; i++)
    {
      PtlPrefsEntry *other = g_ptr_array_index (self->entries, i);

      if (other->replacement != NULL && *other->replacement == '\0')
        continue;
      if (g_str_equal (other->name, name))
        count (self, other);
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
find_line_end (const guint8        *data,
               gsize                length,
               const PtlPrefsEntry *entry)
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
      const PtlPrefsEntry *entry = g_ptr_array_index (self->entries, i);

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
