/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-pdf-exporter.h"

#include <glib/gi18n-lib.h>
#include <gmodule.h>

#include "ptl-error.h"
#include "ptl-sheet.h"

/* What draws the sheet needs fonts and much else. It is a module that is loaded only here, so that every other command of the
 * command line starts as fast as without. */

#define MODULE "portolan-sheet.so"

typedef GBytes * (*MakePdf) (const PtlSheet  *sheet,
                             GError         **error);

/* Where it was installed, or where it was built: the programs and tests of a build lie beside or above it. */
static GModule *
open_module (void)
{
  static const char * const below[] = { "../lib/sheet", "../src/lib/sheet" };
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self != NULL ? g_path_get_dirname (self) : NULL;
  g_autofree char *installed = g_build_filename (PTL_PKGLIBDIR, MODULE, NULL);

  for (gsize i = 0; folder != NULL && i < G_N_ELEMENTS (below); i++)
    {
      g_autofree char *path = g_build_filename (folder, below[i], MODULE, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
        return g_module_open (path, G_MODULE_BIND_LOCAL);
    }

  return g_module_open (installed, G_MODULE_BIND_LOCAL);
}

/* What draws says it in the system's words. */
static GBytes *
make_pdf (MakePdf          make,
          const PtlSheet  *sheet,
          GError         **error)
{
  g_autoptr (GError) failure = NULL;
  GBytes *bytes = make (sheet, &failure);

  if (bytes == NULL)
    g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_FAILED, _("The page cannot be drawn: %s"), failure->message);

  return bytes;
}

GBytes *
ptl_pdf_render (const PtlAccount  *account,
                GError           **error)
{
  g_autoptr (PtlSheet) sheet = ptl_sheet_new (account);
  GModule *module = open_module ();
  gpointer make;

  if (module != NULL && g_module_symbol (module, "ptl_sheet_make_pdf", &make))
    {
      g_module_make_resident (module);  /* fonts are never forgotten again */
      return make_pdf ((MakePdf) make, sheet, error);
    }

  g_set_error (error, PTL_ERROR, PTL_ERROR_EXPORT_FAILED, _("The page cannot be drawn, because a part of Portolan is missing: %s"),
               g_module_error ());
  return NULL;
}
