/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-announce.h"

#include <gmodule.h>

/* GTK says things by itself since 4.14; the program is built for 4.8, so the function is looked up when it runs. */
typedef void (* AnnounceFunc) (GtkAccessible *self,
                               const char    *message,
                               int            priority);

static AnnounceFunc
find_announce (void)
{
  static gsize once = 0;
  static AnnounceFunc announce = NULL;

  if (g_once_init_enter (&once))
    {
      GModule *program = g_module_open (NULL, 0);

      if (program != NULL && !g_module_symbol (program, "gtk_accessible_announce", (gpointer *) &announce))
        announce = NULL;
      g_once_init_leave (&once, 1);
    }

  return announce;
}

/* Before 4.14, a change of a widget's description is what a screen reader hears of it. */
void
ptl_announce (GtkWidget  *widget,
              const char *message)
{
  AnnounceFunc announce = find_announce ();

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (message != NULL);

  if (announce != NULL)
    announce (GTK_ACCESSIBLE (widget), message, 1 /* medium */);
  else
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, message, -1);
}
