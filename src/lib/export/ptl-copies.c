/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-copies.h"

#include <glib/gstdio.h>
#include <string.h>

#include "ptl-safe-file.h"
#include "ptl-shared.h"

static gboolean
is_copy (const char *name,
         const char *file_name)
{
  const char *rest = g_str_has_prefix (name, file_name) ? name + strlen (file_name) : "";

  return *rest == '.' && g_str_equal (rest + 1 + strspn (rest + 1, "0123456789-"), ".portolan");
}

static void
add_lines (GHashTable *set,
           GBytes     *bytes)
{
  g_autofree char *text = bytes != NULL ? ptl_safe_file_get_text (bytes) : g_strdup ("");

  ptl_shared_add_lines (set, text);
}

static gboolean
holds_all (GHashTable *known,
           GBytes     *copy)
{
  g_autoptr (GHashTable) lines = ptl_shared_new_lines ();
  g_autofree char *text = ptl_safe_file_get_text (copy);
  GHashTableIter iter;
  gpointer line;

  if (strlen (text) != g_bytes_get_size (copy))
    return FALSE;

  ptl_shared_add_lines (lines, text);
  g_hash_table_iter_init (&iter, lines);
  while (g_hash_table_iter_next (&iter, &line, NULL))
    {
      if (!g_hash_table_contains (known, line))
        return FALSE;
    }

  return TRUE;
}

/**
 * ptl_copies_forget:
 * @others: (element-type GKeyFile): the journals of the other exports
 * @journal: the one that is taken back
 * @path: a file that it has changed
 * @was: what the file held until now
 * @now: (nullable): what it holds
 *
 * Deletes the copies of the file that keep nothing but what it holds, what was just taken out of it, or what others will put back,
 * unless another export needs them to be taken back.
 */
void
ptl_copies_forget (GPtrArray  *others,
                   GKeyFile   *journal,
                   const char *path,
                   GBytes     *was,
                   GBytes     *now)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *file_name = g_path_get_basename (path);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GHashTable) known = ptl_shared_new_lines ();
  const char *name;

  add_lines (known, was);
  add_lines (known, now);
  ptl_shared_add_replaced (known, others, path);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *copy = g_build_filename (folder, name, NULL);
      g_autoptr (GBytes) contents = NULL;

      if (is_copy (name, file_name) && !ptl_shared_is_copy_needed (others, journal, copy) &&
          ptl_safe_file_read (copy, &contents, NULL) && contents != NULL && holds_all (known, contents))
        g_unlink (copy);
    }
}
