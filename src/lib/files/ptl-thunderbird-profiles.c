/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-thunderbird-profiles.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ptl-city-hash.h"
#include "ptl-error.h"
#include "ptl-place.h"
#include "ptl-safe-file.h"

/* The version of profiles.ini that is understood here. */
#define NEWEST_VERSION 2

/* One way in which Thunderbird gets onto a computer. */
typedef struct
{
  const char *root;      /* below the home folder */
  const char *program;   /* the folder that Thunderbird thinks it is in; its hash names the installation */
  const char *evidence;  /* what shows that it is installed; NULL: the program's folder */
  gboolean    in_home;   /* the evidence is below the home folder */
  gboolean    legacy;    /* knows no installations: Default=1 decides */
} Place;

/* In the order in which they are taken if several are there and none has been used. */
static const Place places[] = {
  { ".thunderbird", "/usr/lib/thunderbird", NULL },
  { ".thunderbird", "/usr/lib64/thunderbird", NULL },
  { ".thunderbird", "/opt/thunderbird", NULL },
  { ".thunderbird", "/usr/local/lib/thunderbird", NULL },
#define FLATPAK(id) \
  { ".var/app/" id "/.thunderbird", "/app/lib/thunderbird", "/var/lib/flatpak/app/" id }, \
  { ".var/app/" id "/.thunderbird", "/app/lib/thunderbird", ".local/share/flatpak/app/" id, TRUE }
  FLATPAK ("org.mozilla.thunderbird"),
  FLATPAK ("org.mozilla.thunderbird_esr"),
  FLATPAK ("org.mozilla.Thunderbird"),
  FLATPAK ("net.thunderbird.Thunderbird"),
#undef FLATPAK
  { "snap/thunderbird/common/.thunderbird", "/snap/thunderbird/current", "/snap/thunderbird", FALSE, TRUE },
  { "snap/thunderbird/common/.thunderbird", "/snap/thunderbird/current", "/var/lib/snapd/snap/thunderbird", FALSE, TRUE },
};

void
ptl_thunderbird_profile_free (PtlThunderbirdProfile *self)
{
  g_clear_pointer (&self->profiles_ini, g_bytes_unref);
  g_free (self->root);
  g_free (self->directory);
  g_free (self->addition);
  g_free (self);
}

/* The name of an installation in profiles.ini: the hash of its folder in UTF-16. */
char *
ptl_thunderbird_hash_install (const char *directory)
{
  glong length;
  g_autofree gunichar2 *wide = g_utf8_to_utf16 (directory, -1, NULL, &length, NULL);

  g_return_val_if_fail (wide != NULL, NULL);

  for (glong i = 0; i < length; i++)
    wide[i] = GUINT16_TO_LE (wide[i]);

  return g_strdup_printf ("%016" G_GINT64_MODIFIER "X", ptl_city_hash64 ((const guint8 *) wide, length * sizeof *wide));
}

static gboolean
place_is_installed (const Place            *place,
                    const PtlExportOptions *options)
{
  g_autofree char *application = g_build_filename (place->program, "application.ini", NULL);
  g_autofree char *root = ptl_place_in_home (options, place->root);
  g_autofree char *path = NULL;

  if (place->in_home)
    path = ptl_place_in_home (options, place->evidence);
  else
    path = ptl_place_in_system (options, place->evidence != NULL ? place->evidence : application);

  return ptl_place_exists (path) || ptl_place_is_lent (root);
}

gboolean
ptl_thunderbird_is_installed (const PtlExportOptions *options)
{
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      if (place_is_installed (&places[i], options))
        return TRUE;
    }

  return FALSE;
}

/* Returns: (transfer full): the folder of the program, the usual one if it is not installed */
char *
ptl_thunderbird_find_program (const PtlExportOptions *options)
{
  for (gsize i = 0; i < G_N_ELEMENTS (places) && places[i].evidence == NULL; i++)
    {
      if (place_is_installed (&places[i], options))
        return g_strdup (places[i].program);
    }

  return g_strdup (places[0].program);
}

static gboolean
place_is_used (const Place            *place,
               const PtlExportOptions *options)
{
  g_autofree char *root = ptl_place_in_home (options, place->root);
  g_autofree char *ini = g_build_filename (root, "profiles.ini", NULL);

  return ptl_place_exists (ini);
}

