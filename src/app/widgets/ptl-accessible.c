/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-accessible.h"

#include <adwaita.h>
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

static void
set_name (GtkWidget  *widget,
          const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
name_by_tooltip (GtkWidget *widget)
{
  if (gtk_widget_get_tooltip_text (widget) != NULL)
    set_name (widget, gtk_widget_get_tooltip_text (widget));
}

/* A long label takes a second line where large letters meet a narrow window. In a row that cannot fold it would always take it. */
static void
let_wrap (GtkWidget *label)
{
  if (GTK_IS_LABEL (label) && gtk_widget_get_ancestor (label, ADW_TYPE_ACTION_ROW) == NULL)
    g_object_set (label, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD, "justify", GTK_JUSTIFY_CENTER, NULL);
}

/* GTK before 4.10 calls a button with a mnemonic by both, the text with the underline and the label that shows it: “_Continue
 * Continue”. One with a picture has its tooltip for a description only. */
static void
mend_button (GtkButton *button)
{
  let_wrap (gtk_button_get_child (button));
  if (gtk_button_get_label (button) != NULL)
    {
      if (gtk_button_get_use_underline (button))
        gtk_accessible_reset_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL);
    }
  else if (gtk_button_get_icon_name (button) != NULL)
    {
      name_by_tooltip (GTK_WIDGET (button));
      g_signal_connect (button, "notify::tooltip-text", G_CALLBACK (name_by_tooltip), NULL);
    }
}

/* The underline of the mnemonic is read out otherwise. */
static void
mend_check_button (GtkCheckButton *button)
{
  const char *label = gtk_check_button_get_label (button);
  g_auto(GStrv) parts = label != NULL ? g_strsplit (label, "_", 2) : NULL;
  g_autofree char *name = parts != NULL ? g_strjoinv (NULL, parts) : NULL;

  if (name != NULL)
    set_name (GTK_WIDGET (button), name);
}

/* Lets each control below @widget be called by what it shows. */
void
ptl_mend_names (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget))
    mend_button (GTK_BUTTON (widget));
  else if (GTK_IS_CHECK_BUTTON (widget))
    mend_check_button (GTK_CHECK_BUTTON (widget));
  else if (ADW_IS_EXPANDER_ROW (widget))
    set_name (widget, adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)));

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    ptl_mend_names (child);
}

void
ptl_button_set_label (GtkButton  *button,
                      const char *label)
{
  gtk_button_set_label (button, label);
  mend_button (button);
}
