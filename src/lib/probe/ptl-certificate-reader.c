/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-certificate-reader.h"

#include <arpa/inet.h>
#include <glib/gi18n-lib.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>

#include "ptl-domain.h"
#include "ptl-redactor.h"

/* What is kept of a certificate that wants to be longer than any. */
#define MAX_NAMES 100
#define MAX_NAME  255
#define MAX_CHAIN 10

/* RFC 9325 §4.5 wants 2048 bits of RSA, but mail programs take less without a word; below 1024 a key has been broken in public, and no
 * library takes it any more. */
#define GOOD_RSA_BITS 2048
#define MIN_RSA_BITS  1024
#define MIN_EC_BITS   224

typedef gnutls_x509_crt_t Crt;

G_DEFINE_AUTO_CLEANUP_FREE_FUNC (Crt, gnutls_x509_crt_deinit, NULL)

static Crt
import (GBytes *der)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (der, &size);
  gnutls_datum_t datum = { (guchar *) data, size };
  Crt crt = NULL;

  if (size > G_MAXINT || gnutls_x509_crt_init (&crt) < 0)
    return NULL;
  if (gnutls_x509_crt_import (crt, &datum, GNUTLS_X509_FMT_DER) < 0)
    g_clear_pointer (&crt, gnutls_x509_crt_deinit);

  return crt;
}

/* Certificates hold what their makers like: show it as one line of text. */
static char *
make_readable (const char *text,
               gssize      length)
{
  g_autoptr (PtlRedactor) redactor = ptl_redactor_new (NULL);

  return ptl_redactor_apply (redactor, text, length, MAX_NAME);
}

static char *
read_dn (Crt crt,
         int (*get) (Crt             crt,
                     gnutls_datum_t *dn,
                     unsigned        flags))
{
  gnutls_datum_t dn = { NULL, 0 };
  char *text;

  if (get (crt, &dn, 0) < 0)
    return g_strdup ("");

  text = make_readable ((const char *) dn.data, dn.size);
  gnutls_free (dn.data);

  return text;
}

static char *
read_name (guint       type,
           const char *data,
           gsize       size)
{
  char text[INET6_ADDRSTRLEN];

  if (type == GNUTLS_SAN_DNSNAME)
    return make_readable (data, size);
  if (type == GNUTLS_SAN_IPADDRESS && (size == 4 || size == 16) &&
      inet_ntop (size == 4 ? AF_INET : AF_INET6, data, text, sizeof text) != NULL)
    return g_strdup (text);

  return NULL;
}

/* RFC 6125 §6.4.4: the common name counts only where there is no other. */
static void
add_common_name (Crt        crt,
                 GPtrArray *names)
{
  char buffer[MAX_NAME + 1];
  size_t size = sizeof buffer;

  if (gnutls_x509_crt_get_dn_by_oid (crt, GNUTLS_OID_X520_COMMON_NAME, 0, 0, buffer, &size) >= 0)
    g_ptr_array_add (names, make_readable (buffer, size));
}

static GPtrArray *
read_names (Crt crt)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_null_terminated (4, g_free, TRUE);

  for (guint i = 0; i < MAX_NAMES; i++)
    {
      char buffer[MAX_NAME + 1];
      size_t size = sizeof buffer;
      int type = gnutls_x509_crt_get_subject_alt_name (crt, i, buffer, &size, NULL);
      char *name = NULL;

      if (type == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
        break;
      if (type >= 0)
        name = read_name (type, buffer, size);
      if (name != NULL)
        g_ptr_array_add (names, name);
    }

  if (names->len == 0)
    add_common_name (crt, names);

  return g_steal_pointer (&names);
}

static GDateTime *
read_time (time_t time)
{
  return time == (time_t) -1 ? NULL : g_date_time_new_from_unix_utc (time);
}

static char *
read_fingerprint (GBytes *der)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  GString *text = g_string_new (NULL);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, g_bytes_get_data (der, NULL), g_bytes_get_size (der));
  g_checksum_get_digest (checksum, digest, &length);
  for (gsize i = 0; i < length; i++)
    g_string_append_printf (text, "%s%02X", i > 0 ? ":" : "", digest[i]);

  return g_string_free (text, FALSE);
}

