/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-manual.h"

static GPtrArray *
list_one (PtlServer *server)
{
  GPtrArray *list;

  if (server == NULL)
    return NULL;

  list = g_ptr_array_new_with_free_func ((GDestroyNotify) ptl_server_unref);
  g_ptr_array_add (list, ptl_server_ref (server));
  return list;
}

static PtlCandidate *
from_person (PtlServer *incoming,
             PtlServer *outgoing)
{
  g_autoptr (GPtrArray) in = list_one (incoming);
  g_autoptr (GPtrArray) out = list_one (outgoing);
  PtlCandidateFields fields = {
    .origin = PTL_ORIGIN_MANUAL,
    .transport = PTL_TRANSPORT_LOCAL,
    .trust = PTL_TRUST_TRUSTED,
    .evidence = "",
    .incoming = in,
    .outgoing = out,
  };

  return ptl_candidate_new (&fields);
}

/* Returns: (nullable) (transfer full): @candidate without the directions that the person decides; %NULL if nothing is left */
static PtlCandidate *
without (PtlCandidate *candidate,
         gboolean      incoming,
         gboolean      outgoing)
{
  PtlCandidateFields fields = {
    .origin = ptl_candidate_get_origin (candidate),
    .transport = ptl_candidate_get_transport (candidate),
    .trust = ptl_candidate_get_trust (candidate),
    .evidence = ptl_candidate_get_evidence (candidate),
    .display_name = ptl_candidate_get_display_name (candidate),
    .incoming = incoming ? NULL : ptl_candidate_get_incoming (candidate),
    .outgoing = outgoing ? NULL : ptl_candidate_get_outgoing (candidate),
    .hints = ptl_candidate_get_hints (candidate),
  };

  if ((fields.incoming == NULL || fields.incoming->len == 0) && (fields.outgoing == NULL || fields.outgoing->len == 0))
    return NULL;

  return ptl_candidate_new (&fields);
}

/**
 * ptl_manual_merge:
 * @candidates: (element-type PtlCandidate): what was found
 * @incoming: (nullable): the person's server for receiving
 * @outgoing: (nullable): the person's server for sending
 *
 * What the person says is not mixed with what was found for the same direction: a check shall not quietly go elsewhere.
 *
 * Returns: (transfer full) (element-type PtlCandidate): what is to be recommended from
 */
GListModel *
ptl_manual_merge (GListModel *candidates,
                  PtlServer  *incoming,
                  PtlServer  *outgoing)
{
  g_autoptr (GListStore) merged = NULL;
  g_autoptr (PtlCandidate) own = NULL;

  if (incoming == NULL && outgoing == NULL)
    return g_object_ref (candidates);

  merged = g_list_store_new (PTL_TYPE_CANDIDATE);
  own = from_person (incoming, outgoing);
  g_list_store_append (merged, own);

  for (guint i = 0; i < g_list_model_get_n_items (candidates); i++)
    {
      g_autoptr (PtlCandidate) candidate = g_list_model_get_item (candidates, i);
      g_autoptr (PtlCandidate) rest = without (candidate, incoming != NULL, outgoing != NULL);

      if (rest != NULL)
        g_list_store_append (merged, rest);
    }

  return G_LIST_MODEL (g_steal_pointer (&merged));
}
