/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-mx-source.h"

#include <string.h>

#include "fake-fetch.h"
#include "fake-resolver.h"
#include "ptl-enum.h"

#define CONFIG \
  "<clientConfig><emailProvider id='hoster.example.net'>" \
  "<incomingServer type='imap'><hostname>imap.hoster.example.net</hostname><port>993</port><socketType>SSL</socketType></incomingServer>" \
  "<outgoingServer type='smtp'><hostname>smtp.hoster.example.net</hostname><port>465</port><socketType>SSL</socketType></outgoingServer>" \
  "</emailProvider></clientConfig>"

typedef struct
{
  const char *host;
  const char *domain;
  gboolean    directory;
  const char *expected;
} Places;

#define AUTOCONFIG(name) "https://autoconfig." name "/mail/config-v1.1.xml"

static const Places places[] = {
  { "mx1.mail.hoster.net", "example.org", FALSE, AUTOCONFIG ("mail.hoster.net") " " AUTOCONFIG ("hoster.net") },
  { "mx1.mail.hoster.net", "example.org", TRUE,
    AUTOCONFIG ("mail.hoster.net") " " AUTOCONFIG ("hoster.net") " https://v1.ispdb.net/mail.hoster.net https://v1.ispdb.net/hoster.net" },
  { "mx.hoster.net", "example.org", FALSE, AUTOCONFIG ("hoster.net") },
  { "hoster.net", "example.org", FALSE, AUTOCONFIG ("hoster.net") },
  /* never above what one party registered */
  { "mx.hoster.co.uk", "example.org", FALSE, AUTOCONFIG ("hoster.co.uk") },
  { "mx1.eu.hoster.co.uk", "example.org", FALSE, AUTOCONFIG ("eu.hoster.co.uk") " " AUTOCONFIG ("hoster.co.uk") },
  { "co.uk", "example.org", TRUE, "" },
  { "uk", "example.org", TRUE, "" },
  { "192.0.2.1", "example.org", TRUE, "" },
  /* what is asked for the domain itself is not asked twice */
  { "mx.example.org", "example.org", TRUE, "" },
  { "mx.mail.example.org", "example.org", FALSE, AUTOCONFIG ("mail.example.org") },
  { "mx.example.org", "sub.example.org", FALSE, AUTOCONFIG ("example.org") },
};

static void
test_places (gconstpointer data)
{
  const Places *row = data;
  g_auto (GStrv) urls = ptl_mx_get_places (row->host, row->domain, row->directory);
  g_autofree char *text = g_strjoinv (" ", urls);

  g_assert_cmpstr (text, ==, row->expected);
}

typedef struct
{
  FakeResolver *resolver;
  PtlQuery     *query;
  PtlSource    *source;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (PtlAddress) address = ptl_address_parse ("me@example.org", NULL);

  fake_fetch_reset ();
  fixture->resolver = fake_resolver_install ();
  fixture->query = ptl_query_new (address);
  fixture->source = ptl_mx_source_new ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_cmpuint (fake_fetch_open (), ==, 0);
  g_assert_finalize_object (fixture->source);
  g_assert_finalize_object (fixture->query);
  fake_resolver_uninstall (fixture->resolver);
}

static void
result_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GPtrArray *
look_up (Fixture      *fixture,
         GCancellable *cancellable,
         GError      **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ptl_source_lookup_async (fixture->source, fixture->query, cancellable, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return ptl_source_lookup_finish (fixture->source, result, error);
}

/* @expected: origin and first incoming server, or "" */
static void
assert_found (Fixture    *fixture,
              const char *expected,
              const char *evidence)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) candidates = look_up (fixture, NULL, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  if (candidates->len == 0)
    {
      g_assert_cmpstr (expected, ==, "");
      return;
    }

  g_assert_cmpuint (candidates->len, ==, 1);
  text = g_strdup_printf ("%s %s", ptl_enum_to_nick (PTL_TYPE_ORIGIN, ptl_candidate_get_origin (candidates->pdata[0])),
                          ptl_server_get_host (ptl_candidate_get_incoming (candidates->pdata[0])->pdata[0]));
  g_assert_cmpstr (text, ==, expected);
  g_assert_cmpint (ptl_candidate_get_trust (candidates->pdata[0]), ==, PTL_TRUST_CONFIRM);
  g_assert_cmpint (ptl_candidate_get_transport (candidates->pdata[0]), ==, PTL_TRANSPORT_DNS);
  if (!g_pattern_match_simple (evidence, ptl_candidate_get_evidence (candidates->pdata[0])))
    g_error ("“%s” is not “%s”", ptl_candidate_get_evidence (candidates->pdata[0]), evidence);
}

