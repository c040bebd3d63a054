/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-key-swap.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ptl-error.h"
#include "ptl-journal.h"
#include "ptl-safe-file.h"

struct _PtlKeySwap
{
  char     *path;    /* (owned) */
  GBytes   *before;  /* (owned) */
  char     *text;    /* (owned): what it is to hold */
  GKeyFile *added;   /* (owned): values as they are written now … */
  GKeyFile *was;     /* (owned): … and as they were; a value that is the same in both only has to be there still */
};

/* One line of a group: its value, and where it stands. @start is NULL if there is none; @end then is where the group ends. */
typedef struct
{
  const char *start;
  const char *value;
  const char *end;   /* before the end of the line */
} Line;

static const char *
end_of_line (const char *p)
{
  return p + strcspn (p, "\n");
}

static gboolean
is_group (const char *line,
          const char *group)
{
  gsize length = strlen (group);

  return line[0] == '[' && strncmp (line + 1, group, length) == 0 && line[1 + length] == ']';
}

static gboolean
is_key (const char *line,
        const char *key,
        Line       *found)
{
  const char *p = line + strlen (key);

  if (strncmp (line, key, strlen (key)) != 0)
    return FALSE;

  p += strspn (p, " \t");
  if (*p != '=')
    return FALSE;

  p++;
  found->value = p + strspn (p, " \t");
  return TRUE;
}

/* The last line of that key in the first group of that name. Notes at the end of a group may be those above the next one. */
static Line
find_line (const char *text,
           const char *group,
           const char *key)
{
  Line found = { NULL };
  gboolean inside = FALSE;

  for (const char *line = text; *line != '\0'; line = end_of_line (line) + (*end_of_line (line) == '\n'))
    {
      const char *end = end_of_line (line);

      if (*line == '[' && inside)
        break;
      inside = inside || is_group (line, group);
      if (!inside)
        continue;

      if (is_key (line, key, &found))
        found.start = line;
      if (found.start == line || (found.start == NULL && end > line && *line != '#'))
        found.end = end > line && end[-1] == '\r' ? end - 1 : end;
    }

  return found;
}

static char *
get_value (const char *text,
           const char *group,
           const char *key)
{
  Line line = find_line (text, group, key);

  return line.start != NULL ? g_strndup (line.value, line.end - line.value) : NULL;
}

static char *
cut (const char *text,
     const char *from,
     const char *to,
     const char *insert)
{
  g_autofree char *head = g_strndup (text, from - text);

  return g_strconcat (head, insert, to, NULL);
}

/* Returns: (transfer full): the text with another value, or without it (NULL) */
static char *
set_value (const char *text,
           const char *group,
           const char *key,
           const char *value)
{
  Line line = find_line (text, group, key);
  g_autofree char *addition = value != NULL ? g_strdup_printf ("\n%s=%s", key, value) : NULL;

  if (line.start != NULL && value != NULL)
    return cut (text, line.value, line.end, value);
  if (line.start != NULL)
    return cut (text, line.start, end_of_line (line.start) + (*end_of_line (line.start) == '\n'), "");
  if (value == NULL)
    return g_strdup (text);
  if (line.end != NULL)
    return cut (text, line.end, line.end, addition);

  return g_strdup_printf ("%s%s[%s]%s\n", text, *text == '\0' || g_str_has_suffix (text, "\n") ? "" : "\n", group, addition);
}

/**
 * ptl_key_swap_new:
 * @path: a file that is there
 */
PtlKeySwap *
ptl_key_swap_new (const char  *path,
                  GError     **error)
{
  g_autoptr (GBytes) before = NULL;
  g_autofree char *display = g_filename_display_name (path);
  PtlKeySwap *self;
  gsize length = 0;
  const char *data;

  if (!ptl_safe_file_read (path, &before, error))
    return NULL;

  data = before != NULL ? g_bytes_get_data (before, &length) : NULL;
  if (before == NULL || (length > 0 && memchr (data, '\0', length) != NULL))
    {
      g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_CORRUPT, _("“%s” is not a settings file."), display);
      return NULL;
    }

  self = g_new0 (PtlKeySwap, 1);
  self->path = g_strdup (path);
  self->before = g_steal_pointer (&before);
  self->text = ptl_safe_file_get_text (self->before);
  self->added = g_key_file_new ();
  self->was = g_key_file_new ();
  return self;
}

