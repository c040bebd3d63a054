/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-network-error.h"

#include <glib/gi18n-lib.h>

#include "ptl-error.h"

typedef struct
{
  GQuark      (*domain) (void);
  int          code;
  PtlError     ours;
  const char  *message;  /* with one %s, the host */
} Row;

/* Translators: in each of these, %s is the name of a host such as autoconfig.example.org */
static const Row rows[] = {
  { g_io_error_quark, G_IO_ERROR_CANCELLED, PTL_ERROR_CANCELLED, N_("Asking %s was cancelled.") },
  { g_resolver_error_quark, G_RESOLVER_ERROR_NOT_FOUND, PTL_ERROR_NAME_NOT_FOUND, N_("There is no host %s.") },
  { g_resolver_error_quark, G_RESOLVER_ERROR_TEMPORARY_FAILURE, PTL_ERROR_DNS_FAILURE,
    N_("The name service could not say where %s is.") },
  { g_resolver_error_quark, G_RESOLVER_ERROR_INTERNAL, PTL_ERROR_DNS_FAILURE,
    N_("The name service could not say where %s is.") },
  { g_io_error_quark, G_IO_ERROR_CONNECTION_REFUSED, PTL_ERROR_REFUSED, N_("%s refused the connection.") },
  { g_io_error_quark, G_IO_ERROR_HOST_UNREACHABLE, PTL_ERROR_UNREACHABLE, N_("There is no way to %s.") },
  { g_io_error_quark, G_IO_ERROR_NETWORK_UNREACHABLE, PTL_ERROR_UNREACHABLE, N_("There is no way to %s.") },
  { g_io_error_quark, G_IO_ERROR_HOST_NOT_FOUND, PTL_ERROR_NAME_NOT_FOUND, N_("There is no host %s.") },
  { g_io_error_quark, G_IO_ERROR_TIMED_OUT, PTL_ERROR_TIMEOUT, N_("%s did not answer in time.") },
  { g_io_error_quark, G_IO_ERROR_CONNECTION_CLOSED, PTL_ERROR_RESET, N_("%s closed the connection.") },
  { g_io_error_quark, G_IO_ERROR_PARTIAL_INPUT, PTL_ERROR_RESET, N_("%s closed the connection in the middle of its answer.") },
  { g_tls_error_quark, G_TLS_ERROR_EOF, PTL_ERROR_RESET, N_("%s closed the connection.") },
  { g_tls_error_quark, G_TLS_ERROR_NOT_TLS, PTL_ERROR_TLS_NOT_SPOKEN, N_("%s does not speak TLS there.") },
  { g_tls_error_quark, G_TLS_ERROR_UNAVAILABLE, PTL_ERROR_INTERNAL,
    N_("This computer has no TLS, so that %s could not be asked.") },
};

/**
 * ptl_network_error_new:
 * @error: what GIO said
 * @host: of whom
 *
 * Returns: (transfer full): the same, as an error of %PTL_ERROR
 */
GError *
ptl_network_error_new (const GError *error,
                       const char   *host)
{
  if (error->domain == PTL_ERROR)
    return g_error_copy (error);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_error_matches (error, rows[i].domain (), rows[i].code))
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
      return g_error_new (PTL_ERROR, rows[i].ours, _(rows[i].message), host);
#pragma GCC diagnostic pop

  if (error->domain == G_TLS_ERROR)
    /* Translators: a host, and what the TLS library said */
    return g_error_new (PTL_ERROR, PTL_ERROR_TLS_FAILED, _("The encryption with %s failed: %s"), host, error->message);

  /* Translators: a host, and what the operating system said */
  return g_error_new (PTL_ERROR, PTL_ERROR_UNREACHABLE, _("%s could not be asked: %s"), host, error->message);
}

