/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-read-file.h"

#include <glib/gi18n.h>

/* More than any settings are. */
#define MAX_FILE (256 * 1024)

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  gsize size;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (object), result, &size, &error))
    g_task_return_error (task, error);
  else if (size > MAX_FILE)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, "%s", _("The file is too large for mail settings."));
  else
    g_task_return_pointer (task, g_bytes_new (g_task_get_task_data (task), size), (GDestroyNotify) g_bytes_unref);
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autoptr(GFileInputStream) stream = g_file_read_finish (G_FILE (object), result, &error);

  if (stream == NULL)
    g_task_return_error (task, error);
  else
    g_input_stream_read_all_async (G_INPUT_STREAM (stream), g_task_get_task_data (task), MAX_FILE + 1, G_PRIORITY_DEFAULT, NULL,
                                   read_cb, g_object_ref (task));
}

/**
 * ptl_read_file_async:
 * @file: a file, anywhere; the source object of @callback
 * @callback: called once
 * @user_data: for @callback
 */
void
ptl_read_file_async (GFile               *file,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  GTask *task = g_task_new (file, NULL, callback, user_data);

  g_task_set_source_tag (task, ptl_read_file_async);
  g_task_set_task_data (task, g_malloc (MAX_FILE + 1), g_free);
  g_file_read_async (file, G_PRIORITY_DEFAULT, NULL, opened_cb, task);
}

/**
 * ptl_read_file_finish:
 * @result: what the callback got
 * @error: return location for an error, to be shown
 *
 * Returns: (transfer full) (nullable): all of it; %NULL also if it is more than settings can be
 */
GBytes *
ptl_read_file_finish (GAsyncResult  *result,
                      GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
