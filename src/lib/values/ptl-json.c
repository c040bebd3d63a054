/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-json.h"

#include "ptl-enum.h"

static JsonNode *
take_object (JsonObject *object)
{
  return json_node_init_object (json_node_alloc (), object);
}

static JsonNode *
finish_object (JsonObject *object)
{
  JsonNode *node = take_object (object);

  json_object_unref (object);
  return node;
}

static JsonNode *
finish_array (JsonArray *array)
{
  return json_node_init_array (json_node_alloc (), array);
}

static JsonNode *
null_node (void)
{
  return json_node_init_null (json_node_alloc ());
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

static JsonNode *
from_names (const char * const *names)
{
  g_autoptr (JsonArray) array = json_array_new ();

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    json_array_add_string_element (array, names[i]);

  return finish_array (array);
}

/* A list of values, each turned into JSON by its own function. */
typedef JsonNode * (*ToJson) (gpointer value);

static JsonNode *
from_list (GPtrArray *list,
           ToJson     to_json)
{
  g_autoptr (JsonArray) array = json_array_new ();

  for (guint i = 0; list != NULL && i < list->len; i++)
    json_array_add_element (array, to_json (list->pdata[i]));

  return finish_array (array);
}

static JsonNode *
from_model (GListModel *model,
            ToJson      to_json)
{
  g_autoptr (JsonArray) array = json_array_new ();

  for (guint i = 0; model != NULL && i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, i);

      json_array_add_element (array, to_json (item));
    }

  return finish_array (array);
}

static JsonNode *
from_reason (PtlReason *reason)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "id", reason->id);
  json_object_set_string_member (object, "text", reason->text);

  return finish_object (object);
}

static JsonNode *
from_hint (PtlHint *hint)
{
  JsonObject *object = json_object_new ();
  g_autofree char *text = ptl_hint_get_text (hint);

  json_object_set_string_member (object, "id", ptl_enum_to_nick (PTL_TYPE_HINT_ID, ptl_hint_get_id (hint)));
  set_text (object, "url", ptl_hint_get_url (hint));
  json_object_set_string_member (object, "text", text);

  return finish_object (object);
}

JsonNode *
ptl_json_from_server (const PtlServer *server)
{
  g_autoptr (JsonArray) methods = NULL;
  const PtlAuthentication *authentication;
  gsize n_methods;
  JsonObject *object;

  if (server == NULL)
    return null_node ();

  methods = json_array_new ();
  authentication = ptl_server_get_authentication (server, &n_methods);
  for (gsize i = 0; i < n_methods; i++)
    json_array_add_string_element (methods, ptl_enum_to_nick (PTL_TYPE_AUTHENTICATION, authentication[i]));

  object = json_object_new ();
  json_object_set_string_member (object, "protocol", ptl_enum_to_nick (PTL_TYPE_PROTOCOL, ptl_server_get_protocol (server)));
  json_object_set_string_member (object, "host", ptl_server_get_host (server));
  if (!g_str_equal (ptl_server_get_host (server), ptl_server_get_host_unicode (server)))
    json_object_set_string_member (object, "host_unicode", ptl_server_get_host_unicode (server));
  json_object_set_int_member (object, "port", ptl_server_get_port (server));
  json_object_set_string_member (object, "security", ptl_enum_to_nick (PTL_TYPE_SECURITY, ptl_server_get_security (server)));
  set_text (object, "username", ptl_server_get_username (server));
  json_object_set_array_member (object, "authentication", g_steal_pointer (&methods));
  if (ptl_server_get_pin (server) != NULL)
    json_object_set_string_member (object, "pinned_certificate", ptl_server_get_pin (server));

  return finish_object (object);
}

