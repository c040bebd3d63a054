/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-fetch.h"

#include <string.h>

#include "fake-clock.h"
#include "fake-resolver.h"
#include "fake-tls.h"
#include "fake-web.h"
#include "ptl-error.h"

#define HEAD "HTTP/1.1 200 OK\r\nContent-Type: text/xml"

typedef struct
{
  FakeResolver    *resolver;
  FakeAuthority   *authority;
  GTlsCertificate *certificate;  /* for example.org and all below it */
  FakeWeb         *web;
  guint            n_files;      /* open before the test */
} Fixture;

static guint
count_files (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;

  return n;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->resolver = fake_resolver_install ();
  fake_resolver_add_host (fixture->resolver, "autoconfig.example.org", "127.0.0.1");
  fake_resolver_add_host (fixture->resolver, "www.example.org", "127.0.0.1");
  fake_resolver_add_host (fixture->resolver, "other.example.com", "127.0.0.1");
  fixture->authority = fake_authority_install ();
  fixture->certificate = fake_authority_issue (fixture->authority, "*.example.org *.example.com", -1, 30);
  fixture->web = fake_web_new (fixture->certificate);
  fixture->n_files = count_files ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  if (fixture->web != NULL)
    {
      /* nothing that a fetch opened is left but the server's own ends, which go with it */
      fake_web_free (g_steal_pointer (&fixture->web));
      g_assert_cmpuint (count_files (), <=, fixture->n_files);
    }
  g_object_unref (fixture->certificate);
  fake_authority_uninstall (fixture->authority);
  fake_resolver_uninstall (fixture->resolver);
}

typedef struct
{
  gboolean   done;
  guint      n_connected;  /* hosts that took the connection */
  GBytes    *body;
  char      *final_url;
  GPtrArray *hosts;
  GError    *error;
  char      *charset;
} Outcome;

