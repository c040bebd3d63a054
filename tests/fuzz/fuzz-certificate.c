/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz.h"

#include <string.h>

#include "ptl-certificate-reader.h"

/* A certificate in DER, that is all the issuer of itself. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GPtrArray) chain = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  PtlCertificateView view = {
    .host = size % 3 == 0 ? "127.0.0.1" : "mail.example.org",
    .errors = size % 2 == 0 ? G_TLS_CERTIFICATE_UNKNOWN_CA : 0,
    .now = 1790000000,
  };
  g_autoptr (PtlCertificate) certificate = NULL;
  g_autoptr (PtlProblem) problem = NULL;
  const char * const *names;

  g_ptr_array_add (chain, g_bytes_new (data, size));
  g_ptr_array_add (chain, g_bytes_new (data, size));
  certificate = ptl_certificate_read (chain, &view);
  if (certificate == NULL)
    return 0;

  g_assert_true (g_utf8_validate (ptl_certificate_get_subject (certificate), -1, NULL));
  g_assert_true (g_utf8_validate (ptl_certificate_get_issuer (certificate), -1, NULL));
  g_assert_cmpuint (strlen (ptl_certificate_get_sha256 (certificate)), ==, 95);
  names = ptl_certificate_get_names (certificate);
  for (gsize i = 0; names[i] != NULL; i++)
    g_assert_true (g_utf8_validate (names[i], -1, NULL));
  problem = ptl_certificate_get_problem (certificate, view.host);

  return 0;
}
