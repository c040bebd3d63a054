/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-session-private.h"

/* The second step of consent. The first search tells the domain at most; who had nothing to say about that may be told the whole
 * address, one host at a time, and only as the person says. */

/**
 * ptl_session_get_wishes:
 * @self: a session
 *
 * Returns: (transfer none) (element-type utf8): the hosts that were reached over https and gave nothing useful for the domain alone,
 *   so that they might answer for the whole address. The array is replaced when another search begins; "wishes" notifies
 */
GPtrArray *
ptl_session_get_wishes (PtlSession *self)
{
  g_return_val_if_fail (PTL_IS_SESSION (self), NULL);

  return ptl_search_get_wishes (self->search);
}

/* Whether what is offered first is the word of somebody who knows, and whole. */
static gboolean
is_well_known (GPtrArray *offers)
{
  const PtlOffer *first = offers != NULL && offers->len > 0 ? g_ptr_array_index (offers, 0) : NULL;

  return first != NULL && ptl_candidate_get_trust (first->candidate) == PTL_TRUST_TRUSTED &&
         ptl_candidate_get_origin (first->candidate) != PTL_ORIGIN_GUESS &&
         (ptl_server_get_username (first->server) != NULL || ptl_server_allows (first->server, PTL_AUTHENTICATION_NONE));
}

/**
 * ptl_session_is_address_wanted:
 * @self: a session
 *
 * Returns: whether the person should be offered one of the wishes: there are some, and what is known without them is nothing, a
 *   guess, unvouched for, or without a user name
 */
gboolean
ptl_session_is_address_wanted (PtlSession *self)
{
  g_return_val_if_fail (PTL_IS_SESSION (self), FALSE);

  if (ptl_session_get_wishes (self)->len == 0)
    return FALSE;

  return self->recommendation == NULL || !ptl_recommendation_has_choice (self->recommendation) ||
         !is_well_known (ptl_recommendation_list_incoming (self->recommendation)) ||
         !is_well_known (ptl_recommendation_list_outgoing (self->recommendation));
}

/**
 * ptl_session_allow_address:
 * @self: a session with an address
 * @host: the one host that may be told the whole address, over https, from the next search on; other hosts stay as they were.
 *   Another address forgets it, and the public directory is never told
 */
void
ptl_session_allow_address (PtlSession *self,
                           const char *host)
{
  g_return_if_fail (PTL_IS_SESSION (self));
  g_return_if_fail (host != NULL);

  if (!g_ptr_array_find_with_equal_func (self->allowed, host, g_str_equal, NULL))
    g_ptr_array_add (self->allowed, g_strdup (host));
}
