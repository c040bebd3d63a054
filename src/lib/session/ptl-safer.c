/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-safer.h"

#include "ptl-domain.h"
#include "ptl-mend.h"

gboolean
ptl_safer_is_own_computer (const PtlServer *server)
{
  const char *host = ptl_server_get_host (server);
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address != NULL)
    return g_inet_address_get_is_loopback (address);

  return g_str_equal (host, "localhost") || g_str_has_suffix (host, ".localhost");  /* RFC 6761 §6.3 */
}

static gboolean
is_known (GPtrArray       *list,
          const PtlServer *server)
{
  for (guint i = 0; i < list->len; i++)
    {
      if (ptl_server_same_endpoint (g_ptr_array_index (list, i), server))
        return TRUE;
    }

  return FALSE;
}

/* Takes @candidate. */
static void
add (GPtrArray *list,
     PtlServer *server,
     PtlReport *report,
     PtlServer *candidate)
{
  PtlSecurity security = ptl_server_get_security (candidate);
  gboolean weaker = ptl_report_is_good (report) && security <= ptl_server_get_security (server);

  if (security == PTL_SECURITY_NONE || weaker || ptl_server_same_endpoint (candidate, server) || is_known (list, candidate))
    ptl_server_unref (candidate);
  else
    g_ptr_array_add (list, candidate);
}

/* The name that the certificate has, if it is one of the same provider: a stranger in the network has a certificate, too, for a
 * name of their own. */
static PtlServer *
mend_name (PtlServer  *server,
           PtlProblem *problem)
{
  g_autoptr (PtlServer) mended = problem != NULL && ptl_problem_get_remedy (problem) == PTL_REMEDY_USE_CERTIFICATE_NAME
                                   ? ptl_mend_server (server, problem) : NULL;
  g_autofree char *there = ptl_domain_get_registrable (ptl_server_get_host (server));
  g_autofree char *here = mended != NULL ? ptl_domain_get_registrable (ptl_server_get_host (mended)) : NULL;

  return here != NULL && g_strcmp0 (there, here) == 0 ? g_steal_pointer (&mended) : NULL;
}

/* The provider's own words, with the person's user name. */
static void
add_known (GPtrArray *list,
           PtlServer *server,
           PtlReport *report,
           GPtrArray *known)
{
  for (guint i = 0; known != NULL && i < known->len; i++)
    {
      PtlServer *other = g_ptr_array_index (known, i);

      if (ptl_server_get_protocol (other) == ptl_server_get_protocol (server))
        add (list, server, report, ptl_server_with_username (other, ptl_server_get_username (server)));
    }
}

GPtrArray *
ptl_safer_list (PtlServer *server,
                PtlReport *report,
                GPtrArray *known)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) ptl_server_unref);
  PtlProtocol protocol = ptl_server_get_protocol (server);
  guint16 tls = ptl_protocol_get_default_port (protocol, PTL_SECURITY_TLS);
  guint16 starttls = ptl_protocol_get_default_port (protocol, PTL_SECURITY_STARTTLS);
  PtlServer *mended = mend_name (server, ptl_report_get_problem (report));

  if (mended != NULL)
    add (list, server, report, mended);
  add (list, server, report, ptl_server_with_endpoint (server, tls, PTL_SECURITY_TLS));
  add_known (list, server, report, known);
  add (list, server, report, ptl_server_with_endpoint (server, starttls, PTL_SECURITY_STARTTLS));
  if (ptl_server_get_port (server) != tls)
    add (list, server, report, ptl_server_with_endpoint (server, ptl_server_get_port (server), PTL_SECURITY_STARTTLS));

  return list;
}
