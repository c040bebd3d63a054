/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-sheet-drawing.h"
#include "test-export.h"

/* The settings sheet: what is on it, and that it stays one page. */

static const char *
find_value (const PtlSheet *sheet,
            guint           section,
            const char     *label)
{
  const PtlSheetSection *one = g_ptr_array_index (sheet->sections, section);

  for (guint i = 0; i < one->rows->len; i++)
    {
      const PtlSheetRow *row = g_ptr_array_index (one->rows, i);

      if (g_str_equal (row->label, label))
        return row->value;
    }

  return NULL;
}

static void
test_contents (void)
{
  g_autoptr (PtlAccount) account = sketch_account (&(Sketch) { .name = "Ada", .incoming = "pop3 tls pop.bücher.example 995 ada",
                                                               .leave = PTL_LEAVE_DAYS, .days = 14 });
  g_autoptr (PtlSheet) sheet = ptl_sheet_new (account);

  g_assert_cmpstr (sheet->title, ==, "Mail settings for ada@example.org");
  g_assert_true (sheet->works);
  g_assert_cmpuint (sheet->sections->len, ==, 3);
  g_assert_cmpstr (find_value (sheet, 0, "Name"), ==, "Ada");
  g_assert_cmpstr (find_value (sheet, 1, "Server"), ==, "pop.bücher.example");
  g_assert_cmpstr (find_value (sheet, 1, "Server, for programs that know only plain letters"), ==, "pop.xn--bcher-kva.example");
  g_assert_cmpstr (find_value (sheet, 1, "Leave mail on the server"), ==, "yes, for 14 days");
  g_assert_cmpstr (find_value (sheet, 2, "Port"), ==, "465");
  g_assert_cmpuint (sheet->code_size, >, 40);
  g_assert_nonnull (sheet->code_note);
  g_assert_false (sheet->code[3 * sheet->code_size + 3]);
  g_assert_true (sheet->code[4 * sheet->code_size + 4]);
}

/* What a phone cannot read has no code, and what is not encrypted is said. */
static void
test_open (void)
{
  g_autoptr (PtlAccount) account = sketch_account (&(Sketch) { .incoming = "imap none imap.example.org 143 ada", .outgoing = "-" });
  g_autoptr (PtlSheet) sheet = ptl_sheet_new (account);

  g_assert_cmpuint (sheet->code_size, ==, 0);
  g_assert_null (sheet->code);
  g_assert_nonnull (strstr (g_ptr_array_index (sheet->notes, 0), "not encrypted"));
  g_assert_nonnull (strstr (g_ptr_array_index (sheet->notes, 1), "only receives"));
}

/* The sheet drawn on a page of this size, with white below it. */
static cairo_surface_t *
draw (const PtlSheet *sheet,
      int             width,
      int             height)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, width, 3 * height);
  cairo_t *cairo = cairo_create (surface);

  ptl_sheet_draw (sheet, cairo, width, height);
  cairo_destroy (cairo);
  cairo_surface_flush (surface);
  return surface;
}

/* The lowest dark pixel of the sheet. */
static int
find_bottom (const PtlSheet *sheet,
             int             width,
             int             height)
{
  cairo_surface_t *surface = draw (sheet, width, height);
  const guint8 *pixels = cairo_image_surface_get_data (surface);
  int bottom = -1;

  for (int y = 0; y < 3 * height; y++)
    for (int x = 0; x < width; x++)
      if (pixels[y * cairo_image_surface_get_stride (surface) + x] != 0)
        bottom = y;

  cairo_surface_destroy (surface);
  return bottom;
}

/* Is anything dark between these columns, but the lines that go from side to side? */
static gboolean
is_written (const PtlSheet *sheet,
            int             width,
            int             from,
            int             to)
{
  cairo_surface_t *surface = draw (sheet, width, 800);
  const guint8 *pixels = cairo_image_surface_get_data (surface);
  gboolean found = FALSE;

  for (int y = 0; y < 800; y++)
    {
      const guint8 *row = pixels + y * cairo_image_surface_get_stride (surface);

      for (int x = from; x < to && !(row[0] != 0 && row[width - 1] != 0); x++)
        found = found || row[x] != 0;
    }

  cairo_surface_destroy (surface);
  return found;
}

/* In a language that is written from the right, all of it begins there, names of servers as well; and the other way round. */
static void
test_sides (void)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (PtlAccount) account = sketch_account (&(Sketch) { .name = i == 0 ? "Ada" : "ليلى" });
      g_autoptr (PtlSheet) sheet = ptl_sheet_new (account);

      if (i == 0)
        {
          g_free (sheet->title);
          sheet->title = g_strdup ("إعدادات البريد");
        }
      g_assert_false (is_written (sheet, 3000, i == 0 ? 0 : 2000, i == 0 ? 1000 : 3000));
      g_assert_true (is_written (sheet, 3000, i == 0 ? 2000 : 0, i == 0 ? 3000 : 1000));
    }
}

/* In every language, with every name and on every paper it is one page. */
static void
test_one_page (void)
{
  g_autofree char *name = g_strnfill (3000, 'W');
  g_autoptr (PtlAccount) account = sketch_account (&(Sketch) { .name = name });
  g_autoptr (PtlSheet) sheet = ptl_sheet_new (account);
  g_autoptr (PtlAccount) usual = sketch_account (&(Sketch) { .name = "Ada" });
  g_autoptr (PtlSheet) usual_sheet = ptl_sheet_new (usual);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = ptl_sheet_make_pdf (sheet, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), 5, "%PDF-", 5);
  g_assert_cmpint (find_bottom (sheet, 400, 500), >, 300);
  g_assert_cmpint (find_bottom (sheet, 400, 500), <=, 500);
  g_assert_cmpint (find_bottom (usual_sheet, 500, 745), <=, 745);
}

/* What fontconfig keeps until the end is its own. Only the leak sanitizer asks for this. */
const char *__lsan_default_suppressions (void);

const char *
__lsan_default_suppressions (void)
{
  return "leak:libfontconfig";
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sheet/contents", test_contents);
  g_test_add_func ("/sheet/open", test_open);
  g_test_add_func ("/sheet/one-page", test_one_page);
  g_test_add_func ("/sheet/sides", test_sides);

  return g_test_run ();
}
