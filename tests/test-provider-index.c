/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include <glib.h>

#include "ptl-error.h"
#include "ptl-provider-index.h"
#include "ptl-typo.h"

/* Names that take every way through an index. */
static const char * const names[] = {
  "alpha.example", "alpha.test", "beta.example", "alpha.co.uk", "beta-x.org", "a.sub.beta.example", "mx.beta.example",
  "a.mx.alpha.example", "aplha.example", "nothing.at.all", "", ".", "..", "x.", ".x", NULL
};

static GBytes *
small_index (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_BUILT, "small.index", NULL);
  g_autoptr (GError) error = NULL;
  char *contents;
  gsize length;

  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);

  return g_bytes_new_take (contents, length);
}

static void
assert_damaged (const guint8 *data,
                gsize         length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);
  g_autoptr (GError) error = NULL;
  g_autoptr (PtlProviderIndex) index = ptl_provider_index_new (bytes, &error);

  g_assert_error (error, PTL_ERROR, PTL_ERROR_BAD_DATA);
  g_assert_cmpstr (error->message, ==, "The list of mail providers is damaged.");
  g_assert_null (index);
}

/* Reads everything that a look-up can give, so that a pointer out of bounds would be used. */
static void
use_everything (PtlProviderIndex *index)
{
  PtlProvider provider;
  gsize sum = 0;

  for (gsize i = 0; names[i] != NULL; i++)
    {
      if (ptl_provider_index_find_domain (index, names[i], &provider))
        sum += strlen (provider.id) + strlen (provider.origin) + strlen (provider.match);
      if (ptl_provider_index_find_pattern (index, names[i], &provider))
        sum += strlen (provider.id);
      if (ptl_provider_index_find_mx (index, names[i], &provider))
        sum += strlen (provider.match);
      ptl_provider_index_suggest (index, names[i]);
    }

  for (gsize i = 0; i < ptl_provider_index_get_n (index); i++)
    {
      ptl_provider_index_get (index, i, &provider);
      for (gsize j = 0; j < provider.length; j++)
        sum += provider.document[j];
    }

  g_assert_cmpuint (sum, !=, G_MAXSIZE);
}

static void
test_small (void)
{
  g_autoptr (GBytes) bytes = small_index ();
  g_autoptr (PtlProviderIndex) index = ptl_provider_index_new (bytes, NULL);
  g_autoptr (GBytes) document = NULL;
  PtlProvider provider;

  g_assert_nonnull (index);
  g_assert_cmpuint (ptl_provider_index_get_n (index), ==, 2);

  g_assert_true (ptl_provider_index_find_domain (index, "alpha.test", &provider));
  g_assert_cmpstr (provider.id, ==, "alpha.example");
  g_assert_cmpstr (provider.origin, ==, "2026-11-23; ispdb");
  g_assert_cmpstr (provider.match, ==, "alpha.test");
  document = ptl_provider_index_dup_document (index, &provider);
  g_assert_cmpuint (g_bytes_get_size (document), ==, provider.length);
  g_assert_nonnull (g_strstr_len (provider.document, provider.length, "<domain>alpha.test</domain>"));
  g_assert_true (memcmp (provider.document + provider.length - 16, "</clientConfig>\n", 16) == 0);

  g_assert_true (ptl_provider_index_find_domain (index, "beta.example", &provider));
  g_assert_cmpstr (provider.origin, ==, "2026-11-22; fairemail, deltachat");
  g_assert_false (ptl_provider_index_find_domain (index, "gamma.example", NULL));
  g_assert_false (ptl_provider_index_find_domain (index, "", NULL));

  g_assert_cmpstr (ptl_provider_index_suggest (index, "aplha.example"), ==, "alpha.example");
  g_assert_null (ptl_provider_index_suggest (index, "gamma.example"));
}

/* The document outlives the index. */
static void
test_lifetime (void)
{
  g_autoptr (GBytes) bytes = small_index ();
  PtlProviderIndex *index = ptl_provider_index_new (bytes, NULL);
  g_autoptr (GBytes) document = NULL;
  PtlProvider provider;

  g_assert_true (ptl_provider_index_find_domain (index, "beta.example", &provider));
  document = ptl_provider_index_dup_document (index, &provider);
  ptl_provider_index_unref (ptl_provider_index_ref (index));
  ptl_provider_index_unref (index);
  g_clear_pointer (&bytes, g_bytes_unref);
  g_assert_true (memcmp (g_bytes_get_data (document, NULL), "<clientConfig", 13) == 0);
}

static void
test_cut (void)
{
  g_autoptr (GBytes) bytes = small_index ();
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  for (gsize i = 0; i < length; i++)
    assert_damaged (data, i);
}

