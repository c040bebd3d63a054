/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The assistant, as main.c starts it. */

#include <locale.h>

#include <glib/gi18n.h>

#include "ptl-application.h"

#include "first-frame.h"

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, PTL_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_application_name (_("Mail Setup"));

  return run_until_painted (ptl_application_new (), argc);
}
