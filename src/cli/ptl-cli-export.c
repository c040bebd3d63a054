/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-cli-export.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "ptl-cli-print.h"
#include "ptl-error.h"
#include "ptl-json.h"
#include "ptl-policy.h"

static char *
list_targets (void)
{
  g_autoptr (GString) list = g_string_new (NULL);
  gsize n;
  const PtlExporter *exporters = ptl_exporter_list (&n);

  for (gsize i = 0; i < n; i++)
    g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", exporters[i].id);

  return g_string_free (g_steal_pointer (&list), FALSE);
}

/**
 * ptl_cli_export_parse:
 * @word: TARGET or TARGET=PATH
 * @path: (out) (optional) (nullable) (transfer full): the path
 *
 * Returns: (nullable): the exporter
 */
const PtlExporter *
ptl_cli_export_parse (const char  *word,
                      char       **path,
                      GError     **error)
{
  g_auto (GStrv) parts = g_strsplit (word, "=", 2);
  const PtlExporter *exporter = parts[0] != NULL ? ptl_exporter_find (parts[0]) : NULL;

  if (exporter == NULL)
    {
      g_autofree char *targets = list_targets ();

      g_set_error (error, PTL_ERROR, PTL_ERROR_USAGE, _("“%s” is not something to export to. There are: %s."),
                   parts[0] != NULL ? parts[0] : "", targets);
      return NULL;
    }
  if (parts[1] != NULL && *parts[1] == '\0')
    {
      g_set_error (error, PTL_ERROR, PTL_ERROR_USAGE, _("After “%s=” a path is expected."), parts[0]);
      return NULL;
    }

  if (path != NULL)
    *path = g_strdup (parts[1]);

  return exporter;
}

/**
 * ptl_cli_export_check:
 * @words: (nullable) (array zero-terminated=1): what to export to
 *
 * Looks at all of them before anything is done.
 *
 * Returns: FALSE if one of them is not known, or the administrator of this computer does not allow it
 */
gboolean
ptl_cli_export_check (char   **words,
                      GError **error)
{
  g_autoptr (PtlPolicy) policy = words != NULL ? ptl_policy_load_default (error) : NULL;

  if (words == NULL)
    return TRUE;
  if (policy == NULL)
    return FALSE;

  for (guint i = 0; words[i] != NULL; i++)
    {
      const PtlExporter *exporter = ptl_cli_export_parse (words[i], NULL, error);

      if (exporter == NULL || !ptl_policy_check_target (policy, exporter->id, error))
        return FALSE;
    }

  return TRUE;
}

/* What is no text, such as a PDF, is written in Base64. */
static void
add_content (JsonObject *object,
             const char *data,
             gsize       length)
{
  gboolean is_text = g_utf8_validate (data, (gssize) length, NULL);
  g_autofree char *text = is_text ? g_strndup (data, length) : g_base64_encode ((const guint8 *) data, length);

  json_object_set_string_member (object, is_text ? "content" : "content_base64", text);
}

/* “-” is the standard output. With --json there is one object on it, so what would go there goes into it. */
static PtlExportResult *
render (PtlCli             *cli,
        const PtlExporter  *exporter,
        PtlAccount         *account,
        JsonObject         *object,
        GError            **error)
{
  g_autoptr (GBytes) bytes = exporter->render (account, error);
  gsize length;
  const char *data;

  if (bytes == NULL)
    return NULL;

  data = g_bytes_get_data (bytes, &length);
  if (ptl_cli_is_human (cli))
    fwrite (data, 1, length, stdout);

  add_content (object, data, length);

  return ptl_export_result_new (exporter->id, "-", _("The settings were printed."), FALSE, NULL);
}

static PtlExportResult *
export (PtlCli             *cli,
        const PtlExporter  *exporter,
        PtlAccount         *account,
        const char         *path,
        JsonObject         *object,
        GError            **error)
{
  PtlExportOptions options = { .path = path, .secret = exporter->holds_password ? cli->secret : NULL,
                               .replace = cli->options->replace };
  PtlCliWaiting waiting = { NULL };
  g_autoptr (GAsyncResult) result = NULL;

  if (g_strcmp0 (path, "-") == 0 && exporter->render != NULL)
    return render (cli, exporter, account, object, error);

  ptl_export_async (exporter, account, &options, cli->cancellable, ptl_cli_waiting_cb, &waiting);
  result = ptl_cli_wait (&waiting);

  return ptl_export_finish (result, error);
}

static void
set_text (JsonObject *object,
          const char *key,
          const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, key, text);
  else
    json_object_set_null_member (object, key);
}

