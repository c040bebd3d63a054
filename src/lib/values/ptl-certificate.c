/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-certificate.h"

#define SHA256_OCTETS 32

struct _PtlCertificate
{
  gatomicrefcount ref_count;

  char       *subject;
  char       *issuer;
  char      **names;
  GDateTime  *not_before;  /* (owned) (nullable) */
  GDateTime  *not_after;   /* (owned) (nullable) */
  char       *sha256;
  PtlError   *problems;
  gsize       n_problems;
  gboolean    incomplete;
  gboolean    short_key;
};

G_DEFINE_BOXED_TYPE (PtlCertificate, ptl_certificate, ptl_certificate_ref, ptl_certificate_unref)

/**
 * ptl_certificate_new:
 * @fields: what it is made from
 *
 * Returns: (transfer full): what a certificate says
 */
PtlCertificate *
ptl_certificate_new (const PtlCertificateFields *fields)
{
  static const char * const no_names[] = { NULL };
  PtlCertificate *self = g_new0 (PtlCertificate, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->subject = g_strdup (fields->subject);
  self->issuer = g_strdup (fields->issuer);
  self->names = g_strdupv ((char **) (fields->names != NULL ? fields->names : no_names));
  self->not_before = fields->not_before != NULL ? g_date_time_ref (fields->not_before) : NULL;
  self->not_after = fields->not_after != NULL ? g_date_time_ref (fields->not_after) : NULL;
  self->sha256 = g_strdup (fields->sha256);
  self->problems = g_memdup2 (fields->problems, fields->n_problems * sizeof (PtlError));
  self->n_problems = fields->n_problems;
  self->incomplete = fields->incomplete;
  self->short_key = fields->short_key;

  return self;
}

PtlCertificate *
ptl_certificate_ref (PtlCertificate *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ptl_certificate_unref (PtlCertificate *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->subject);
  g_free (self->issuer);
  g_strfreev (self->names);
  g_clear_pointer (&self->not_before, g_date_time_unref);
  g_clear_pointer (&self->not_after, g_date_time_unref);
  g_free (self->sha256);
  g_free (self->problems);
  g_free (self);
}

const char *
ptl_certificate_get_subject (const PtlCertificate *self)
{
  return self->subject;
}

const char *
ptl_certificate_get_issuer (const PtlCertificate *self)
{
  return self->issuer;
}

/**
 * ptl_certificate_get_names:
 * @self: a certificate
 *
 * Returns: (transfer none): the host names and addresses that it is for
 */
const char * const *
ptl_certificate_get_names (const PtlCertificate *self)
{
  return (const char * const *) self->names;
}

/**
 * ptl_certificate_get_not_before:
 * @self: a certificate
 *
 * Returns: (transfer none) (nullable): since when it is valid
 */
GDateTime *
ptl_certificate_get_not_before (const PtlCertificate *self)
{
  return self->not_before;
}

/**
 * ptl_certificate_get_not_after:
 * @self: a certificate
 *
 * Returns: (transfer none) (nullable): until when it is valid
 */
GDateTime *
ptl_certificate_get_not_after (const PtlCertificate *self)
{
  return self->not_after;
}

/**
 * ptl_certificate_get_sha256:
 * @self: a certificate
 *
 * Returns: (transfer none): its fingerprint, upper-case hex with colons
 */
const char *
ptl_certificate_get_sha256 (const PtlCertificate *self)
{
  return self->sha256;
}

/**
 * ptl_certificate_get_problems:
 * @self: a certificate
 * @n_problems: (out): their number
 *
 * Returns: (transfer none) (array length=n_problems): what is wrong with it, most specific first
 */
const PtlError *
ptl_certificate_get_problems (const PtlCertificate *self,
                              gsize                *n_problems)
{
  *n_problems = self->n_problems;
  return self->problems;
}

/**
 * ptl_certificate_is_incomplete:
 * @self: a certificate
 *
 * Returns: whether the server forgot to send the certificate in between, so that only programs which fetch it themselves can see who
 *   vouches for it
 */
gboolean
ptl_certificate_is_incomplete (const PtlCertificate *self)
{
  return self->incomplete;
}

/**
 * ptl_certificate_has_short_key:
 *
 * Returns: whether its key is shorter than it should be, but not so short that the certificate is weak
 */
gboolean
ptl_certificate_has_short_key (const PtlCertificate *self)
{
  return self->short_key;
}

gboolean
ptl_certificate_is_excusable (PtlError problem)
{
  return problem == PTL_ERROR_CERTIFICATE_SELF_SIGNED || problem == PTL_ERROR_CERTIFICATE_UNKNOWN_ISSUER ||
         problem == PTL_ERROR_CERTIFICATE_WRONG_NAME || problem == PTL_ERROR_CERTIFICATE_EXPIRED;
}

/**
 * ptl_certificate_clean_sha256:
 * @text: a fingerprint that a person has typed or copied
 *
 * Returns: (transfer full) (nullable): it as ptl_certificate_get_sha256() writes it; %NULL if it is not one
 */
char *
ptl_certificate_clean_sha256 (const char *text)
{
  g_autoptr (GString) clean = g_string_new (NULL);
  guint n_digits = 0;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == ':' || *p == ' ')
        continue;
      if (!g_ascii_isxdigit (*p) || n_digits == 2 * SHA256_OCTETS)
        return NULL;
      if (n_digits > 0 && n_digits % 2 == 0)
        g_string_append_c (clean, ':');
      g_string_append_c (clean, g_ascii_toupper (*p));
      n_digits++;
    }

  return n_digits == 2 * SHA256_OCTETS ? g_string_free (g_steal_pointer (&clean), FALSE) : NULL;
}