static void
test_hoster (Fixture       *fixture,
             gconstpointer  data)
{
  fake_resolver_add_mx (fixture->resolver, "example.org", 20, "mx.elsewhere.example.com");
  fake_resolver_add_mx (fixture->resolver, "example.org", 10, "mx1.mail.hoster.net.");
  fake_fetch_add (AUTOCONFIG ("hoster.net"), 10, CONFIG);
  assert_found (fixture, "mx imap.hoster.example.net", AUTOCONFIG ("hoster.net"));

  /* only the best host was followed, and the directory not asked */
  g_assert_cmpuint (fake_fetch_asked ()->len, ==, 2);
  g_assert_true (g_ptr_array_find_with_equal_func (fake_fetch_asked (), AUTOCONFIG ("mail.hoster.net"), g_str_equal, NULL));
}

/* Its owner may publish the newer kind of settings, too; what autoconfig says comes first. */
static void
test_pacc (Fixture       *fixture,
           gconstpointer  data)
{
  static const char document[] = "{\"protocols\":{\"imap\":{\"host\":\"imap.pacc.example\"}}}";
  static const char url[] = "https://ua-auto-config.hoster.net/.well-known/user-agent-configuration.json";
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, document, -1);
  guchar bytes[32];
  g_autofree char *encoded = NULL;
  g_autofree char *record = NULL;

  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = g_ascii_xdigit_value (digest[2 * i]) << 4 | g_ascii_xdigit_value (digest[2 * i + 1]);
  encoded = g_base64_encode (bytes, sizeof bytes);
  record = g_strdup_printf ("v=UAAC1; a=sha256; d=%s", encoded);

  fake_resolver_add_mx (fixture->resolver, "example.org", 10, "mx1.mail.hoster.net");
  fake_resolver_add_txt (fixture->resolver, "_ua-auto-config.hoster.net", record);
  fake_fetch_add (url, 10, document);
  assert_found (fixture, "mx imap.pacc.example", url);

  fake_fetch_add (AUTOCONFIG ("hoster.net"), 30, CONFIG);
  assert_found (fixture, "mx imap.hoster.example.net", AUTOCONFIG ("hoster.net"));
}

/* Without a digest, its server is not asked. */
static void
test_pacc_without_digest (Fixture       *fixture,
                          gconstpointer  data)
{
  fake_resolver_add_mx (fixture->resolver, "example.org", 10, "mx1.hoster.net");
  assert_found (fixture, "", "");
  g_assert_false (g_ptr_array_find_with_equal_func (fake_fetch_asked (),
                                                    "https://ua-auto-config.hoster.net/.well-known/user-agent-configuration.json",
                                                    g_str_equal, NULL));
}

static void
test_directory (Fixture       *fixture,
                gconstpointer  data)
{
  ptl_query_set_directory (fixture->query, TRUE);
  fake_resolver_add_mx (fixture->resolver, "example.org", 10, "mx.hoster.net");
  fake_fetch_add ("https://v1.ispdb.net/hoster.net", 10, CONFIG);
  assert_found (fixture, "mx imap.hoster.example.net", "https://v1.ispdb.net/hoster.net");
}

/* A host that our own list knows: nobody is asked about it. */
static void
test_list (Fixture       *fixture,
           gconstpointer  data)
{
  fake_resolver_add_mx (fixture->resolver, "example.org", 10, "aspmx.l.google.com");
  assert_found (fixture, "mx imap.gmail.com", "MX of example.org is aspmx.l.google.com; Portolan’s list, google.com");
  g_assert_cmpuint (fake_fetch_asked ()->len, ==, 0);
}

/* What our own list adds to the format counts whatever led there. */
static void
test_list_hint (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) candidates = NULL;

  fake_resolver_add_mx (fixture->resolver, "example.org", 10, "mail.protonmail.ch");
  candidates = look_up (fixture, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (candidates->len, ==, 1);
  g_assert_nonnull (ptl_candidate_find_hint (candidates->pdata[0], PTL_HINT_BRIDGE_NEEDED));
}

