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

/* The library's objections are part of the problems, whatever they are. */
static void
judge (PtlTrust        *self,
       PtlConnection   *connection,
       const PtlServer *server,
       const char      *pinned)
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
  self->verified = self->problem == NULL || g_strcmp0 (pinned, ptl_certificate_get_sha256 (self->certificate)) == 0;
}

/**
 * ptl_trust_new:
 * @connection: a connection in TLS over which nothing has been sent yet
 * @server: the server that was asked for
 * @pinned: (nullable): the fingerprint of a certificate that the person trusts for it
 *
 * Returns: (transfer full): what the connection is worth
 */
PtlTrust *
ptl_trust_new (PtlConnection   *connection,
               const PtlServer *server,
               const char      *pinned)
{
  PtlTrust *self = g_new0 (PtlTrust, 1);

  note_encryption (self, connection);
  if (ptl_trouble_is_old_tls (self->version))
    self->problem = ptl_problem_new (PTL_ERROR_TLS_TOO_OLD, NULL);
  else
    judge (self, connection, server, pinned);

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
  g_autofree char *date = local != NULL ? g_date_time_format (local, "%x") : g_strdup ("?");

  if (self->problem != NULL)
    return g_strdup (_("This is the certificate that you have decided to trust."));

  /* Translators: who issued a certificate, and a date */
  return g_strdup_printf (_("Issued by %s, valid until %s"), ptl_certificate_get_issuer (self->certificate), date);
}