void
ptl_key_swap_free (PtlKeySwap *self)
{
  g_key_file_unref (self->added);
  g_key_file_unref (self->was);
  g_bytes_unref (self->before);
  g_free (self->path);
  g_free (self->text);
  g_free (self);
}

/* Returns: (transfer full) (nullable): the value as it stands in the file */
char *
ptl_key_swap_get (PtlKeySwap *self,
                  const char *group,
                  const char *key)
{
  return get_value (self->text, group, key);
}

/* @value is (nullable): to have none. */
void
ptl_key_swap_set (PtlKeySwap *self,
                  const char *group,
                  const char *key,
                  const char *value)
{
  g_autofree char *old = get_value (self->text, group, key);
  char *text;

  if (g_strcmp0 (old, value) == 0)
    return;

  text = set_value (self->text, group, key, value);
  g_free (self->text);
  self->text = text;
  g_key_file_set_string (self->added, group, key, value != NULL ? value : "");
  if (old != NULL)
    g_key_file_set_string (self->was, group, key, old);
}

/* Taking back leaves the group alone unless this value is still in it: it may be about another account by then. */
void
ptl_key_swap_guard (PtlKeySwap *self,
                    const char *group,
                    const char *key)
{
  g_autofree char *value = get_value (self->text, group, key);

  if (value == NULL)
    return;

  g_key_file_set_string (self->added, group, key, value);
  g_key_file_set_string (self->was, group, key, value);
}

/* As programs write them. */
static char *
say_value (PtlDifferenceKind  kind,
           const char        *value)
{
  if (value == NULL || kind == PTL_DIFFERENCE_HOST || kind == PTL_DIFFERENCE_USERNAME || kind == PTL_DIFFERENCE_NAME)
    return g_strdup (value);
  if (g_str_has_prefix (value, "ssl-") || g_str_equal (value, "transport"))
    return g_strdup (ptl_differences_say_security (PTL_SECURITY_TLS));
  if (g_str_has_prefix (value, "start"))
    return g_strdup (ptl_differences_say_security (PTL_SECURITY_STARTTLS));
  if (g_str_equal (value, "true"))
    return g_strdup (_("yes"));
  if (g_str_equal (value, "false"))
    return g_strdup (_("no"));

  return g_strdup (value);
}

/* All of these are a password that is sent as it is. */
static gboolean
is_plain_method (const char *method)
{
  static const char * const plain[] = { "", "none", "plain", "login", NULL };
  g_autofree char *lower = method != NULL ? g_ascii_strdown (method, -1) : NULL;

  return lower == NULL || g_strv_contains (plain, lower);
}

static gboolean
is_same (const PtlKeyField *field,
         const char        *there,
         const char        *here)
{
  if (g_strcmp0 (there, here) == 0)
    return TRUE;
  if (field->kind == PTL_DIFFERENCE_METHOD)
    return is_plain_method (there) && is_plain_method (here);

  return field->kind == PTL_DIFFERENCE_HOST && there != NULL && g_ascii_strcasecmp (there, here) == 0;
}

/* Gives the account the values that @wanted has, and notes what differs. */
void
ptl_key_swap_take (PtlKeySwap        *self,
                   GKeyFile          *wanted,
                   const PtlKeyField *fields,
                   gsize              n_fields,
                   GPtrArray         *differences)
{
  for (gsize i = 0; i < n_fields; i++)
    {
      g_autofree char *there = get_value (self->text, fields[i].group, fields[i].key);
      g_autofree char *here = g_key_file_get_value (wanted, fields[i].group, fields[i].key, NULL);
      g_autofree char *there_words = say_value (fields[i].kind, there);
      g_autofree char *here_words = say_value (fields[i].kind, here);

      if (here == NULL || is_same (&fields[i], there, here))
        continue;
      ptl_differences_add (differences, fields[i].kind, fields[i].outgoing, there_words, here_words);
      ptl_key_swap_set (self, fields[i].group, fields[i].key, here);
    }
}

