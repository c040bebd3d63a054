/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-accessible.h"

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

/**
 * ptl_announce:
 * @widget: what it is about
 * @message: what has changed, in a sentence
 *
 * Tells a screen reader without moving the focus. Before GTK 4.14 a change of the widget's description is what it hears of it.
 */
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

/* GTK before 4.10 calls a button by its label, mnemonic and all, and by what is in it: “_Continue Continue”. */
static void
mend_name (GtkButton *button)
{
  if (gtk_button_get_label (button) != NULL)
    gtk_accessible_reset_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL);
}

/* Lets each button below @widget be called by what it shows. */
void
ptl_mend_names (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget))
    mend_name (GTK_BUTTON (widget));

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    ptl_mend_names (child);
}

void
ptl_button_set_label (GtkButton  *button,
                      const char *label)
{
  gtk_button_set_label (button, label);
  mend_name (button);
}