JsonNode *
ptl_json_from_candidate (PtlCandidate *candidate)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "source", ptl_enum_to_nick (PTL_TYPE_ORIGIN, ptl_candidate_get_origin (candidate)));
  json_object_set_string_member (object, "evidence", ptl_candidate_get_evidence (candidate));
  json_object_set_string_member (object, "transport",
                                 ptl_enum_to_nick (PTL_TYPE_TRANSPORT, ptl_candidate_get_transport (candidate)));
  json_object_set_string_member (object, "trust", ptl_enum_to_nick (PTL_TYPE_TRUST, ptl_candidate_get_trust (candidate)));
  json_object_set_member (object, "incoming", from_list (ptl_candidate_get_incoming (candidate), (ToJson) ptl_json_from_server));
  json_object_set_member (object, "outgoing", from_list (ptl_candidate_get_outgoing (candidate), (ToJson) ptl_json_from_server));
  set_text (object, "display_name", ptl_candidate_get_display_name (candidate));
  json_object_set_member (object, "hints", from_list (ptl_candidate_get_hints (candidate), (ToJson) from_hint));
  if (ptl_candidate_get_silent (candidate)->len > 0)
    json_object_set_member (object, "silent", from_list (ptl_candidate_get_silent (candidate), (ToJson) ptl_json_from_server));

  return finish_object (object);
}

JsonNode *
ptl_json_from_candidates (GListModel *candidates)
{
  return from_model (candidates, (ToJson) ptl_json_from_candidate);
}

static JsonNode *
from_contact (PtlContact *contact)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "host", ptl_contact_get_host (contact));
  if (ptl_contact_get_port (contact) != 0)
    json_object_set_int_member (object, "port", ptl_contact_get_port (contact));
  else
    json_object_set_null_member (object, "port");
  json_object_set_string_member (object, "for", ptl_enum_to_nick (PTL_TYPE_ORIGIN, ptl_contact_get_origin (contact)));
  json_object_set_string_member (object, "sent", ptl_enum_to_nick (PTL_TYPE_SENT, ptl_contact_get_sent (contact)));
  json_object_set_string_member (object, "result", ptl_enum_to_nick (PTL_TYPE_ANSWER, ptl_contact_get_answer (contact)));
  json_object_set_double_member (object, "ms", ptl_contact_get_ms (contact));
  set_text (object, "detail", ptl_contact_get_detail (contact));

  return finish_object (object);
}

JsonNode *
ptl_json_from_contacts (GListModel *contacts)
{
  return from_model (contacts, (ToJson) from_contact);
}

static void
set_leave (JsonObject *object,
           PtlLeave    leave,
           guint       days)
{
  if (leave == PTL_LEAVE_UNSET)
    json_object_set_null_member (object, "leave_on_server");
  else
    json_object_set_boolean_member (object, "leave_on_server", leave != PTL_LEAVE_REMOVE);

  if (leave == PTL_LEAVE_DAYS)
    json_object_set_int_member (object, "leave_days", days);
  else
    json_object_set_null_member (object, "leave_days");
}

static JsonNode *
from_alternatives (PtlRecommendation *recommendation)
{
  g_autoptr (JsonArray) array = json_array_new ();
  PtlOffer *other = ptl_recommendation_get_other (recommendation);

  if (other != NULL)
    {
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "protocol",
                                     ptl_enum_to_nick (PTL_TYPE_PROTOCOL, ptl_server_get_protocol (other->server)));
      json_object_set_member (object, "incoming", ptl_json_from_server (other->server));
      json_object_set_member (object, "outgoing",
                              ptl_json_from_server (ptl_recommendation_get_outgoing (recommendation)));
      json_array_add_object_element (array, object);
    }

  return finish_array (array);
}