/* Returns: whether there was something to plan */
gboolean
ptl_key_swap_plan (PtlKeySwap *self,
                   PtlPlan    *plan)
{
  g_autofree char *added = g_key_file_to_data (self->added, NULL, NULL);
  g_autofree char *was = g_key_file_to_data (self->was, NULL, NULL);
  g_autoptr (GBytes) after = g_bytes_new (self->text, strlen (self->text));

  if (g_bytes_equal (self->before, after))
    return FALSE;

  ptl_plan_swap (plan, PTL_CHANGE_KEYS, self->path, self->before, after, added, was);
  return TRUE;
}

/* Is every guard of the group still there? */
static gboolean
is_same_group (const char *text,
               const char *group,
               GKeyFile   *added,
               GKeyFile   *was)
{
  g_auto (GStrv) keys = g_key_file_get_keys (added, group, NULL, NULL);

  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autofree char *then = g_key_file_get_string (added, group, keys[i], NULL);
      g_autofree char *before = g_key_file_get_string (was, group, keys[i], NULL);
      g_autofree char *now = get_value (text, group, keys[i]);

      if (g_strcmp0 (then, before) == 0 && g_strcmp0 (now, then) != 0)
        return FALSE;
    }

  return TRUE;
}

/* Returns: how many values were put back */
static guint
restore_group (char       **text,
               const char  *group,
               GKeyFile    *added,
               GKeyFile    *was,
               GPtrArray   *left)
{
  g_auto (GStrv) keys = g_key_file_get_keys (added, group, NULL, NULL);
  guint n_restored = 0;

  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autofree char *then = g_key_file_get_string (added, group, keys[i], NULL);
      g_autofree char *before = g_key_file_get_string (was, group, keys[i], NULL);
      g_autofree char *now = get_value (*text, group, keys[i]);
      g_autofree char *old = NULL;

      if (g_strcmp0 (then, before) == 0)
        continue;
      if (g_strcmp0 (now != NULL ? now : "", then) != 0)
        {
          g_ptr_array_add (left, g_strdup (keys[i]));
          continue;
        }
      old = *text;
      *text = set_value (old, group, keys[i], before);
      n_restored++;
    }

  return n_restored;
}

/* GKeyFile gives back UTF-8 only: every byte becomes the letter of that number, which always is. */
static char *
widen (const char *bytes)
{
  GString *text = g_string_new (NULL);

  for (const char *p = bytes; *p != '\0'; p++)
    g_string_append_unichar (text, (guchar) *p);

  return g_string_free (text, FALSE);
}

static GBytes *
narrow (const char *text)
{
  GByteArray *bytes = g_byte_array_new ();

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      guint8 byte = g_utf8_get_char (p);

      g_byte_array_append (bytes, &byte, 1);
    }

  return g_byte_array_free_to_bytes (bytes);
}

static GKeyFile *
load_widened (const char *text)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *wide = widen (text);

  return *wide == '\0' || g_key_file_load_from_data (file, wide, -1, G_KEY_FILE_NONE, NULL) ? g_steal_pointer (&file) : NULL;
}

/**
 * ptl_key_swap_take_back:
 * @now: what the file holds by now
 * @left: (element-type utf8): gets the keys that stay, because somebody changed them since
 *
 * Returns: (transfer full) (nullable): what it is to hold; %NULL if nothing can be taken back
 */
GBytes *
ptl_key_swap_take_back (GBytes     *now,
                        const char *added_text,
                        const char *was_text,
                        GPtrArray  *left)
{
  g_autoptr (GKeyFile) added = load_widened (added_text);
  g_autoptr (GKeyFile) was = load_widened (was_text);
  g_autofree char *bytes = ptl_safe_file_get_text (now);
  g_autofree char *text = widen (bytes);
  g_auto (GStrv) groups = added != NULL ? g_key_file_get_groups (added, NULL) : NULL;
  guint n_restored = 0;

  if (added == NULL || was == NULL || strlen (bytes) != g_bytes_get_size (now))
    return NULL;

  for (guint i = 0; groups[i] != NULL; i++)
    {
      if (is_same_group (text, groups[i], added, was))
        n_restored += restore_group (&text, groups[i], added, was, left);
    }

  return n_restored > 0 ? narrow (text) : NULL;
}

