/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-trust.h"

#include <glib/gi18n-lib.h>

#include "ptl-certificate-reader.h"
#include "ptl-trouble.h"

/* RFC 9266 §4: tls-exporter with TLS 1.3, tls-unique before. */
static void
note_encryption (PtlTrust      *self,
                 PtlConnection *connection)
{
  self->version = g_strdup (ptl_connection_get_tls_version (connection));
  self->cipher = g_tls_connection_get_ciphersuite_name (ptl_connection_get_tls (connection));
  if (g_strcmp0 (self->version, "1.3") == 0)
    self->tls_exporter = ptl_connection_get_binding (connection, G_TLS_CHANNEL_BINDING_TLS_EXPORTER);
  else if (g_strcmp0 (self->version, "1.2") == 0)
    self->tls_unique = ptl_connection_get_binding (connection, G_TLS_CHANNEL_BINDING_TLS_UNIQUE);
}

static gboolean
is_all_excusable (const PtlCertificate *certificate)
{
  gsize n_problems;
  const PtlError *problems = ptl_certificate_get_problems (certificate, &n_problems);

  for (gsize i = 0; i < n_problems; i++)
    if (!ptl_certificate_is_excusable (problems[i]))
      return FALSE;

  return TRUE;
}

/* With a pin, that certificate and no other is the server's, not even a better one: a change is for the person to look at. */
static void
apply_pin (PtlTrust   *self,
           const char *pin)
{
  gboolean excusable = is_all_excusable (self->certificate);

  if (pin == NULL)
    self->verified = self->problem == NULL;
  else if (g_str_equal (pin, ptl_certificate_get_sha256 (self->certificate)))
    self->verified = excusable;
  else if (excusable)
    {
      g_clear_pointer (&self->problem, ptl_problem_unref);
      self->problem = ptl_problem_new (PTL_ERROR_CERTIFICATE_CHANGED, NULL);
    }
}

/* For a certificate that is good by itself there is nothing to make an exception for. */
static void
offer_to_trust (PtlTrust *self)
{
  g_autoptr (PtlProblem) problem = NULL;
  gsize n_problems;

  ptl_certificate_get_problems (self->certificate, &n_problems);
  if (self->verified || n_problems == 0 || !is_all_excusable (self->certificate))
    return;

  problem = g_steal_pointer (&self->problem);
  self->problem = ptl_problem_with_second (problem, PTL_REMEDY_TRUST_CERTIFICATE, ptl_certificate_get_sha256 (self->certificate));
}

/* The library's objections are part of the problems, whatever they are. */
static void
judge (PtlTrust        *self,
       PtlConnection   *connection,
       const PtlServer *server)
{
  g_autoptr (GPtrArray) chain = ptl_connection_list_chain (connection);
  PtlCertificateView view = {
    .host = ptl_server_get_host (server),
    .errors = g_tls_connection_get_peer_certificate_errors (ptl_connection_get_tls (connection)),
    .now = g_get_real_time () / G_USEC_PER_SEC,
  };

  self->certificate = ptl_certificate_read (chain, &view);
  if (self->certificate == NULL)
    {
      self->problem = ptl_problem_new (PTL_ERROR_TLS_FAILED, _("The server shows no certificate that can be read."));
      return;
    }

  self->problem = ptl_certificate_get_problem (self->certificate, ptl_server_get_host_unicode (server));
  apply_pin (self, ptl_server_get_pin (server));
}

/**
 * ptl_trust_new:
 * @connection: a connection in TLS over which nothing has been sent yet
 * @server: the server that was asked for, perhaps with the pin of a certificate that the person trusts for it
 * @offer_exception: whether the person may be asked to trust it although something is wrong with it
 *
 * Returns: (transfer full): what the connection is worth
 */
PtlTrust *
ptl_trust_new (PtlConnection   *connection,
               const PtlServer *server,
               gboolean         offer_exception)
{
  PtlTrust *self = g_new0 (PtlTrust, 1);

  note_encryption (self, connection);
  if (ptl_trouble_is_old_tls (self->version))
    self->problem = ptl_problem_new (PTL_ERROR_TLS_TOO_OLD, NULL);
  else
    judge (self, connection, server);
  if (offer_exception && self->certificate != NULL)
    offer_to_trust (self);

  return self;
}

void
ptl_trust_free (PtlTrust *self)
{
  g_clear_pointer (&self->certificate, ptl_certificate_unref);
  g_clear_pointer (&self->problem, ptl_problem_unref);
  g_free (self->version);
  g_free (self->cipher);
  g_free (self->tls_unique);
  g_free (self->tls_exporter);
  g_free (self);
}

char *
ptl_trust_describe_encryption (const PtlTrust *self)
{
  return g_strdup_printf ("TLS %s, %s", self->version != NULL ? self->version : "?", self->cipher != NULL ? self->cipher : "?");
}

char *
ptl_trust_describe_certificate (const PtlTrust *self)
{
  GDateTime *until = ptl_certificate_get_not_after (self->certificate);
  g_autoptr (GDateTime) local = until != NULL ? g_date_time_to_local (until) : NULL;
  g_autofree char *words = NULL;
  g_autofree char *date = local != NULL ? g_date_time_format (local, "%x") : g_strdup ("?");

  if (self->problem != NULL)
    return g_strdup (_("This is the certificate that you have decided to trust."));

  /* Translators: who issued a certificate, and a date */
  words = g_strdup_printf (_("Issued by %s, valid until %s"), ptl_certificate_get_issuer (self->certificate), date);
  if (!ptl_certificate_has_short_key (self->certificate))
    return g_steal_pointer (&words);

  return g_strconcat (words, ". ", _("Its key is shorter than keys should be today. Your provider should renew the certificate."), NULL);
}