JsonNode *
ptl_json_from_recommendation (PtlRecommendation *recommendation)
{
  JsonObject *object;

  if (recommendation == NULL || !ptl_recommendation_has_choice (recommendation))
    return null_node ();

  object = json_object_new ();
  json_object_set_string_member (object, "protocol",
                                 ptl_enum_to_nick (PTL_TYPE_PROTOCOL, ptl_recommendation_get_protocol (recommendation)));
  json_object_set_member (object, "incoming", ptl_json_from_server (ptl_recommendation_get_incoming (recommendation)));
  json_object_set_member (object, "outgoing", ptl_json_from_server (ptl_recommendation_get_outgoing (recommendation)));
  set_leave (object, ptl_recommendation_get_leave (recommendation), ptl_recommendation_get_leave_days (recommendation));
  json_object_set_boolean_member (object, "offline_copy", ptl_recommendation_get_offline_copy (recommendation));
  json_object_set_member (object, "reasons", from_list (ptl_recommendation_get_reasons (recommendation), (ToJson) from_reason));
  json_object_set_member (object, "tradeoffs", from_list (ptl_recommendation_get_tradeoffs (recommendation), (ToJson) from_reason));
  json_object_set_member (object, "alternatives", from_alternatives (recommendation));
  json_object_set_member (object, "confirm", from_list (ptl_recommendation_get_confirm (recommendation), (ToJson) from_reason));
  json_object_set_member (object, "hints", from_list (ptl_recommendation_get_hints (recommendation), (ToJson) from_hint));

  return finish_object (object);
}

JsonNode *
ptl_json_from_problem (const PtlProblem *problem)
{
  JsonObject *object;

  if (problem == NULL)
    return null_node ();

  object = json_object_new ();
  json_object_set_string_member (object, "id", ptl_problem_get_id (problem));
  json_object_set_string_member (object, "message", ptl_problem_get_message (problem));
  json_object_set_string_member (object, "advice", ptl_problem_get_advice (problem));
  json_object_set_string_member (object, "remedy", ptl_enum_to_nick (PTL_TYPE_REMEDY, ptl_problem_get_remedy (problem)));
  set_text (object, "argument", ptl_problem_get_argument (problem));
  if (ptl_problem_get_second_remedy (problem) != PTL_REMEDY_NONE)
    {
      json_object_set_string_member (object, "second_remedy",
                                     ptl_enum_to_nick (PTL_TYPE_REMEDY, ptl_problem_get_second_remedy (problem)));
      set_text (object, "second_argument", ptl_problem_get_second_argument (problem));
    }

  return finish_object (object);
}

static void
set_time (JsonObject *object,
          const char *key,
          GDateTime  *time)
{
  g_autofree char *text = time != NULL ? g_date_time_format_iso8601 (time) : NULL;

  set_text (object, key, text);
}

JsonNode *
ptl_json_from_certificate (const PtlCertificate *certificate)
{
  g_autoptr (JsonArray) problems = NULL;
  const PtlError *codes;
  gsize n_codes;
  JsonObject *object;

  if (certificate == NULL)
    return null_node ();

  problems = json_array_new ();
  codes = ptl_certificate_get_problems (certificate, &n_codes);
  for (gsize i = 0; i < n_codes; i++)
    json_array_add_string_element (problems, ptl_error_get_id (codes[i]));

  object = json_object_new ();
  set_text (object, "subject", ptl_certificate_get_subject (certificate));
  set_text (object, "issuer", ptl_certificate_get_issuer (certificate));
  json_object_set_member (object, "names", from_names (ptl_certificate_get_names (certificate)));
  set_time (object, "not_before", ptl_certificate_get_not_before (certificate));
  set_time (object, "not_after", ptl_certificate_get_not_after (certificate));
  set_text (object, "sha256", ptl_certificate_get_sha256 (certificate));
  json_object_set_array_member (object, "problems", g_steal_pointer (&problems));

  return finish_object (object);
}

/* A step that was cut short has not passed; that it was cancelled, the report says as a whole. */
static PtlVerdict
verdict_of_step (PtlStep *step)
{
  PtlVerdict verdict = ptl_step_get_verdict (step);

  return verdict == PTL_VERDICT_CANCELLED ? PTL_VERDICT_FAILED : verdict;
}

static JsonNode *
from_step (PtlStep *step)
{
  PtlProblem *problem = ptl_step_get_problem (step);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "step", ptl_enum_to_nick (PTL_TYPE_STEP_ID, ptl_step_get_id (step)));
  json_object_set_string_member (object, "verdict", ptl_enum_to_nick (PTL_TYPE_VERDICT, verdict_of_step (step)));
  json_object_set_double_member (object, "ms", ptl_step_get_ms (step));
  set_text (object, "detail", ptl_step_get_detail (step));
  set_text (object, "error", problem != NULL ? ptl_problem_get_id (problem) : NULL);

  return finish_object (object);
}