/* An installed one that has been used; one that is installed; one that has been used. Else the first. */
static const Place *
choose_place (const PtlExportOptions *options)
{
  const Place *best = &places[0];
  guint best_rank = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      guint rank = 2 * place_is_installed (&places[i], options) + place_is_used (&places[i], options);

      if (rank > best_rank)
        {
          best = &places[i];
          best_rank = rank;
        }
    }

  return best;
}

/* profiles.ini */

/* Mozilla takes lines that start with a semicolon for comments, GKeyFile does not. */
static char *
without_comments (GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autofree char *text = g_strndup (data != NULL ? data : "", length);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (*lines[i] == ';')
        *lines[i] = '#';
    }

  return g_strjoinv ("\n", lines);
}

static GKeyFile *
read_ini (const char  *path,
          GBytes     **bytes,
          GError     **error)
{
  g_autoptr (GKeyFile) ini = g_key_file_new ();
  g_autoptr (GError) failure = NULL;
  g_autofree char *text = NULL;

  if (!ptl_safe_file_read (path, bytes, error))
    return NULL;
  if (*bytes == NULL)
    return g_steal_pointer (&ini);

  text = without_comments (*bytes);
  if (*text == '\0' || g_key_file_load_from_data (ini, text, -1, G_KEY_FILE_NONE, &failure))
    return g_steal_pointer (&ini);

  g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_CORRUPT, _("“%s” cannot be read: %s"), path, failure->message);
  return NULL;
}

static char *
get_ini (GKeyFile   *ini,
         const char *group,
         const char *key)
{
  return g_key_file_get_value (ini, group, key, NULL);
}

static gboolean
is_set (GKeyFile   *ini,
        const char *group,
        const char *key)
{
  g_autofree char *value = get_ini (ini, group, key);

  return g_strcmp0 (value, "1") == 0;
}

static gboolean
is_profile (const char *group)
{
  return g_str_has_prefix (group, "Profile") && g_ascii_isdigit (group[strlen ("Profile")]);
}

/* The folder of a profile group, or NULL if the group says none. */
static char *
get_directory (GKeyFile   *ini,
               const char *group,
               const char *root)
{
  g_autofree char *path = get_ini (ini, group, "Path");
  g_autofree char *relative = get_ini (ini, group, "IsRelative");

  if (path == NULL || *path == '\0')
    return NULL;

  return g_strcmp0 (relative, "0") == 0 ? g_strdup (path) : g_build_filename (root, path, NULL);
}

/* The group of the profile with that Path. */
static char *
find_by_path (GKeyFile   *ini,
              const char *path)
{
  g_auto (GStrv) groups = g_key_file_get_groups (ini, NULL);

  for (guint i = 0; groups[i] != NULL; i++)
    {
      g_autofree char *other = is_profile (groups[i]) ? get_ini (ini, groups[i], "Path") : NULL;

      if (g_strcmp0 (other, path) == 0)
        return g_strdup (groups[i]);
    }

  return NULL;
}

/* The profile with Default=1, or the only one. */
static char *
find_default (GKeyFile *ini)
{
  g_auto (GStrv) groups = g_key_file_get_groups (ini, NULL);
  const char *only = NULL;
  guint n_profiles = 0;

  for (guint i = 0; groups[i] != NULL; i++)
    {
      if (!is_profile (groups[i]))
        continue;
      if (is_set (ini, groups[i], "Default"))
        return g_strdup (groups[i]);
      only = groups[i];
      n_profiles++;
    }

  return n_profiles == 1 ? g_strdup (only) : NULL;
}

/* Has another installation taken the profile for itself? */
static gboolean
is_locked_by_another (GKeyFile   *ini,
                      const char *profile,
                      const char *install)
{
  g_auto (GStrv) groups = g_key_file_get_groups (ini, NULL);
  g_autofree char *path = get_ini (ini, profile, "Path");

  for (guint i = 0; groups[i] != NULL; i++)
    {
      g_autofree char *other = get_ini (ini, groups[i], "Default");

      if (g_str_has_prefix (groups[i], "Install") && g_strcmp0 (groups[i], install) != 0 &&
          g_strcmp0 (other, path) == 0 && is_set (ini, groups[i], "Locked"))
        return TRUE;
    }

  return FALSE;
}

