/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-thunderbird-profiles.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "ptl-city-hash.h"
#include "ptl-error.h"
#include "ptl-place.h"
#include "ptl-profiles-ini.h"
#include "ptl-safe-file.h"
#include "ptl-sandbox.h"

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
  g_free (self->chosen_name);
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

/* Choosing among the profiles of a profiles.ini */

static char *
get_install_group (const char *program)
{
  g_autofree char *hash = ptl_thunderbird_hash_install (program);

  return g_strconcat ("Install", hash, NULL);
}

/* Has another installation taken the profile for itself? */
static gboolean
is_locked_by_another (PtlProfilesIni  *ini,
                      PtlNamedProfile *profile,
                      const char      *install)
{
  g_auto (GStrv) installs = ptl_profiles_ini_list_installs (ini);

  for (guint i = 0; installs[i] != NULL; i++)
    {
      if (!g_str_equal (installs[i], install) &&
          g_strcmp0 (ptl_profiles_ini_get (ini, installs[i], "Default"), profile->descriptor) == 0 &&
          g_strcmp0 (ptl_profiles_ini_get (ini, installs[i], "Locked"), "1") == 0)
        return TRUE;
    }

  return FALSE;
}

/* The folder of the program that used the profile last; @is_used says whether any did. */
static char *
read_last_program (PtlNamedProfile *profile,
                   gboolean        *is_used)
{
  g_autofree char *path = g_build_filename (profile->directory, "compatibility.ini", NULL);
  g_autoptr (GKeyFile) compatibility = ptl_place_exists (path) ? ptl_safe_file_read_key_file (path, NULL) : NULL;

  *is_used = compatibility != NULL;
  return *is_used ? g_key_file_get_value (compatibility, "Compatibility", "LastPlatformDir", NULL) : NULL;
}

/* Thunderbird takes an older profile for its own only if it is marked as one, and as one of the same program's. */
static gboolean
can_be_claimed (PtlProfilesIni  *ini,
                PtlNamedProfile *profile,
                const char      *program,
                const char      *install)
{
  gboolean is_used;
  g_autofree char *last_program = read_last_program (profile, &is_used);

  return is_used && (last_program == NULL || g_str_equal (last_program, program)) && !is_locked_by_another (ini, profile, install);
}

static gint64
get_last_use (PtlNamedProfile *profile)
{
  g_autofree char *path = g_build_filename (profile->directory, "prefs.js", NULL);
  GStatBuf status;

  return g_stat (path, &status) == 0 ? (gint64) status.st_mtime : 0;
}

/* Somebody may have unpacked Thunderbird anywhere: its profile says where it is, and the folder's hash names the installation. */
static gboolean
is_alive (PtlNamedProfile        *profile,
          const char             *install,
          const PtlExportOptions *options)
{
  gboolean is_used;
  g_autofree char *program = read_last_program (profile, &is_used);
  g_autofree char *application = program != NULL ? g_build_filename (program, "application.ini", NULL) : NULL;
  g_autofree char *path = program != NULL ? ptl_place_in_system (options, application) : NULL;
  g_autofree char *group = program != NULL && g_utf8_validate (program, -1, NULL) ? get_install_group (program) : NULL;

  return g_strcmp0 (group, install) == 0 && ptl_place_exists (path);
}

/* The profile that another installation has used last; with @alive, only of those that are still there. */
static PtlNamedProfile *
find_of_others (PtlProfilesIni         *ini,
                const PtlExportOptions *options,
                gboolean                alive)
{
  g_auto (GStrv) installs = ptl_profiles_ini_list_installs (ini);
  PtlNamedProfile *best = NULL;

  for (guint i = 0; installs[i] != NULL; i++)
    {
      const char *descriptor = ptl_profiles_ini_get (ini, installs[i], "Default");
      PtlNamedProfile *profile = descriptor != NULL ? ptl_profiles_ini_find (ini, descriptor) : NULL;

      if (profile != NULL && (best == NULL || get_last_use (profile) > get_last_use (best)) &&
          (!alive || is_alive (profile, installs[i], options)))
        best = profile;
    }

  return best;
}

static gboolean
knows_no_installs (const Place *place)
{
  return place->legacy || g_strcmp0 (g_getenv ("MOZ_LEGACY_PROFILES"), "1") == 0;
}

