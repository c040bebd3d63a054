/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-exceptions.h"

#include "ptl-domain.h"
#include "ptl-provider-index.h"

GPtrArray *
ptl_exceptions_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) ptl_server_unref);
}

static PtlServer *
find (GPtrArray *self,
      PtlServer *server)
{
  for (guint i = 0; i < self->len; i++)
    {
      PtlServer *other = g_ptr_array_index (self, i);

      if (ptl_server_get_port (other) == ptl_server_get_port (server) &&
          g_str_equal (ptl_server_get_host (other), ptl_server_get_host (server)))
        return other;
    }

  return NULL;
}

/**
 * ptl_exceptions_set:
 * @self: (element-type PtlServer): exceptions
 * @server: whose certificate it is; its host and port count
 * @sha256: (nullable): the fingerprint; %NULL to make no exception any more
 */
void
ptl_exceptions_set (GPtrArray  *self,
                    PtlServer  *server,
                    const char *sha256)
{
  PtlServer *known = find (self, server);

  if (known != NULL)
    g_ptr_array_remove (self, known);
  if (sha256 != NULL)
    g_ptr_array_add (self, ptl_server_with_pin (server, sha256));
}

/* Returns: (transfer full): the server, with the pin that was set for its host and port; the pin that it has where there is none */
PtlServer *
ptl_exceptions_apply (GPtrArray *self,
                      PtlServer *server)
{
  PtlServer *known = find (self, server);

  return known != NULL ? ptl_server_with_pin (server, ptl_server_get_pin (known)) : ptl_server_ref (server);
}

/* From our own list, by the domain or by the host that receives its mail. */
static gboolean
is_listed (PtlCandidate *candidate)
{
  switch (ptl_candidate_get_origin (candidate))
    {
    case PTL_ORIGIN_BUNDLED:
    case PTL_ORIGIN_EXCHANGE:
      return TRUE;
    case PTL_ORIGIN_MX:
      return ptl_candidate_get_transport (candidate) == PTL_TRANSPORT_DNS;
    default:
      return FALSE;
    }
}

static gboolean
holds_domain (GPtrArray  *servers,
              const char *domain)
{
  for (guint i = 0; i < servers->len; i++)
    if (ptl_domain_is_within (ptl_server_get_host (g_ptr_array_index (servers, i)), domain))
      return TRUE;

  return FALSE;
}

/* Whether our own list names this very host, whoever led here. A department may well have a server of its own beside those. */
static gboolean
is_in_list (const char *host,
            const char *domain)
{
  PtlProviderIndex *index = ptl_provider_index_get_bundled ();
  PtlProvider provider;
  g_autofree char *element = g_strdup_printf (">%s<", host);

  return ptl_provider_index_find_domain (index, domain, &provider) &&
         g_strstr_len (provider.document, (gssize) provider.length, element) != NULL;
}

/**
 * ptl_exceptions_is_known:
 * @candidates: (nullable) (element-type PtlCandidate): what was found
 * @server: a server
 *
 * Returns: whether our own list names it, or a server of the same owner among @candidates
 */
gboolean
ptl_exceptions_is_known (GListModel      *candidates,
                         const PtlServer *server)
{
  const char *host = ptl_server_get_host (server);
  g_autofree char *domain = ptl_domain_get_registrable (host);

  if (domain != NULL && is_in_list (host, domain))
    return TRUE;

  for (guint i = 0; candidates != NULL && i < g_list_model_get_n_items (candidates); i++)
    {
      g_autoptr (PtlCandidate) candidate = g_list_model_get_item (candidates, i);

      if (is_listed (candidate) &&
          (holds_domain (ptl_candidate_get_incoming (candidate), domain != NULL ? domain : host) ||
           holds_domain (ptl_candidate_get_outgoing (candidate), domain != NULL ? domain : host)))
        return TRUE;
    }

  return FALSE;
}