/* The names that a certificate is for, as far as a sentence bears them. */
static char *
list_names (GTlsCertificate *certificate)
{
  g_autoptr (GPtrArray) names = g_tls_certificate_get_dns_names (certificate);
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; names != NULL && i < names->len; i++)
    {
      gsize length;
      const char *name = g_bytes_get_data (names->pdata[i], &length);

      if (i == 3)
        {
          g_string_append (list, ", …");
          break;
        }
      if (g_utf8_validate_len (name, length, NULL))
        g_string_append_printf (list, "%s%.*s", i > 0 ? ", " : "", (int) length, name);
    }

  if (list->len == 0)
    /* Translators: a certificate that is for no host at all */
    g_string_append (list, _("nothing"));
  return g_string_free (g_steal_pointer (&list), FALSE);
}

static gboolean
is_self_signed (GTlsCertificate *certificate)
{
  g_autofree char *subject = g_tls_certificate_get_subject_name (certificate);
  g_autofree char *issuer = g_tls_certificate_get_issuer_name (certificate);

  return g_tls_certificate_get_issuer (certificate) == NULL && subject != NULL && g_strcmp0 (subject, issuer) == 0;
}

/**
 * ptl_network_error_new_certificate:
 * @certificate: what @host showed
 * @flags: what is wrong with it
 * @host: who was asked
 *
 * Returns: (transfer full): an error of %PTL_ERROR, the most telling of those that apply
 */
GError *
ptl_network_error_new_certificate (GTlsCertificate      *certificate,
                                   GTlsCertificateFlags  flags,
                                   const char           *host)
{
  if (flags & G_TLS_CERTIFICATE_REVOKED)
    return g_error_new (PTL_ERROR, PTL_ERROR_CERTIFICATE_REVOKED, _("The certificate of %s was revoked."), host);
  if (flags & G_TLS_CERTIFICATE_BAD_IDENTITY)
    {
      g_autofree char *names = list_names (certificate);

      /* Translators: a host, and the names that its certificate is for */
      return g_error_new (PTL_ERROR, PTL_ERROR_CERTIFICATE_WRONG_NAME,
                          _("The certificate of %s is not for that name, but for %s."), host, names);
    }
  if (flags & G_TLS_CERTIFICATE_EXPIRED)
    return g_error_new (PTL_ERROR, PTL_ERROR_CERTIFICATE_EXPIRED, _("The certificate of %s has expired."), host);
  if (flags & G_TLS_CERTIFICATE_NOT_ACTIVATED)
    return g_error_new (PTL_ERROR, PTL_ERROR_CERTIFICATE_NOT_YET_VALID, _("The certificate of %s is not valid yet."), host);
  if ((flags & G_TLS_CERTIFICATE_UNKNOWN_CA) && is_self_signed (certificate))
    return g_error_new (PTL_ERROR, PTL_ERROR_CERTIFICATE_SELF_SIGNED,
                        _("%s vouches only for itself: its certificate is self-signed."), host);
  if (flags & G_TLS_CERTIFICATE_UNKNOWN_CA)
    return g_error_new (PTL_ERROR, PTL_ERROR_CERTIFICATE_UNKNOWN_ISSUER,
                        _("The certificate of %s comes from an issuer that this computer does not know."), host);
  if (flags & G_TLS_CERTIFICATE_INSECURE)
    return g_error_new (PTL_ERROR, PTL_ERROR_CERTIFICATE_WEAK, _("The certificate of %s is too weak."), host);

  return g_error_new (PTL_ERROR, PTL_ERROR_TLS_FAILED, _("The certificate of %s cannot be checked."), host);
}

/**
 * ptl_network_error_is_nothing:
 * @error: (nullable): an error of %PTL_ERROR
 *
 * Returns: whether it only says that there is nothing where it was looked for
 */
gboolean
ptl_network_error_is_nothing (const GError *error)
{
  return error == NULL || g_error_matches (error, PTL_ERROR, PTL_ERROR_NOTHING_FOUND) ||
         g_error_matches (error, PTL_ERROR, PTL_ERROR_NAME_NOT_FOUND);
}

