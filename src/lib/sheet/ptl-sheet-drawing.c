/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-sheet-drawing.h"

#include <cairo-pdf.h>
#include <langinfo.h>
#include <pango/pangocairo.h>

/* The only file that knows cairo and Pango. It is built into the assistant and into a module that the command line loads, so it calls
 * nothing of ours. Lengths are points, and all but the page's own are multiplied by its scale. */

#define MARGIN    48.0
#define CODE_SIZE 150.0
#define GAP       12.0
#define MM        (72.0 / 25.4)

typedef enum
{
  STYLE_TITLE,
  STYLE_HEADING,
  STYLE_LABEL,
  STYLE_VALUE,
  STYLE_NOTE,
} Style;

static const struct
{
  double      size;
  PangoWeight weight;
  double      grey;
} styles[] = {
  [STYLE_TITLE] = { 20, PANGO_WEIGHT_BOLD, 0 },
  [STYLE_HEADING] = { 13, PANGO_WEIGHT_BOLD, 0 },
  [STYLE_LABEL] = { 11, PANGO_WEIGHT_NORMAL, 0.3 },
  [STYLE_VALUE] = { 11, PANGO_WEIGHT_NORMAL, 0 },
  [STYLE_NOTE] = { 10, PANGO_WEIGHT_NORMAL, 0 },
};

typedef struct
{
  cairo_t  *cairo;
  double    width;
  double    y;       /* how far down it is filled */
  double    scale;
  gboolean  mirror;  /* the language is written from right to left */
  gboolean  only_measure;
} Page;

/* Returns: where a column of that width begins */
static double
place (const Page *page,
       double      x,
       double      width)
{
  return page->mirror ? page->width - x - width : x;
}

/* Who types the settings in must not take a hyphen at the end of a line for a part of them. */
static void
forbid_hyphens (PangoLayout *layout)
{
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
}

static PangoLayout *
make_layout (const Page *page,
             Style       style,
             const char *text,
             double      width)
{
  PangoLayout *layout = pango_cairo_create_layout (page->cairo);
  PangoFontDescription *font = pango_font_description_from_string ("Sans");

  pango_font_description_set_absolute_size (font, styles[style].size * page->scale * PANGO_SCALE);
  pango_font_description_set_weight (font, styles[style].weight);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text (layout, text, -1);
  forbid_hyphens (layout);

  return layout;
}

/* Returns: how high the text is */
static double
put_text (const Page *page,
          Style       style,
          const char *text,
          double      x,
          double      width)
{
  PangoLayout *layout = make_layout (page, style, text, width);
  gboolean from_right = pango_layout_get_direction (layout, 0) == PANGO_DIRECTION_RTL;
  PangoRectangle extents;

  if (from_right != page->mirror)  /* a host name beside Arabic words: begins where they do, not at the far side of the page */
    pango_layout_set_alignment (layout, PANGO_ALIGN_RIGHT);
  pango_layout_get_extents (layout, NULL, &extents);
  if (!page->only_measure)
    {
      cairo_set_source_rgb (page->cairo, styles[style].grey, styles[style].grey, styles[style].grey);
      cairo_move_to (page->cairo, place (page, x, width), page->y);
      pango_cairo_show_layout (page->cairo, layout);
    }
  g_object_unref (layout);

  return (double) extents.height / PANGO_SCALE;
}

static void
put_line (Page *page)
{
  if (!page->only_measure)
    {
      cairo_set_source_rgb (page->cairo, 0.6, 0.6, 0.6);
      cairo_set_line_width (page->cairo, 0.5);
      cairo_move_to (page->cairo, 0, page->y);
      cairo_line_to (page->cairo, page->width, page->y);
      cairo_stroke (page->cairo);
    }
  page->y += GAP / 2 * page->scale;
}

static void
put_row (Page              *page,
         const PtlSheetRow *row)
{
  double label_width = page->width * 0.34;
  double value_x = label_width + GAP * page->scale;
  double label_height = put_text (page, STYLE_LABEL, row->label, 0, label_width);
  double value_height = put_text (page, STYLE_VALUE, row->value, value_x, page->width - value_x);

  page->y += MAX (label_height, value_height) + GAP / 4 * page->scale;
}

static void
put_section (Page                  *page,
             const PtlSheetSection *section)
{
  page->y += GAP * page->scale;
  if (section->heading != NULL)
    page->y += put_text (page, STYLE_HEADING, section->heading, 0, page->width) + GAP / 4 * page->scale;
  put_line (page);

  for (guint i = 0; i < section->rows->len; i++)
    put_row (page, g_ptr_array_index (section->rows, i));
}