/* Each byte of numbers and strings takes several wrong values: it is refused, or every look-up stays in bounds. */
static void
test_flip (void)
{
  static const guint8 masks[] = { 0x01, 0x04, 0x80, 0xff };
  g_autoptr (GBytes) bytes = small_index ();
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  guint refused = 0;

  for (gsize i = 0; i < length; i++)
    for (guint j = 0; j < G_N_ELEMENTS (masks); j++)
      {
        g_autofree guint8 *copy = g_memdup2 (data, length);
        g_autoptr (GBytes) damaged = NULL;
        g_autoptr (PtlProviderIndex) index = NULL;

        copy[i] ^= masks[j];
        damaged = g_bytes_new_take (g_steal_pointer (&copy), length);
        index = ptl_provider_index_new (damaged, NULL);
        if (index != NULL)
          use_everything (index);
        else
          refused++;
      }

  g_assert_cmpuint (refused, >, 56);
}

static void
test_garbage (void)
{
  guint8 zeros[64] = { 0 };

  assert_damaged (zeros, sizeof zeros);
  assert_damaged ((const guint8 *) "", 0);
  memcpy (zeros, "PTLPROV1", 8);
  zeros[8] = sizeof zeros;
  assert_damaged (zeros, sizeof zeros);
}

typedef struct
{
  const char *name;
  const char *provider;  /* (nullable) */
} Row;

static const Row domains[] = {
  { "gmail.com", "gmail.com" },
  { "googlemail.com", "gmail.com" },
  { "gmx.net", "gmx.net" },
  { "gmx.de", "gmx.net" },
  { "gmx.com", "gmx.com" },
  { "hotmail.co.uk", "outlook.com" },
  { "office365.com", "office365.com" },
  { "ionos.com", "ionos.com" },
  { "coral.broba.cc", "garnet.broba.cc" },
  { "123mail.org", "fastmail.com" },
  { "zohomailcloud.ca", "zohocloud.ca" },
  { "proton.me", "proton.me" },
  { "tutanota.com", "tuta.com" },
  { "hosteurope.de", NULL },
  { "gmail", NULL },
  { "gmail.com.", NULL },
  { "GMAIL.COM", NULL },
  { "example.org", NULL },
};

static const Row patterns[] = {
  { "yahoo.ie", "yahoo.com" },
  { "yahoo.com.sg", "yahoo.com" },
  { "yahoo.example.com", NULL },
  { "notyahoo.ie", NULL },
  { "mail.yahoo.ie", NULL },
  { "yahoo.", NULL },
  { "ecomail-jardin.fr", "ecomail.fr" },
  { "ecomail-.fr", NULL },
  { "ecomail.earth", "ecomail.fr" },
  { "nyc.rr.com", "rr.com" },
  { "a.b.rr.com", "rr.com" },
  { "rr.com", NULL },
  { ".rr.com", NULL },
  { "err.com", NULL },
  { "school.nic.in", "nic.in" },
  { "somebody.ovh", "ovh.net" },
  { "contoso.onmicrosoft.com", "office365.com" },
};

static const Row hosts[] = {
  { "mx1.hostinger.com", "hostinger.com" },
  { "smtpin.rzone.de", "strato.de" },
  { "rzone.de", "strato.de" },
  { "evilrzone.de", NULL },
  { "contoso-com.mail.protection.outlook.com", "office365.com" },
  { "contoso-com.o-v1.mx.microsoft", "office365.com" },
  { "outlook-com.olc.protection.outlook.com", "outlook.com" },
  { "aspmx.l.google.com", "gmail.com" },
  { "in1-smtp.messagingengine.com", "fastmail.com" },
  { "mx.zoho.com", "imappro.zoho.com" },
  { "mx.zoho.eu", "zoho.eu" },
  { "mx.pec.aruba.it", "arubapec.it" },
  { "mx.aruba.it", "aruba.it" },
  { "mail.ipn.de", "minuskel.de" },
  { "inbound-smtp.eu-west-1.amazonaws.com", "eu-west-1.awsapps.com" },
  { "mail.protonmail.ch", "proton.me" },
  { "mx.example.org", NULL },
  { "com", NULL },
  { "mx.example.org.", NULL },
};

typedef gboolean (*Find) (PtlProviderIndex *self,
                          const char       *name,
                          PtlProvider      *provider);

static void
walk (const Row *rows,
      gsize      n_rows,
      Find       find)
{
  PtlProviderIndex *index = ptl_provider_index_get_bundled ();

  for (gsize i = 0; i < n_rows; i++)
    {
      PtlProvider provider = { NULL };

      g_test_message ("%s", rows[i].name);
      g_assert_cmpint (find (index, rows[i].name, &provider), ==, rows[i].provider != NULL);
      g_assert_cmpstr (provider.id, ==, rows[i].provider);
    }
}