static void
test_exchange (Fixture       *fixture,
               gconstpointer  data)
{
  ptl_query_set_directory (fixture->query, TRUE);
  fake_resolver_add_mx (fixture->resolver, "example.org", 0, "example-org.mail.protection.outlook.com");
  assert_found (fixture, "exchange outlook.office365.com", "MX of example.org is example-org.mail.protection.outlook.com;*");
  g_assert_cmpuint (fake_fetch_asked ()->len, ==, 0);
}

static void
test_no_mail (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  fake_resolver_add_mx (fixture->resolver, "example.org", 0, ".");
  g_assert_null (look_up (fixture, NULL, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_NO_MAIL);
  g_assert_cmpstr (error->message, ==, "example.org says that it receives no mail at all.");
}

/* The root beside real hosts means nothing (RFC 7505 §3). */
static void
test_root_beside (Fixture       *fixture,
                  gconstpointer  data)
{
  fake_resolver_add_mx (fixture->resolver, "example.org", 0, ".");
  fake_resolver_add_mx (fixture->resolver, "example.org", 10, "mx.hoster.net");
  fake_fetch_add (AUTOCONFIG ("hoster.net"), 10, CONFIG);
  assert_found (fixture, "mx imap.hoster.example.net", "*");
}

static void
test_nothing (Fixture       *fixture,
              gconstpointer  data)
{
  assert_found (fixture, "", "");
  fake_resolver_add_mx (fixture->resolver, "example.org", 10, "mx.hoster.net");
  assert_found (fixture, "", "");
}

static void
test_broken (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  fake_resolver_fail (fixture->resolver, "example.org");
  g_assert_null (look_up (fixture, NULL, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_DNS_FAILURE);
}

static void
test_bad_document (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  fake_resolver_add_mx (fixture->resolver, "example.org", 10, "mx.hoster.net");
  fake_fetch_add (AUTOCONFIG ("hoster.net"), 10, "<html/>");
  g_assert_null (look_up (fixture, NULL, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_BAD_DATA);
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static void
test_cancel (Fixture       *fixture,
             gconstpointer  data)
{
  fake_resolver_set_delay (fixture->resolver, 20);
  fake_resolver_add_mx (fixture->resolver, "example.org", 10, "mx.hoster.net");
  fake_fetch_silence (AUTOCONFIG ("hoster.net"));
  for (guint after = 0; after <= 60; after += 20)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;

      g_timeout_add (after, cancel_cb, cancellable);
      g_assert_null (look_up (fixture, cancellable, &error));
      g_assert_error (error, PTL_ERROR, PTL_ERROR_CANCELLED);
    }
}

/* A host that only the name service named is told the domain of its own; whether it may be told the address is the person's to say. */
static void
test_private (Fixture       *fixture,
              gconstpointer  data)
{
  fake_resolver_add_mx (fixture->resolver, "example.org", 10, "mx.hoster.net");
  fake_fetch_fail (AUTOCONFIG ("hoster.net"), 10, PTL_ERROR_NOTHING_FOUND);
  assert_found (fixture, "", "");
  g_assert_cmpuint (ptl_query_get_wishes (fixture->query)->len, ==, 1);
  g_assert_cmpstr (ptl_query_get_wishes (fixture->query)->pdata[0], ==, "autoconfig.hoster.net");
  for (guint i = 0; i < fake_fetch_asked ()->len; i++)
    g_assert_null (strchr (fake_fetch_asked ()->pdata[i], '?'));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *path = g_strdup_printf ("/mx/places/%u", i);

      g_test_add_data_func (path, &places[i], test_places);
    }

#define ADD(name, function) g_test_add ("/mx-source/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("hoster", test_hoster);
  ADD ("pacc", test_pacc);
  ADD ("pacc-without-digest", test_pacc_without_digest);
  ADD ("directory", test_directory);
  ADD ("list", test_list);
  ADD ("list-hint", test_list_hint);
  ADD ("exchange", test_exchange);
  ADD ("no-mail", test_no_mail);
  ADD ("root-beside", test_root_beside);
  ADD ("nothing", test_nothing);
  ADD ("broken", test_broken);
  ADD ("bad-document", test_bad_document);
  ADD ("cancel", test_cancel);
  ADD ("private", test_private);

  return g_test_run ();
}
