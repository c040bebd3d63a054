/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-dots.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _PtlDots
{
  GtkWidget parent_instance;

  guint n_dots;
  guint current;
};

G_DEFINE_FINAL_TYPE (PtlDots, ptl_dots, GTK_TYPE_WIDGET)

static void
update (PtlDots *self)
{
  g_autofree char *text = NULL;
  guint i = 0;

  for (GtkWidget *dot = gtk_widget_get_first_child (GTK_WIDGET (self)); dot != NULL; dot = gtk_widget_get_next_sibling (dot))
    {
      if (i++ == self->current)
        gtk_widget_add_css_class (dot, "current");
      else
        gtk_widget_remove_css_class (dot, "current");
    }

  /* Translators: the dots below the pages, for a screen reader: “Step 2 of 6” */
  text = g_strdup_printf (_("Step %u of %u"), self->current + 1, self->n_dots);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
ptl_dots_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (ptl_dots_parent_class)->dispose (object);
}

static void
ptl_dots_class_init (PtlDotsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ptl_dots_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "dots");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
ptl_dots_init (PtlDots *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 7);
}

void
ptl_dots_set_n_dots (PtlDots *self,
                     guint    n_dots)
{
  g_return_if_fail (PTL_IS_DOTS (self));

  for (; self->n_dots < n_dots; self->n_dots++)
    {
      GtkWidget *dot = adw_bin_new ();

      gtk_widget_add_css_class (dot, "dot");
      gtk_widget_set_valign (dot, GTK_ALIGN_CENTER);
      gtk_widget_set_parent (dot, GTK_WIDGET (self));
    }

  update (self);
}

void
ptl_dots_set_current (PtlDots *self,
                      guint    current)
{
  g_return_if_fail (PTL_IS_DOTS (self));

  self->current = current;
  update (self);
}