static gboolean
asks_at_start (PtlProfilesIni *ini)
{
  return g_strcmp0 (ptl_profiles_ini_get (ini, "General", "StartWithLastProfile"), "0") == 0;
}

/* Without a choice made at an earlier start. */
static PtlNamedProfile *
find_unclaimed (PtlProfilesIni         *ini,
                const Place            *place,
                const char             *install,
                const PtlExportOptions *options,
                gboolean                installed)
{
  gboolean visible = installed && !ptl_sandbox_is_on ();  /* a sandbox does not show where programs are */
  PtlNamedProfile *profile = find_of_others (ini, options, visible);

  if (profile != NULL)
    return profile;

  profile = ptl_profiles_ini_find_default (ini);
  if (profile == NULL || !installed || asks_at_start (ini) || can_be_claimed (ini, profile, place->program, install))
    return profile;

  return NULL;
}

/* The profile that will be started, or that is marked where Thunderbird asks; NULL in @profile if it would make a new one. */
static gboolean
find_profile (PtlProfilesIni          *ini,
              const Place             *place,
              const PtlExportOptions  *options,
              gboolean                 installed,
              PtlNamedProfile        **profile,
              GError                 **error)
{
  g_autofree char *install = get_install_group (place->program);
  const char *descriptor = ptl_profiles_ini_get (ini, install, "Default");

  if (knows_no_installs (place))
    *profile = ptl_profiles_ini_find_default (ini);
  else if (descriptor != NULL)
    *profile = ptl_profiles_ini_find (ini, descriptor);
  else
    *profile = find_unclaimed (ini, place, install, options, installed);

  if (*profile != NULL || ((descriptor == NULL || knows_no_installs (place)) && !asks_at_start (ini)))
    return TRUE;

  g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_CORRUPT,
               _("Thunderbird will ask at its start which profile to use, as “%s” does not say it."), ini->path);
  return FALSE;
}

/* When the installation's own profile was used last; 0 if it has none. */
static gint64
get_place_use (const Place            *place,
               const PtlExportOptions *options)
{
  g_autofree char *root = ptl_place_in_home (options, place->root);
  g_autoptr (PtlProfilesIni) ini = ptl_profiles_ini_read (root, NULL);
  g_autofree char *install = get_install_group (place->program);
  const char *descriptor = ini != NULL ? ptl_profiles_ini_get (ini, install, "Default") : NULL;
  PtlNamedProfile *profile = NULL;

  if (ini != NULL && knows_no_installs (place))
    profile = ptl_profiles_ini_find_default (ini);
  else if (descriptor != NULL)
    profile = ptl_profiles_ini_find (ini, descriptor);

  return profile != NULL ? get_last_use (profile) : 0;
}

/* An installed one that has been used, of several the one used last; one that is installed; one that has been used. Else the
 * first. */
static const Place *
choose_place (const PtlExportOptions *options)
{
  const Place *best = &places[0];
  guint best_rank = 0;
  gint64 best_use = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      guint rank = 2 * place_is_installed (&places[i], options) + place_is_used (&places[i], options);
      gint64 use = rank >= best_rank ? get_place_use (&places[i], options) : 0;

      if (rank > best_rank || (rank == best_rank && use > best_use))
        {
          best = &places[i];
          best_rank = rank;
          best_use = use;
        }
    }

  return best;
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

/* Where the version is missing, Thunderbird takes the other installations from installs.ini: then it must stay missing. */
static gboolean
needs_version (PtlProfilesIni *ini)
{
  g_autofree char *path = g_build_filename (ini->root, "installs.ini", NULL);

  return !ptl_profiles_ini_has (ini, "General") && !ptl_place_exists (path);
}

/* Beside profiles that belong to other installations, a new one is given to this installation by name. */
static char *
announce (PtlProfilesIni *ini,
          const Place    *place,
          const char     *folder)
{
  gboolean alone = ini->profiles->len == 0;
  g_autofree char *install = get_install_group (place->program);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "[Profile%u]\nName=%s\nIsRelative=1\nPath=%s\n", ini->end, alone ? "default" : folder, folder);
  if (alone || place->legacy)
    g_string_append (text, "Default=1\n");
  if ((!alone || ptl_profiles_ini_has (ini, install)) && !place->legacy)
    g_string_append_printf (text, "\n[%s]\nDefault=%s\nLocked=1\n", install, folder);
  if (needs_version (ini))
    g_string_append (text, "\n[General]\nStartWithLastProfile=1\nVersion=2\n");

  return g_string_free (text, FALSE);
}

