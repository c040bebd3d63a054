/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-journal.h"
#include "ptl-safe-file.h"
#include "ptl-undo.h"

/* Exports, or takings back, that were killed half-way, before the same account goes to the same program again. One that came to its
 * end is none of them, whatever became of its files since. */

/* Does the file not hold what was to be written, but what it held before? */
static gboolean
is_untouched (GKeyFile      *journal,
              const char    *group,
              gconstpointer  data)
{
  g_autofree char *path = ptl_journal_get_path (journal, group, "Path");
  g_autoptr (GBytes) now = NULL;

  return path != NULL && g_key_file_has_key (journal, group, "After", NULL) && ptl_safe_file_read (path, &now, NULL) &&
         ptl_journal_is_digest (journal, group, "Before", now);
}

static gboolean
is_about (GKeyFile   *journal,
          const char *key,
          const char *value)
{
  g_autofree char *own = g_key_file_get_string (journal, "Undo", key, NULL);

  return g_strcmp0 (own, value) == 0;
}

/**
 * ptl_undo_unfinished:
 * @target: the exporter or program that is about to get an account
 * @subject: whose
 *
 * Takes back what is left of exports of the same that were killed, so that the new one begins anew and can be taken back at once. What
 * cannot be taken back stays: the export finds it.
 */
void
ptl_undo_unfinished (const char             *target,
                     const char             *subject,
                     const PtlExportOptions *options)
{
  g_autoptr (GPtrArray) journals = ptl_journal_load_open (options);

  for (guint i = journals->len; i > 0; i--)
    {
      GKeyFile *journal = journals->pdata[i - 1];
      g_autofree char *id = g_key_file_get_value (journal, "Undo", "Id", NULL);

      if (is_about (journal, "Target", target) && is_about (journal, "Subject", subject) &&
          ptl_journal_has_change (journal, is_untouched, NULL))
        g_free (ptl_undo_run (id, options, NULL));
    }
}
