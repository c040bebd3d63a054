/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-discovery-error.h"

#include <glib/gi18n-lib.h>

#include "ptl-error.h"
#include "ptl-network-error.h"

/**
 * ptl_discovery_error_new_portal:
 *
 * Returns: (transfer full): that the network lets nothing through yet
 */
GError *
ptl_discovery_error_new_portal (void)
{
  return g_error_new_literal (PTL_ERROR, PTL_ERROR_CAPTIVE_PORTAL,
                              _("The network wants to be signed in to on a web page before it lets anything through."));
}

/**
 * ptl_discovery_error_may_be_portal:
 * @error: (nullable): the most telling error of the sources
 *
 * Returns: whether somebody answered who may not be who was asked
 */
gboolean
ptl_discovery_error_may_be_portal (const GError *error)
{
  static const PtlError codes[] = {
    PTL_ERROR_CERTIFICATE_WRONG_NAME, PTL_ERROR_CERTIFICATE_SELF_SIGNED, PTL_ERROR_CERTIFICATE_UNKNOWN_ISSUER,
    PTL_ERROR_CERTIFICATE_EXPIRED, PTL_ERROR_TLS_NOT_SPOKEN, PTL_ERROR_TLS_FAILED, PTL_ERROR_RESET, PTL_ERROR_REFUSED,
    PTL_ERROR_CONNECT_TIMEOUT, PTL_ERROR_UNREACHABLE,
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, PTL_ERROR, (int) codes[i]))
      return TRUE;

  return FALSE;
}

/**
 * ptl_discovery_error_describe_other_way:
 * @way: (nullable): how the provider lets mail programs in instead, as people call it: such as Exchange
 *
 * Returns: (transfer full) (nullable): a sentence
 */
char *
ptl_discovery_error_describe_other_way (const char *way)
{
  /* Translators: “Exchange” or “JMAP” */
  return way != NULL ? g_strdup_printf (_("The document names no server for IMAP or POP3, only one for %s."), way) : NULL;
}

/**
 * ptl_discovery_error_set_other_way:
 * @way: the same
 *
 * Sets that a document tells of a way to the mail, but of none that is ours. Others may still know one, so it is no answer yet.
 */
void
ptl_discovery_error_set_other_way (GError     **error,
                                   const char  *way)
{
  g_autofree char *sentence = ptl_discovery_error_describe_other_way (way);

  g_set_error_literal (error, PTL_ERROR, PTL_ERROR_NO_ACCESS, sentence);
}

/* Where somebody had trouble, it may be our own: no network, or one that wants to be signed in to first. */
static GError *
find_own_trouble (const GError *error)
{
  GNetworkMonitor *monitor = g_network_monitor_get_default ();

  if (ptl_network_error_is_nothing (error) || g_error_matches (error, PTL_ERROR, PTL_ERROR_NO_MAIL))
    return NULL;
  if (!g_network_monitor_get_network_available (monitor))
    return g_error_new_literal (PTL_ERROR, PTL_ERROR_OFFLINE, _("This computer is not connected to a network."));
  if (g_network_monitor_get_connectivity (monitor) == G_NETWORK_CONNECTIVITY_PORTAL)
    return ptl_discovery_error_new_portal ();

  return NULL;
}

static gboolean
speaks_for_all (const GError *error)
{
  static const PtlError codes[] = {
    PTL_ERROR_NO_MAIL, PTL_ERROR_NO_ACCESS, PTL_ERROR_BAD_DATA, PTL_ERROR_TOO_MUCH_DATA, PTL_ERROR_DNS_FAILURE, PTL_ERROR_DNS_TIMEOUT,
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, PTL_ERROR, (int) codes[i]))
      return TRUE;

  return FALSE;
}

/**
 * ptl_discovery_error_new:
 * @query: who was looked for
 * @error: (nullable): the most telling error of the sources, of %PTL_ERROR
 * @timed_out: whether they were called off because the time was up
 *
 * Returns: (transfer full): an error of %PTL_ERROR; trouble that is only one source's stands in the sentence, not in the code
 */
GError *
ptl_discovery_error_new (PtlQuery     *query,
                         const GError *error,
                         gboolean      timed_out)
{
  const char *domain = ptl_address_get_domain_unicode (ptl_query_get_address (query));
  GError *own = find_own_trouble (error);
  g_autofree char *message = NULL;

  if (own != NULL)
    return own;
  if (timed_out && g_error_matches (error, PTL_ERROR, PTL_ERROR_CANCELLED))
    return g_error_new (PTL_ERROR, PTL_ERROR_TIMEOUT, _("Nobody said in time where the mail of %s is."), domain);
  if (ptl_query_get_offline (query))
    return g_error_new (PTL_ERROR, PTL_ERROR_NOTHING_FOUND, _("This computer's own list of providers does not know %s."), domain);
  if (g_error_matches (error, PTL_ERROR, PTL_ERROR_DNS_FAILURE))
    /* the name that was looked up is none that a person knows */
    return g_error_new (PTL_ERROR, PTL_ERROR_DNS_FAILURE, _("The name service could not say where the mail of %s is."), domain);
  if (speaks_for_all (error))
    return g_error_copy (error);

  message = g_strdup_printf (_("Nobody who was asked knows mail servers for %s."), domain);
  return ptl_network_error_is_nothing (error)
         ? g_error_new_literal (PTL_ERROR, PTL_ERROR_NOTHING_FOUND, message)
         : g_error_new (PTL_ERROR, PTL_ERROR_NOTHING_FOUND, "%s %s", message, error->message);
}