static gboolean
is_self_signed (Crt crt)
{
  guint verdict = 0;

  return gnutls_x509_crt_check_issuer (crt, crt) != 0 &&
         gnutls_x509_crt_verify (crt, &crt, 1, GNUTLS_VERIFY_ALLOW_BROKEN | GNUTLS_VERIFY_DISABLE_TIME_CHECKS, &verdict) >= 0 &&
         (verdict & (GNUTLS_CERT_SIGNER_NOT_FOUND | GNUTLS_CERT_SIGNATURE_FAILURE)) == 0;
}

static gboolean
names_host (Crt         crt,
            const char *host)
{
  guchar address[16];

  if (inet_pton (AF_INET, host, address) == 1)
    return gnutls_x509_crt_check_ip (crt, address, 4, 0) != 0;
  if (inet_pton (AF_INET6, host, address) == 1)
    return gnutls_x509_crt_check_ip (crt, address, 16, 0) != 0;

  return gnutls_x509_crt_check_hostname (crt, host) != 0;
}

static gboolean
has_key_below (Crt   crt,
               guint min_rsa_bits)
{
  guint bits = 0;
  int algorithm = gnutls_x509_crt_get_pk_algorithm (crt, &bits);

  if (algorithm == GNUTLS_PK_RSA || algorithm == GNUTLS_PK_RSA_PSS || algorithm == GNUTLS_PK_DSA)
    return bits < min_rsa_bits;

  return algorithm == GNUTLS_PK_ECDSA && bits < MIN_EC_BITS;
}

/* A signature that somebody else can make: MD5 since 2008, SHA-1 since 2017. That of a root proves nothing anyhow. */
static gboolean
has_weak_signature (Crt crt)
{
  int algorithm = gnutls_x509_crt_get_signature_algorithm (crt);

  return algorithm > 0 && !is_self_signed (crt) && gnutls_sign_is_secure2 (algorithm, GNUTLS_SIGN_FLAG_SECURE_FOR_CERTS) == 0;
}

static gboolean
is_weak (GPtrArray *chain)
{
  for (guint i = 0; i < chain->len && i < MAX_CHAIN; i++)
    {
      g_auto (Crt) crt = import (chain->pdata[i]);

      if (crt != NULL && (has_key_below (crt, MIN_RSA_BITS) || has_weak_signature (crt)))
        return TRUE;
    }

  return FALSE;
}

/* A public authority says where its own certificate can be fetched (RFC 5280 §4.2.2.1); whoever makes certificates at home does not. */
static gboolean
names_issuer_place (Crt crt)
{
  gnutls_datum_t place = { NULL, 0 };
  gboolean found = FALSE;

  for (guint i = 0; !found; i++)
    {
      int status = gnutls_x509_crt_get_authority_info_access (crt, i, GNUTLS_IA_CAISSUERS_URI, &place, NULL);

      if (status == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE || (status < 0 && status != GNUTLS_E_UNKNOWN_ALGORITHM))
        break;
      found = status >= 0;
    }
  gnutls_free (place.data);

  return found;
}

static gboolean
is_incomplete (Crt                       crt,
               GPtrArray                *chain,
               const PtlCertificateView *view)
{
  return chain->len == 1 && (view->errors & G_TLS_CERTIFICATE_UNKNOWN_CA) != 0 && !is_self_signed (crt) && names_issuer_place (crt);
}

static void
add_problem (GArray   *problems,
             PtlError  problem,
             gboolean  found)
{
  if (found)
    g_array_append_val (problems, problem);
}

