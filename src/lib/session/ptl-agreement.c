/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-agreement.h"

#include "ptl-domain.h"

/* The name that the person is asked about: that of the domain, not that of the server. */
static char *
domain_of (const PtlServer *server)
{
  const char *host = ptl_server_get_host (server);
  char *domain = ptl_domain_get_registrable (host);

  return domain != NULL ? domain : g_strdup (host);
}

static void
add_first (GPtrArray *domains,
           GPtrArray *offers)
{
  PtlOffer *first = offers != NULL && offers->len > 0 ? g_ptr_array_index (offers, 0) : NULL;

  if (first != NULL && ptl_candidate_get_trust (first->candidate) != PTL_TRUST_TRUSTED)
    g_ptr_array_add (domains, domain_of (first->server));
}

/**
 * ptl_agreement_to:
 * @recommendation: what the person sees
 *
 * Returns: (transfer full): the agreement to those of the chosen servers that nobody vouches for
 */
PtlAgreement
ptl_agreement_to (PtlRecommendation *recommendation)
{
  PtlAgreement self = { .domains = g_ptr_array_new_with_free_func (g_free) };

  add_first (self.domains, ptl_recommendation_list_incoming (recommendation));
  add_first (self.domains, ptl_recommendation_list_outgoing (recommendation));

  return self;
}

/**
 * ptl_agreement_extend:
 * @self: an agreement
 * @server: a server whose domain the person has agreed to besides
 *
 * Returns: (transfer full): the agreement to both
 */
PtlAgreement
ptl_agreement_extend (const PtlAgreement *self,
                      const PtlServer    *server)
{
  PtlAgreement both = { .all = self->all, .domains = g_ptr_array_new_with_free_func (g_free) };

  for (guint i = 0; self->domains != NULL && i < self->domains->len; i++)
    g_ptr_array_add (both.domains, g_strdup (g_ptr_array_index (self->domains, i)));
  g_ptr_array_add (both.domains, domain_of (server));

  return both;
}

PtlAgreement
ptl_agreement_copy (const PtlAgreement *self)
{
  return (PtlAgreement) { self->all, self->domains != NULL ? g_ptr_array_ref (self->domains) : NULL };
}

void
ptl_agreement_clear (PtlAgreement *self)
{
  self->all = FALSE;
  g_clear_pointer (&self->domains, g_ptr_array_unref);
}

/* Returns: whether the server may have the password: somebody vouches for it, or the person has agreed to it */
gboolean
ptl_agreement_covers (const PtlAgreement *self,
                      const PtlOffer     *offer)
{
  g_autofree char *domain = NULL;

  if (self->all || ptl_candidate_get_trust (offer->candidate) == PTL_TRUST_TRUSTED)
    return TRUE;
  if (self->domains == NULL)
    return FALSE;

  domain = domain_of (offer->server);
  return g_ptr_array_find_with_equal_func (self->domains, domain, g_str_equal, NULL);
}
