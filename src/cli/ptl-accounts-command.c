/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n.h>

#include "ptl-cli-print.h"
#include "ptl-cli.h"
#include "ptl-enum.h"
#include "ptl-error.h"
#include "ptl-json.h"
#include "ptl-reviews.h"

/* Waiting */

static gboolean
read_all (PtlCli      *cli,
          PtlReviews  *reviews,
          GError     **error)
{
  PtlCliWaiting waiting = { NULL };
  g_autoptr (GAsyncResult) result = NULL;

  ptl_reviews_read_async (reviews, cli->cancellable, ptl_cli_waiting_cb, &waiting);
  result = ptl_cli_wait (&waiting);
  return ptl_reviews_read_finish (reviews, result, error);
}

static gboolean
check_all (PtlCli      *cli,
           PtlReviews  *reviews,
           GError     **error)
{
  PtlCliWaiting waiting = { NULL };
  g_autoptr (GAsyncResult) result = NULL;

  if (cli->options->offline)
    return TRUE;

  ptl_reviews_check_async (reviews, cli->cancellable, ptl_cli_waiting_cb, &waiting);
  result = ptl_cli_wait (&waiting);
  return ptl_reviews_check_finish (reviews, result, error);
}

/* Asks the provider; that it does not know is no failure of the command. */
static void
look_up (PtlCli     *cli,
         PtlReviews *reviews,
         PtlReview  *review)
{
  PtlCliWaiting waiting = { NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  if (!cli->options->look_up || !ptl_review_can_look_up (review))
    return;

  ptl_reviews_look_up_async (reviews, review, cli->cancellable, ptl_cli_waiting_cb, &waiting);
  result = ptl_cli_wait (&waiting);
  if (!ptl_reviews_look_up_finish (reviews, result, &error) && ptl_cli_is_human (cli))
    ptl_cli_say (PTL_CLI_FAINT, error->message);
}

static void
look_up_all (PtlCli     *cli,
             PtlReviews *reviews)
{
  GListModel *list = ptl_reviews_get_list (reviews);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (PtlReview) review = g_list_model_get_item (list, i);

      look_up (cli, reviews, review);
    }
}

/* JSON */

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

static void
set_path (JsonObject *object,
          const char *path)
{
  g_autofree char *display = g_filename_display_name (path);

  json_object_set_string_member (object, "path", display);
}

static JsonNode *
side_to_json (const PtlExistingServer *place,
              const PtlReviewSide     *side)
{
  JsonObject *object;
  JsonNode *node;

  if (place->server == NULL)
    return json_node_new (JSON_NODE_NULL);

  object = json_object_new ();
  json_object_set_member (object, "server", ptl_json_from_server (place->server));
  json_object_set_string_member (object, "verdict", ptl_enum_to_nick (PTL_TYPE_REVIEW_VERDICT,
                                                                      side != NULL ? side->verdict : PTL_REVIEW_UNCHECKED));
  json_object_set_member (object, "better", side != NULL && side->better != NULL ? ptl_json_from_server (side->better)
                                                                                 : json_node_new (JSON_NODE_NULL));
  json_object_set_member (object, "report", side != NULL && side->report != NULL ? ptl_json_from_report (side->report)
                                                                                 : json_node_new (JSON_NODE_NULL));
  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, object);
  return node;
}

/* Without a check nothing waits any more. */
static PtlReviewVerdict
get_verdict (PtlReview *review)
{
  PtlReviewVerdict verdict = ptl_review_get_verdict (review);

  return verdict == PTL_REVIEW_WAITING ? PTL_REVIEW_UNCHECKED : verdict;
}