/* Thunderbird takes an older profile for its own only if it is marked as one, and as one of the same program's. */
static gboolean
can_be_claimed (GKeyFile   *ini,
                const char *profile,
                const char *root,
                const char *program,
                const char *install)
{
  g_autofree char *directory = get_directory (ini, profile, root);
  g_autofree char *path = directory != NULL ? g_build_filename (directory, "compatibility.ini", NULL) : NULL;
  g_autoptr (GKeyFile) compatibility = path != NULL && ptl_place_exists (path) ? ptl_safe_file_read_key_file (path, NULL) : NULL;
  g_autofree char *platform = NULL;

  if (compatibility == NULL)
    return FALSE;

  platform = get_ini (compatibility, "Compatibility", "LastPlatformDir");
  return (platform == NULL || g_str_equal (platform, program)) && !is_locked_by_another (ini, profile, install);
}

/* The installation's own choice, made at an earlier start. */
static char *
get_install_default (GKeyFile   *ini,
                     const char *install)
{
  g_autofree char *path = get_ini (ini, install, "Default");

  return path != NULL ? find_by_path (ini, path) : NULL;
}

/* Returns: (nullable): the group of the profile that will be started; NULL if Thunderbird would make a new one */
static char *
find_profile (GKeyFile    *ini,
              const Place *place,
              const char  *root,
              gboolean     installed)
{
  g_autofree char *hash = ptl_thunderbird_hash_install (place->program);
  g_autofree char *install = g_strconcat ("Install", hash, NULL);
  g_autofree char *profile = NULL;

  if (place->legacy || g_strcmp0 (g_getenv ("MOZ_LEGACY_PROFILES"), "1") == 0)
    return find_default (ini);

  profile = get_install_default (ini, install);
  if (profile != NULL)
    return g_steal_pointer (&profile);

  profile = find_default (ini);
  if (profile == NULL || !installed || can_be_claimed (ini, profile, root, place->program, install))
    return g_steal_pointer (&profile);

  return NULL;
}

/* A new profile */

static char *
make_folder_name (const char *root)
{
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";

  for (;;)
    {
      char name[] = "xxxxxxxx.default";
      g_autofree char *path = NULL;

      for (guint i = 0; name[i] != '.'; i++)
        name[i] = letters[g_random_int_range (0, strlen (letters))];
      path = g_build_filename (root, name, NULL);
      if (!ptl_place_exists (path))
        return g_strdup (name);
    }
}

static guint
find_free_number (GKeyFile *ini)
{
  for (guint number = 0;; number++)
    {
      g_autofree char *group = g_strdup_printf ("Profile%u", number);

      if (!g_key_file_has_group (ini, group))
        return number;
    }
}

static gboolean
has_profiles (GKeyFile *ini)
{
  g_auto (GStrv) groups = g_key_file_get_groups (ini, NULL);

  for (guint i = 0; groups[i] != NULL; i++)
    {
      if (is_profile (groups[i]))
        return TRUE;
    }

  return FALSE;
}

/* Beside profiles that belong to other installations, a new one is given to this installation by name. */
static char *
announce (GKeyFile    *ini,
          const Place *place,
          const char  *folder)
{
  gboolean alone = !has_profiles (ini);
  g_autofree char *hash = ptl_thunderbird_hash_install (place->program);
  g_autofree char *install = g_strconcat ("Install", hash, NULL);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "[Profile%u]\nName=%s\nIsRelative=1\nPath=%s\n", find_free_number (ini),
                          alone ? "default" : folder, folder);
  if (alone || place->legacy)
    g_string_append (text, "Default=1\n");
  if ((!alone || g_key_file_has_group (ini, install)) && !place->legacy)
    g_string_append_printf (text, "\n[%s]\nDefault=%s\nLocked=1\n", install, folder);
  if (!g_key_file_has_group (ini, "General"))
    g_string_append (text, "\n[General]\nStartWithLastProfile=1\nVersion=2\n");

  return g_string_free (text, FALSE);
}

static void
make_new (PtlThunderbirdProfile *self,
          GKeyFile              *ini,
          const Place           *place)
{
  g_autofree char *folder = make_folder_name (self->root);

  self->is_new = TRUE;
  self->directory = g_build_filename (self->root, folder, NULL);
  self->addition = announce (ini, place, folder);
}