/* What a person can do least about comes first; the name only when the rest is in order, since another name helps only then. */
static GArray *
find_problems (Crt                       crt,
               GPtrArray                *chain,
               const PtlCertificateView *view)
{
  GArray *problems = g_array_new (FALSE, FALSE, sizeof (PtlError));
  time_t from = gnutls_x509_crt_get_activation_time (crt);
  time_t until = gnutls_x509_crt_get_expiration_time (crt);
  gboolean unknown = (view->errors & G_TLS_CERTIFICATE_UNKNOWN_CA) != 0;
  gboolean self_signed = unknown && is_self_signed (crt);

  /* GIO asks for the issuer's word, and the server brings it along (RFC 6960). */
  add_problem (problems, PTL_ERROR_CERTIFICATE_REVOKED, (view->errors & G_TLS_CERTIFICATE_REVOKED) != 0);
  add_problem (problems, PTL_ERROR_CERTIFICATE_EXPIRED,
               (until != (time_t) -1 && until < view->now) || (view->errors & G_TLS_CERTIFICATE_EXPIRED) != 0);
  add_problem (problems, PTL_ERROR_CERTIFICATE_NOT_YET_VALID,
               (from != (time_t) -1 && from > view->now) || (view->errors & G_TLS_CERTIFICATE_NOT_ACTIVATED) != 0);
  add_problem (problems, PTL_ERROR_CERTIFICATE_SELF_SIGNED, self_signed);
  add_problem (problems, PTL_ERROR_CERTIFICATE_WEAK, is_weak (chain) || (view->errors & G_TLS_CERTIFICATE_INSECURE) != 0);
  add_problem (problems, PTL_ERROR_CERTIFICATE_UNKNOWN_ISSUER, unknown && !self_signed);
  add_problem (problems, PTL_ERROR_CERTIFICATE_WRONG_NAME,
               (view->host != NULL && !names_host (crt, view->host)) || (view->errors & G_TLS_CERTIFICATE_BAD_IDENTITY) != 0);

  /* Whatever else the library objects to: nothing that it refuses may pass. */
  add_problem (problems, PTL_ERROR_CERTIFICATE_UNKNOWN_ISSUER, problems->len == 0 && view->errors != 0);

  return problems;
}

/**
 * ptl_certificate_read:
 * @chain: (element-type GBytes): a server's certificate and those that it sent along, in DER, its own first
 * @view: what else is known
 *
 * Returns: (transfer full) (nullable): what the certificate says and what is wrong with it; %NULL if it is none
 */
PtlCertificate *
ptl_certificate_read (GPtrArray                *chain,
                      const PtlCertificateView *view)
{
  g_auto (Crt) crt = chain->len > 0 ? import (chain->pdata[0]) : NULL;
  g_autoptr (GPtrArray) names = NULL;
  g_autoptr (GArray) problems = NULL;
  g_autoptr (GDateTime) from = NULL;
  g_autoptr (GDateTime) until = NULL;
  g_autofree char *subject = NULL;
  g_autofree char *issuer = NULL;
  g_autofree char *sha256 = NULL;

  if (crt == NULL)
    return NULL;

  names = read_names (crt);
  problems = find_problems (crt, chain, view);
  from = read_time (gnutls_x509_crt_get_activation_time (crt));
  until = read_time (gnutls_x509_crt_get_expiration_time (crt));
  subject = read_dn (crt, gnutls_x509_crt_get_dn3);
  issuer = read_dn (crt, gnutls_x509_crt_get_issuer_dn3);
  sha256 = read_fingerprint (chain->pdata[0]);

  return ptl_certificate_new (&(PtlCertificateFields) {
    .subject = subject,
    .issuer = issuer,
    .names = (const char * const *) names->pdata,
    .not_before = from,
    .not_after = until,
    .sha256 = sha256,
    .problems = (const PtlError *) (gpointer) problems->data,
    .n_problems = problems->len,
    .incomplete = is_incomplete (crt, chain, view),
    .short_key = !has_key_below (crt, MIN_RSA_BITS) && has_key_below (crt, GOOD_RSA_BITS),
  });
}

/**
 * ptl_certificate_list_chain:
 * @certificate: a server's certificate
 *
 * Returns: (transfer full) (element-type GBytes): it and those that were sent along, in DER
 */
GPtrArray *
ptl_certificate_list_chain (GTlsCertificate *certificate)
{
  GPtrArray *chain = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (GTlsCertificate *each = certificate; each != NULL && chain->len < MAX_CHAIN; each = g_tls_certificate_get_issuer (each))
    {
      g_autoptr (GByteArray) der = NULL;

      g_object_get (each, "certificate", &der, NULL);
      if (der != NULL)
        g_ptr_array_add (chain, g_byte_array_free_to_bytes (g_steal_pointer (&der)));
    }

  return chain;
}

static gboolean
is_usable_name (const char *name)
{
  return strchr (name, '*') == NULL && strchr (name, '.') != NULL && !g_hostname_is_ip_address (name);
}