static JsonObject *
review_to_json (PtlReview *review)
{
  JsonObject *object = json_object_new ();
  PtlExisting *existing = ptl_review_get_existing (review);
  g_autofree char *reason = ptl_review_dup_reason (review);

  json_object_set_string_member (object, "id", ptl_existing_get_id (existing));
  json_object_set_string_member (object, "program", ptl_existing_get_program (existing));
  set_path (object, ptl_existing_get_path (existing));
  set_text (object, "label", ptl_existing_get_label (existing));
  set_text (object, "address", ptl_existing_get_address (existing));
  json_object_set_string_member (object, "verdict", ptl_enum_to_nick (PTL_TYPE_REVIEW_VERDICT, get_verdict (review)));
  set_text (object, "reason", reason);
  json_object_set_boolean_member (object, "fixable", ptl_review_is_fixable (review));
  json_object_set_member (object, "incoming", side_to_json (ptl_existing_get_incoming (existing), ptl_review_get_incoming (review)));
  json_object_set_member (object, "outgoing", side_to_json (ptl_existing_get_outgoing (existing), ptl_review_get_outgoing (review)));

  return object;
}

/* For people */

static PtlCliStyle
get_style (PtlReviewVerdict verdict)
{
  switch ((int) verdict)
    {
    case PTL_REVIEW_FINE:
      return PTL_CLI_GOOD;
    case PTL_REVIEW_OUTDATED:
    case PTL_REVIEW_UNENCRYPTED:
      return PTL_CLI_WARNING;
    case PTL_REVIEW_BROKEN:
    case PTL_REVIEW_UNREADABLE:
      return PTL_CLI_BAD;
    default:
      return PTL_CLI_NORMAL;
    }
}

static void
print_server (const char              *label,
              const PtlExistingServer *place)
{
  g_autofree char *text = place->server != NULL ? ptl_server_describe (place->server) : NULL;

  if (text != NULL)
    ptl_cli_field (label, text);
}

static void
print_changes (PtlReview *review)
{
  g_autoptr (GPtrArray) changes = ptl_review_list_changes (review);

  for (guint i = 0; i < changes->len; i++)
    ptl_cli_bullet (PTL_CLI_NORMAL, g_ptr_array_index (changes, i));
}

static void
print_what_to_do (PtlReview *review)
{
  PtlExisting *existing = ptl_review_get_existing (review);
  g_autofree char *text = NULL;

  if (ptl_review_is_fixable (review))
    text = g_strdup_printf (_("To change this: portolan accounts --fix %s"), ptl_existing_get_id (existing));
  else if (ptl_review_can_look_up (review))
    text = g_strdup_printf (_("To ask the provider for better settings: %s"), "portolan accounts --look-up");

  if (text != NULL)
    ptl_cli_bullet (PTL_CLI_BOLD, text);
}

static void
print_review (PtlReview *review)
{
  PtlExisting *existing = ptl_review_get_existing (review);
  PtlReviewVerdict verdict = get_verdict (review);
  g_autofree char *display = g_filename_display_name (ptl_existing_get_path (existing));
  g_autofree char *heading = g_strdup_printf ("%s: %s", ptl_existing_get_name (existing), ptl_existing_get_title (existing));
  g_autofree char *reason = ptl_review_dup_reason (review);

  ptl_cli_heading (heading);
  ptl_cli_print (get_style (verdict), ptl_review_verdict_say (verdict));
  if (reason != NULL)
    ptl_cli_print (PTL_CLI_NORMAL, reason);
  print_server (_("Receiving"), ptl_existing_get_incoming (existing));
  print_server (_("Sending"), ptl_existing_get_outgoing (existing));
  ptl_cli_field (_("Found in"), display);
  print_changes (review);
  print_what_to_do (review);
}

static void
show (PtlCli     *cli,
      PtlReviews *reviews)
{
  GListModel *list = ptl_reviews_get_list (reviews);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (PtlReview) review = g_list_model_get_item (list, i);

      json_array_add_object_element (array, review_to_json (review));
      if (ptl_cli_is_human (cli))
        print_review (review);
    }

  json_object_set_array_member (cli->json, "accounts", array);
  if (ptl_cli_is_human (cli) && g_list_model_get_n_items (list) == 0)
    ptl_cli_print (PTL_CLI_NORMAL, _("No mail program on this computer has an account."));
}

static gboolean
has_broken (PtlReviews *reviews)
{
  GListModel *list = ptl_reviews_get_list (reviews);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (PtlReview) review = g_list_model_get_item (list, i);

      if (ptl_review_get_verdict (review) >= PTL_REVIEW_BROKEN)
        return TRUE;
    }

  return FALSE;
}