static void
outcome_clear (Outcome *outcome)
{
  g_clear_pointer (&outcome->body, g_bytes_unref);
  g_clear_pointer (&outcome->final_url, g_free);
  g_clear_pointer (&outcome->charset, g_free);
  g_clear_pointer (&outcome->hosts, g_ptr_array_unref);
  g_clear_error (&outcome->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

static void
fetch_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  Outcome *outcome = user_data;

  outcome->hosts = ptl_fetch_get_hosts (result);
  outcome->body = ptl_fetch_finish (result, &outcome->final_url, &outcome->error);
  outcome->charset = g_strdup (ptl_fetch_get_charset (result));
  outcome->done = TRUE;
}

static void
connected_cb (gpointer user_data)
{
  Outcome *outcome = user_data;

  g_assert_false (outcome->done);
  outcome->n_connected++;
}

static void
fetch_from (Fixture      *fixture,
            const char   *host,
            guint16       port,
            const char   *path,
            guint         timeout_ms,
            GCancellable *cancellable,
            Outcome      *outcome)
{
  g_autofree char *url = g_strdup_printf ("https://%s:%u%s", host, port, path);

  ptl_fetch_async (url, timeout_ms, connected_cb, cancellable, fetch_cb, outcome);
  while (!outcome->done)
    g_main_context_iteration (NULL, TRUE);
}

static void
fetch (Fixture    *fixture,
       const char *path,
       Outcome    *outcome)
{
  fetch_from (fixture, "autoconfig.example.org", fake_web_get_port (fixture->web), path, 5000, NULL, outcome);
}

static void
assert_failed (Outcome    *outcome,
               PtlError    code,
               const char *pattern)
{
  g_assert_null (outcome->body);
  g_assert_error (outcome->error, PTL_ERROR, (int) code);
  if (!g_pattern_match_simple (pattern, outcome->error->message))
    g_error ("“%s” is not “%s”", outcome->error->message, pattern);
}

static void
test_success (Fixture       *fixture,
              gconstpointer  data)
{
  g_auto (Outcome) outcome = { 0 };
  g_autofree char *received = NULL;
  g_autofree char *request = NULL;
  g_autofree char *url = NULL;

  fake_web_add_text (fixture->web, "/a", HEAD, "<settings/>");
  fetch (fixture, "/a", &outcome);

  g_assert_no_error (outcome.error);
  g_assert_cmpmem (g_bytes_get_data (outcome.body, NULL), g_bytes_get_size (outcome.body), "<settings/>", 11);
  url = g_strdup_printf ("https://autoconfig.example.org:%u/a", fake_web_get_port (fixture->web));
  g_assert_cmpstr (outcome.final_url, ==, url);
  g_assert_cmpuint (outcome.hosts->len, ==, 1);
  g_assert_cmpuint (outcome.n_connected, ==, 1);

  /* and this is all that the server was told */
  received = fake_web_get_request (fixture->web, 0);
  request = g_ascii_strdown (received, -1);
  g_assert_nonnull (strstr (request, "\r\nuser-agent: portolan\r\n"));
  g_assert_null (strstr (request, "cookie"));
  g_assert_null (strstr (request, "referer"));
  g_assert_null (strstr (request, "authorization"));
  g_assert_null (strstr (request, "accept-language"));
}

static void
test_status (Fixture       *fixture,
             gconstpointer  data)
{
  g_auto (Outcome) missing = { 0 };
  g_auto (Outcome) forbidden = { 0 };
  g_auto (Outcome) broken = { 0 };
  g_auto (Outcome) empty = { 0 };

  fake_web_add_text (fixture->web, "/forbidden", "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"", "no");
  fake_web_add_text (fixture->web, "/broken", "HTTP/1.1 503 Service Unavailable", "later");
  fake_web_add_text (fixture->web, "/empty", "HTTP/1.1 204 No Content", "");

  fetch (fixture, "/missing", &missing);
  assert_failed (&missing, PTL_ERROR_NOTHING_FOUND, "autoconfig.example.org has no such document (HTTP status 404).");
  fetch (fixture, "/forbidden", &forbidden);
  assert_failed (&forbidden, PTL_ERROR_NOTHING_FOUND, "*(HTTP status 401).");
  fetch (fixture, "/broken", &broken);
  assert_failed (&broken, PTL_ERROR_SERVER_UNAVAILABLE, "*cannot answer now (HTTP status 503).");
  fetch (fixture, "/empty", &empty);
  assert_failed (&empty, PTL_ERROR_NOTHING_FOUND, "*(HTTP status 204).");
}

static void
test_web_page (Fixture       *fixture,
               gconstpointer  data)
{
  static const char *pages[] = { "<!DOCTYPE html><html></html>", "\n\n  <!doctype HTML>\n", "<html lang='en'>", "\xef\xbb\xbf<HTML>" };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_auto (Outcome) outcome = { 0 };

      fake_web_add_text (fixture->web, "/page", HEAD, pages[i]);
      fetch (fixture, "/page", &outcome);
      assert_failed (&outcome, PTL_ERROR_NOT_THIS_PROTOCOL, "autoconfig.example.org answers with a web page instead of settings.");
    }
}

/* What the document is, its first bytes say, and not a field that hosters get wrong. */
static void
test_wrong_type (Fixture       *fixture,
                 gconstpointer  data)
{
  g_auto (Outcome) outcome = { 0 };

  fake_web_add_text (fixture->web, "/a", "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=latin-1", "<clientConfig/>");
  fetch (fixture, "/a", &outcome);
  g_assert_no_error (outcome.error);
  g_assert_cmpuint (g_bytes_get_size (outcome.body), ==, 15);
  g_assert_cmpstr (outcome.charset, ==, "latin-1");
}

static void
test_redirect (Fixture       *fixture,
               gconstpointer  data)
{
  g_auto (Outcome) outcome = { 0 };
  g_autofree char *head = g_strdup_printf ("HTTP/1.1 302 Found\r\nLocation: https://other.example.com:%u/c",
                                           fake_web_get_port (fixture->web));

  fake_web_add_text (fixture->web, "/a", "HTTP/1.1 301 Moved Permanently\r\nLocation: /b", "");
  fake_web_add_text (fixture->web, "/b", head, "");
  fake_web_add_text (fixture->web, "/c", HEAD, "<settings/>");
  fetch (fixture, "/a", &outcome);

  g_assert_no_error (outcome.error);
  g_assert_true (g_str_has_prefix (outcome.final_url, "https://other.example.com:"));
  g_assert_cmpuint (outcome.hosts->len, ==, 3);
  g_assert_cmpstr (outcome.hosts->pdata[0], ==, "autoconfig.example.org");
  g_assert_cmpstr (outcome.hosts->pdata[1], ==, "autoconfig.example.org");
  g_assert_cmpstr (outcome.hosts->pdata[2], ==, "other.example.com");
}

typedef struct
{
  const char *location;
  const char *message;
} BadRedirect;

static void
test_bad_redirect (Fixture       *fixture,
                   gconstpointer  data)
{
  static const BadRedirect rows[] = {
    { "http://www.example.org/a", "autoconfig.example.org sends on to an address without encryption (www.example.org)." },
    { "ftp://www.example.org/a", "*without encryption*" },
    { "//", "*an address that is none." },
    { "https://me:secret@www.example.org/a", "*an address that is none." },
    { "https://:443/a", "*an address that is none." },
    { "/loop", "autoconfig.example.org sends on and on, more than 5 times." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (Outcome) outcome = { 0 };
      g_autofree char *head = g_strdup_printf ("HTTP/1.1 302 Found\r\nLocation: %s", rows[i].location);

      fake_web_add_text (fixture->web, "/loop", head, "");
      fetch (fixture, "/loop", &outcome);
      assert_failed (&outcome, PTL_ERROR_BAD_DATA, rows[i].message);
    }
}

static void
test_no_location (Fixture       *fixture,
                  gconstpointer  data)
{
  g_auto (Outcome) outcome = { 0 };

  fake_web_add_text (fixture->web, "/a", "HTTP/1.1 302 Found", "");
  fetch (fixture, "/a", &outcome);
  assert_failed (&outcome, PTL_ERROR_BAD_DATA, "*an address that is none.");
}

static void
test_too_large (Fixture       *fixture,
                gconstpointer  data)
{
  g_auto (Outcome) endless = { 0 };
  g_auto (Outcome) largest = { 0 };
  g_autofree char *text = g_strnfill (16384, ' ');
  g_autofree char *whole = g_strnfill (PTL_FETCH_MAX_BYTES, ' ');
  g_autofree char *answer = g_strconcat (HEAD "\r\nConnection: close\r\n\r\n", text, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (answer, strlen (answer));

  fake_web_add (fixture->web, "/endless", FAKE_WEB_REPEAT, bytes);
  fetch (fixture, "/endless", &endless);
  assert_failed (&endless, PTL_ERROR_TOO_MUCH_DATA, "autoconfig.example.org sends more than the 524288 bytes that are read.");

  fake_web_add_text (fixture->web, "/largest", HEAD, whole);
  fetch (fixture, "/largest", &largest);
  g_assert_no_error (largest.error);
  g_assert_cmpuint (g_bytes_get_size (largest.body), ==, PTL_FETCH_MAX_BYTES);
}

static GBytes *
compress (gsize size)
{
  g_autoptr (GConverter) compressor = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, compressor);
  g_autofree char *zeros = g_malloc0 (65536);

  for (gsize i = 0; i < size; i += 65536)
    g_assert_true (g_output_stream_write_all (stream, zeros, 65536, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (stream, NULL, NULL));
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

/* 100 KiB that would become 100 MiB: the bound is on what comes out. */
static void
test_bomb (Fixture       *fixture,
           gconstpointer  data)
{
  g_auto (Outcome) outcome = { 0 };
  g_autoptr (GBytes) body = compress (100 * 1024 * 1024);
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  static const char head[] = HEAD "\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n";

  g_byte_array_append (answer, (const guint8 *) head, strlen (head));
  g_byte_array_append (answer, g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&answer));
  fake_web_add (fixture->web, "/bomb", FAKE_WEB_SAY, bytes);
  fetch (fixture, "/bomb", &outcome);
  assert_failed (&outcome, PTL_ERROR_TOO_MUCH_DATA, "*sends more than the 524288 bytes that are read.");
}

static void
test_silence (Fixture       *fixture,
              gconstpointer  data)
{
  g_auto (Outcome) outcome = { 0 };
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
  FakeClock clock = fake_clock_start ();

  fake_web_add (fixture->web, "/silent", FAKE_WEB_SILENT, nothing);
  fetch_from (fixture, "autoconfig.example.org", fake_web_get_port (fixture->web), "/silent", 300, NULL, &outcome);
  assert_failed (&outcome, PTL_ERROR_TIMEOUT, "autoconfig.example.org did not answer in time.");
  g_assert_cmpfloat (fake_clock_get_ms (&clock), <, 4000);
}

/* A byte now and then keeps a connection alive, but not the fetch. */
static void
test_drip (Fixture       *fixture,
           gconstpointer  data)
{
  static const char *answers[] = { HEAD "\r\nConnection: close\r\n\r\n<clientConfig>                               ",
                                   "HTTP/1.1 200 OK\r\nX-Slow: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_auto (Outcome) outcome = { 0 };
      g_autoptr (GBytes) bytes = g_bytes_new_static (answers[i], strlen (answers[i]));
      FakeClock clock = fake_clock_start ();

      fake_web_add (fixture->web, "/drip", FAKE_WEB_DRIP, bytes);
      fetch_from (fixture, "autoconfig.example.org", fake_web_get_port (fixture->web), "/drip", 500, NULL, &outcome);
      assert_failed (&outcome, PTL_ERROR_TIMEOUT, "*did not answer in time.");
      g_assert_cmpfloat (fake_clock_get_ms (&clock), <, 4000);
    }
}

static void
test_garbage (Fixture       *fixture,
              gconstpointer  data)
{
  static const char *answers[] = { "* OK IMAP4rev1 ready\r\n\r\n", "HTTP/9.9 9999 ?\r\n\r\n", "", "HTTP/1.1 200 OK\r\nContent-Le" };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_auto (Outcome) outcome = { 0 };
      g_autoptr (GBytes) bytes = g_bytes_new_static (answers[i], strlen (answers[i]));

      fake_web_add (fixture->web, "/garbage", FAKE_WEB_SAY, bytes);
      fetch (fixture, "/garbage", &outcome);
      g_assert_null (outcome.body);
      g_assert_nonnull (outcome.error);
      g_assert_true (outcome.error->domain == PTL_ERROR);
      g_assert_true (outcome.error->code == PTL_ERROR_BAD_DATA || outcome.error->code == PTL_ERROR_RESET ||
                     outcome.error->code == PTL_ERROR_UNREACHABLE);
    }
}

/* An answer that breaks off is not taken for a short one. */
static void
test_cut (Fixture       *fixture,
          gconstpointer  data)
{
  g_auto (Outcome) outcome = { 0 };
  static const char answer[] = HEAD "\r\nContent-Length: 5000\r\n\r\n<clientConfig>";
  g_autoptr (GBytes) bytes = g_bytes_new_static (answer, strlen (answer));

  fake_web_add (fixture->web, "/cut", FAKE_WEB_SAY, bytes);
  fetch (fixture, "/cut", &outcome);
  assert_failed (&outcome, PTL_ERROR_RESET, "autoconfig.example.org closed the connection in the middle of its answer.");
}

typedef struct
{
  const char *names;  /* NULL: self-signed */
  int         from;
  int         to;
  PtlError    code;
  const char *message;
} BadCertificate;

static void
test_certificate (Fixture       *fixture,
                  gconstpointer  data)
{
  static const BadCertificate rows[] = {
    { "*.hoster.example.net hoster.example.net", -1, 1, PTL_ERROR_CERTIFICATE_WRONG_NAME,
      "The certificate of autoconfig.example.org is not for that name, but for *.hoster.example.net, hoster.example.net." },
    { "a.example b.example c.example d.example", -1, 1, PTL_ERROR_CERTIFICATE_WRONG_NAME,
      "*but for a.example, b.example, c.example, …." },
    { "*.example.org", -30, -1, PTL_ERROR_CERTIFICATE_EXPIRED, "The certificate of autoconfig.example.org has expired." },
    { "*.example.org", 1, 30, PTL_ERROR_CERTIFICATE_NOT_YET_VALID, "*is not valid yet." },
    { NULL, 0, 0, PTL_ERROR_CERTIFICATE_SELF_SIGNED, "*self-signed." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (Outcome) outcome = { 0 };
      g_autoptr (GTlsCertificate) certificate = NULL;
      g_autoptr (FakeWeb) web = NULL;

      certificate = rows[i].names != NULL ? fake_authority_issue (fixture->authority, rows[i].names, rows[i].from, rows[i].to)
                                          : fake_self_signed ("*.example.org");
      web = fake_web_new (certificate);
      fake_web_add_text (web, "/a", HEAD, "<settings/>");
      fetch_from (fixture, "autoconfig.example.org", fake_web_get_port (web), "/a", 5000, NULL, &outcome);
      assert_failed (&outcome, rows[i].code, rows[i].message);
      g_assert_cmpuint (fake_web_get_n (web), ==, 0);
    }
}

static void
test_no_tls (Fixture       *fixture,
             gconstpointer  data)
{
  g_auto (Outcome) outcome = { 0 };
  g_autoptr (FakeWeb) web = fake_web_new (NULL);

  fetch_from (fixture, "autoconfig.example.org", fake_web_get_port (web), "/a", 1000, NULL, &outcome);
  g_assert_null (outcome.body);
  g_assert_nonnull (outcome.error);
  g_assert_true (outcome.error->domain == PTL_ERROR);
}

static void
test_refused (Fixture       *fixture,
              gconstpointer  data)
{
  g_auto (Outcome) outcome = { 0 };
  g_autoptr (FakeWeb) web = fake_web_new (NULL);
  guint16 port = fake_web_get_port (web);

  fake_web_free (g_steal_pointer (&web));
  fetch_from (fixture, "autoconfig.example.org", port, "/a", 1000, NULL, &outcome);
  assert_failed (&outcome, PTL_ERROR_REFUSED, "autoconfig.example.org refused the connection.");
  g_assert_cmpuint (outcome.n_connected, ==, 0);
}

static void
test_names (Fixture       *fixture,
            gconstpointer  data)
{
  g_auto (Outcome) missing = { 0 };
  g_auto (Outcome) broken = { 0 };
  g_auto (Outcome) silent = { 0 };

  fake_resolver_fail (fixture->resolver, "broken.example.org");
  fake_resolver_silence (fixture->resolver, "silent.example.org");
  fetch_from (fixture, "missing.example.org", 443, "/", 1000, NULL, &missing);
  assert_failed (&missing, PTL_ERROR_NAME_NOT_FOUND, "There is no host missing.example.org.");
  fetch_from (fixture, "broken.example.org", 443, "/", 1000, NULL, &broken);
  assert_failed (&broken, PTL_ERROR_DNS_FAILURE, "The name service could not say where broken.example.org is.");
  fetch_from (fixture, "silent.example.org", 443, "/", 200, NULL, &silent);
  assert_failed (&silent, PTL_ERROR_CONNECT_TIMEOUT, "silent.example.org did not answer in time.");
}

static void
test_not_https (Fixture       *fixture,
                gconstpointer  data)
{
  static const char *urls[] = { "http://www.example.org/", "file:///etc/passwd", "example", "", "https:/x" };

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_auto (Outcome) outcome = { 0 };

      ptl_fetch_async (urls[i], 1000, NULL, NULL, fetch_cb, &outcome);
      while (!outcome.done)
        g_main_context_iteration (NULL, TRUE);
      assert_failed (&outcome, PTL_ERROR_BAD_DATA, "*is not an address that starts with https.");
    }
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

/* Cancelled at once, and after so many milliseconds: while it resolves, connects, waits and reads. */
static void
test_cancel (Fixture       *fixture,
             gconstpointer  data)
{
  static const guint after[] = { 0, 1, 2, 5, 10, 20, 50, 150 };
  static const char answer[] = HEAD "\r\nConnection: close\r\n\r\n<clientConfig>                               ";
  g_autoptr (GBytes) bytes = g_bytes_new_static (answer, strlen (answer));

  fake_web_add (fixture->web, "/drip", FAKE_WEB_DRIP, bytes);
  for (guint i = 0; i < G_N_ELEMENTS (after); i++)
    {
      g_auto (Outcome) outcome = { 0 };
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();

      if (after[i] == 0)
        g_cancellable_cancel (cancellable);
      else
        g_timeout_add (after[i], cancel_cb, cancellable);
      fetch_from (fixture, "autoconfig.example.org", fake_web_get_port (fixture->web), "/drip", 5000, cancellable, &outcome);
      assert_failed (&outcome, PTL_ERROR_CANCELLED, "Asking autoconfig.example.org was cancelled.");
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) g_test_add ("/fetch/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("success", test_success);
  ADD ("status", test_status);
  ADD ("web-page", test_web_page);
  ADD ("wrong-type", test_wrong_type);
  ADD ("redirect", test_redirect);
  ADD ("bad-redirect", test_bad_redirect);
  ADD ("no-location", test_no_location);
  ADD ("too-large", test_too_large);
  ADD ("bomb", test_bomb);
  ADD ("silence", test_silence);
  ADD ("drip", test_drip);
  ADD ("garbage", test_garbage);
  ADD ("cut", test_cut);
  ADD ("certificate", test_certificate);
  ADD ("no-tls", test_no_tls);
  ADD ("refused", test_refused);
  ADD ("names", test_names);
  ADD ("not-https", test_not_https);
  ADD ("cancel", test_cancel);

  return g_test_run ();
}