/* How likely it is a name of the same service: that which begins alike, then one of mail servers. */
static guint
rank_name (const char *name,
           const char *host)
{
  static const char * const prefixes[] = { "mail", "mx", "imap", "pop", "smtp", "email", "post" };
  gsize label = strcspn (host, ".");

  if (strcspn (name, ".") == label && g_ascii_strncasecmp (name, host, label) == 0)
    return 2;
  for (gsize i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (g_ascii_strncasecmp (name, prefixes[i], strlen (prefixes[i])) == 0)
      return 1;

  return 0;
}

/* The name to offer instead, with a button that goes there with the password: one of the same owner only. Whoever sits in between
 * has a good certificate, too, for a name of their own. Wildcards name no server. */
static const char *
find_other_name (PtlCertificate *certificate,
                 const char     *host)
{
  const char * const *names = ptl_certificate_get_names (certificate);
  g_autofree char *owner = ptl_domain_get_registrable (host);
  const char *best = NULL;

  for (gsize i = 0; owner != NULL && names[i] != NULL; i++)
    if (is_usable_name (names[i]) && ptl_domain_is_within (names[i], owner) &&
        (best == NULL || rank_name (names[i], host) > rank_name (best, host)))
      best = names[i];

  return best;
}

static char *
describe_date (GDateTime *date)
{
  g_autoptr (GDateTime) local = date != NULL ? g_date_time_to_local (date) : NULL;

  return local != NULL ? g_date_time_format (local, "%x") : g_strdup ("?");
}

static PtlProblem *
problem_of_name (PtlCertificate *certificate,
                 const char     *host)
{
  const char *other = find_other_name (certificate, host);
  g_autofree char *names = g_strjoinv (", ", (char **) ptl_certificate_get_names (certificate));
  g_autofree char *shown = make_readable (names, -1);
  /* Translators: the name of a server, and a list of other names */
  g_autofree char *message = g_strdup_printf (_("The server’s certificate is not for “%s”, but for: %s."), host, shown);

  return ptl_problem_new_full (PTL_ERROR_CERTIFICATE_WRONG_NAME, message, NULL,
                               other != NULL ? PTL_REMEDY_USE_CERTIFICATE_NAME : PTL_REMEDY_EDIT_SERVER, other);
}

static PtlProblem *
problem_of_chain (PtlCertificate *certificate)
{
  /* Translators: who issued a certificate */
  g_autofree char *message = g_strdup_printf (_("The server does not send the certificate in between, that of “%s”."),
                                              ptl_certificate_get_issuer (certificate));

  return ptl_problem_new_full (PTL_ERROR_CERTIFICATE_UNKNOWN_ISSUER, message,
                               _("Your provider has to add it to its server. Some mail programs fetch it themselves and hide the mistake."),
                               PTL_REMEDY_RETRY, NULL);
}

/**
 * ptl_certificate_get_problem:
 * @certificate: a certificate
 * @host: the name that was asked for
 *
 * Returns: (transfer full) (nullable): the foremost thing that is wrong with it, for a person; %NULL if nothing is
 */
PtlProblem *
ptl_certificate_get_problem (PtlCertificate *certificate,
                             const char     *host)
{
  gsize n_problems;
  const PtlError *problems = ptl_certificate_get_problems (certificate, &n_problems);
  g_autofree char *from = describe_date (ptl_certificate_get_not_before (certificate));
  g_autofree char *until = describe_date (ptl_certificate_get_not_after (certificate));
  g_autofree char *message = NULL;

  if (n_problems == 0)
    return NULL;

  switch (problems[0])
    {
    case PTL_ERROR_CERTIFICATE_WRONG_NAME:
      return problem_of_name (certificate, host);
    case PTL_ERROR_CERTIFICATE_EXPIRED:
      /* Translators: a date */
      message = g_strdup_printf (_("The server’s certificate, its proof of identity, ran out on %s."), until);
      break;
    case PTL_ERROR_CERTIFICATE_NOT_YET_VALID:
      /* Translators: a date */
      message = g_strdup_printf (_("The server’s certificate, its proof of identity, is valid from %s only."), from);
      break;
    case PTL_ERROR_CERTIFICATE_UNKNOWN_ISSUER:
      if (ptl_certificate_is_incomplete (certificate))
        return problem_of_chain (certificate);
      /* Translators: who issued a certificate */
      message = g_strdup_printf (_("This computer does not know who vouches for the server: “%s”."),
                                 ptl_certificate_get_issuer (certificate));
      break;
    default:
      break;
    }

  return ptl_problem_new (problems[0], message);
}
