/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <locale.h>

#include <glib/gi18n.h>

#include "ptl-application.h"
#include "ptl-resolver.h"

/* An instance that is about to end is gone in a moment. */
#define TRIES 10
#define BETWEEN_TRIES 200000 /* µs */

static int
run (int       argc,
     char    **argv,
     gboolean *missed)
{
  g_autoptr(PtlApplication) application = ptl_application_new ();
  int status = g_application_run (G_APPLICATION (application), argc, argv);

  *missed = ptl_application_missed (application, status);
  return status;
}

int
main (int   argc,
      char *argv[])
{
  gboolean missed;
  int status;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, PTL_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  g_set_application_name (_("Mail Setup"));

  ptl_resolver_install ();
  status = run (argc, argv, &missed);
  for (int i = 1; missed && i < TRIES; i++)
    {
      g_usleep (BETWEEN_TRIES);
      status = run (argc, argv, &missed);
    }

  return status;
}
