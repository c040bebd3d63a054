/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-way-picture.h"

#include <glib/gi18n.h>

#define SYMBOL 32
#define ARROW 44
#define GAP 8
#define HEIGHT 44

typedef enum { ARROW_NONE, ARROW_ON, ARROW_BOTH } Arrow;

/* Symbols from start to end, and the arrow behind each. */
typedef struct
{
  const char *icon_name;
  Arrow       arrow;
} Stop;

typedef struct
{
  const char *words;  /* N_(): what the picture shows, for who does not see it */
  Stop        stops[4];
} Way;

static const Way ways[] = {
  [PTL_PROTOCOL_IMAP] = {
    N_("A computer and a phone both look at the same mail, which stays at the provider."),
    { { "ptl-computer-symbolic", ARROW_BOTH }, { "ptl-storage-symbolic", ARROW_BOTH }, { "ptl-phone-symbolic", ARROW_NONE } } },
  [PTL_PROTOCOL_POP3] = {
    N_("Mail moves from the provider to one computer."),
    { { "ptl-storage-symbolic", ARROW_ON }, { "ptl-computer-symbolic", ARROW_NONE } } },
  [PTL_PROTOCOL_SMTP] = {
    N_("A message goes from your computer to your provider, and from there to the other provider."),
    { { "ptl-computer-symbolic", ARROW_ON }, { "ptl-storage-symbolic", ARROW_ON }, { "ptl-storage-symbolic", ARROW_NONE } } },
};

struct _PtlWayPicture
{
  GtkWidget parent_instance;

  const Way *way;
};

G_DEFINE_FINAL_TYPE (PtlWayPicture, ptl_way_picture, GTK_TYPE_WIDGET)

static int
get_width (const Way *way)
{
  int width = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (way->stops) && way->stops[i].icon_name != NULL; i++)
    width += SYMBOL + (way->stops[i].arrow != ARROW_NONE ? ARROW + 2 * GAP : 0);

  return width;
}

static void
get_colour (GtkWidget *widget,
            GdkRGBA   *colour)
{
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), colour);
}

static void
draw_symbol (GtkWidget   *widget,
             GtkSnapshot *snapshot,
             const char  *icon_name,
             float        x)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (widget));
  g_autoptr(GtkIconPaintable) icon = NULL;
  GdkRGBA colour;

  icon = gtk_icon_theme_lookup_icon (theme, icon_name, NULL, SYMBOL, gtk_widget_get_scale_factor (widget), GTK_TEXT_DIR_NONE, 0);
  get_colour (widget, &colour);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, (HEIGHT - SYMBOL) / 2.0f));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), snapshot, SYMBOL, SYMBOL, &colour, 1);
  gtk_snapshot_restore (snapshot);
}

static void
draw_head (cairo_t *cairo,
           double   tip,
           double   back)
{
  cairo_move_to (cairo, back, HEIGHT / 2.0 - 5);
  cairo_line_to (cairo, tip, HEIGHT / 2.0);
  cairo_line_to (cairo, back, HEIGHT / 2.0 + 5);
}

static void
draw_arrow (GtkWidget   *widget,
            GtkSnapshot *snapshot,
            Arrow        arrow,
            float        x,
            gboolean     mirrored)
{
  cairo_t *cairo = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (x, 0, ARROW, HEIGHT));
  double start = mirrored ? x + ARROW - 1 : x + 1;
  double end = mirrored ? x + 1 : x + ARROW - 1;
  double head = mirrored ? 6 : -6;
  GdkRGBA colour;

  get_colour (widget, &colour);
  gdk_cairo_set_source_rgba (cairo, &colour);
  cairo_set_line_width (cairo, 2);
  cairo_set_line_cap (cairo, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cairo, CAIRO_LINE_JOIN_ROUND);
  cairo_move_to (cairo, start, HEIGHT / 2.0);
  cairo_line_to (cairo, end, HEIGHT / 2.0);
  draw_head (cairo, end, end + head);
  if (arrow == ARROW_BOTH)
    draw_head (cairo, start, start - head);
  cairo_stroke (cairo);
  cairo_destroy (cairo);
}

static void
ptl_way_picture_snapshot (GtkWidget   *widget,
                          GtkSnapshot *snapshot)
{
  const Way *way = PTL_WAY_PICTURE (widget)->way;
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  float width = get_width (way);
  float x = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (way->stops) && way->stops[i].icon_name != NULL; i++)
    {
      draw_symbol (widget, snapshot, way->stops[i].icon_name, mirrored ? width - x - SYMBOL : x);
      x += SYMBOL + GAP;
      if (way->stops[i].arrow != ARROW_NONE)
        draw_arrow (widget, snapshot, way->stops[i].arrow, mirrored ? width - x - ARROW : x, mirrored);
      x += ARROW + GAP;
    }
}

static void
ptl_way_picture_measure (GtkWidget      *widget,
                         GtkOrientation  orientation,
                         int             for_size,
                         int            *minimum,
                         int            *natural,
                         int            *minimum_baseline,
                         int            *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? get_width (PTL_WAY_PICTURE (widget)->way) : HEIGHT;
}

static void
ptl_way_picture_class_init (PtlWayPictureClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = ptl_way_picture_snapshot;
  widget_class->measure = ptl_way_picture_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
ptl_way_picture_init (PtlWayPicture *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "way");
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_START);
}

GtkWidget *
ptl_way_picture_new (PtlProtocol protocol)
{
  PtlWayPicture *self = g_object_new (PTL_TYPE_WAY_PICTURE, NULL);

  self->way = &ways[protocol];
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _(self->way->words), -1);

  return GTK_WIDGET (self);
}
