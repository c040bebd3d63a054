/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-print.h"

#include <glib/gi18n.h>

#include "ptl-exporter.h"
#include "ptl-sheet-drawing.h"

static void
draw_page_cb (GtkPrintOperation *operation,
              GtkPrintContext   *context,
              int                page,
              PtlSheet          *sheet)
{
  ptl_sheet_draw (sheet, gtk_print_context_get_cairo_context (context),
                  gtk_print_context_get_width (context), gtk_print_context_get_height (context));
}

static void
free_sheet (gpointer  sheet,
            GClosure *closure)
{
  ptl_sheet_free (sheet);
}

/**
 * ptl_print_sheet:
 * @window: over which the dialog opens
 * @account: whose settings are printed; never the password
 *
 * Returns: FALSE with @error if it cannot be printed; TRUE also if the person decided otherwise
 */
gboolean
ptl_print_sheet (GtkWindow   *window,
                 PtlAccount  *account,
                 GError     **error)
{
  g_autoptr(GtkPrintOperation) operation = NULL;
  PtlSheet *sheet;

  if (!ptl_export_is_allowed ("pdf", account, error))
    return FALSE;

  operation = gtk_print_operation_new ();
  sheet = ptl_sheet_new (account);
  gtk_print_operation_set_n_pages (operation, 1);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_job_name (operation, sheet->title);
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_signal_connect_data (operation, "draw-page", G_CALLBACK (draw_page_cb), sheet, free_sheet, 0);

  return gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, window, error) !=
         GTK_PRINT_OPERATION_RESULT_ERROR;
}

/**
 * ptl_copy_sheet:
 * @widget: whose clipboard it is
 * @account: whose settings are copied; never the password
 *
 * Returns: FALSE with @error if there is no sheet of them, or none is allowed
 */
gboolean
ptl_copy_sheet (GtkWidget   *widget,
                PtlAccount  *account,
                GError     **error)
{
  g_autoptr(GBytes) bytes = ptl_export_is_allowed ("text", account, error) ? ptl_exporter_find ("text")->render (account, error) : NULL;
  g_autofree char *text = NULL;

  if (bytes == NULL)
    return FALSE;

  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);

  return TRUE;
}
