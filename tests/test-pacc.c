/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-pacc.h"

#include <string.h>

#include "fake-fetch.h"
#include "fake-resolver.h"
#include "ptl-enum.h"
#include "ptl-pacc-source.h"

#define URL "https://ua-auto-config.example.org/.well-known/user-agent-configuration.json"
#define TXT "_ua-auto-config.example.org"

static const char whole[] =
  "{\"protocols\":{\"imap\":{\"host\":\"imap.example.org\"},\"pop3\":{\"host\":\"pop.example.org\"},"
  "\"submit\":{\"host\":\"smtp.example.org\"},\"jmap\":{\"url\":\"https://jmap.example.org/\"},"
  "\"managesieve\":{\"host\":\"sieve.example.org\"}},"
  "\"authentication\":{\"password\":true,\"oauth-public\":{\"issuer\":\"https://login.example.org\"}},"
  "\"info\":{\"provider\":{\"name\":\"Example Mail\",\"shortName\":\"Example\"},"
  "\"help\":{\"documentation\":\"https://help.example.org/\"}}}";

typedef struct
{
  const char *document;
  const char *expected;
} Good;

static const Good good[] = {
  { whole,
    "Example Mail\n"
    "imap imap.example.org:993 tls me@example.org password-cleartext oauth2\n"
    "pop3 pop.example.org:995 tls me@example.org password-cleartext oauth2\n"
    "smtp smtp.example.org:465 tls me@example.org password-cleartext oauth2\n"
    "documentation\n" },
  /* the key that revision 02 had */
  { "{\"protocols\":{\"imap\":{\"host\":\"imap.example.org\"},\"smtp\":{\"host\":\"smtp.example.org\"}}}",
    "imap imap.example.org:993 tls me@example.org\nsmtp smtp.example.org:465 tls me@example.org\n" },
  { "{\"protocols\":{\"smtp\":{\"host\":\"old.example.org\"},\"submit\":{\"host\":\"new.example.org\"}}}",
    "smtp new.example.org:465 tls me@example.org\n" },
  { "{\"protocols\":{\"imap\":{\"host\":\"imap.example.org\"}},\"authentication\":{\"password\":false,"
    "\"oauth-public\":{\"issuer\":\"https://login.example.org\"}}}",
    "imap imap.example.org:993 tls me@example.org oauth2\noauth2-only\n" },
  /* members of another type than they should be are passed over */
  { "{\"protocols\":{\"imap\":{\"host\":\"imap.example.org\"},\"pop3\":\"pop.example.org\",\"submit\":[]},"
    "\"authentication\":{\"password\":\"yes\",\"oauth-public\":true},\"info\":[1,2],\"more\":null}",
    "imap imap.example.org:993 tls me@example.org\n" },
  { "{\"protocols\":{\"imap\":{\"host\":\"not a host\"},\"pop3\":{\"host\":\"pop.bücher.example\"}},"
    "\"info\":{\"help\":{\"documentation\":\"javascript:alert(1)\"},\"provider\":{\"name\":\"\"}}}",
    "pop3 pop.xn--bcher-kva.example:995 tls me@example.org\n" },
};

typedef struct
{
  const char *document;
  const char *message;
  PtlError    code;  /* or 0 for PTL_ERROR_BAD_DATA */
} Bad;

static const Bad bad[] = {
  { "", "The document is empty." },
  { "{", "The document is not JSON: *" },
  { "[]", "The document is JSON, but not an object." },
  { "null", "The document is JSON, but not an object." },
  { "7", "The document is JSON, but not an object." },
  { "{}", "The document names no server for IMAP, POP3 or SMTP." },
  { "{\"protocols\":{\"jmap\":{\"url\":\"https://jmap.example.org/\"}}}",
    "The document names no server for IMAP or POP3, only one for JMAP.", PTL_ERROR_NO_ACCESS },
  { "{\"protocols\":{\"jmap\":7}}", "The document names no server for IMAP, POP3 or SMTP." },
  { "{\"protocols\":{\"jmap\":{},\"imap\":{\"host\":7}}}", "The document names no server for IMAP, POP3 or SMTP." },
  { "{\"protocols\":{\"imap\":{\"host\":7}}}", "The document names no server for IMAP, POP3 or SMTP." },
  { "{\"protocols\":{\"imap\":{\"host\":\"https://imap.example.org/\"}}}", "The document names no server for IMAP, POP3 or SMTP." },
  { "{\"protocols\":{\"imap\":{\"host\":\"\xff\"}}}", "The document is not text in UTF-8." },
  { "<html></html>", "The document is not JSON: *" },
};

