/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-paths.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>
#include <string.h>

/* A text from left to right in the middle of one from right to left: without these marks “~/.a” would become “.a/~”, and a line that
 * begins with it would stand at the wrong side (Unicode UAX #9: RLM, LRI and PDI). */
#define ISOLATE     "\342\200\217\342\201\246"
#define END_ISOLATE "\342\201\251"

/* Files in the person's home are shown as they are known: “~/.thunderbird”. */
char *
ptl_path_shorten (const char *path)
{
  const char *home = g_get_home_dir ();
  gboolean within = g_str_has_prefix (path, home) && path[strlen (home)] == G_DIR_SEPARATOR;
  gboolean isolated = gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL;
  g_autofree char *name = g_filename_display_name (within ? path + strlen (home) : path);

  return g_strconcat (isolated ? ISOLATE : "", within ? "~" : "", name, isolated ? END_ISOLATE : "", NULL);
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

/**
 * ptl_paths_isolate:
 * @text: a text with paths in it, inside of quotes or without spaces
 *
 * Returns: (transfer full): the same with marks around each that has none, so that it reads from left to right in a text that does not
 */
char *
ptl_paths_isolate (const char *text)
{
  static GRegex *regex;

  if (regex == NULL)
    regex = g_regex_new ("(?<=[“«\"])~?/[^”»\"\\n]+|(?<![^\\s(])~?/[^\\s)]*[^\\s).,:;!?،؛؟]", G_REGEX_OPTIMIZE, 0, NULL);

  return g_regex_replace (regex, text, -1, 0, ISOLATE "\\0" END_ISOLATE, 0, NULL);
}
