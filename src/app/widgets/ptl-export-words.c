/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-export-words.h"

#include <glib/gi18n.h>

#include "ptl-paths.h"
#include "ptl-problem.h"

/**
 * ptl_export_words_describe:
 * @exporter: an exporter
 *
 * Returns: (transfer full): what will happen, and what is left to the person then
 */
char *
ptl_export_words_describe (const PtlExporter *exporter)
{
  const char *afterwards = exporter->afterwards;

  return g_strjoin (" ", _(exporter->description), afterwards != NULL ? _(afterwards) : NULL, NULL);
}

static gboolean
is_in_the_way (const PtlExportPreview *preview)
{
  return preview->obstacle != NULL && preview->command == NULL && !preview->is_replaceable && !preview->is_already_there;
}

static gboolean
has_places (const PtlExportPreview *preview)
{
  return preview->paths != NULL && preview->paths[0] != NULL && !preview->is_already_there && !is_in_the_way (preview);
}

static char *
say_what (const PtlExporter      *exporter,
          const PtlExportPreview *preview)
{
  if (preview->is_replaceable)
    return g_strdup_printf (_("%s has this account already, with other settings."), _(exporter->name));
  if (preview->is_already_there)
    return g_strdup_printf (_("%s has this account already."), _(exporter->name));
  if (is_in_the_way (preview))
    {
      g_autoptr(PtlProblem) problem = ptl_problem_new_for_error (preview->obstacle);

      return g_strjoin (" ", ptl_problem_get_message (problem), ptl_problem_get_advice (problem), NULL);
    }

  return ptl_export_words_describe (exporter);
}

/**
 * ptl_export_words_foretell:
 * @exporter: an exporter
 * @preview: what it would do now
 *
 * Returns: (transfer full): what that is, and where
 */
char *
ptl_export_words_foretell (const PtlExporter      *exporter,
                           const PtlExportPreview *preview)
{
  g_autofree char *what = say_what (exporter, preview);
  g_autofree char *where = has_places (preview) ? ptl_paths_describe (preview->paths) : NULL;

  return where != NULL ? g_strdup_printf ("%s\n%s", what, where) : g_steal_pointer (&what);
}

/**
 * ptl_export_words_list_places:
 * @preview: what an export would do
 *
 * Returns: (transfer full) (nullable): what it would write, a line each
 */
char *
ptl_export_words_list_places (const PtlExportPreview *preview)
{
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func (g_free);

  if (!has_places (preview))
    return NULL;

  for (guint i = 0; preview->paths[i] != NULL; i++)
    g_ptr_array_add (all, ptl_path_shorten (preview->paths[i]));
  g_ptr_array_add (all, NULL);

  return g_strjoinv ("\n", (GStrv) all->pdata);
}
