/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-describe.h"

#include <glib/gi18n-lib.h>

#include "ptl-domain.h"

static const char * const origins[] = {
  [PTL_ORIGIN_MANUAL] = N_("Typed in by you."),
  [PTL_ORIGIN_LOCAL] = N_("Laid down by whoever looks after this computer."),
  [PTL_ORIGIN_BUNDLED] = N_("Found in Portolan’s own list of providers."),
  [PTL_ORIGIN_AUTOCONFIG] = N_("Found in the provider’s own settings."),
  [PTL_ORIGIN_PACC] = N_("Found in the provider’s own settings."),
  [PTL_ORIGIN_DIRECTORY] = N_("Found in the public provider directory, run by Mozilla."),
  [PTL_ORIGIN_SRV] = N_("Found in the provider’s entries in the name service (DNS)."),
  [PTL_ORIGIN_MX] = N_("Found in Portolan’s own list, by the server that takes mail for this domain."),
  [PTL_ORIGIN_EXCHANGE] = N_("Found in the settings that the provider keeps for Exchange."),
  [PTL_ORIGIN_GUESS] = N_("Found by trying the usual names."),
};

/* How the answer came here; NULL where that says nothing more. */
static const char *
describe_way (PtlCandidate *candidate)
{
  switch (ptl_candidate_get_transport (candidate))
    {
    case PTL_TRANSPORT_HTTPS:
      return _("They came over an encrypted connection.");
    case PTL_TRANSPORT_HTTP:
      return _("They came over an unencrypted connection, so somebody on the way could have changed them.");
    case PTL_TRANSPORT_DNS:
      return _("Somebody on the way could have changed these entries.");
    case PTL_TRANSPORT_DNSSEC:
      return _("The entries are signed.");
    case PTL_TRANSPORT_LOCAL:
    case PTL_TRANSPORT_LIVE:
    default:
      return NULL;
    }
}

/**
 * ptl_candidate_describe:
 * @self: a candidate
 *
 * Returns: (transfer full): who says so, and how it came here, in one or two sentences
 */
char *
ptl_candidate_describe (PtlCandidate *self)
{
  const char *way = describe_way (self);
  const char *origin = _(origins[ptl_candidate_get_origin (self)]);

  return way != NULL ? g_strconcat (origin, " ", way, NULL) : g_strdup (origin);
}

static const char *
describe_sent (PtlContact *contact)
{
  switch (ptl_contact_get_sent (contact))
    {
    case PTL_SENT_DOMAIN:
      return _("It was told the domain.");
    case PTL_SENT_ADDRESS:
      return _("It was told the whole address.");
    case PTL_SENT_NOTHING:
    default:
      return _("It was told nothing.");
    }
}

static const char * const answers[] = {
  [PTL_ANSWER_FOUND] = N_("It knew settings."),
  [PTL_ANSWER_NOT_FOUND] = N_("It knew no settings."),
  [PTL_ANSWER_REFUSED] = N_("It did not let us in."),
  [PTL_ANSWER_TIMEOUT] = N_("It did not answer in time."),
  [PTL_ANSWER_BAD_DATA] = N_("Its answer was not usable."),
  [PTL_ANSWER_ERROR] = N_("It could not be asked."),
  [PTL_ANSWER_CANCELLED] = N_("It was not waited for any longer."),
};

/**
 * ptl_contact_describe:
 * @self: a line of the ledger
 *
 * Returns: (transfer full): what it was told, and what it said
 */
char *
ptl_contact_describe (PtlContact *self)
{
  return g_strconcat (describe_sent (self), " ", _(answers[ptl_contact_get_answer (self)]), NULL);
}

/**
 * ptl_contact_describe_host:
 * @self: a line of the ledger
 *
 * Returns: (transfer full): who it was: a server and its port, or the name service and what it was asked for
 */
char *
ptl_contact_describe_host (PtlContact *self)
{
  g_autofree char *host = ptl_domain_to_unicode (ptl_contact_get_host (self));

  switch (ptl_contact_get_port (self))
    {
    case 0:
      return g_steal_pointer (&host);
    case 53:
      /* Translators: %s is the name that the name service (DNS) was asked for */
      return g_strdup_printf (_("Name service, about %s"), host);
    default:
      /* Translators: the name of a server, and a port number */
      return g_strdup_printf (_("%s, port %u"), host, ptl_contact_get_port (self));
    }
}

/**
 * ptl_server_describe_port:
 * @self: a server
 *
 * Returns: (transfer full): port and encryption in words: "Port 993, encrypted from the first byte"
 */
char *
ptl_server_describe_port (const PtlServer *self)
{
  switch (ptl_server_get_security (self))
    {
    case PTL_SECURITY_TLS:
      return g_strdup_printf (_("Port %u, encrypted from the first byte"), ptl_server_get_port (self));
    case PTL_SECURITY_STARTTLS:
      return g_strdup_printf (_("Port %u, encrypted after the greeting"), ptl_server_get_port (self));
    case PTL_SECURITY_NONE:
    default:
      return g_strdup_printf (_("Port %u, not encrypted"), ptl_server_get_port (self));
    }
}

/**
 * ptl_security_describe:
 *
 * Returns: (transfer none): the field's own terms, explained
 */
const char *
ptl_security_describe (PtlSecurity security)
{
  switch (security)
    {
    case PTL_SECURITY_TLS:
      return _("TLS, from the first byte");
    case PTL_SECURITY_STARTTLS:
      return _("STARTTLS, after the greeting");
    case PTL_SECURITY_NONE:
    default:
      return _("No encryption");
    }
}

/**
 * ptl_authentication_describe:
 *
 * Returns: (transfer none): the way to sign in, in words
 */
const char *
ptl_authentication_describe (PtlAuthentication method)
{
  static const char * const methods[] = {
    [PTL_AUTHENTICATION_PASSWORD_CLEARTEXT] = N_("Password"),
    [PTL_AUTHENTICATION_PASSWORD_ENCRYPTED] = N_("Password, never sent itself"),
    [PTL_AUTHENTICATION_OAUTH2] = N_("Through the provider’s web page (OAuth 2)"),
    [PTL_AUTHENTICATION_GSSAPI] = N_("Kerberos (GSSAPI)"),
    [PTL_AUTHENTICATION_NTLM] = N_("Windows domain (NTLM)"),
    [PTL_AUTHENTICATION_CLIENT_CERTIFICATE] = N_("A certificate of your own"),
    [PTL_AUTHENTICATION_NONE] = N_("None"),
  };

  return _(methods[method]);
}