static JsonNode *
from_tls (PtlReport *report)
{
  JsonObject *object;

  if (ptl_report_get_tls_version (report) == NULL)
    return null_node ();

  object = json_object_new ();
  json_object_set_string_member (object, "version", ptl_report_get_tls_version (report));
  set_text (object, "cipher", ptl_report_get_tls_cipher (report));

  return finish_object (object);
}

JsonNode *
ptl_json_from_report (PtlReport *report)
{
  JsonObject *object;

  if (report == NULL)
    return null_node ();

  object = json_object_new ();
  json_object_set_member (object, "server", ptl_json_from_server (ptl_report_get_server (report)));
  json_object_set_string_member (object, "verdict", ptl_enum_to_nick (PTL_TYPE_VERDICT, ptl_report_get_verdict (report)));
  json_object_set_member (object, "steps", from_model (ptl_report_get_steps (report), (ToJson) from_step));
  json_object_set_member (object, "error", ptl_json_from_problem (ptl_report_get_problem (report)));
  json_object_set_member (object, "tls", from_tls (report));
  json_object_set_member (object, "certificate", ptl_json_from_certificate (ptl_report_get_certificate (report)));
  json_object_set_member (object, "capabilities", from_names (ptl_report_get_capabilities (report)));
  json_object_set_member (object, "authentication", from_names (ptl_report_get_mechanisms (report)));
  set_text (object, "mechanism", ptl_report_get_mechanism (report));
  json_object_set_boolean_member (object, "signed_in", ptl_report_get_signed_in (report));
  json_object_set_member (object, "facts", from_list (ptl_report_get_facts (report), (ToJson) from_reason));
  json_object_set_member (object, "tried", from_list (ptl_report_get_tried (report), (ToJson) ptl_json_from_server));

  return finish_object (object);
}

/**
 * ptl_json_from_letter:
 * @letter: (nullable): how a letter to oneself has ended
 *
 * Returns: (transfer full): it, with the whole problem
 */
JsonNode *
ptl_json_from_letter (PtlStep *letter)
{
  JsonObject *object;

  if (letter == NULL)
    return null_node ();

  object = json_object_new ();
  json_object_set_string_member (object, "verdict", ptl_enum_to_nick (PTL_TYPE_VERDICT, ptl_step_get_verdict (letter)));
  json_object_set_double_member (object, "ms", ptl_step_get_ms (letter));
  set_text (object, "detail", ptl_step_get_detail (letter));
  json_object_set_member (object, "error", ptl_json_from_problem (ptl_step_get_problem (letter)));

  return finish_object (object);
}

JsonNode *
ptl_json_from_account (const PtlAccount *account)
{
  JsonObject *object;

  if (account == NULL)
    return null_node ();

  object = json_object_new ();
  json_object_set_string_member (object, "address", ptl_address_get_text (ptl_account_get_address (account)));
  set_text (object, "name", ptl_account_get_name (account));
  set_text (object, "provider", ptl_account_get_provider (account));
  json_object_set_member (object, "incoming", ptl_json_from_server (ptl_account_get_incoming (account)));
  json_object_set_member (object, "outgoing", ptl_json_from_server (ptl_account_get_outgoing (account)));
  set_leave (object, ptl_account_get_leave (account), ptl_account_get_leave_days (account));
  json_object_set_boolean_member (object, "offline_copy", ptl_account_get_offline_copy (account));
  json_object_set_string_member (object, "result", ptl_enum_to_nick (PTL_TYPE_RESULT, ptl_account_get_result (account)));

  return finish_object (object);
}

/**
 * ptl_json_to_text:
 * @node: (transfer none): what to print
 *
 * Returns: (transfer full): @node, readable, with a line end
 */
char *
ptl_json_to_text (JsonNode *node)
{
  g_autofree char *text = json_to_string (node, TRUE);

  return g_strconcat (text, "\n", NULL);
}