static char *
find_first_group (const char *text)
{
  const char *start = g_str_has_prefix (text, "[") ? text : strstr (text, "\n[");
  const char *name = start != NULL ? strchr (start, '[') + 1 : NULL;

  return name != NULL ? g_strndup (name, strcspn (name, "]\n")) : NULL;
}

/* Do they name the same account? */
static gboolean
has_same_account (const char *text,
                  const char *added,
                  const char *group)
{
  static const char * const keys[] = { "address", "receive_server", "user_id" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *now = get_value (text, group, keys[i]);
      g_autofree char *then = get_value (added, group, keys[i]);

      if (g_strcmp0 (now, then) != 0)
        return FALSE;
    }

  return TRUE;
}

static const char *
next_line (const char *line)
{
  return end_of_line (line) + (*end_of_line (line) == '\n');
}

/* Where the group begins, with the notes above it if they are ours: @added begins with them. */
static const char *
find_start (const char *text,
            const char *added,
            const char *group)
{
  const char *notes = added + strspn (added, "\n");
  g_autofree char *first = g_strndup (notes, end_of_line (notes) - notes);
  const char *start = NULL;

  for (const char *line = text; *line != '\0'; line = next_line (line))
    {
      if (*first == '#' && strncmp (line, first, strlen (first)) == 0 && line + strlen (first) == end_of_line (line))
        start = line;
      else if (is_group (line, group))
        return start != NULL ? start : line;
      else if (*line != '#')
        start = NULL;
    }

  return NULL;
}

/* Where the group ends: before the next one and the notes above that, or after the last line of @added, if that is a note of ours. */
static const char *
find_end (const char *start,
          const char *added,
          const char *group)
{
  g_autofree char *trimmed = g_strchomp (g_strdup (added));
  const char *last = strrchr (trimmed, '\n') != NULL ? strrchr (trimmed, '\n') + 1 : trimmed;
  const char *end = NULL;
  gboolean inside = FALSE;

  for (const char *line = start; *line != '\0'; line = next_line (line))
    {
      if (inside && *line == '[')
        return end;
      inside = inside || is_group (line, group);
      if (inside && *last == '#' && strncmp (line, last, strlen (last)) == 0 && line + strlen (last) == end_of_line (line))
        return next_line (line);
      if (inside && *line != '#' && *line != '\n')
        end = next_line (line);
    }

  return end;
}

/**
 * ptl_key_swap_take_out:
 * @now: what the file holds by now
 * @added: a group of keys that was added to it, with its notes
 *
 * Returns: (transfer full) (nullable): the file without the account, which the program may have written anew; %NULL if it is not there
 */
GBytes *
ptl_key_swap_take_out (GBytes     *now,
                       const char *added)
{
  g_autofree char *text = ptl_safe_file_get_text (now);
  g_autofree char *group = find_first_group (added);
  const char *start = group != NULL ? find_start (text, added, group) : NULL;
  char *rest;

  if (start == NULL || strlen (text) != g_bytes_get_size (now) || !has_same_account (text, added, group))
    return NULL;

  rest = cut (text, start, find_end (start, added, group), "");
  return g_bytes_new_take (rest, strlen (rest));
}

/* Is it still the account that was added, whatever the program or the person has changed about it since? */
gboolean
ptl_key_swap_is_same (GKeyFile *now,
                      GKeyFile *added)
{
  static const char * const keys[][2] = {
    { "Data Source", "Parent" }, { "Mail Account", "BackendName" }, { "Authentication", "Host" }, { "Authentication", "User" },
    { "Incoming", "host" }, { "Incoming", "login" },
  };
  gboolean sends = g_key_file_has_group (added, "Mail Transport");  /* belongs to the account, whatever server it is */

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *value = g_key_file_get_value (now, keys[i][0], keys[i][1], NULL);
      g_autofree char *then = g_key_file_get_value (added, keys[i][0], keys[i][1], NULL);

      if (then != NULL && !(sends && g_str_equal (keys[i][0], "Authentication")) && g_strcmp0 (value, then) != 0)
        return FALSE;
    }

  return TRUE;
}
