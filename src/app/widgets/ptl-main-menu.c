/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-main-menu.h"

#include "ptl-accessible.h"

/* Names what is in a menu: GTK 4.18 finds no name for it. */
static void
name_items (GtkWidget *menu)
{
  if (gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (menu)) == GTK_ACCESSIBLE_ROLE_MENU_ITEM &&
      g_object_class_find_property (G_OBJECT_GET_CLASS (menu), "text") != NULL)
    {
      g_autofree char *text = NULL;
      g_autofree char *name = NULL;

      g_object_get (menu, "text", &text, NULL);
      name = ptl_strip_mnemonic (text != NULL ? text : "");
      gtk_accessible_reset_relation (GTK_ACCESSIBLE (menu), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
      ptl_set_name (menu, name);
    }

  for (GtkWidget *child = gtk_widget_get_first_child (menu); child != NULL; child = gtk_widget_get_next_sibling (child))
    name_items (child);
}

static void
create_cb (GtkMenuButton *button,
           gpointer       user_data)
{
  g_autoptr(GtkBuilder) builder = gtk_builder_new_from_resource ("/io/github/portolan_mail/Portolan/gtk/main-menu.ui");
  GtkWidget *popover;

  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (gtk_builder_get_object (builder, "main_menu")));
  popover = GTK_WIDGET (gtk_menu_button_get_popover (button));
  ptl_hush (GTK_ACCESSIBLE (popover));
  ptl_hush_pages (popover);
  name_items (popover);
}

/**
 * ptl_main_menu_attach:
 * @button: the button that opens it
 *
 * The menu is made when it is first needed: most people never see it, and the first page comes sooner.
 */
void
ptl_main_menu_attach (GtkMenuButton *button)
{
  gtk_menu_button_set_create_popup_func (button, create_cb, NULL, NULL);
}
