/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-steady-layout.h"

/* The least that a text gets which can be broken anywhere. */
#define FEW_LETTERS 2

struct _PtlSteadyLayout
{
  GtkLayoutManager parent_instance;

  GtkLayoutManager *before;  /* (owned) (nullable): of a box; a label measures itself */
};

G_DEFINE_FINAL_TYPE (PtlSteadyLayout, ptl_steady_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkSizeRequestMode
ptl_steady_layout_get_request_mode (GtkLayoutManager *manager,
                                    GtkWidget        *widget)
{
  GtkLayoutManager *before = PTL_STEADY_LAYOUT (manager)->before;

  if (before != NULL)
    return GTK_LAYOUT_MANAGER_GET_CLASS (before)->get_request_mode (before, widget);

  return GTK_WIDGET_GET_CLASS (widget)->get_request_mode (widget);
}

static gboolean
breaks_anywhere (GtkWidget *widget)
{
  return GTK_IS_LABEL (widget) && gtk_label_get_wrap (GTK_LABEL (widget)) &&
         gtk_label_get_wrap_mode (GTK_LABEL (widget)) == PANGO_WRAP_WORD_CHAR &&
         gtk_label_get_ellipsize (GTK_LABEL (widget)) == PANGO_ELLIPSIZE_NONE;
}

static int
measure_letters (GtkWidget *label,
                 int        n)
{
  PangoFontMetrics *metrics = pango_context_get_metrics (gtk_widget_get_pango_context (label), NULL, NULL);
  int width = MAX (pango_font_metrics_get_approximate_char_width (metrics), pango_font_metrics_get_approximate_digit_width (metrics));

  pango_font_metrics_unref (metrics);
  return PANGO_PIXELS_CEIL (n * width);
}

static void
measure_text (GtkLabel *label,
              int      *minimum,
              int      *natural)
{
  g_autoptr(PangoLayout) layout = pango_layout_copy (gtk_label_get_layout (label));
  int least = MAX (gtk_label_get_width_chars (label), FEW_LETTERS);
  int most = gtk_label_get_max_width_chars (label);
  PangoRectangle line;

  pango_layout_set_width (layout, -1);
  pango_layout_get_extents (layout, NULL, &line);
  *natural = PANGO_PIXELS_CEIL (line.width);
  if (most >= least)
    *natural = MIN (*natural, measure_letters (GTK_WIDGET (label), most));
  *minimum = MIN (*natural, measure_letters (GTK_WIDGET (label), least));
}

static void
ptl_steady_layout_measure (GtkLayoutManager *manager,
                           GtkWidget        *widget,
                           GtkOrientation    orientation,
                           int               for_size,
                           int              *minimum,
                           int              *natural,
                           int              *minimum_baseline,
                           int              *natural_baseline)
{
  GtkLayoutManager *before = PTL_STEADY_LAYOUT (manager)->before;

  if (orientation == GTK_ORIENTATION_HORIZONTAL && for_size >= 0)
    gtk_widget_measure (widget, orientation, -1, minimum, natural, NULL, NULL);  /* which the widget remembers */
  else if (orientation == GTK_ORIENTATION_HORIZONTAL && breaks_anywhere (widget))
    measure_text (GTK_LABEL (widget), minimum, natural);
  else if (before != NULL)
    GTK_LAYOUT_MANAGER_GET_CLASS (before)->measure (before, widget, orientation, for_size,
                                                    minimum, natural, minimum_baseline, natural_baseline);
  else
    GTK_WIDGET_GET_CLASS (widget)->measure (widget, orientation, for_size, minimum, natural, minimum_baseline, natural_baseline);
}

static void
ptl_steady_layout_allocate (GtkLayoutManager *manager,
                            GtkWidget        *widget,
                            int               width,
                            int               height,
                            int               baseline)
{
  GtkLayoutManager *before = PTL_STEADY_LAYOUT (manager)->before;

  if (before != NULL)
    GTK_LAYOUT_MANAGER_GET_CLASS (before)->allocate (before, widget, width, height, baseline);
  else
    GTK_WIDGET_GET_CLASS (widget)->size_allocate (widget, width, height, baseline);
}

static void
ptl_steady_layout_dispose (GObject *object)
{
  g_clear_object (&PTL_STEADY_LAYOUT (object)->before);

  G_OBJECT_CLASS (ptl_steady_layout_parent_class)->dispose (object);
}

static void
ptl_steady_layout_class_init (PtlSteadyLayoutClass *klass)
{
  GtkLayoutManagerClass *manager_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ptl_steady_layout_dispose;
  manager_class->get_request_mode = ptl_steady_layout_get_request_mode;
  manager_class->measure = ptl_steady_layout_measure;
  manager_class->allocate = ptl_steady_layout_allocate;
}

static void
ptl_steady_layout_init (PtlSteadyLayout *self)
{
}

static gboolean
is_upright_box (GtkWidget *widget)
{
  return GTK_IS_BOX (widget) && gtk_orientable_get_orientation (GTK_ORIENTABLE (widget)) == GTK_ORIENTATION_VERTICAL;
}

/**
 * ptl_steady_layout_use:
 * @widget: something in a horizontal box, or a text that wraps; what is neither a label nor a vertical box keeps its layout
 */
void
ptl_steady_layout_use (GtkWidget *widget)
{
  GtkLayoutManager *before = gtk_widget_get_layout_manager (widget);
  PtlSteadyLayout *self;

  if (PTL_IS_STEADY_LAYOUT (before) || !(GTK_IS_LABEL (widget) || is_upright_box (widget)))
    return;

  self = g_object_new (PTL_TYPE_STEADY_LAYOUT, NULL);
  g_set_object (&self->before, before);
  gtk_widget_set_layout_manager (widget, GTK_LAYOUT_MANAGER (self));
}