/* What differs, and how it can be had; those who ask for JSON get it as a list. */
static void
tell_differences (PtlCli                *cli,
                  const PtlExportResult *result,
                  JsonObject            *object)
{
  const char * const *differences = ptl_export_result_get_differences (result);
  JsonArray *array = json_array_new ();

  for (guint i = 0; differences[i] != NULL; i++)
    {
      json_array_add_string_element (array, differences[i]);
      if (ptl_cli_is_human (cli))
        ptl_cli_print (PTL_CLI_NORMAL, differences[i]);
    }

  json_object_set_array_member (object, "differences", array);
  json_object_set_boolean_member (object, "replaceable", ptl_export_result_is_replaceable (result));
  if (ptl_cli_is_human (cli) && ptl_export_result_is_replaceable (result))
    ptl_cli_print (PTL_CLI_NORMAL, _("Add “--replace” to give the program the new settings."));
}

/* Commands stand on lines of their own. */
static void
print_message (const char *message)
{
  g_auto (GStrv) lines = g_strsplit (message, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (i == 0)
      ptl_cli_print (PTL_CLI_GOOD, lines[i]);
    else
      ptl_cli_print_line (lines[i]);
}

static void
tell_done (PtlCli                *cli,
           const PtlExporter     *exporter,
           const PtlExportResult *result,
           JsonObject            *object)
{
  const char *path = ptl_export_result_get_path (result);

  set_text (object, "path", path);
  set_text (object, "message", ptl_export_result_get_message (result));
  set_text (object, "undo_id", ptl_export_result_get_undo_id (result));
  json_object_set_string_member (object, "verdict", "passed");
  json_object_set_boolean_member (object, "already_there", ptl_export_result_is_already_there (result));

  if (!ptl_cli_is_human (cli) || g_strcmp0 (path, "-") == 0)
    return;

  ptl_cli_heading (_(exporter->name));
  print_message (ptl_export_result_get_message (result));
  if (ptl_export_result_get_undo_id (result) != NULL)
    {
      g_autofree char *undo = g_strdup_printf (_("To take it back: portolan undo %s"),
                                               ptl_export_result_get_undo_id (result));

      ptl_cli_print (PTL_CLI_NORMAL, undo);
    }
}

static void
tell_result (PtlCli                *cli,
             const PtlExporter     *exporter,
             const PtlExportResult *result,
             JsonObject            *object)
{
  tell_done (cli, exporter, result, object);
  if (ptl_export_result_is_different (result))
    tell_differences (cli, result, object);
}

static void
tell_failed (PtlCli       *cli,
             const GError *error,
             const char   *path,
             JsonObject   *object)
{
  g_autoptr (PtlProblem) problem = ptl_problem_new_for_error (error);

  set_text (object, "path", path);
  json_object_set_string_member (object, "verdict", "failed");
  json_object_set_string_member (object, "message", ptl_problem_get_message (problem));
  json_object_set_member (object, "error", ptl_json_from_problem (problem));
  if (ptl_cli_is_human (cli))
    ptl_cli_print_problem (problem);
}

static gboolean
run_one (PtlCli     *cli,
         PtlAccount *account,
         const char *word,
         JsonArray  *results)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (PtlExportResult) result = NULL;
  const PtlExporter *exporter = ptl_cli_export_parse (word, &path, &error);
  JsonObject *object = json_object_new ();

  json_array_add_object_element (results, object);
  json_object_set_string_member (object, "target", exporter != NULL ? exporter->id : word);
  if (exporter != NULL)
    result = export (cli, exporter, account, path, object, &error);

  if (result != NULL)
    tell_result (cli, exporter, result, object);
  else
    tell_failed (cli, error, path, object);

  return result != NULL;
}

/* The first failure is the reason for the whole, unless there is one already. */
static void
tell_reason (JsonObject *json,
             JsonArray  *results)
{
  JsonNode *known = json_object_get_member (json, "error");

  for (guint i = 0; (known == NULL || JSON_NODE_HOLDS_NULL (known)) && i < json_array_get_length (results); i++)
    {
      JsonNode *error = json_object_get_member (json_array_get_object_element (results, i), "error");

      if (error == NULL)
        continue;
      json_object_set_member (json, "error", json_node_copy (error));
      return;
    }
}

/**
 * ptl_cli_export_run:
 * @words: (nullable) (array zero-terminated=1): what to export to
 *
 * Returns: %PTL_EXIT_DONE, or %PTL_EXIT_EXPORT_FAILED if one of them failed; the others are done all the same
 */
PtlExit
ptl_cli_export_run (PtlCli      *cli,
                    PtlAccount  *account,
                    char       **words)
{
  JsonArray *results = json_array_new ();
  PtlExit status = PTL_EXIT_DONE;

  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    if (!run_one (cli, account, words[i], results))
      status = PTL_EXIT_EXPORT_FAILED;

  tell_reason (cli->json, results);
  json_object_set_array_member (cli->json, "exports", results);

  return status;
}
