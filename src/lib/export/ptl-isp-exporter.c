/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-isp-exporter.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "ptl-autoconfig-exporter.h"
#include "ptl-error.h"
#include "ptl-export-common.h"
#include "ptl-place.h"
#include "ptl-plan.h"
#include "ptl-safe-file.h"
#include "ptl-thunderbird-profiles.h"

/* The settings of a whole domain, for everybody who uses Thunderbird on this computer: its wizard reads isp/DOMAIN.xml beside the
 * program first, and asks nobody then. Needs the rights of an administrator. */

static PtlExportResult *
explain (const PtlAccount  *account,
         const char        *path,
         GError           **error,
         GError            *failure)
{
  if (g_error_matches (failure, PTL_ERROR, PTL_ERROR_EXPORT_NOT_WRITABLE))
    g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_NOT_WRITABLE,
                 _("Only an administrator can set up Thunderbird for everybody. Save the file elsewhere, and then run: "
                   "sudo install -m 644 FILE %s"), path);
  else
    g_propagate_error (error, g_steal_pointer (&failure));

  g_clear_error (&failure);
  return NULL;
}

static char *
choose_path (const PtlAccount       *account,
             const PtlExportOptions *options)
{
  g_autofree char *name = g_strconcat (ptl_address_get_domain (ptl_account_get_address (account)), ".xml", NULL);
  g_autofree char *program = ptl_thunderbird_find_program (options);
  g_autofree char *folder = NULL;

  if (options->path != NULL)
    {
      folder = g_canonicalize_filename (options->path, NULL);
      return g_file_test (folder, G_FILE_TEST_IS_DIR) ? g_build_filename (folder, name, NULL) : g_steal_pointer (&folder);
    }

  folder = ptl_place_in_system (options, program);
  return g_build_filename (folder, "isp", name, NULL);
}

PtlExportResult *
ptl_isp_apply (const PtlAccount        *account,
               const PtlExportOptions  *options,
               GCancellable            *cancellable,
               GError                 **error)
{
  g_autofree char *path = choose_path (account, options);
  gboolean usable = ptl_export_check (account, "Thunderbird", PTL_TAKES_ONLY_SENDING, error);  /* it drops a file without one */
  g_autoptr (GBytes) after = usable ? ptl_autoconfig_render (account, error) : NULL;
  g_autoptr (PtlPlan) plan = ptl_plan_new (options, "thunderbird-isp", ptl_address_get_domain (ptl_account_get_address (account)));
  g_autoptr (GBytes) before = NULL;
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *display = g_filename_display_name (path);
  g_autofree char *message = NULL;
  GError *failure = NULL;

  if (after == NULL || !ptl_safe_file_read (path, &before, error))
    return NULL;
  if (before != NULL && g_bytes_equal (before, after))
    return ptl_export_result_new ("thunderbird-isp", path, _("Thunderbird has these settings already. Nothing was changed."), TRUE, NULL);

  ptl_plan_make_directory (plan, folder);
  ptl_plan_write_file (plan, path, before, after, 0644);
  if (!ptl_plan_commit (plan, &failure))
    return explain (account, path, error, failure);

  message = options->path == NULL
            ? g_strdup_printf (_("Everybody who adds an account of this provider to Thunderbird gets these settings: “%s”."), display)
            : g_strdup_printf (_("The settings were saved in “%s”."), display);
  return ptl_export_result_new ("thunderbird-isp", path, message, FALSE, ptl_plan_get_undo_id (plan));
}

/* The file, or where there is none yet, the folder that it would be made in. */
static gboolean
can_write (const char *path)
{
  g_autofree char *place = g_strdup (path);

  while (!ptl_place_exists (place) && !g_str_equal (place, "/"))
    {
      char *parent = g_path_get_dirname (place);

      g_free (place);
      place = parent;
    }

  return access (place, W_OK) == 0;
}

/* Returns: (transfer full) (nullable): */
GStrv
ptl_isp_get_command (const PtlExporter *exporter,
                     GStrv              paths)
{
  const char *command[] = { "pkexec", "install", "-D", "-m", "644", "/dev/stdin", paths[0], NULL };

  if (exporter->apply != ptl_isp_apply || paths[0] == NULL || can_write (paths[0]))
    return NULL;

  return g_strdupv ((char **) command);
}
