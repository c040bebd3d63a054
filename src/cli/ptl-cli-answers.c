/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-cli-answers.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_ANSWERS     (64 * 1024)
#define BYTE_ORDER_MARK "\xef\xbb\xbf"  /* Windows’ editor puts it before a text in UTF-8 */

static const GOptionEntry *
find_entry (GArray     *entries,
            const char *key)
{
  /* what would lead in circles, or is about this one call */
  static const char * const not_here[] = { "json", "version", "help", "answers", "list", NULL };

  for (guint i = 0; i < entries->len; i++)
    {
      const GOptionEntry *entry = &g_array_index (entries, GOptionEntry, i);

      if (g_str_equal (entry->long_name, key) && !g_strv_contains (not_here, key))
        return entry;
    }

  return NULL;
}

/* Takes one answer, unless the command line has given it. */
static gboolean
take_answer (const GOptionEntry  *entry,
             GKeyFile            *file,
             GError             **error)
{
  gpointer target = entry->arg_data;
  GError *local_error = NULL;

  switch (entry->arg)
    {
    case G_OPTION_ARG_NONE:
      {
        gboolean value = g_key_file_get_boolean (file, "Setup", entry->long_name, &local_error);

        *(gboolean *) target = *(gboolean *) target || value;
        break;
      }
    case G_OPTION_ARG_INT:
      {
        int value = g_key_file_get_integer (file, "Setup", entry->long_name, &local_error);

        if (*(int *) target == PTL_CLI_NOT_GIVEN && local_error == NULL)
          *(int *) target = value;
        break;
      }
    case G_OPTION_ARG_FILENAME_ARRAY:
      if (*(char ***) target == NULL)
        *(char ***) target = g_key_file_get_string_list (file, "Setup", entry->long_name, NULL, &local_error);
      break;
    default:
      if (*(char **) target == NULL)
        *(char **) target = g_key_file_get_string (file, "Setup", entry->long_name, &local_error);
      break;
    }

  if (local_error == NULL)
    return TRUE;

  ptl_cli_refuse (error, _("The answers' key “%s” cannot be read: %s"), entry->long_name, local_error->message);
  g_error_free (local_error);
  return FALSE;
}

static gboolean
take_address (PtlCliOptions *self,
              GKeyFile      *file)
{
  if (g_strv_length (self->arguments) == 0)
    {
      g_strfreev (self->arguments);
      self->arguments = g_new0 (char *, 2);
      self->arguments[0] = g_key_file_get_string (file, "Setup", "address", NULL);
    }

  return TRUE;
}

static gboolean
load_answers (const char  *path,
              GKeyFile    *file,
              GError     **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GFile) source = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (source, NULL, &local_error);
  g_autofree char *text = g_malloc0 (MAX_ANSWERS + 2);
  gsize length = 0;

  /* what is no file, as a pipe, has no size to ask for */
  if (stream != NULL)
    g_input_stream_read_all (G_INPUT_STREAM (stream), text, MAX_ANSWERS + 1, &length, NULL, &local_error);
  if (length > MAX_ANSWERS)
    return ptl_cli_refuse (error, _("The answers in “%s” are too long. 64 KiB are allowed."), path);
  /* what comes after a zero byte would be passed over */
  if (memchr (text, '\0', length) != NULL)
    return ptl_cli_refuse (error, _("The answers in “%s” are not text."), path);
  if (local_error != NULL ||
      !g_key_file_load_from_data (file, text + (g_str_has_prefix (text, BYTE_ORDER_MARK) ? strlen (BYTE_ORDER_MARK) : 0), -1,
                                  G_KEY_FILE_NONE, &local_error))
    return ptl_cli_refuse (error, _("The answers in “%s” cannot be read: %s"), path, local_error->message);
  if (!g_key_file_has_group (file, "Setup"))
    return ptl_cli_refuse (error, _("The answers in “%s” have no group [Setup]."), path);

  return TRUE;
}

/* Of options that exclude each other, one on the command line is an answer to all. */
static void
drop_overruled (const PtlCliOptions *self,
                GKeyFile            *file)
{
  static const char * const passwords[] = { "password-stdin", "password-file", "password-fd" };

  for (gsize i = 0; i < G_N_ELEMENTS (passwords) && ptl_cli_options_has_password (self); i++)
    g_key_file_remove_key (file, "Setup", passwords[i], NULL);
  if (self->directory)
    g_key_file_remove_key (file, "Setup", "no-directory", NULL);
  if (self->no_directory)
    g_key_file_remove_key (file, "Setup", "directory", NULL);
}

/**
 * ptl_cli_answers_read:
 * @self: options, with those of the command line
 * @entries: (element-type GOptionEntry): the options that the subcommand knows, leading into @self
 *
 * What the command line has said stays.
 *
 * Returns: FALSE with %PTL_ERROR_USAGE if the file of answers cannot be understood
 */
gboolean
ptl_cli_answers_read (PtlCliOptions  *self,
                      GArray         *entries,
                      GError        **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_auto (GStrv) keys = NULL;

  if (!load_answers (self->answers, file, error))
    return FALSE;

  drop_overruled (self, file);
  keys = g_key_file_get_keys (file, "Setup", NULL, NULL);
  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      const GOptionEntry *entry = find_entry (entries, keys[i]);
      gboolean taken;

      if (g_str_equal (keys[i], "address"))
        taken = take_address (self, file);
      else if (g_str_equal (keys[i], "password"))
        return ptl_cli_refuse (error, _("A password has no place in a file of answers. Use “password-file” with a file of its own."));
      else if (entry == NULL)
        return ptl_cli_refuse (error, _("The answers hold “%s”, which is not an option."), keys[i]);
      else
        taken = take_answer (entry, file, error);

      if (!taken)
        return FALSE;
    }

  return TRUE;
}
