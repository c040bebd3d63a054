/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "ptl-certificate-reader.h"

#define NOW G_GINT64_CONSTANT (1790000000)  /* in 2026 */

static GPtrArray *
load (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".pem", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_BUILT, "fake", "tls", file, NULL);
  g_autoptr (GError) error = NULL;
  GList *certificates = g_tls_certificate_list_new_from_file (path, &error);
  GPtrArray *chain = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  g_assert_no_error (error);
  for (GList *l = certificates; l != NULL; l = l->next)
    {
      g_autoptr (GByteArray) der = NULL;

      g_object_get (l->data, "certificate", &der, NULL);
      g_ptr_array_add (chain, g_byte_array_free_to_bytes (g_steal_pointer (&der)));
    }
  g_list_free_full (certificates, g_object_unref);

  return chain;
}

static PtlCertificate *
look_at (const char           *name,
         const char           *host,
         GTlsCertificateFlags  errors,
         gint64                now)
{
  g_autoptr (GPtrArray) chain = load (name);
  PtlCertificate *certificate = ptl_certificate_read (chain, &(PtlCertificateView) { .host = host, .errors = errors, .now = now });

  g_assert_nonnull (certificate);
  return certificate;
}

static void
test_fields (void)
{
  g_autoptr (PtlCertificate) certificate = look_at ("wrong-name", "other.test", 0, NOW);
  const char * const *names = ptl_certificate_get_names (certificate);
  g_autofree char *until = g_date_time_format_iso8601 (ptl_certificate_get_not_after (certificate));
  g_autofree char *from = g_date_time_format_iso8601 (ptl_certificate_get_not_before (certificate));
  gsize n;

  g_assert_cmpstr (ptl_certificate_get_subject (certificate), ==, "CN=mail.test");
  g_assert_cmpstr (ptl_certificate_get_issuer (certificate), ==, "CN=Portolan test authority");
  g_assert_cmpstr (from, ==, "2024-01-01T00:00:00Z");
  g_assert_cmpstr (until, ==, "2099-12-31T23:59:59Z");
  g_assert_cmpstrv (names, ((const char *[]) { "other.test", "imap.other.test", "*.wild.test", NULL }));
  g_assert_cmpuint (strlen (ptl_certificate_get_sha256 (certificate)), ==, 32 * 3 - 1);
  g_assert_true (g_regex_match_simple ("^([0-9A-F]{2}:){31}[0-9A-F]{2}$", ptl_certificate_get_sha256 (certificate), 0, 0));
  ptl_certificate_get_problems (certificate, &n);
  g_assert_cmpuint (n, ==, 0);
}

static void
test_address (void)
{
  g_autoptr (PtlCertificate) certificate = look_at ("address", "127.0.0.1", 0, NOW);
  gsize n;

  g_assert_cmpstrv (ptl_certificate_get_names (certificate), ((const char *[]) { "127.0.0.1", NULL }));
  ptl_certificate_get_problems (certificate, &n);
  g_assert_cmpuint (n, ==, 0);
}

static void
test_problems (void)
{
  static const struct
  {
    const char *file;
    const char *host;
    GTlsCertificateFlags errors;
    gint64 now;
    const char *problems;
  } rows[] = {
    { "good", "mail.test", 0, NOW, "" },
    { "good", "MAIL.test", 0, NOW, "" },
    { "good", "mail.test", G_TLS_CERTIFICATE_GENERIC_ERROR, NOW, "certificate-unknown-issuer" },
    { "good", "mail.test", G_TLS_CERTIFICATE_REVOKED, NOW, "certificate-revoked" },
    { "good", "mail.test", 0, NOW + G_GINT64_CONSTANT (4000000000), "certificate-expired" },
    { "good", "mail.test", 0, 1600000000, "certificate-not-yet-valid" },
    { "good", "xmail.test", 0, NOW, "certificate-wrong-name" },
    { "good", "127.0.0.1", 0, NOW, "certificate-wrong-name" },
    { "good", "::1", 0, NOW, "certificate-wrong-name" },
    { "expired", "mail.test", 0, NOW, "certificate-expired" },
    { "expired-wrong-name", "mail.test", 0, NOW, "certificate-expired certificate-wrong-name" },
    { "not-yet-valid", "mail.test", 0, NOW, "certificate-not-yet-valid" },
    { "self-signed", "mail.test", G_TLS_CERTIFICATE_UNKNOWN_CA, NOW, "certificate-self-signed" },
    { "self-signed", "other.test", G_TLS_CERTIFICATE_UNKNOWN_CA, NOW, "certificate-self-signed certificate-wrong-name" },
    { "self-signed", "mail.test", 0, NOW, "" },  /* somebody has told this computer to trust it */
    { "unknown-issuer", "mail.test", G_TLS_CERTIFICATE_UNKNOWN_CA, NOW, "certificate-unknown-issuer" },
    { "short-key", "mail.test", 0, NOW, "" },
    { "weak-key", "mail.test", 0, NOW, "certificate-weak" },
    { "weak-signature", "mail.test", 0, NOW, "certificate-weak" },
    { "weak-signature", "mail.test", G_TLS_CERTIFICATE_UNKNOWN_CA, NOW, "certificate-weak certificate-unknown-issuer" },
    { "wildcard", "a.wild.test", 0, NOW, "" },
    { "wildcard", "wild.test", 0, NOW, "certificate-wrong-name" },
    { "wildcard", "a.b.wild.test", 0, NOW, "certificate-wrong-name" },
    { "ca", "mail.test", 0, NOW, "certificate-wrong-name" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PtlCertificate) certificate = look_at (rows[i].file, rows[i].host, rows[i].errors, rows[i].now);
      g_autoptr (GString) found = g_string_new (NULL);
      gsize n;
      const PtlError *problems = ptl_certificate_get_problems (certificate, &n);
      g_autoptr (PtlProblem) problem = ptl_certificate_get_problem (certificate, rows[i].host);

      for (gsize j = 0; j < n; j++)
        g_string_append_printf (found, "%s%s", j > 0 ? " " : "", ptl_error_get_id (problems[j]));
      g_test_message ("%s for %s", rows[i].file, rows[i].host);
      g_assert_cmpstr (found->str, ==, rows[i].problems);
      g_assert_true ((problem != NULL) == (n > 0));
      if (n > 0)
        g_assert_cmpint (ptl_problem_get_code (problem), ==, problems[0]);
    }
}

