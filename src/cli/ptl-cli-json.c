/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-cli-json.h"

#include "ptl-conflict.h"
#include "ptl-enum.h"
#include "ptl-json.h"

static JsonObject *
claim_to_json (const PtlClaim *claim)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "source", ptl_enum_to_nick (PTL_TYPE_ORIGIN, claim->origin));
  json_object_set_string_member (object, "value", claim->value);

  return object;
}

static JsonObject *
conflict_to_json (const PtlConflict *conflict)
{
  JsonObject *object = json_object_new ();
  JsonArray *sources = json_array_new ();
  JsonArray *claims = json_array_new ();
  g_autofree char *field = g_strconcat (conflict->protocol == PTL_PROTOCOL_SMTP ? "outgoing." : "incoming.",
                                        conflict->field, NULL);

  for (guint i = 0; i < conflict->claims->len; i++)
    {
      PtlClaim *claim = g_ptr_array_index (conflict->claims, i);

      json_array_add_string_element (sources, ptl_enum_to_nick (PTL_TYPE_ORIGIN, claim->origin));
      json_array_add_object_element (claims, claim_to_json (claim));
    }

  json_object_set_string_member (object, "field", field);
  json_object_set_string_member (object, "protocol", ptl_enum_to_nick (PTL_TYPE_PROTOCOL, conflict->protocol));
  json_object_set_array_member (object, "values", claims);
  json_object_set_array_member (object, "sources", sources);

  return object;
}

static JsonArray *
conflicts_to_json (GListModel *candidates)
{
  g_autoptr (GPtrArray) conflicts = ptl_conflicts_find (candidates);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < conflicts->len; i++)
    json_array_add_object_element (array, conflict_to_json (g_ptr_array_index (conflicts, i)));

  return array;
}

static JsonArray *
wishes_to_json (GPtrArray *wishes)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < wishes->len; i++)
    {
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "host", g_ptr_array_index (wishes, i));
      json_array_add_object_element (array, object);
    }

  return array;
}

void
ptl_cli_json_discovery (JsonObject *json,
                        PtlSession *session)
{
  PtlAddress *address = ptl_session_get_address (session);
  GListModel *candidates = ptl_session_get_candidates (session);

  json_object_set_string_member (json, "address", ptl_address_get_text (address));
  json_object_set_string_member (json, "domain", ptl_address_get_domain (address));
  json_object_set_member (json, "candidates", ptl_json_from_candidates (candidates));
  json_object_set_member (json, "contacted", ptl_json_from_contacts (ptl_session_get_contacts (session)));
  json_object_set_array_member (json, "conflicts", conflicts_to_json (candidates));
  json_object_set_array_member (json, "wishes", wishes_to_json (ptl_session_get_wishes (session)));
}

void
ptl_cli_json_recommendation (JsonObject *json,
                             PtlSession *session)
{
  ptl_cli_json_discovery (json, session);
  json_object_set_member (json, "recommendation", ptl_json_from_recommendation (ptl_session_get_recommendation (session)));
}

void
ptl_cli_json_setup (JsonObject *json,
                    PtlSession *session)
{
  PtlAccount *account = ptl_session_get_account (session);
  PtlReport *other = ptl_session_get_other_report (session);
  JsonObject *reports = json_object_new ();

  ptl_cli_json_recommendation (json, session);

  json_object_set_member (reports, "incoming", ptl_json_from_report (ptl_session_get_incoming_report (session)));
  json_object_set_member (reports, "outgoing", ptl_json_from_report (ptl_session_get_outgoing_report (session)));
  if (other != NULL)
    json_object_set_member (reports, "other", ptl_json_from_report (other));
  json_object_set_object_member (json, "report", reports);
  json_object_set_string_member (json, "result", ptl_enum_to_nick (PTL_TYPE_RESULT, ptl_session_get_result (session)));
  json_object_set_member (json, "error", ptl_json_from_problem (ptl_session_get_problem (session)));
  json_object_set_member (json, "account", ptl_json_from_account (account));
  g_clear_pointer (&account, ptl_account_unref);
}

/* The report itself is the object. */
void
ptl_cli_json_report (JsonObject *json,
                     PtlReport  *report,
                     gboolean    verbose)
{
  g_autoptr (JsonNode) node = ptl_json_from_report (report);
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;

  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &key, &value))
    json_object_set_member (json, key, json_node_copy (value));

  if (verbose && ptl_report_get_transcript (report) != NULL)
    json_object_set_string_member (json, "transcript", ptl_report_get_transcript (report));
}
