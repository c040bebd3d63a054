/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-paths.h"

#include <glib/gi18n.h>
#include <string.h>

/* Files in the person's home are shown as they are known: “~/.thunderbird”. */
char *
ptl_path_shorten (const char *path)
{
  const char *home = g_get_home_dir ();
  gboolean within = g_str_has_prefix (path, home) && path[strlen (home)] == G_DIR_SEPARATOR;
  g_autofree char *name = g_filename_display_name (within ? path + strlen (home) : path);

  return within ? g_strconcat ("~", name, NULL) : g_steal_pointer (&name);
}

/* The innermost folder that all of them are in. */
static char *
find_folder (GStrv paths)
{
  g_autofree char *folder = g_path_get_dirname (paths[0]);

  for (guint i = 1; paths[i] != NULL; i++)
    while (folder[1] != '\0' && !(g_str_has_prefix (paths[i], folder) && paths[i][strlen (folder)] == G_DIR_SEPARATOR))
      {
        char *outer = g_path_get_dirname (folder);

        g_free (folder);
        folder = outer;
      }

  return g_steal_pointer (&folder);
}

/* One file is named; of several their folder, as they stand in the tooltip. */
char *
ptl_paths_describe (GStrv paths)
{
  guint n_paths = g_strv_length (paths);
  g_autofree char *folder = find_folder (paths);
  g_autofree char *name = ptl_path_shorten (n_paths == 1 ? paths[0] : folder);

  if (n_paths == 1)
    /* Translators: %s is a file */
    return g_strdup_printf (_("Writes %s."), name);

  /* Translators: %s is a folder, %u the number of files in it */
  return g_strdup_printf (ngettext ("Writes %u file in %s.", "Writes %u files in %s.", n_paths), n_paths, name);
}
