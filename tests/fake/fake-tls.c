/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-tls.h"

#include <glib/gstdio.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>

struct _FakeAuthority
{
  gnutls_x509_privkey_t  key;
  gnutls_x509_crt_t      certificate;
  GTlsDatabase          *before;  /* (owned) */
  char                  *path;    /* (owned): the certificate, for GIO to read */
};

static gnutls_x509_privkey_t
new_key (void)
{
  gnutls_x509_privkey_t key;

  g_assert_cmpint (gnutls_x509_privkey_init (&key), ==, 0);
  g_assert_cmpint (gnutls_x509_privkey_generate (key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0), ==, 0);
  return key;
}

static gnutls_x509_crt_t
new_certificate (gnutls_x509_privkey_t  key,
                 const char            *name,
                 gint64                 from,
                 gint64                 to)
{
  static guint64 serial = 0x1000;
  gnutls_x509_crt_t certificate;
  guint64 number = GUINT64_TO_BE (++serial);

  g_assert_cmpint (gnutls_x509_crt_init (&certificate), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_set_version (certificate, 3), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_set_serial (certificate, &number, sizeof number), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_set_dn_by_oid (certificate, GNUTLS_OID_X520_COMMON_NAME, 0, name, strlen (name)), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_set_activation_time (certificate, from), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_set_expiration_time (certificate, to), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_set_key (certificate, key), ==, 0);
  return certificate;
}

static void
set_names (gnutls_x509_crt_t  certificate,
           const char        *names)
{
  g_auto (GStrv) list = g_strsplit (names, " ", -1);

  for (guint i = 0; list[i] != NULL; i++)
    g_assert_cmpint (gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_DNSNAME, list[i], strlen (list[i]),
                                                           i == 0 ? GNUTLS_FSAN_SET : GNUTLS_FSAN_APPEND), ==, 0);
}

static char *
export (gnutls_x509_crt_t certificate)
{
  gnutls_datum_t text;
  char *copy;

  g_assert_cmpint (gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_PEM, &text), ==, 0);
  copy = g_strndup ((char *) text.data, text.size);
  gnutls_free (text.data);
  return copy;
}

static GTlsCertificate *
to_gio (gnutls_x509_crt_t     certificate,
        gnutls_x509_privkey_t key)
{
  g_autofree char *certificate_text = export (certificate);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gnutls_datum_t key_text;
  GTlsCertificate *result;

  g_assert_cmpint (gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &key_text), ==, 0);
  text = g_strdup_printf ("%s%.*s", certificate_text, (int) key_text.size, (char *) key_text.data);
  gnutls_free (key_text.data);
  result = g_tls_certificate_new_from_pem (text, -1, &error);
  g_assert_no_error (error);
  return result;
}

FakeAuthority *
fake_authority_install (void)
{
  FakeAuthority *self = g_new0 (FakeAuthority, 1);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *text = NULL;
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GError) error = NULL;
  int fd;

  self->key = new_key ();
  self->certificate = new_certificate (self->key, "Test Authority", now - 86400 * 365, now + 86400 * 365);
  g_assert_cmpint (gnutls_x509_crt_set_basic_constraints (self->certificate, 1, -1), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_set_key_usage (self->certificate, GNUTLS_KEY_KEY_CERT_SIGN), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_sign2 (self->certificate, self->certificate, self->key, GNUTLS_DIG_SHA256, 0), ==, 0);

  fd = g_file_open_tmp ("authority-XXXXXX.pem", &self->path, &error);
  g_assert_no_error (error);
  g_close (fd, NULL);
  text = export (self->certificate);
  g_assert_true (g_file_set_contents (self->path, text, -1, NULL));

  self->before = g_tls_backend_get_default_database (g_tls_backend_get_default ());
  database = g_tls_file_database_new (self->path, &error);
  g_assert_no_error (error);
  g_tls_backend_set_default_database (g_tls_backend_get_default (), database);
  return self;
}

void
fake_authority_uninstall (FakeAuthority *self)
{
  g_tls_backend_set_default_database (g_tls_backend_get_default (), self->before);
  g_clear_object (&self->before);
  g_unlink (self->path);
  g_free (self->path);
  gnutls_x509_crt_deinit (self->certificate);
  gnutls_x509_privkey_deinit (self->key);
  g_free (self);
}

/**
 * fake_authority_issue:
 * @names: the names it is for, separated by spaces
 * @from_days: from when, in days from now
 * @to_days: until when
 *
 * Returns: (transfer full): with its private key
 */
GTlsCertificate *
fake_authority_issue (FakeAuthority *self,
                      const char    *names,
                      int            from_days,
                      int            to_days)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  gnutls_x509_privkey_t key = new_key ();
  gnutls_x509_crt_t certificate = new_certificate (key, "Test Server", now + from_days * 86400, now + to_days * 86400);
  GTlsCertificate *result;

  set_names (certificate, names);
  g_assert_cmpint (gnutls_x509_crt_sign2 (certificate, self->certificate, self->key, GNUTLS_DIG_SHA256, 0), ==, 0);
  result = to_gio (certificate, key);
  gnutls_x509_crt_deinit (certificate);
  gnutls_x509_privkey_deinit (key);
  return result;
}

GTlsCertificate *
fake_self_signed (const char *names)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  gnutls_x509_privkey_t key = new_key ();
  gnutls_x509_crt_t certificate = new_certificate (key, "Nobody", now - 86400, now + 86400);
  GTlsCertificate *result;

  set_names (certificate, names);
  g_assert_cmpint (gnutls_x509_crt_sign2 (certificate, certificate, key, GNUTLS_DIG_SHA256, 0), ==, 0);
  result = to_gio (certificate, key);
  gnutls_x509_crt_deinit (certificate);
  gnutls_x509_privkey_deinit (key);
  return result;
}
