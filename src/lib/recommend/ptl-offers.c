/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-offers.h"

/* An offer with what it is sorted by, most significant first. */
typedef struct
{
  PtlStanding   standing;
  gboolean      silent;    /* it was tried live, and cannot be used */
  guint         rank;      /* by security, and for sending by port */
  PtlOrigin     origin;
  guint         place;     /* in the provider's own order */
  gboolean      odd_port;

  PtlServer    *server;
  PtlCandidate *candidate;
} Entry;

/* How far it would be believed if it answered. */
static PtlStanding
claimed_standing_of (PtlServer    *server,
                     PtlCandidate *candidate)
{
  if (ptl_server_get_security (server) == PTL_SECURITY_NONE)
    return PTL_STANDING_PLAIN;
  if (ptl_candidate_get_trust (candidate) != PTL_TRUST_TRUSTED)
    return PTL_STANDING_UNVOUCHED;

  switch (ptl_candidate_get_origin (candidate))
    {
    case PTL_ORIGIN_MANUAL:
      return PTL_STANDING_MANUAL;
    case PTL_ORIGIN_LOCAL:
      return PTL_STANDING_LOCAL;
    default:
      return PTL_STANDING_VOUCHED;
    }
}

static PtlStanding
standing_of (PtlServer    *server,
             PtlCandidate *candidate)
{
  PtlStanding claimed = claimed_standing_of (server, candidate);

  return claimed < PTL_STANDING_SILENT && ptl_candidate_is_silent (candidate, server) ? PTL_STANDING_SILENT : claimed;
}

/* Port 25 is for mail between providers, and often closed to everybody else: it comes last among its like (RFC 6409 §3.1). */
static guint
outgoing_rank (PtlSecurity security,
               guint16     port)
{
  switch (security)
    {
    case PTL_SECURITY_TLS:
      return port == 465 ? 0 : 1;
    case PTL_SECURITY_STARTTLS:
      return port == 587 ? 2 : port != 25 ? 3 : 4;
    case PTL_SECURITY_NONE:
    default:
      return port == 587 ? 5 : port != 25 ? 6 : 7;
    }
}

static guint
rank_of (PtlServer *server)
{
  PtlSecurity security = ptl_server_get_security (server);

  if (ptl_server_is_incoming (server))
    return PTL_SECURITY_TLS - security;

  return outgoing_rank (security, ptl_server_get_port (server));
}

#define COMPARE(field) \
  if (x->field != y->field) \
    return x->field < y->field ? -1 : 1

static int
compare_entries (gconstpointer a,
                 gconstpointer b)
{
  const Entry *x = a;
  const Entry *y = b;

  COMPARE (standing);
  COMPARE (silent);
  COMPARE (rank);
  COMPARE (origin);
  COMPARE (place);
  COMPARE (odd_port);

  return 0;
}

/* Counts a server that @need does not permit under the first thing that is wrong with it. */
static gboolean
permits (PtlSecurityNeed  need,
         const Entry     *entry,
         PtlOffers       *self)
{
  PtlSecurity security = ptl_server_get_security (entry->server);

  if (need == PTL_NEED_ANY)
    return TRUE;

  if (security == PTL_SECURITY_NONE)
    self->n_plain++;
  else if (need == PTL_NEED_ENCRYPTED)
    return TRUE;
  else if (security != PTL_SECURITY_TLS)
    self->n_starttls++;
  else if (claimed_standing_of (entry->server, entry->candidate) == PTL_STANDING_UNVOUCHED)
    self->n_unvouched++;
  else
    return TRUE;

  return FALSE;
}

