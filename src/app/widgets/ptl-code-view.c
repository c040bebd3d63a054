/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-code-view.h"

#include <glib/gi18n.h>

#include "ptl-fit.h"

struct _PtlCodeView
{
  GtkWidget parent_instance;

  PtlQr *code;  /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (PtlCodeView, ptl_code_view, GTK_TYPE_WIDGET)

static void
fill (GtkSnapshot   *snapshot,
      const GdkRGBA *colour,
      float          x,
      float          y,
      float          width,
      float          height)
{
  gtk_snapshot_append_color (snapshot, colour, &GRAPHENE_RECT_INIT (x, y, width, height));
}

/* Dark modules side by side are one rectangle. */
static void
draw_row (GtkSnapshot *snapshot,
          PtlQr       *code,
          guint        y,
          float        module)
{
  static const GdkRGBA black = { 0, 0, 0, 1 };
  guint size = ptl_qr_get_size (code);

  for (guint x = 0; x < size; x++)
    {
      guint start = x;

      while (x < size && ptl_qr_is_dark (code, x, y))
        x++;
      if (x > start)
        fill (snapshot, &black, start * module, y * module, (x - start) * module, module);
    }
}

static void
ptl_code_view_snapshot (GtkWidget   *widget,
                        GtkSnapshot *snapshot)
{
  static const GdkRGBA white = { 1, 1, 1, 1 };
  PtlCodeView *self = PTL_CODE_VIEW (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  guint side;  /* with the light border, which is a part of the code */
  float module;

  if (self->code == NULL)
    return;

  /* Whole pixels, so that every edge is sharp. */
  side = ptl_qr_get_size (self->code);
  module = MAX (1, MIN (width, height) / (int) side);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((int) ((width - side * module) / 2), (int) ((height - side * module) / 2)));
  fill (snapshot, &white, 0, 0, side * module, side * module);
  for (guint y = 0; y < ptl_qr_get_size (self->code); y++)
    draw_row (snapshot, self->code, y, module);
}

/* As large as the letters are: who needs those larger holds the phone farther away, or has one that sees less. */
static int
get_preferred_module (PtlCodeView *self)
{
  return (int) (6 * MIN (ptl_get_text_scale (GTK_WIDGET (self)), 3));
}

static void
ptl_code_view_system_setting_changed (GtkWidget        *widget,
                                      GtkSystemSetting  setting)
{
  GTK_WIDGET_CLASS (ptl_code_view_parent_class)->system_setting_changed (widget, setting);

  if (setting == GTK_SYSTEM_SETTING_DPI)
    gtk_widget_queue_resize (widget);
}

static GtkSizeRequestMode
ptl_code_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
ptl_code_view_measure (GtkWidget      *widget,
                       GtkOrientation  orientation,
                       int             for_size,
                       int            *minimum,
                       int            *natural,
                       int            *minimum_baseline,
                       int            *natural_baseline)
{
  PtlCodeView *self = PTL_CODE_VIEW (widget);
  int side = self->code != NULL ? (int) ptl_qr_get_size (self->code) : 1;
  int preferred = get_preferred_module (self) * side;

  /* What scrolls gets the least height that it can do with: as much as it has got width. */
  *minimum = orientation == GTK_ORIENTATION_VERTICAL && for_size > 0 ? CLAMP (for_size, 3 * side, preferred) : 3 * side;
  *natural = orientation == GTK_ORIENTATION_VERTICAL && for_size > 0 ? *minimum : preferred;
}

static void
ptl_code_view_finalize (GObject *object)
{
  g_clear_pointer (&PTL_CODE_VIEW (object)->code, ptl_qr_free);

  G_OBJECT_CLASS (ptl_code_view_parent_class)->finalize (object);
}

static void
ptl_code_view_class_init (PtlCodeViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ptl_code_view_finalize;
  widget_class->snapshot = ptl_code_view_snapshot;
  widget_class->get_request_mode = ptl_code_view_get_request_mode;
  widget_class->measure = ptl_code_view_measure;
  widget_class->system_setting_changed = ptl_code_view_system_setting_changed;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
ptl_code_view_init (PtlCodeView *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("QR code with the mail settings"),
                                  -1);
}

/**
 * ptl_code_view_set_code:
 * @code: (transfer full) (nullable): what to show
 */
void
ptl_code_view_set_code (PtlCodeView *self,
                        PtlQr       *code)
{
  g_return_if_fail (PTL_IS_CODE_VIEW (self));

  g_clear_pointer (&self->code, ptl_qr_free);
  self->code = code;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