/* What says most about a lookup that found nothing, first; everything else comes after these. */
static const PtlError telling[] = {
  PTL_ERROR_CANCELLED,
  PTL_ERROR_NO_MAIL,
  PTL_ERROR_OFFLINE,
  PTL_ERROR_CAPTIVE_PORTAL,
  PTL_ERROR_NO_ACCESS,
  PTL_ERROR_BAD_DATA,
  PTL_ERROR_TOO_MUCH_DATA,
  PTL_ERROR_CERTIFICATE_REVOKED,
  PTL_ERROR_CERTIFICATE_WRONG_NAME,
  PTL_ERROR_CERTIFICATE_EXPIRED,
  PTL_ERROR_CERTIFICATE_NOT_YET_VALID,
  PTL_ERROR_CERTIFICATE_SELF_SIGNED,
  PTL_ERROR_CERTIFICATE_UNKNOWN_ISSUER,
  PTL_ERROR_CERTIFICATE_WEAK,
  PTL_ERROR_TLS_TOO_OLD,
  PTL_ERROR_SERVER_UNAVAILABLE,
  PTL_ERROR_DNS_FAILURE,
  PTL_ERROR_DNS_TIMEOUT,
};

static guint
get_rank (const GError *error)
{
  guint rank = 0;

  /* “there is nothing” says least of all */
  if (ptl_network_error_is_nothing (error))
    return G_MAXUINT;

  while (rank < G_N_ELEMENTS (telling) && !g_error_matches (error, PTL_ERROR, telling[rank]))
    rank++;

  return rank;
}

/**
 * ptl_network_error_keep:
 * @kept: (inout): the most telling error so far
 * @error: (transfer full) (nullable): a further one
 *
 * Keeps the one that tells a person more, the earlier one where they tell the same.
 */
void
ptl_network_error_keep (GError **kept,
                        GError  *error)
{
  if (error == NULL)
    return;

  if (*kept != NULL && get_rank (error) >= get_rank (*kept))
    {
      g_error_free (error);
      return;
    }

  g_clear_error (kept);
  *kept = error;
}

/**
 * ptl_network_error_to_answer:
 * @error: (nullable): an error of %PTL_ERROR
 *
 * Returns: what the ledger says of it
 */
PtlAnswer
ptl_network_error_to_answer (const GError *error)
{
  if (error == NULL)
    return PTL_ANSWER_FOUND;
  if (error->domain != PTL_ERROR)
    return PTL_ANSWER_ERROR;

  switch (error->code)
    {
    case PTL_ERROR_NOTHING_FOUND:
    case PTL_ERROR_NAME_NOT_FOUND:
      return PTL_ANSWER_NOT_FOUND;
    case PTL_ERROR_REFUSED:
      return PTL_ANSWER_REFUSED;
    case PTL_ERROR_TIMEOUT:
    case PTL_ERROR_CONNECT_TIMEOUT:
    case PTL_ERROR_GREETING_TIMEOUT:
    case PTL_ERROR_DNS_TIMEOUT:
      return PTL_ANSWER_TIMEOUT;
    case PTL_ERROR_CANCELLED:
      return PTL_ANSWER_CANCELLED;
    case PTL_ERROR_BAD_DATA:
    case PTL_ERROR_NO_ACCESS:
    case PTL_ERROR_TOO_MUCH_DATA:
    case PTL_ERROR_GARBAGE:
    case PTL_ERROR_NOT_THIS_PROTOCOL:
      return PTL_ANSWER_BAD_DATA;
    default:
      return PTL_ANSWER_ERROR;
    }
}

/**
 * ptl_network_error_name_publisher:
 * @error: (inout) (optional): what is wrong with a document
 * @hosts: (element-type utf8): who was asked for it, the last of whom sent it
 *
 * Says whose settings they are: outside of the ledger, where the host stands beside it, nobody else does.
 */
void
ptl_network_error_name_publisher (GError    **error,
                                  GPtrArray  *hosts)
{
  g_autofree char *whose = NULL;

  if (hosts->len == 0)
    return;

  /* Translators: a web server, like autoconfig.example.org; a sentence that says what is wrong with the settings follows */
  whose = g_strdup_printf (_("The settings that %s publishes cannot be used."), (char *) hosts->pdata[hosts->len - 1]);
  g_prefix_error (error, "%s ", whose);
}