/* A key of 1024 bits is taken, as everywhere, but not without a word. */
static void
test_short_key (void)
{
  g_autoptr (PtlCertificate) good = look_at ("good", "mail.test", 0, NOW);
  g_autoptr (PtlCertificate) small = look_at ("short-key", "mail.test", 0, NOW);
  g_autoptr (PtlCertificate) weak = look_at ("weak-key", "mail.test", 0, NOW);

  g_assert_false (ptl_certificate_has_short_key (good));
  g_assert_true (ptl_certificate_has_short_key (small));
  g_assert_false (ptl_certificate_has_short_key (weak));
}

/* The name to offer: one of the same owner, never a stranger's, never a wildcard. */
static void
test_other_name (void)
{
  static const struct
  {
    const char *file;
    const char *host;
    PtlRemedy remedy;
    const char *name;
  } rows[] = {
    { "wrong-name", "mail.test", PTL_REMEDY_EDIT_SERVER, NULL },
    { "wildcard", "mail.test", PTL_REMEDY_EDIT_SERVER, NULL },
    { "good", "imap.mail.test", PTL_REMEDY_USE_CERTIFICATE_NAME, "mail.test" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PtlCertificate) certificate = look_at (rows[i].file, rows[i].host, 0, NOW);
      g_autoptr (PtlProblem) problem = ptl_certificate_get_problem (certificate, rows[i].host);

      g_assert_cmpint (ptl_problem_get_remedy (problem), ==, rows[i].remedy);
      g_assert_cmpstr (ptl_problem_get_argument (problem), ==, rows[i].name);
    }
}

/* Cut off anywhere, a certificate is none; and nothing breaks where a byte is another. */
static void
test_broken (void)
{
  g_autoptr (GPtrArray) chain = load ("wrong-name");
  gsize size;
  const guchar *data = g_bytes_get_data (chain->pdata[0], &size);
  PtlCertificateView view = { .host = "mail.test", .now = NOW };

  for (gsize length = 0; length < size; length++)
    {
      g_autoptr (GPtrArray) cut = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

      g_ptr_array_add (cut, g_bytes_new (data, length));
      g_assert_null (ptl_certificate_read (cut, &view));
    }

  for (gsize at = 0; at < size; at++)
    {
      g_autoptr (GPtrArray) changed = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
      guchar *copy = g_memdup2 (data, size);
      g_autoptr (PtlCertificate) certificate = NULL;

      copy[at] ^= 0xff;
      g_ptr_array_add (changed, g_bytes_new_take (copy, size));
      certificate = ptl_certificate_read (changed, &view);
      if (certificate != NULL)
        g_assert_true (g_utf8_validate (ptl_certificate_get_subject (certificate), -1, NULL));
    }
}

static void
test_empty (void)
{
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();

  g_assert_null (ptl_certificate_read (nothing, &(PtlCertificateView) { .now = NOW }));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/certificate-reader/fields", test_fields);
  g_test_add_func ("/certificate-reader/address", test_address);
  g_test_add_func ("/certificate-reader/problems", test_problems);
  g_test_add_func ("/certificate-reader/short-key", test_short_key);
  g_test_add_func ("/certificate-reader/other-name", test_other_name);
  g_test_add_func ("/certificate-reader/broken", test_broken);
  g_test_add_func ("/certificate-reader/empty", test_empty);

  return g_test_run ();
}
