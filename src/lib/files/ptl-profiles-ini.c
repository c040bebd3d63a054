/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-profiles-ini.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ptl-error.h"
#include "ptl-safe-file.h"

/* Rules that differ from those of GKeyFile, all tried with version 153: the last of several values counts, in groups and in profiles;
 * spaces belong to keys and values, but not to the front of a line; any of CR, LF and CRLF ends a line; a mark at the start is
 * passed over; profiles are counted from 0 up to the first number that is missing. */

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* Of another program of the same makers, which nobody starts by itself. */
#define NEVER_CHOSEN "dev-edition-default"

static void
named_profile_free (PtlNamedProfile *self)
{
  g_free (self->name);
  g_free (self->directory);
  g_free (self->descriptor);
  g_free (self);
}

void
ptl_profiles_ini_free (PtlProfilesIni *self)
{
  g_free (self->root);
  g_free (self->path);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_hash_table_unref (self->groups);
  g_ptr_array_unref (self->profiles);
  g_free (self);
}

static PtlProfilesIni *
profiles_ini_new (const char *root)
{
  PtlProfilesIni *self = g_new0 (PtlProfilesIni, 1);

  self->root = g_strdup (root);
  self->path = g_build_filename (root, "profiles.ini", NULL);
  self->groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_hash_table_unref);
  self->profiles = g_ptr_array_new_with_free_func ((GDestroyNotify) named_profile_free);

  return self;
}

/* Lines */

static GHashTable *
open_group (PtlProfilesIni *self,
            const char     *prefix,
            const char     *name)
{
  g_autofree char *full_name = g_strconcat (prefix, name, NULL);
  GHashTable *group = g_hash_table_lookup (self->groups, full_name);

  if (group == NULL)
    {
      group = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      g_hash_table_insert (self->groups, g_steal_pointer (&full_name), group);
    }

  return group;
}

/* [Name], and nothing behind it */
static GHashTable *
read_group (PtlProfilesIni *self,
            const char     *prefix,
            const char     *line)
{
  const char *end = strchr (line, ']');
  g_autofree char *name = end != NULL ? g_strndup (line + 1, end - line - 1) : NULL;

  return end != NULL && end[1 + strspn (end + 1, " \t")] == '\0' ? open_group (self, prefix, name) : NULL;
}

static gboolean
read_line (PtlProfilesIni  *self,
           const char      *prefix,
           const char      *line,
           GHashTable     **group)
{
  const char *start = line + strspn (line, " \t");
  const char *equals = strchr (start, '=');

  if (*start == '\0' || *start == '#' || *start == ';')
    return TRUE;
  if (*start == '[')
    return (*group = read_group (self, prefix, start)) != NULL;
  if (*group == NULL || equals == NULL || equals == start)
    return FALSE;

  g_hash_table_replace (*group, g_strndup (start, equals - start), g_strdup (equals + 1));
  return TRUE;
}

/* Thunderbird reads on where it does not understand a line. What is torn is better shown than built upon. */
static gboolean
read_text (PtlProfilesIni  *self,
           const char      *path,
           const char      *prefix,
           GBytes          *bytes,
           GError         **error)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  gboolean has_mark = length >= strlen (BYTE_ORDER_MARK) && memcmp (data, BYTE_ORDER_MARK, strlen (BYTE_ORDER_MARK)) == 0;
  gsize start = has_mark ? strlen (BYTE_ORDER_MARK) : 0;
  g_autofree char *text = g_strndup (length > 0 ? data + start : "", length - start);
  g_auto (GStrv) lines = g_strsplit_set (text, "\r\n", -1);
  g_autofree char *line = NULL;
  GHashTable *group = NULL;
  gboolean good = strlen (text) == length - start;
  guint i;

  for (i = 0; good && lines[i] != NULL; i++)
    good = read_line (self, prefix, lines[i], &group);
  if (good)
    return TRUE;

  line = g_utf8_make_valid (i > 0 ? lines[i - 1] : "", -1);
  g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_CORRUPT,
               /* Translators: the path of a file; one of its lines */
               _("“%s” cannot be read: the line “%s” is neither a [group] nor a key with a value."), path, line);
  return FALSE;
}

/* Profiles */

/* From @root; leading ../ lead upwards, others lead nowhere. */
static char *
resolve (const char *root,
         const char *relative)
{
  g_auto (GStrv) parts = g_strsplit (relative, "/", -1);
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();
  g_autofree char *start = g_strdup (root);
  g_autofree char *rest = NULL;
  guint i = 0;

  for (; g_strcmp0 (parts[i], "..") == 0 && parts[i + 1] != NULL; i++)
    {
      char *parent = g_path_get_dirname (start);

      g_free (start);
      start = parent;
    }
  for (; parts[i] != NULL; i++)
    {
      if (g_str_equal (parts[i], ".."))
        return NULL;
      if (*parts[i] != '\0')
        g_ptr_array_add (kept, parts[i]);
    }
  g_ptr_array_add (kept, NULL);
  rest = g_strjoinv ("/", (char **) kept->pdata);

  return g_strconcat (start, "/", rest, NULL);
}