static PtlExit
list_all (PtlCli     *cli,
          PtlReviews *reviews)
{
  g_autoptr (GError) error = NULL;

  if (check_all (cli, reviews, &error))
    look_up_all (cli, reviews);
  show (cli, reviews);

  if (error != NULL)
    return ptl_cli_fail_error (cli, error);

  return has_broken (reviews) ? PTL_EXIT_CHECK_FAILED : PTL_EXIT_DONE;
}

/* One account */

static gboolean
check_one (PtlCli     *cli,
           PtlReviews *reviews,
           PtlReview  *review)
{
  PtlCliWaiting waiting = { NULL };
  g_autoptr (GAsyncResult) result = NULL;

  ptl_review_run_async (review, cli->cancellable, ptl_cli_waiting_cb, &waiting);
  result = ptl_cli_wait (&waiting);
  ptl_review_run_finish (review, result);
  look_up (cli, reviews, review);

  return !g_cancellable_is_cancelled (cli->cancellable);
}

static PtlExit
write_fix (PtlCli     *cli,
           PtlReviews *reviews,
           PtlReview  *review)
{
  PtlCliWaiting waiting = { NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;
  g_autofree char *undo = NULL;

  ptl_reviews_fix_async (reviews, review, cli->cancellable, ptl_cli_waiting_cb, &waiting);
  result = ptl_cli_wait (&waiting);
  message = ptl_reviews_change_finish (reviews, result, &error);
  if (message == NULL)
    return ptl_cli_fail_error (cli, error);

  json_object_set_string_member (cli->json, "message", message);
  json_object_set_string_member (cli->json, "undo", ptl_review_get_undo_id (review));
  json_object_set_object_member (cli->json, "account", review_to_json (review));
  undo = g_strdup_printf (_("To take it back: portolan undo %s"), ptl_review_get_undo_id (review));
  if (ptl_cli_is_human (cli))
    {
      ptl_cli_print (PTL_CLI_GOOD, message);
      ptl_cli_print (PTL_CLI_NORMAL, undo);
    }

  return PTL_EXIT_DONE;
}

static PtlExit
refuse (PtlCli     *cli,
        const char *format,
        const char *word)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_autofree char *message = g_strdup_printf (format, word);
#pragma GCC diagnostic pop
  g_autoptr (PtlProblem) problem = ptl_problem_new (PTL_ERROR_USAGE, message);

  return ptl_cli_fail (cli, problem);
}

static PtlExit
fix_one (PtlCli     *cli,
         PtlReviews *reviews)
{
  PtlReview *review = ptl_reviews_find (reviews, cli->options->fix);

  if (review == NULL)
    return refuse (cli, _("There is no account with the name “%s”. “portolan accounts” lists them."), cli->options->fix);
  if (!check_one (cli, reviews, review))
    return ptl_cli_fail_error (cli, &(GError) { PTL_ERROR, PTL_ERROR_CANCELLED, (char *) _("It was cancelled.") });

  json_object_set_object_member (cli->json, "account", review_to_json (review));
  if (ptl_cli_is_human (cli))
    print_review (review);
  if (ptl_review_is_fixable (review))
    return write_fix (cli, reviews, review);

  if (ptl_cli_is_human (cli))
    ptl_cli_print (PTL_CLI_NORMAL, _("There is nothing that Portolan could change about it."));
  return ptl_review_get_verdict (review) >= PTL_REVIEW_BROKEN ? PTL_EXIT_CHECK_FAILED : PTL_EXIT_DONE;
}

PtlExit
ptl_cli_run_accounts (PtlCli *cli)
{
  g_autoptr (PtlReviews) reviews = ptl_reviews_new (NULL);
  g_autoptr (GError) error = NULL;

  if (cli->options->offline && (cli->options->fix != NULL || cli->options->look_up))
    return refuse (cli, "%s", _("A new setting has to be tried first, so “--offline” goes with neither “--fix” nor “--look-up”."));

  ptl_cli_watch_signals (cli);
  ptl_cli_start_clock (cli);
  if (!read_all (cli, reviews, &error))
    return ptl_cli_fail_error (cli, error);

  return cli->options->fix != NULL ? fix_one (cli, reviews) : list_all (cli, reviews);
}
