/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-text-exporter.h"

#include <glib/gi18n-lib.h>

#include "ptl-export-common.h"
#include "ptl-sheet.h"

/* How wide it is where every letter has the same width: Chinese and Japanese ones have twice that, marks on letters none. */
static gsize
count_columns (const char *text)
{
  gsize n_columns = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar letter = g_utf8_get_char (p);

      n_columns += g_unichar_iszerowidth (letter) ? 0 : g_unichar_iswide (letter) ? 2 : 1;
    }

  return n_columns;
}

static void
add_heading (GString    *text,
             const char *heading,
             char        line)
{
  g_autofree char *underline = g_strnfill (count_columns (heading), line);

  g_string_append_printf (text, "%s\n%s\n", heading, underline);
}

static void
add_section (GString               *text,
             const PtlSheetSection *section)
{
  g_string_append_c (text, '\n');
  if (section->heading != NULL)
    add_heading (text, section->heading, '-');

  for (guint i = 0; i < section->rows->len; i++)
    {
      const PtlSheetRow *row = g_ptr_array_index (section->rows, i);

      /* Translators: a label and its value, one line of the settings sheet */
      g_string_append_printf (text, _("%s: %s"), row->label, row->value);
      g_string_append_c (text, '\n');
    }
}

/* The settings sheet, as it is read, copied and read aloud. */
GBytes *
ptl_text_render (const PtlAccount  *account,
                 GError           **error)
{
  g_autoptr (PtlSheet) sheet = ptl_sheet_new (account);
  GString *text = g_string_new (NULL);

  add_heading (text, sheet->title, '=');
  g_string_append_printf (text, "%s\n", sheet->worth);
  for (guint i = 0; i < sheet->sections->len; i++)
    add_section (text, g_ptr_array_index (sheet->sections, i));
  g_string_append_c (text, '\n');
  for (guint i = 0; i < sheet->notes->len; i++)
    g_string_append_printf (text, "%s\n", (const char *) g_ptr_array_index (sheet->notes, i));

  return ptl_export_take_text (text);
}