static gboolean
check_version (GKeyFile    *ini,
               const char  *path,
               GError     **error)
{
  g_autofree char *version = get_ini (ini, "General", "Version");

  if (version == NULL || g_ascii_strtoull (version, NULL, 10) <= NEWEST_VERSION)
    return TRUE;

  g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_NEWER, _("“%s” is of a newer version of Thunderbird than Portolan knows."), path);
  return FALSE;
}

static gboolean
take_existing (PtlThunderbirdProfile  *self,
               GKeyFile               *ini,
               const char             *profile,
               const char             *path,
               GError                **error)
{
  self->directory = get_directory (ini, profile, self->root);
  if (self->directory != NULL && g_file_test (self->directory, G_FILE_TEST_IS_DIR))
    return TRUE;

  g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_CORRUPT,
               /* Translators: the path of profiles.ini; the path of a folder */
               _("“%s” names the profile folder “%s”, which does not exist."),
               path, self->directory != NULL ? self->directory : "");
  return FALSE;
}

static PtlThunderbirdProfile *
choose_in (const char   *root,
           const Place  *place,
           gboolean      installed,
           GError      **error)
{
  g_autoptr (PtlThunderbirdProfile) self = g_new0 (PtlThunderbirdProfile, 1);
  g_autofree char *path = g_build_filename (root, "profiles.ini", NULL);
  g_autofree char *profile = NULL;
  g_autoptr (GKeyFile) ini = read_ini (path, &self->profiles_ini, error);

  if (ini == NULL || !check_version (ini, path, error))
    return NULL;

  self->root = g_strdup (root);
  profile = find_profile (ini, place, root, installed);
  if (profile == NULL)
    make_new (self, ini, place);
  else if (!take_existing (self, ini, profile, path, error))
    return NULL;

  return g_steal_pointer (&self);
}

/* The person named a folder: one with profiles.ini, or a profile itself. */
static PtlThunderbirdProfile *
choose_named (const char  *path,
              GError     **error)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *ini = g_build_filename (absolute, "profiles.ini", NULL);
  PtlThunderbirdProfile *self;

  if (ptl_place_exists (ini))
    return choose_in (absolute, &places[0], FALSE, error);

  self = g_new0 (PtlThunderbirdProfile, 1);
  self->directory = g_steal_pointer (&absolute);
  self->is_new = !ptl_place_exists (self->directory);

  return self;
}

/**
 * ptl_thunderbird_profile_choose:
 *
 * Finds the profile that Thunderbird will start with, by the rules that it has itself (nsToolkitProfileService).
 *
 * Returns: (transfer full) (nullable): the profile
 */
PtlThunderbirdProfile *
ptl_thunderbird_profile_choose (const PtlExportOptions  *options,
                                GError                 **error)
{
  g_autofree char *root = NULL;
  const Place *place;

  if (options->path != NULL)
    return choose_named (options->path, error);

  place = choose_place (options);
  root = ptl_place_in_home (options, place->root);
  return choose_in (root, place, place_is_installed (place, options), error);
}

/* Returns: (transfer full): all folders with a profiles.ini, of whatever kind of Thunderbird */
char **
ptl_thunderbird_list_roots (const PtlExportOptions *options)
{
  g_autoptr (GStrvBuilder) roots = g_strv_builder_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *root = ptl_place_in_home (options, places[i].root);
      gboolean is_first = TRUE;

      for (gsize j = 0; j < i; j++)
        is_first = is_first && !g_str_equal (places[j].root, places[i].root);
      if (is_first && place_is_used (&places[i], options))
        g_strv_builder_add (roots, root);
    }

  return g_strv_builder_end (roots);
}

/* Returns: (transfer full) (nullable): the folders of all profiles that profiles.ini in @root names */
char **
ptl_thunderbird_list_profiles (const char  *root,
                               GError     **error)
{
  g_autofree char *path = g_build_filename (root, "profiles.ini", NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GKeyFile) ini = read_ini (path, &bytes, error);
  g_autoptr (GStrvBuilder) profiles = g_strv_builder_new ();
  g_auto (GStrv) groups = ini != NULL ? g_key_file_get_groups (ini, NULL) : NULL;

  if (ini == NULL)
    return NULL;

  for (guint i = 0; groups[i] != NULL; i++)
    {
      g_autofree char *directory = is_profile (groups[i]) ? get_directory (ini, groups[i], root) : NULL;

      if (directory != NULL)
        g_strv_builder_add (profiles, directory);
    }

  return g_strv_builder_end (profiles);
}
