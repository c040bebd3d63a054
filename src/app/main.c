/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <locale.h>

#include <glib/gi18n.h>

#include "ptl-application.h"
#include "ptl-resolver.h"

int
main (int   argc,
      char *argv[])
{
  g_autoptr(PtlApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, PTL_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  g_set_application_name (_("Mail Setup"));

  ptl_resolver_install ();
  application = ptl_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