static void
take_servers (PtlOffers       *self,
              GArray          *entries,
              PtlCandidate    *candidate,
              PtlSecurityNeed  need)
{
  GPtrArray *servers = self->protocol == PTL_PROTOCOL_SMTP ? ptl_candidate_get_outgoing (candidate)
                                                           : ptl_candidate_get_incoming (candidate);

  for (guint i = 0; servers != NULL && i < servers->len; i++)
    {
      PtlServer *server = g_ptr_array_index (servers, i);
      Entry entry = {
        .standing = standing_of (server, candidate),
        .silent = ptl_candidate_is_silent (candidate, server),
        .rank = rank_of (server),
        .origin = ptl_candidate_get_origin (candidate),
        .place = i,
        .odd_port = !ptl_server_has_standard_port (server),
        .server = server,
        .candidate = candidate,
      };

      if (ptl_server_get_protocol (server) != self->protocol)
        continue;

      self->n_listed++;
      if (permits (need, &entry, self))
        g_array_append_val (entries, entry);
    }
}

static gboolean
is_listed (GPtrArray *list,
           PtlServer *server)
{
  for (guint i = 0; i < list->len; i++)
    {
      PtlOffer *offer = g_ptr_array_index (list, i);

      if (ptl_server_same_endpoint (offer->server, server))
        return TRUE;
    }

  return FALSE;
}

/* Returns: (transfer full): what @candidates list of @protocol and @need permits, each server once */
PtlOffers *
ptl_offers_new (GListModel      *candidates,
                PtlProtocol      protocol,
                PtlSecurityNeed  need)
{
  PtlOffers *self = g_new0 (PtlOffers, 1);
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  guint n = g_list_model_get_n_items (candidates);

  self->protocol = protocol;
  self->list = g_ptr_array_new_with_free_func ((GDestroyNotify) ptl_offer_free);

  for (guint i = 0; i < n; i++)
    {
      /* the model keeps it alive while the entries borrow it */
      g_autoptr (PtlCandidate) candidate = g_list_model_get_item (candidates, i);

      take_servers (self, entries, candidate, need);
    }

  g_array_sort (entries, compare_entries);

  for (guint i = 0; i < entries->len; i++)
    {
      Entry *entry = &g_array_index (entries, Entry, i);

      if (!is_listed (self->list, entry->server))
        g_ptr_array_add (self->list, ptl_offer_new (entry->server, entry->candidate));
    }

  return self;
}

void
ptl_offers_free (PtlOffers *self)
{
  g_clear_pointer (&self->list, g_ptr_array_unref);
  g_free (self);
}

/* Returns: (nullable) (transfer none) */
PtlOffer *
ptl_offers_get_best (const PtlOffers *self)
{
  return self->list->len > 0 ? g_ptr_array_index (self->list, 0) : NULL;
}

PtlStanding
ptl_offers_get_standing (const PtlOffers *self)
{
  PtlOffer *best = ptl_offers_get_best (self);

  return best != NULL ? standing_of (best->server, best->candidate) : PTL_STANDING_NONE;
}

/* Returns: (nullable) (transfer none): what would be believed as much as the best or more, if it answered */
PtlOffer *
ptl_offers_find_silent (const PtlOffers *self)
{
  PtlOffer *best = ptl_offers_get_best (self);

  for (guint i = 1; i < self->list->len; i++)
    {
      PtlOffer *offer = g_ptr_array_index (self->list, i);

      if (ptl_candidate_is_silent (offer->candidate, offer->server) && !ptl_candidate_is_silent (best->candidate, best->server) &&
          !g_str_equal (ptl_server_get_host (offer->server), ptl_server_get_host (best->server)) &&
          claimed_standing_of (offer->server, offer->candidate) <= standing_of (best->server, best->candidate))
        return offer;
    }

  return NULL;
}

void
ptl_offers_promote (PtlOffers *self,
                    PtlServer *server)
{
  for (guint i = 0; server != NULL && i < self->list->len; i++)
    {
      PtlOffer *offer = g_ptr_array_index (self->list, i);

      if (!ptl_server_same_endpoint (offer->server, server))
        continue;

      g_ptr_array_insert (self->list, 0, g_ptr_array_steal_index (self->list, i));
      return;
    }
}
