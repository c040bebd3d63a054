/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-discovery-private.h"

G_DEFINE_FINAL_TYPE (PtlDiscovery, ptl_discovery, G_TYPE_OBJECT)

typedef enum
{
  PROP_SETTLED = 1,
} PtlDiscoveryProperty;

static GParamSpec *properties[PROP_SETTLED + 1];

static void
ptl_discovery_get_property (GObject    *object,
                            guint       property_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  PtlDiscovery *self = PTL_DISCOVERY (object);

  switch ((PtlDiscoveryProperty) property_id)
    {
    case PROP_SETTLED:
      g_value_set_boolean (value, self->settled);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
ptl_discovery_finalize (GObject *object)
{
  PtlDiscovery *self = PTL_DISCOVERY (object);

  g_clear_object (&self->candidates);
  g_clear_object (&self->query);

  G_OBJECT_CLASS (ptl_discovery_parent_class)->finalize (object);
}

static void
ptl_discovery_class_init (PtlDiscoveryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = ptl_discovery_get_property;
  object_class->finalize = ptl_discovery_finalize;

  properties[PROP_SETTLED] =
    g_param_spec_boolean ("settled", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
ptl_discovery_init (PtlDiscovery *self)
{
  self->candidates = g_list_store_new (PTL_TYPE_CANDIDATE);
}

PtlDiscovery *
ptl_discovery_new (PtlQuery *query)
{
  PtlDiscovery *self;

  g_return_val_if_fail (PTL_IS_QUERY (query), NULL);

  self = g_object_new (PTL_TYPE_DISCOVERY, NULL);
  self->query = g_object_ref (query);
  return self;
}

PtlQuery *
ptl_discovery_get_query (PtlDiscovery *self)
{
  g_return_val_if_fail (PTL_IS_DISCOVERY (self), NULL);
  return self->query;
}

/**
 * ptl_discovery_get_candidates:
 *
 * Returns: (transfer none): a list of PtlCandidate, the most believed first, that grows while a run goes on
 */
GListModel *
ptl_discovery_get_candidates (PtlDiscovery *self)
{
  g_return_val_if_fail (PTL_IS_DISCOVERY (self), NULL);
  return G_LIST_MODEL (self->candidates);
}

gboolean
ptl_discovery_get_settled (PtlDiscovery *self)
{
  g_return_val_if_fail (PTL_IS_DISCOVERY (self), FALSE);
  return self->settled;
}

gboolean
ptl_discovery_get_in_portal (PtlDiscovery *self)
{
  g_return_val_if_fail (PTL_IS_DISCOVERY (self), FALSE);

  return self->in_portal;
}

void
ptl_discovery_set_settled (PtlDiscovery *self,
                           gboolean      settled)
{
  if (self->settled == settled)
    return;

  self->settled = settled;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SETTLED]);
}

/* By who says so, and among equals what needs no question first. */
static int
compare_candidates (gconstpointer a,
                    gconstpointer b,
                    gpointer      user_data)
{
  PtlCandidate *one = (PtlCandidate *) a, *other = (PtlCandidate *) b;

  if (ptl_candidate_get_origin (one) != ptl_candidate_get_origin (other))
    return (int) ptl_candidate_get_origin (one) - (int) ptl_candidate_get_origin (other);
  return (int) ptl_candidate_get_trust (one) - (int) ptl_candidate_get_trust (other);
}

void
ptl_discovery_insert (PtlDiscovery *self,
                      PtlCandidate *candidate)
{
  g_list_store_insert_sorted (self->candidates, candidate, compare_candidates, NULL);
}

static GPtrArray *
filter_declined (PtlDiscovery *self,
                 GPtrArray    *servers)
{
  GPtrArray *kept = g_ptr_array_new_with_free_func ((GDestroyNotify) ptl_server_unref);

  for (guint i = 0; i < servers->len; i++)
    if (!ptl_query_declines (self->query, servers->pdata[i]))
      g_ptr_array_add (kept, ptl_server_ref (servers->pdata[i]));

  return kept;
}

PtlCandidate *
ptl_discovery_drop_declined (PtlDiscovery *self,
                             PtlCandidate *candidate)
{
  g_autoptr (GPtrArray) incoming = filter_declined (self, ptl_candidate_get_incoming (candidate));
  g_autoptr (GPtrArray) outgoing = filter_declined (self, ptl_candidate_get_outgoing (candidate));

  if (incoming->len + outgoing->len == 0)
    return NULL;

  return ptl_candidate_new (&(PtlCandidateFields) {
    .origin = ptl_candidate_get_origin (candidate),
    .transport = ptl_candidate_get_transport (candidate),
    .trust = ptl_candidate_get_trust (candidate),
    .evidence = ptl_candidate_get_evidence (candidate),
    .incoming = incoming,
    .outgoing = outgoing,
  });
}

static guint
count_servers (PtlCandidate *candidate)
{
  return candidate != NULL ? ptl_candidate_get_incoming (candidate)->len + ptl_candidate_get_outgoing (candidate)->len : 0;
}

/* What was guessed is taken back where the domain has said meanwhile that it does not offer it; then it is open again what there is. */
void
ptl_discovery_take_back (PtlDiscovery *self)
{
  GListModel *list = G_LIST_MODEL (self->candidates);

  for (guint i = g_list_model_get_n_items (list); i-- > 0;)
    {
      g_autoptr (PtlCandidate) candidate = g_list_model_get_item (list, i);
      g_autoptr (PtlCandidate) kept = NULL;

      if (ptl_candidate_get_origin (candidate) != PTL_ORIGIN_GUESS)
        continue;

      kept = ptl_discovery_drop_declined (self, candidate);
      if (count_servers (kept) == count_servers (candidate))
        continue;

      g_list_store_splice (self->candidates, i, 1, (gpointer *) &kept, kept != NULL);
      ptl_discovery_set_settled (self, FALSE);
    }
}

/* Tells of it in every candidate that names the server. */
void
ptl_discovery_mark_silent (PtlDiscovery *self,
                           PtlServer    *server)
{
  GListModel *list = G_LIST_MODEL (self->candidates);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (PtlCandidate) candidate = g_list_model_get_item (list, i);
      GPtrArray *servers = ptl_server_is_incoming (server) ? ptl_candidate_get_incoming (candidate) : ptl_candidate_get_outgoing (candidate);
      g_autoptr (PtlCandidate) marked = NULL;

      if (!g_ptr_array_find_with_equal_func (servers, server, (GEqualFunc) ptl_server_same_endpoint, NULL))
        continue;

      marked = ptl_candidate_with_silent (candidate, server);
      g_list_store_splice (self->candidates, i, 1, (gpointer *) &marked, 1);
    }
}

/* Whether it tells the whole way, or that there is none. */
static gboolean
is_complete (PtlCandidate *candidate)
{
  return (ptl_candidate_get_incoming (candidate)->len > 0 && ptl_candidate_get_outgoing (candidate)->len > 0) ||
         ptl_candidate_find_hint (candidate, PTL_HINT_NO_ACCESS) != NULL ||
         ptl_candidate_find_hint (candidate, PTL_HINT_BRIDGE_NEEDED) != NULL;
}

/* The list is in order, so the first one that is complete is the best.
 * Returns: (transfer full) (nullable) */
PtlCandidate *
ptl_discovery_find_complete (PtlDiscovery *self)
{
  GListModel *list = G_LIST_MODEL (self->candidates);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (PtlCandidate) candidate = g_list_model_get_item (list, i);

      if (is_complete (candidate))
        return g_steal_pointer (&candidate);
    }

  return NULL;
}

/* Returns: (nullable): a server that is known to exist */
const char *
ptl_discovery_get_known_host (PtlDiscovery *self)
{
  g_autoptr (PtlCandidate) first = g_list_model_get_item (G_LIST_MODEL (self->candidates), 0);
  GPtrArray *servers = first != NULL ? ptl_candidate_get_incoming (first) : NULL;

  return servers != NULL && servers->len > 0 ? ptl_server_get_host (servers->pdata[0]) : NULL;
}
