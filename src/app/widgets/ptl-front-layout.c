/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-front-layout.h"

/* Enough to scroll in. */
#define LEAST_HEIGHT 48

struct _PtlFrontLayout
{
  GtkLayoutManager parent_instance;

  int   width;   /* that the page in front needs, as far as is known */
  guint ask_id;  /* while GTK is to be told that this is more than there was */
};

G_DEFINE_FINAL_TYPE (PtlFrontLayout, ptl_front_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkSizeRequestMode
ptl_front_layout_get_request_mode (GtkLayoutManager *manager,
                                   GtkWidget        *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static void
ptl_front_layout_measure (GtkLayoutManager *manager,
                          GtkWidget        *widget,
                          GtkOrientation    orientation,
                          int               for_size,
                          int              *minimum,
                          int              *natural,
                          int              *minimum_baseline,
                          int              *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? PTL_FRONT_LAYOUT (manager)->width : LEAST_HEIGHT;
}

static gboolean
ask_cb (gpointer user_data)
{
  PtlFrontLayout *self = PTL_FRONT_LAYOUT (user_data);

  self->ask_id = 0;
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
  return G_SOURCE_REMOVE;
}

static void
ptl_front_layout_allocate (GtkLayoutManager *manager,
                           GtkWidget        *widget,
                           int               width,
                           int               height,
                           int               baseline)
{
  PtlFrontLayout *self = PTL_FRONT_LAYOUT (manager);
  GtkWidget *front = gtk_stack_get_visible_child (GTK_STACK (widget));

  GTK_WIDGET_GET_CLASS (widget)->size_allocate (widget, width, height, baseline);
  if (front != NULL)
    gtk_widget_measure (front, GTK_ORIENTATION_HORIZONTAL, -1, &self->width, NULL, NULL, NULL);  /* which the widget remembers */
  if (self->width > width && self->ask_id == 0)
    self->ask_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, ask_cb, self, NULL);
}

static void
ptl_front_layout_dispose (GObject *object)
{
  g_clear_handle_id (&PTL_FRONT_LAYOUT (object)->ask_id, g_source_remove);

  G_OBJECT_CLASS (ptl_front_layout_parent_class)->dispose (object);
}

static void
ptl_front_layout_class_init (PtlFrontLayoutClass *klass)
{
  GtkLayoutManagerClass *manager_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ptl_front_layout_dispose;
  manager_class->get_request_mode = ptl_front_layout_get_request_mode;
  manager_class->measure = ptl_front_layout_measure;
  manager_class->allocate = ptl_front_layout_allocate;
}

static void
ptl_front_layout_init (PtlFrontLayout *self)
{
}

/**
 * ptl_front_layout_use:
 * @stack: pages, of which one fills the window
 */
void
ptl_front_layout_use (GtkStack *stack)
{
  g_return_if_fail (GTK_IS_STACK (stack));

  gtk_widget_set_layout_manager (GTK_WIDGET (stack), g_object_new (PTL_TYPE_FRONT_LAYOUT, NULL));
}