static PtlCandidate *
parse (const char  *document,
       gsize        length,
       GError     **error)
{
  g_autoptr (PtlAddress) address = ptl_address_parse ("me@example.org", NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (document, length);

  return ptl_pacc_parse (bytes, address, PTL_ORIGIN_PACC, PTL_TRANSPORT_HTTPS, PTL_TRUST_TRUSTED, URL, error);
}

static void
describe_servers (GString   *text,
                  GPtrArray *servers)
{
  for (guint i = 0; i < servers->len; i++)
    {
      PtlServer *server = servers->pdata[i];
      gsize n_methods;
      const PtlAuthentication *methods = ptl_server_get_authentication (server, &n_methods);

      g_string_append_printf (text, "%s %s:%u %s %s",
                              ptl_enum_to_nick (PTL_TYPE_PROTOCOL, ptl_server_get_protocol (server)),
                              ptl_server_get_host (server), ptl_server_get_port (server),
                              ptl_enum_to_nick (PTL_TYPE_SECURITY, ptl_server_get_security (server)),
                              ptl_server_get_username (server));
      for (gsize j = 0; j < n_methods; j++)
        g_string_append_printf (text, " %s", ptl_enum_to_nick (PTL_TYPE_AUTHENTICATION, methods[j]));
      g_string_append_c (text, '\n');
    }
}

static void
test_good (gconstpointer data)
{
  const Good *row = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PtlCandidate) candidate = parse (row->document, strlen (row->document), &error);
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_no_error (error);
  if (ptl_candidate_get_display_name (candidate) != NULL)
    g_string_append_printf (text, "%s\n", ptl_candidate_get_display_name (candidate));
  describe_servers (text, ptl_candidate_get_incoming (candidate));
  describe_servers (text, ptl_candidate_get_outgoing (candidate));
  for (guint i = 0; i < ptl_candidate_get_hints (candidate)->len; i++)
    g_string_append_printf (text, "%s\n", ptl_enum_to_nick (PTL_TYPE_HINT_ID,
                                                            ptl_hint_get_id (ptl_candidate_get_hints (candidate)->pdata[i])));
  g_assert_cmpstr (text->str, ==, row->expected);
  g_assert_cmpint (ptl_candidate_get_origin (candidate), ==, PTL_ORIGIN_PACC);
  g_assert_cmpint (ptl_candidate_get_trust (candidate), ==, PTL_TRUST_TRUSTED);
}

static void
test_bad (gconstpointer data)
{
  const Bad *row = data;
  g_autoptr (GError) error = NULL;

  g_assert_null (parse (row->document, strlen (row->document), &error));
  g_assert_error (error, PTL_ERROR, (int) (row->code != 0 ? row->code : PTL_ERROR_BAD_DATA));
  if (!g_pattern_match_simple (row->message, error->message))
    g_error ("“%s” is not “%s”", error->message, row->message);
}

static void
test_cut (void)
{
  for (gsize i = 0; i < strlen (whole); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (parse (whole, i, &error));
      g_assert_error (error, PTL_ERROR, PTL_ERROR_BAD_DATA);
    }
}

static void
test_large (void)
{
  g_autofree char *deep = g_strnfill (500 * 1024, '[');
  g_autofree char *wide = g_strnfill (600 * 1024, ' ');
  g_autoptr (GError) too_deep = NULL;
  g_autoptr (GError) too_large = NULL;

  g_assert_null (parse (deep, strlen (deep), &too_deep));
  g_assert_error (too_deep, PTL_ERROR, PTL_ERROR_BAD_DATA);
  g_assert_cmpstr (too_deep->message, ==, "The document has too many parts.");
  g_assert_null (parse (wide, strlen (wide), &too_large));
  g_assert_error (too_large, PTL_ERROR, PTL_ERROR_BAD_DATA);
  g_assert_cmpstr (too_large->message, ==, "The document is too large.");
}

typedef struct
{
  const char *strings[4];
  gboolean    matches;
} Record;

static const Record records[] = {
  { { "v=UAAC1; a=sha256; d=@" }, TRUE },
  { { "v=UAAC1;a=sha256;d=@" }, TRUE },
  { { "  v = UAAC1 ;  a = sha256 ; d = @ ; x=y;" }, TRUE },
  { { "v=UAAC1; a=sha", "256; d=@" }, TRUE },
  { { "a=sha256; d=@; v=UAAC1" }, TRUE },
  { { "v=UAAC2; a=sha256; d=@" }, FALSE },
  { { "v=UAAC1; a=sha1; d=@" }, FALSE },
  { { "v=UAAC1; a=sha256" }, FALSE },
  { { "v=UAAC1; a=sha256; d=" }, FALSE },
  { { "v=UAAC1; a=sha256; d=AAAA" }, FALSE },
  { { "v=UAAC1; a=sha256; d=!!!!" }, FALSE },
  { { "v=spf1 -all" }, FALSE },
  { { "" }, FALSE },
  { { NULL }, FALSE },
};

