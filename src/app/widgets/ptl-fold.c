/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-fold.h"

struct _PtlFold
{
  GtkWidget parent_instance;

  int      spacing;
  int      fold_width;
  gboolean homogeneous;
};

G_DEFINE_FINAL_TYPE (PtlFold, ptl_fold, GTK_TYPE_WIDGET)

enum { PROP_0, PROP_SPACING, PROP_FOLD_WIDTH, PROP_HOMOGENEOUS, N_PROPS };
static GParamSpec *properties[N_PROPS];

/* Two children at most; either may be hidden. */
typedef struct
{
  GtkWidget *first;
  GtkWidget *second;
} Pair;

static Pair
get_pair (GtkWidget *widget)
{
  Pair pair = { NULL, NULL };

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      if (!gtk_widget_should_layout (child))
        continue;
      if (pair.first == NULL)
        pair.first = child;
      else if (pair.second == NULL)
        pair.second = child;
    }

  return pair;
}

static int
measure_one (GtkWidget      *child,
             GtkOrientation  orientation,
             int             for_size,
             gboolean        natural)
{
  int min, nat;

  gtk_widget_measure (child, orientation, for_size, &min, &nat, NULL, NULL);
  return natural ? nat : min;
}

/* The width from which both fit beside each other. */
static int
unfolded_width (PtlFold *self,
                Pair           pair)
{
  int first = measure_one (pair.first, GTK_ORIENTATION_HORIZONTAL, -1, !self->homogeneous);
  int second = measure_one (pair.second, GTK_ORIENTATION_HORIZONTAL, -1, !self->homogeneous);

  return self->homogeneous ? MAX (self->fold_width, 2 * MAX (first, second) + self->spacing)
                           : first + self->spacing + second;
}

static gboolean
is_folded (PtlFold *self,
           Pair           pair,
           int            width)
{
  return pair.second != NULL && width >= 0 && width < unfolded_width (self, pair);
}

static int
second_width (PtlFold *self,
              Pair           pair,
              int            width)
{
  return self->homogeneous ? (width - self->spacing) / 2
                           : measure_one (pair.second, GTK_ORIENTATION_HORIZONTAL, -1, TRUE);
}

static void
measure_width (PtlFold *self,
               Pair           pair,
               int           *minimum,
               int           *natural)
{
  *minimum = measure_one (pair.first, GTK_ORIENTATION_HORIZONTAL, -1, FALSE);
  *natural = measure_one (pair.first, GTK_ORIENTATION_HORIZONTAL, -1, TRUE);
  if (pair.second == NULL)
    return;

  *minimum = MAX (*minimum, measure_one (pair.second, GTK_ORIENTATION_HORIZONTAL, -1, FALSE));
  *natural = MAX (unfolded_width (self, pair), *minimum);
}

static int
measure_height (PtlFold *self,
                Pair           pair,
                int            width,
                gboolean       natural)
{
  int beside;

  if (pair.second == NULL)
    return measure_one (pair.first, GTK_ORIENTATION_VERTICAL, width, natural);
  if (width < 0 || is_folded (self, pair, width))
    return measure_one (pair.first, GTK_ORIENTATION_VERTICAL, width, natural) + self->spacing +
           measure_one (pair.second, GTK_ORIENTATION_VERTICAL, width, natural);

  beside = second_width (self, pair, width);
  return MAX (measure_one (pair.first, GTK_ORIENTATION_VERTICAL, width - self->spacing - beside, natural),
              measure_one (pair.second, GTK_ORIENTATION_VERTICAL, beside, natural));
}

static void
ptl_fold_measure (GtkWidget      *widget,
                  GtkOrientation  orientation,
                  int             for_size,
                  int            *minimum,
                  int            *natural,
                  int            *minimum_baseline,
                  int            *natural_baseline)
{
  PtlFold *self = PTL_FOLD (widget);
  Pair pair = get_pair (widget);

  *minimum = *natural = 0;
  if (pair.first == NULL)
    return;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      measure_width (self, pair, minimum, natural);
      return;
    }

  *minimum = measure_height (self, pair, for_size, FALSE);
  *natural = MAX (*minimum, measure_height (self, pair, for_size, TRUE));
}

static void
allocate_folded (PtlFold *self,
                 Pair           pair,
                 int            width,
                 int            height)
{
  int above = measure_one (pair.first, GTK_ORIENTATION_VERTICAL, width, TRUE);
  int below = height - above - self->spacing;

  gtk_widget_size_allocate (pair.first, &(GtkAllocation) { 0, 0, width, above }, -1);
  gtk_widget_size_allocate (pair.second, &(GtkAllocation) { 0, above + self->spacing, width, MAX (below, 0) }, -1);
}

static void
ptl_fold_size_allocate (GtkWidget *widget,
                        int        width,
                        int        height,
                        int        baseline)
{
  PtlFold *self = PTL_FOLD (widget);
  Pair pair = get_pair (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int beside, rest;

  if (pair.first == NULL)
    return;
  if (pair.second == NULL)
    {
      gtk_widget_size_allocate (pair.first, &(GtkAllocation) { 0, 0, width, height }, -1);
      return;
    }
  if (is_folded (self, pair, width))
    {
      allocate_folded (self, pair, width, height);
      return;
    }

  beside = second_width (self, pair, width);
  rest = width - self->spacing - beside;
  gtk_widget_size_allocate (pair.first, &(GtkAllocation) { rtl ? beside + self->spacing : 0, 0, rest, height }, -1);
  gtk_widget_size_allocate (pair.second, &(GtkAllocation) { rtl ? 0 : rest + self->spacing, 0, beside, height }, -1);
}

static GtkSizeRequestMode
ptl_fold_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
ptl_fold_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (ptl_fold_parent_class)->dispose (object);
}

static void
ptl_fold_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  PtlFold *self = PTL_FOLD (object);

  switch (prop_id)
    {
    case PROP_SPACING:
      self->spacing = g_value_get_int (value);
      break;
    case PROP_FOLD_WIDTH:
      self->fold_width = g_value_get_int (value);
      break;
    case PROP_HOMOGENEOUS:
      self->homogeneous = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ptl_fold_class_init (PtlFoldClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = ptl_fold_dispose;
  object_class->set_property = ptl_fold_set_property;
  widget_class->measure = ptl_fold_measure;
  widget_class->size_allocate = ptl_fold_size_allocate;
  widget_class->get_request_mode = ptl_fold_get_request_mode;

  properties[PROP_SPACING] = g_param_spec_int ("spacing", NULL, NULL, 0, G_MAXINT, 0, flags);
  properties[PROP_FOLD_WIDTH] = g_param_spec_int ("fold-width", NULL, NULL, 0, G_MAXINT, 0, flags);
  properties[PROP_HOMOGENEOUS] = g_param_spec_boolean ("homogeneous", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ptl_fold_init (PtlFold *self)
{
}