/* Black on white, whatever it is drawn on. */
static void
draw_code (const Page     *page,
           const PtlSheet *sheet,
           double          x,
           double          side)
{
  const guint size = sheet->code_size;

  cairo_save (page->cairo);
  cairo_translate (page->cairo, x, page->y);
  cairo_scale (page->cairo, side / size, side / size);
  cairo_set_source_rgb (page->cairo, 1, 1, 1);
  cairo_rectangle (page->cairo, 0, 0, size, size);
  cairo_fill (page->cairo);
  cairo_set_source_rgb (page->cairo, 0, 0, 0);
  for (guint i = 0; i < size * size; i++)
    {
      if (sheet->code[i])
        cairo_rectangle (page->cairo, i % size, i / size, 1, 1);
    }
  cairo_fill (page->cairo);
  cairo_restore (page->cairo);
}

static void
put_code (Page           *page,
          const PtlSheet *sheet)
{
  double side = CODE_SIZE * page->scale;
  double text_x = side + GAP * page->scale;
  double height;

  page->y += GAP * page->scale;
  height = put_text (page, STYLE_NOTE, sheet->code_note, text_x, page->width - text_x);
  if (!page->only_measure)
    draw_code (page, sheet, place (page, 0, side), side);
  page->y += MAX (side, height);
}

static void
put_all (Page           *page,
         const PtlSheet *sheet)
{
  page->y = 0;
  page->y += put_text (page, STYLE_TITLE, sheet->title, 0, page->width) + GAP / 2 * page->scale;
  page->y += put_text (page, STYLE_NOTE, sheet->worth, 0, page->width);

  for (guint i = 0; i < sheet->sections->len; i++)
    put_section (page, g_ptr_array_index (sheet->sections, i));

  page->y += GAP * page->scale;
  for (guint i = 0; i < sheet->notes->len; i++)
    page->y += put_text (page, STYLE_NOTE, g_ptr_array_index (sheet->notes, i), 0, page->width) + GAP / 4 * page->scale;
  if (sheet->code != NULL)
    put_code (page, sheet);
}

static gboolean
is_from_right (const Page *page,
               const char *text)
{
  PangoLayout *layout = make_layout (page, STYLE_TITLE, text, page->width);
  PangoDirection direction = pango_layout_get_direction (layout, 0);

  g_object_unref (layout);
  return direction == PANGO_DIRECTION_RTL;
}

/**
 * ptl_sheet_draw:
 * @width: of what may be drawn on, in points
 * @height: the same
 *
 * Draws the whole sheet. What is too much for the page is drawn smaller.
 */
void
ptl_sheet_draw (const PtlSheet *sheet,
                cairo_t        *cairo,
                double          width,
                double          height)
{
  Page page = { .cairo = cairo, .width = width, .scale = 1, .only_measure = TRUE };

  page.mirror = is_from_right (&page, sheet->title);
  for (put_all (&page, sheet); page.y > height && page.scale > 0.2; put_all (&page, sheet))
    page.scale *= 0.95;

  page.only_measure = FALSE;
  put_all (&page, sheet);
}

/* The paper that is usual where the person lives; A4 where nothing is known about that. */
static void
get_paper (double *width,
           double *height)
{
  int width_mm = (int) (gintptr) nl_langinfo (_NL_PAPER_WIDTH);
  int height_mm = (int) (gintptr) nl_langinfo (_NL_PAPER_HEIGHT);
  gboolean usable = width_mm >= 100 && width_mm <= 500 && height_mm >= 100 && height_mm <= 500;

  *width = (usable ? width_mm : 210) * MM;
  *height = (usable ? height_mm : 297) * MM;
}

static cairo_status_t
write_cb (void                *closure,
          const unsigned char *data,
          unsigned int         length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* The day is enough, and so the same sheet saved again is the same file. */
static void
describe (cairo_surface_t *surface,
          const PtlSheet  *sheet)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *day = g_date_time_format (now, "%Y-%m-%dT00:00:00");

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, sheet->title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Portolan");
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, day);
}

/* Returns: (transfer full) (nullable): a PDF of one page; or an error of G_IO_ERROR */
G_MODULE_EXPORT GBytes *
ptl_sheet_make_pdf (const PtlSheet  *sheet,
                    GError         **error)
{
  g_autoptr (GByteArray) array = g_byte_array_new ();
  double width, height;
  cairo_surface_t *surface;
  cairo_t *cairo;
  cairo_status_t status;

  get_paper (&width, &height);
  surface = cairo_pdf_surface_create_for_stream (write_cb, array, width, height);
  describe (surface, sheet);
  cairo = cairo_create (surface);
  cairo_translate (cairo, MARGIN, MARGIN);
  ptl_sheet_draw (sheet, cairo, width - 2 * MARGIN, height - 2 * MARGIN);
  cairo_destroy (cairo);
  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);

  if (status == CAIRO_STATUS_SUCCESS)
    return g_byte_array_free_to_bytes (g_steal_pointer (&array));

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, cairo_status_to_string (status));
  return NULL;
}