static gboolean
make_new (PtlThunderbirdProfile  *self,
          PtlProfilesIni         *ini,
          const Place            *place,
          GError                **error)
{
  g_autofree char *group = g_strdup_printf ("Profile%u", ini->end);
  g_autofree char *folder = NULL;

  if (ptl_profiles_ini_has (ini, group))  /* Thunderbird reads no further, so nothing can be announced behind it */
    {
      g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_CORRUPT,
                   /* Translators: the path of a file; one of its groups, a key */
                   _("“%s” cannot be read: in [%s], %s is missing."), ini->path, group, "IsRelative");
      return FALSE;
    }

  folder = make_folder_name (self->root);
  self->is_new = TRUE;
  self->directory = g_build_filename (self->root, folder, NULL);
  self->addition = announce (ini, place, folder);
  return TRUE;
}

static gboolean
check_version (PtlProfilesIni  *ini,
               GError         **error)
{
  const char *version = ptl_profiles_ini_get (ini, "General", "Version");

  if (version == NULL || g_ascii_strtoull (version, NULL, 10) <= NEWEST_VERSION)
    return TRUE;

  g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_NEWER,
               _("“%s” is of a newer version of Thunderbird than Portolan knows."), ini->path);
  return FALSE;
}

static gboolean
take_existing (PtlThunderbirdProfile  *self,
               PtlProfilesIni         *ini,
               const PtlNamedProfile  *profile,
               GError                **error)
{
  self->directory = g_strdup (profile->directory);
  if (asks_at_start (ini) && ini->profiles->len > 1)
    self->chosen_name = g_utf8_make_valid (profile->name, -1);
  if (g_file_test (self->directory, G_FILE_TEST_IS_DIR))
    return TRUE;

  g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_CORRUPT,
               /* Translators: the path of profiles.ini; the path of a folder */
               _("“%s” names the profile folder “%s”, which does not exist."), ini->path, self->directory);
  return FALSE;
}

static PtlThunderbirdProfile *
choose_in (const char              *root,
           const Place             *place,
           const PtlExportOptions  *options,
           gboolean                 installed,
           GError                 **error)
{
  g_autoptr (PtlThunderbirdProfile) self = g_new0 (PtlThunderbirdProfile, 1);
  g_autoptr (PtlProfilesIni) ini = ptl_profiles_ini_read (root, error);
  PtlNamedProfile *profile;

  if (ini == NULL || !check_version (ini, error) || !find_profile (ini, place, options, installed, &profile, error))
    return NULL;

  self->root = g_strdup (root);
  self->profiles_ini = ini->bytes != NULL ? g_bytes_ref (ini->bytes) : NULL;
  if (!(profile != NULL ? take_existing (self, ini, profile, error) : make_new (self, ini, place, error)))
    return NULL;

  return g_steal_pointer (&self);
}

/* The person named a folder: one with profiles.ini, or a profile itself. */
static PtlThunderbirdProfile *
choose_named (const PtlExportOptions  *options,
              GError                 **error)
{
  g_autofree char *absolute = g_canonicalize_filename (options->path, NULL);
  g_autofree char *ini = g_build_filename (absolute, "profiles.ini", NULL);
  PtlThunderbirdProfile *self;

  if (ptl_place_exists (ini))
    return choose_in (absolute, &places[0], options, FALSE, error);

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
    return choose_named (options, error);

  place = choose_place (options);
  root = ptl_place_in_home (options, place->root);
  return choose_in (root, place, options, place_is_installed (place, options), error);
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
  g_autoptr (PtlProfilesIni) ini = ptl_profiles_ini_read (root, error);
  g_autoptr (GStrvBuilder) profiles = g_strv_builder_new ();

  if (ini == NULL)
    return NULL;

  for (guint i = 0; i < ini->profiles->len; i++)
    g_strv_builder_add (profiles, ((PtlNamedProfile *) g_ptr_array_index (ini->profiles, i))->directory);

  return g_strv_builder_end (profiles);
}