static char *
make_digest (const char *text)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) text, strlen (text));
  g_checksum_get_digest (checksum, digest, &length);
  return g_base64_encode (digest, length);
}

static void
test_record (gconstpointer data)
{
  const Record *row = data;
  g_autoptr (GBytes) document = g_bytes_new_static ("settings", 8);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  g_autofree char *digest = make_digest ("settings");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) strings = NULL;

  for (guint i = 0; row->strings[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (row->strings[i], "@", -1);
      g_autofree char *string = g_strjoinv (digest, parts);

      g_strv_builder_add (builder, string);
    }
  strings = g_strv_builder_end (builder);
  g_ptr_array_add (list, g_variant_ref_sink (g_variant_new ("(s)", "of another type")));
  g_ptr_array_add (list, g_variant_ref_sink (g_variant_new ("(^as)", strings)));
  g_assert_true (ptl_pacc_matches (document, list) == row->matches);
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
  fixture->source = ptl_pacc_source_new ();
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

static void
add_digest (Fixture    *fixture,
            const char *document)
{
  g_autofree char *digest = make_digest (document);
  g_autofree char *record = g_strdup_printf ("v=UAAC1; a=sha256; d=%s", digest);

  fake_resolver_add_txt (fixture->resolver, TXT, record);
}

/* During a change of the settings there are two records; one that fits is enough. */
static void
test_found (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) candidates = NULL;

  add_digest (fixture, "the old settings");
  add_digest (fixture, whole);
  fake_fetch_add (URL, 10, whole);
  candidates = look_up (fixture, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (candidates->len, ==, 1);
  g_assert_cmpstr (ptl_candidate_get_evidence (candidates->pdata[0]), ==, URL);
}

static void
test_other_digest (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  add_digest (fixture, "other settings");
  fake_fetch_add (URL, 10, whole);
  g_assert_null (look_up (fixture, NULL, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_BAD_DATA);
  g_assert_cmpstr (error->message, ==,
                   "The settings that ua-auto-config.example.org publishes cannot be used. "
                   "The document is not the one that the name service has the digest of, so it is not used.");
}

/* Where the name service has no digest, nobody is asked for the document. */
static void
test_no_digest (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) candidates = NULL;

  fake_fetch_add (URL, 10, whole);
  candidates = look_up (fixture, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (candidates->len, ==, 0);
  g_assert_cmpuint (fake_fetch_asked ()->len, ==, 0);
}

static void
test_no_document (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) candidates = NULL;

  add_digest (fixture, whole);
  fake_fetch_fail (URL, 10, PTL_ERROR_NOTHING_FOUND);
  candidates = look_up (fixture, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (candidates->len, ==, 0);
}

static void
test_errors (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr (GError) dns = NULL;
  g_autoptr (GError) web = NULL;

  fake_resolver_fail (fixture->resolver, TXT);
  g_assert_null (look_up (fixture, NULL, &dns));
  g_assert_error (dns, PTL_ERROR, PTL_ERROR_DNS_FAILURE);

  tear_down (fixture, NULL);
  set_up (fixture, NULL);
  add_digest (fixture, whole);
  fake_fetch_fail (URL, 10, PTL_ERROR_CERTIFICATE_EXPIRED);
  g_assert_null (look_up (fixture, NULL, &web));
  g_assert_error (web, PTL_ERROR, PTL_ERROR_CERTIFICATE_EXPIRED);
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
  add_digest (fixture, whole);
  fake_fetch_silence (URL);
  for (guint after = 0; after <= 60; after += 20)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;

      g_timeout_add (after, cancel_cb, cancellable);
      g_assert_null (look_up (fixture, cancellable, &error));
      g_assert_error (error, PTL_ERROR, PTL_ERROR_CANCELLED);
    }
}

#define ADD_ROWS(name, rows, function) \
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) \
    { \
      g_autofree char *path = g_strdup_printf ("/pacc/" name "/%u", i); \
\
      g_test_add_data_func (path, &rows[i], function); \
    }

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD_ROWS ("good", good, test_good)
  ADD_ROWS ("bad", bad, test_bad)
  ADD_ROWS ("record", records, test_record)
  g_test_add_func ("/pacc/cut", test_cut);
  g_test_add_func ("/pacc/large", test_large);

#define ADD(name, function) g_test_add ("/pacc-source/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("found", test_found);
  ADD ("other-digest", test_other_digest);
  ADD ("no-digest", test_no_digest);
  ADD ("no-document", test_no_document);
  ADD ("errors", test_errors);
  ADD ("cancel", test_cancel);

  return g_test_run ();
}