static char *
clean (const char *absolute)
{
  char *path = *absolute == '/' ? g_strdup (absolute) : NULL;

  for (gsize length = path != NULL ? strlen (path) : 0; length > 1 && path[length - 1] == '/'; length--)
    path[length - 1] = '\0';

  return path;
}

static char *
describe (const char *root,
          const char *directory)
{
  g_autofree char *start = g_strconcat (root, "/", NULL);

  return g_strdup (directory + (g_str_has_prefix (directory, start) ? strlen (start) : 0));
}

static void
add_profile (PtlProfilesIni *self,
             const char     *group,
             gboolean        is_relative)
{
  const char *path = ptl_profiles_ini_get (self, group, "Path");
  const char *name = ptl_profiles_ini_get (self, group, "Name");
  g_autofree char *directory = path == NULL || *path == '\0' ? NULL : is_relative ? resolve (self->root, path) : clean (path);
  PtlNamedProfile *profile;

  if (directory == NULL || name == NULL)
    return;

  profile = g_new0 (PtlNamedProfile, 1);
  profile->name = g_strdup (name);
  profile->descriptor = describe (self->root, directory);
  profile->directory = g_steal_pointer (&directory);
  profile->is_default = g_strcmp0 (ptl_profiles_ini_get (self, group, "Default"), "1") == 0;
  g_ptr_array_add (self->profiles, profile);
}

static void
read_profiles (PtlProfilesIni *self)
{
  for (;; self->end++)
    {
      g_autofree char *group = g_strdup_printf ("Profile%u", self->end);
      const char *is_relative = ptl_profiles_ini_get (self, group, "IsRelative");

      if (is_relative == NULL)
        return;
      add_profile (self, group, g_str_equal (is_relative, "1"));
    }
}

/* An old Thunderbird wrote profiles.ini last and dropped the installations: installs.ini has kept them. */
static gboolean
read_installs (PtlProfilesIni  *self,
               GError         **error)
{
  g_autofree char *path = g_build_filename (self->root, "installs.ini", NULL);
  g_autoptr (GBytes) bytes = NULL;

  if (ptl_profiles_ini_get (self, "General", "Version") != NULL)
    return TRUE;
  if (!ptl_safe_file_read (path, &bytes, error))
    return FALSE;

  return bytes == NULL || read_text (self, path, "Install", bytes, error);
}

/**
 * ptl_profiles_ini_read:
 * @root: the folder that it is in
 *
 * Returns: (transfer full) (nullable): what it says; nothing if there is no such file
 */
PtlProfilesIni *
ptl_profiles_ini_read (const char  *root,
                       GError     **error)
{
  g_autoptr (PtlProfilesIni) self = profiles_ini_new (root);

  if (!ptl_safe_file_read (self->path, &self->bytes, error))
    return NULL;
  if (self->bytes == NULL)
    return g_steal_pointer (&self);
  if (!read_text (self, self->path, "", self->bytes, error) || !read_installs (self, error))
    return NULL;

  read_profiles (self);
  return g_steal_pointer (&self);
}

gboolean
ptl_profiles_ini_has (PtlProfilesIni *self,
                      const char     *group)
{
  return g_hash_table_contains (self->groups, group);
}

/* Returns: (nullable): */
const char *
ptl_profiles_ini_get (PtlProfilesIni *self,
                      const char     *group,
                      const char     *key)
{
  GHashTable *table = g_hash_table_lookup (self->groups, group);

  return table != NULL ? g_hash_table_lookup (table, key) : NULL;
}

/* Returns: (transfer full): the groups of installations, sorted */
char **
ptl_profiles_ini_list_installs (PtlProfilesIni *self)
{
  g_autoptr (GStrvBuilder) installs = g_strv_builder_new ();
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (self->groups), (GCompareFunc) strcmp);

  for (GList *l = names; l != NULL; l = l->next)
    {
      if (g_str_has_prefix (l->data, "Install"))
        g_strv_builder_add (installs, l->data);
    }

  return g_strv_builder_end (installs);
}

/* Returns: (transfer none) (nullable): */
PtlNamedProfile *
ptl_profiles_ini_find (PtlProfilesIni *self,
                       const char     *descriptor)
{
  for (guint i = 0; i < self->profiles->len; i++)
    {
      PtlNamedProfile *profile = g_ptr_array_index (self->profiles, i);

      if (g_str_equal (profile->descriptor, descriptor))
        return profile;
    }

  return NULL;
}

/* Returns: (transfer none) (nullable): the last with Default=1, else the only one */
PtlNamedProfile *
ptl_profiles_ini_find_default (PtlProfilesIni *self)
{
  PtlNamedProfile *found = NULL;
  PtlNamedProfile *only = NULL;
  guint n_choices = 0;

  for (guint i = 0; i < self->profiles->len; i++)
    {
      PtlNamedProfile *profile = g_ptr_array_index (self->profiles, i);

      if (profile->is_default)
        found = profile;
      if (g_str_equal (profile->name, NEVER_CHOSEN))
        continue;
      only = profile;
      n_choices++;
    }

  return found != NULL ? found : n_choices == 1 ? only : NULL;
}
