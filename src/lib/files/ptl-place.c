/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-place.h"

#include "ptl-sandbox.h"

static char *
in_folder (const PtlExportOptions *options,
           const char             *default_folder,
           const char             *below_home,
           const char             *relative)
{
  if (options != NULL && options->home != NULL)
    return g_build_filename (options->home, below_home, relative, NULL);

  return g_build_filename (default_folder, relative, NULL);
}

char *
ptl_place_in_home (const PtlExportOptions *options,
                   const char             *relative)
{
  return in_folder (options, g_get_home_dir (), "", relative);
}

char *
ptl_place_in_config (const PtlExportOptions *options,
                     const char             *relative)
{
  g_autofree char *folder = ptl_sandbox_dup_config_dir ();

  return in_folder (options, folder, ".config", relative);
}

char *
ptl_place_in_state (const PtlExportOptions *options,
                    const char             *relative)
{
  return in_folder (options, g_get_user_state_dir (), ".local/state", relative);
}

char *
ptl_place_in_system (const PtlExportOptions *options,
                     const char             *absolute)
{
  return g_build_filename (options != NULL && options->sysroot != NULL ? options->sysroot : "/", absolute, NULL);
}

gboolean
ptl_place_exists (const char *path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* Can the person start the program @name? */
gboolean
ptl_place_has_program (const PtlExportOptions *options,
                       const char             *name)
{
  g_autofree char *path = NULL;

  if (options == NULL || options->sysroot == NULL)
    path = g_find_program_in_path (name);
  else
    path = g_build_filename (options->sysroot, "usr/bin", name, NULL);

  return path != NULL && g_file_test (path, G_FILE_TEST_IS_EXECUTABLE);
}

/* A sandbox does not show which programs are installed. That it lends a folder of theirs shows as much. */
gboolean
ptl_place_is_lent (const char *path)
{
  return ptl_sandbox_is_on () && ptl_place_exists (path) && ptl_sandbox_check_write (path, NULL);
}
