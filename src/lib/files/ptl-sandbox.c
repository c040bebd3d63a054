/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-sandbox.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "ptl-error.h"

/* The file that Flatpak puts into each of its sandboxes (flatpak-run(1)). */
#define INFO "/.flatpak-info"

/* Returns: whether this program runs in a sandbox of Flatpak */
gboolean
ptl_sandbox_is_on (void)
{
  return g_file_test (INFO, G_FILE_TEST_EXISTS);
}

/**
 * ptl_sandbox_dup_config_dir:
 *
 * In the sandbox XDG_CONFIG_HOME is Portolan's own; that of the other programs is told by Flatpak if it is not the usual one.
 *
 * Returns: (transfer full): the folder in which the programs of this computer have their settings
 */
char *
ptl_sandbox_dup_config_dir (void)
{
  const char *host = g_getenv ("HOST_XDG_CONFIG_HOME");

  if (!ptl_sandbox_is_on ())
    return g_strdup (g_get_user_config_dir ());
  if (host != NULL && g_path_is_absolute (host))
    return g_strdup (host);

  return g_build_filename (g_get_home_dir (), ".config", NULL);
}

static gboolean
is_below (const char *path,
          const char *folder)
{
  gsize length = strlen (folder);

  return g_str_has_prefix (path, folder) && (path[length] == '/' || path[length] == '\0');
}

/* The fifth field of a line of mountinfo, in which spaces and the like are written as \040 (proc_pid_mountinfo(5)). */
static char *
dup_mount_point (const char *line)
{
  g_auto (GStrv) fields = g_strsplit (line, " ", 6);

  return g_strv_length (fields) == 6 ? g_strcompress (fields[4]) : NULL;
}

/* The home folder or a part of it, where portals put what the person chose, or the folder of all home folders. */
static gboolean
is_of_the_computer (const char *point,
                    const char *home)
{
  return is_below (point, home) || is_below (point, "/run") || g_str_equal (point, "/home") || g_str_equal (point, "/var/home");
}

/**
 * ptl_sandbox_is_kept:
 * @mounts: what /proc/self/mountinfo says
 * @home: the person's home folder
 * @path: an absolute path without links
 *
 * Returns: whether what is written there is still there when the program has ended: it is mounted, below the home folder or where
 *   portals put the files that the person chose
 */
gboolean
ptl_sandbox_is_kept (const char *mounts,
                     const char *home,
                     const char *path)
{
  g_auto (GStrv) lines = g_strsplit (mounts, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *point = dup_mount_point (lines[i]);

      if (point != NULL && is_below (path, point) && is_of_the_computer (point, home))
        return TRUE;
    }

  return FALSE;
}

/* @path without links, as far as it is there already. */
static char *
dup_real (const char *path)
{
  char *real = realpath (path, NULL);
  g_autofree char *folder = NULL;
  g_autofree char *real_folder = NULL;
  g_autofree char *name = NULL;

  if (real != NULL || g_str_equal (path, "/"))
    {
      char *copy = g_strdup (real != NULL ? real : path);

      free (real);
      return copy;
    }

  folder = g_path_get_dirname (path);
  name = g_path_get_basename (path);
  real_folder = dup_real (folder);
  return g_build_filename (real_folder, name, NULL);
}

/**
 * ptl_sandbox_check_write:
 * @path: an absolute path that is to be written
 *
 * Returns: TRUE outside of a sandbox, and where the sandbox lets files through; else FALSE with PTL_ERROR_EXPORT_NOT_WRITABLE
 */
gboolean
ptl_sandbox_check_write (const char  *path,
                         GError     **error)
{
  g_autofree char *mounts = NULL;
  g_autofree char *home = NULL;
  g_autofree char *real = NULL;
  g_autofree char *display = NULL;

  if (!ptl_sandbox_is_on ())
    return TRUE;

  home = dup_real (g_get_home_dir ());
  real = dup_real (path);
  if (g_file_get_contents ("/proc/self/mountinfo", &mounts, NULL, NULL) && ptl_sandbox_is_kept (mounts, home, real))
    return TRUE;

  display = g_filename_display_name (path);
  g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_NOT_WRITABLE,
               _("The sandbox that Portolan runs in does not let it write “%s”. Save the settings as a file instead."), display);
  return FALSE;
}