static void
test_bundled (void)
{
  PtlProviderIndex *index = ptl_provider_index_get_bundled ();

  g_assert_nonnull (index);
  g_assert_true (index == ptl_provider_index_get_bundled ());
  g_assert_cmpuint (ptl_provider_index_get_n (index), >=, 278);
  walk (domains, G_N_ELEMENTS (domains), ptl_provider_index_find_domain);
  walk (patterns, G_N_ELEMENTS (patterns), ptl_provider_index_find_pattern);
  walk (hosts, G_N_ELEMENTS (hosts), ptl_provider_index_find_mx);
}

static const struct
{
  const char *typed;
  const char *meant;  /* (nullable) */
} typos[] = {
  /* one slip */
  { "gmial.com", "gmail.com" },
  { "gmai.com", "gmail.com" },
  { "gmaill.com", "gmail.com" },
  { "gnail.com", "gmail.com" },
  { "mgail.com", "gmail.com" },
  { "gmail.con", "gmail.com" },
  { "gmail.co", "gmail.com" },
  { "gmail.comm", "gmail.com" },
  { "gmailcom", "gmail.com" },
  { "yaho.com", "yahoo.com" },
  { "yahoo.con", "yahoo.com" },
  { "yahoo.co", "yahoo.com" },
  { "hotmial.com", "hotmail.com" },
  { "hotmail.cmo", "hotmail.com" },
  { "outlok.com", "outlook.com" },
  { "iclould.com", "icloud.com" },
  { "googelmail.com", "googlemail.com" },
  { "t-onlien.de", "t-online.de" },
  { "tonline.de", "t-online.de" },
  { "freent.de", "freenet.de" },
  { "wbe.de", "web.de" },
  { "gxm.net", "gmx.net" },
  { "orange.rf", "orange.fr" },
  { "protonmial.com", "protonmail.com" },
  /* two */
  { "gmial.con", "gmail.com" },
  { "hotnial.com", "hotmail.com" },
  { "outlok.con", "outlook.com" },
  { "gogglemial.com", "googlemail.com" },
  /* known themselves, or by a pattern */
  { "gmail.com", NULL },
  { "ymail.com", NULL },
  { "mail.com", NULL },
  { "email.com", NULL },
  { "gmx.de", NULL },
  { "gmx.net", NULL },
  { "gmx.com", NULL },
  { "hotmail.it", NULL },
  { "yahoo.ie", NULL },
  { "yahoo.com.sg", NULL },
  { "live.nl", NULL },
  /* other names */
  { "gmx.dk", NULL },
  { "gmc.de", NULL },
  { "wed.de", NULL },
  { "webb.de", NULL },
  { "fmail.com", NULL },
  { "tmail.com", NULL },
  { "grail.com", "gmail.com" },  /* cannot be told apart from a slip; it is only a question */
  { "gallery.com", NULL },
  { "aol.fi", NULL },
  { "msm.com", NULL },
  { "lives.com", NULL },
  { "oranges.example", NULL },
  { "mailbox.com", NULL },
  { "example.org", NULL },
  { "com", NULL },
  { "", NULL },
  { "a-very-long-name-that-nobody-would-type-for-any-of-these.example.com", NULL },
};

static void
test_suggest (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (typos); i++)
    {
      g_test_message ("%s", typos[i].typed);
      g_assert_cmpstr (ptl_provider_index_suggest (ptl_provider_index_get_bundled (), typos[i].typed), ==, typos[i].meant);
    }
}

static void
test_distance (void)
{
  g_assert_cmpuint (ptl_typo_distance ("hotmail.com", "hotmail.com"), ==, 0);
  g_assert_cmpuint (ptl_typo_distance ("hotmial.com", "hotmail.com"), ==, 1);
  g_assert_cmpuint (ptl_typo_distance ("hotmil.con", "hotmail.com"), ==, 2);
  g_assert_cmpuint (ptl_typo_distance ("homil.con", "hotmail.com"), ==, G_MAXUINT);
  g_assert_cmpuint (ptl_typo_distance ("ohtmail.com", "hotmail.com"), ==, 1);
  g_assert_cmpuint (ptl_typo_distance ("", "hotmail.com"), ==, G_MAXUINT);
  g_assert_true (ptl_typo_in_top_level ("example.con"));
  g_assert_true (ptl_typo_in_top_level ("example.co"));
  g_assert_false (ptl_typo_in_top_level ("example.net.co"));
  g_assert_false (ptl_typo_in_top_level ("example.de"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/provider-index/small", test_small);
  g_test_add_func ("/provider-index/lifetime", test_lifetime);
  g_test_add_func ("/provider-index/cut", test_cut);
  g_test_add_func ("/provider-index/flip", test_flip);
  g_test_add_func ("/provider-index/garbage", test_garbage);
  g_test_add_func ("/provider-index/bundled", test_bundled);
  g_test_add_func ("/provider-index/suggest", test_suggest);
  g_test_add_func ("/provider-index/distance", test_distance);

  return g_test_run ();
}
