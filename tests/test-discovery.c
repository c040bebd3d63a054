/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-discovery.h"

#include <stdio.h>
#include <string.h>

#include "fake-fetch.h"
#include "fake-resolver.h"
#include "fake-tester.h"
#include "fake-time.h"
#include "ptl-enum.h"

#define PLACE_1 "https://autoconfig.example.org/mail/config-v1.1.xml"
#define PLACE_2 "https://example.org/.well-known/autoconfig/mail/config-v1.1.xml"

#define SERVER(direction, type, host, port) \
  "<" direction " type='" type "'><hostname>" host "</hostname><port>" port "</port><socketType>SSL</socketType></" direction ">"
#define CONFIG(inside) "<clientConfig><emailProvider id='example.org'>" inside "</emailProvider></clientConfig>"

#define GOOD_1 CONFIG (SERVER ("incomingServer", "imap", "one.example.org", "993") SERVER ("outgoingServer", "smtp", "one.example.org", "465"))
#define GOOD_2 CONFIG (SERVER ("incomingServer", "imap", "two.example.org", "993") SERVER ("outgoingServer", "smtp", "two.example.org", "465"))
#define HALF   CONFIG (SERVER ("outgoingServer", "smtp", "one.example.org", "465"))

typedef struct
{
  FakeResolver *resolver;
  PtlQuery     *query;
  FakeTester   *tester;
  PtlDiscovery *discovery;
  GError       *error;
  gboolean      done;
  gboolean      found;
  double        ms;          /* until the end */
  gboolean      settled;     /* nothing could be better any more */
  double        settled_ms;  /* until then */
  gint64        started;
  guint         n_files;
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
settled_cb (Fixture *fixture)
{
  g_assert_true (ptl_discovery_get_settled (fixture->discovery) != fixture->settled);  /* only once */
  fixture->settled = !fixture->settled;  /* a guess that is taken back opens it again */
  if (!fixture->settled)
    return;

  fixture->settled_ms = fake_time_since (fixture->started);
}

static void
start_for (Fixture    *fixture,
           const char *text)
{
  g_autoptr (PtlAddress) address = ptl_address_parse (text, NULL);

  fixture->query = ptl_query_new (address);
  fixture->tester = fake_tester_new (fixture->query);
  fixture->discovery = ptl_discovery_new (fixture->query);
  g_signal_connect_swapped (fixture->discovery, "notify::settled", G_CALLBACK (settled_cb), fixture);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fake_fetch_reset ();
  fixture->resolver = fake_resolver_install ();
  start_for (fixture, data != NULL ? data : "me@example.org");
  fixture->n_files = count_files ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (fake_fetch_open (), ==, 0);
  g_clear_pointer (&fixture->tester, fake_tester_free);
  g_assert_finalize_object (fixture->discovery);
  g_assert_finalize_object (fixture->query);
  fake_resolver_uninstall (fixture->resolver);
  g_clear_error (&fixture->error);
}

static void
run_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  Fixture *fixture = user_data;

  fixture->found = ptl_discovery_run_finish (PTL_DISCOVERY (object), result, &fixture->error);
  fixture->ms = fake_time_since (fixture->started);
  fixture->done = TRUE;
  g_assert_true (fixture->found == (fixture->error == NULL));
}

static void
run (Fixture      *fixture,
     GCancellable *cancellable)
{
  fixture->started = g_get_monotonic_time ();
  ptl_discovery_run_async (fixture->discovery, cancellable, run_cb, fixture);
  while (!fixture->done)
    g_main_context_iteration (NULL, TRUE);
}

/* Candidates as "origin:host of the first server", in the list's order. */
static void
assert_candidates (Fixture    *fixture,
                   const char *expected)
{
  GListModel *list = ptl_discovery_get_candidates (fixture->discovery);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (PtlCandidate) candidate = g_list_model_get_item (list, i);
      GPtrArray *servers = ptl_candidate_get_incoming (candidate);

      if (servers->len == 0)
        servers = ptl_candidate_get_outgoing (candidate);
      g_string_append_printf (text, "%s%s:%s", i > 0 ? " " : "",
                              ptl_enum_to_nick (PTL_TYPE_ORIGIN, ptl_candidate_get_origin (candidate)),
                              servers->len > 0 ? ptl_server_get_host (servers->pdata[0]) : "-");
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
add_srv (Fixture *fixture)
{
  fake_resolver_add_srv (fixture->resolver, "_imaps._tcp.example.org", 0, 0, 993, "srv.example.org");
  fake_resolver_add_srv (fixture->resolver, "_submissions._tcp.example.org", 0, 0, 465, "srv.example.org");
}

static void
add_usual_names (Fixture *fixture,
                 guint    delay)
{
  fake_resolver_add_host (fixture->resolver, "imap.example.org", "127.0.0.1");
  fake_resolver_add_host (fixture->resolver, "smtp.example.org", "127.0.0.1");
  fake_tester_add (fixture->tester, "imap.example.org:993", delay);
  fake_tester_add (fixture->tester, "smtp.example.org:465", delay);
}

static void
test_autoconfig (Fixture       *fixture,
                 gconstpointer  data)
{
  fake_fetch_add (PLACE_1, 20, GOOD_1);
  run (fixture, NULL);
  g_assert_no_error (fixture->error);
  assert_candidates (fixture, "autoconfig:one.example.org");
  g_assert_true (ptl_discovery_get_settled (fixture->discovery));
}

/* The first place wins, whichever answers first; what cannot change the result is not waited for. */
static void
test_first_place (Fixture       *fixture,
                  gconstpointer  data)
{
  fake_fetch_add (PLACE_1, 40, GOOD_1);
  fake_fetch_add (PLACE_2, 20, GOOD_2);
  run (fixture, NULL);
  assert_candidates (fixture, "autoconfig:one.example.org");
}

static void
test_slow_second (Fixture       *fixture,
                  gconstpointer  data)
{
  fake_fetch_add (PLACE_1, 20, GOOD_1);
  fake_fetch_silence (PLACE_2);
  run (fixture, NULL);
  assert_candidates (fixture, "autoconfig:one.example.org");
  g_assert_cmpfloat (fixture->ms, <, 500);
}

static void
test_silent_first (Fixture       *fixture,
                   gconstpointer  data)
{
  fake_fetch_silence (PLACE_1);
  fake_fetch_add (PLACE_2, 200, GOOD_2);
  run (fixture, NULL);
  assert_candidates (fixture, "autoconfig:two.example.org");
  g_assert_cmpfloat (fixture->ms, <, 450);
}

/* Better sources come first in the list, and all that answered are in it. */
static void
test_order (Fixture       *fixture,
            gconstpointer  data)
{
  add_srv (fixture);
  fake_fetch_add (PLACE_1, 100, GOOD_1);
  run (fixture, NULL);
  g_assert_no_error (fixture->error);
  assert_candidates (fixture, "autoconfig:one.example.org srv:srv.example.org");
}

/* SRV answers at once, but autoconfig is believed more: it settles when that is known. */
static void
test_settled_waits (Fixture       *fixture,
                    gconstpointer  data)
{
  add_srv (fixture);
  fake_fetch_fail (PLACE_1, 150, PTL_ERROR_NOTHING_FOUND);
  run (fixture, NULL);
  assert_candidates (fixture, "srv:srv.example.org");
  g_assert_cmpfloat (fixture->settled_ms, >=, 150);
}

/* Silence does not outrank anybody for long. */
static void
test_settled_silence (Fixture       *fixture,
                      gconstpointer  data)
{
  add_srv (fixture);
  fake_fetch_silence (PLACE_1);
  fake_fetch_fail (PLACE_2, 200, PTL_ERROR_NOTHING_FOUND);
  ptl_query_set_timeout (fixture->query, 2000);
  run (fixture, NULL);
  g_assert_true (fixture->found);
  assert_candidates (fixture, "srv:srv.example.org");
  g_assert_cmpfloat (fixture->settled_ms, >=, 200);
  g_assert_cmpfloat (fixture->settled_ms, <, 500);
  g_assert_cmpfloat (fixture->ms, <, 1000);
}

/* Who took the connection is worth waiting for, though slow. */
static void
test_slow (Fixture       *fixture,
           gconstpointer  data)
{
  add_srv (fixture);
  fake_fetch_add (PLACE_1, 1500, GOOD_1);
  fake_fetch_fail (PLACE_2, 50, PTL_ERROR_NOTHING_FOUND);
  run (fixture, NULL);
  assert_candidates (fixture, "autoconfig:one.example.org srv:srv.example.org");
  g_assert_cmpfloat (fixture->settled_ms, >=, 1490);
}

/* And who answers after that still improves the list, as long as the others go on. */
static void
test_late (Fixture       *fixture,
           gconstpointer  data)
{
  add_srv (fixture);
  fake_resolver_silence (fixture->resolver, "_ua-auto-config.example.org");
  fake_fetch_add (PLACE_1, 4300, GOOD_1);
  run (fixture, NULL);
  assert_candidates (fixture, "autoconfig:one.example.org srv:srv.example.org");
  g_assert_cmpfloat (fixture->settled_ms, <, 4200);
}

static void
test_guess (Fixture       *fixture,
            gconstpointer  data)
{
  add_usual_names (fixture, 100);
  fake_fetch_fail (PLACE_2, 50, PTL_ERROR_NOTHING_FOUND);
  run (fixture, NULL);
  assert_candidates (fixture, "guess:imap.example.org");
  g_assert_cmpfloat (fixture->ms, <, 200);
}

/* Guessing starts at once, but its answer waits for those who know. */
static void
test_guess_waits (Fixture       *fixture,
                  gconstpointer  data)
{
  add_usual_names (fixture, 20);
  fake_fetch_add (PLACE_1, 80, GOOD_1);
  run (fixture, NULL);
  assert_candidates (fixture, "autoconfig:one.example.org");
}

/* The domain's own word may come when a guess is shown already: then what it declines is taken back. */
static void
test_guess_declined (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr (PtlCandidate) first = NULL;

  add_usual_names (fixture, 20);
  fake_resolver_add_srv (fixture->resolver, "_imaps._tcp.example.org", 0, 0, 0, ".");
  fake_resolver_add_srv (fixture->resolver, "_imap._tcp.example.org", 0, 0, 0, ".");
  fake_resolver_silence (fixture->resolver, "_pop3s._tcp.example.org");
  run (fixture, NULL);
  g_assert_true (fixture->settled);
  assert_candidates (fixture, "guess:smtp.example.org");
  first = g_list_model_get_item (ptl_discovery_get_candidates (fixture->discovery), 0);
  g_assert_cmpuint (ptl_candidate_get_incoming (first)->len, ==, 0);
}

/* And where nothing is left, nothing was found. */
static void
test_guess_all_declined (Fixture       *fixture,
                         gconstpointer  data)
{
  static const char * const services[] = { "_imaps", "_imap", "_submissions", "_submission" };

  add_usual_names (fixture, 20);
  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    {
      g_autofree char *name = g_strconcat (services[i], "._tcp.example.org", NULL);

      fake_resolver_add_srv (fixture->resolver, name, 0, 0, 0, ".");
    }
  fake_resolver_silence (fixture->resolver, "_pop3s._tcp.example.org");
  run (fixture, NULL);
  g_assert_error (fixture->error, PTL_ERROR, PTL_ERROR_NOTHING_FOUND);
  g_assert_false (ptl_discovery_get_settled (fixture->discovery));
}

/* Where a whole answer is there, the noise stops. */
static void
test_guess_stops (Fixture       *fixture,
                  gconstpointer  data)
{
  add_usual_names (fixture, 20);
  fake_tester_silence (fixture->tester, "smtp.example.org:465");
  fake_fetch_add (PLACE_1, 60, GOOD_1);
  run (fixture, NULL);
  assert_candidates (fixture, "autoconfig:one.example.org");
  g_assert_cmpfloat (fixture->ms, <, 300);
}

/* Half an answer is filled up. */
static void
test_guess_completes (Fixture       *fixture,
                      gconstpointer  data)
{
  add_usual_names (fixture, 20);
  fake_fetch_add (PLACE_1, 60, HALF);
  run (fixture, NULL);
  assert_candidates (fixture, "autoconfig:one.example.org guess:imap.example.org");
  g_assert_true (ptl_discovery_get_settled (fixture->discovery));
}

/* Web servers that drop packets do not hold a guess back until they time out. */
static void
test_guess_silence (Fixture       *fixture,
                    gconstpointer  data)
{
  add_usual_names (fixture, 100);
  fake_fetch_silence (PLACE_1);
  fake_fetch_silence (PLACE_2);
  ptl_query_set_timeout (fixture->query, 1600);
  run (fixture, NULL);
  g_assert_true (fixture->found);
  assert_candidates (fixture, "guess:imap.example.org");
  g_assert_cmpfloat (fixture->settled_ms, <, 1400);
}

static void
test_bundled (Fixture       *fixture,
              gconstpointer  data)
{
  fake_fetch_silence ("https://autoconfig.posteo.de/mail/config-v1.1.xml");
  ptl_query_set_timeout (fixture->query, 500);
  run (fixture, NULL);
  g_assert_true (fixture->found);
  assert_candidates (fixture, "bundled:posteo.de");
  g_assert_true (fixture->settled);
  g_assert_cmpfloat (fixture->settled_ms, <, 100);
  g_assert_cmpuint (fake_tester_tried (fixture->tester)->len, ==, 0);
  g_assert_false (fake_resolver_was_asked (fixture->resolver, "imap.posteo.de"));
}

static void
test_no_access (Fixture       *fixture,
                gconstpointer  data)
{
  run (fixture, NULL);
  g_assert_true (fixture->found);
  assert_candidates (fixture, "bundled:-");
  g_assert_cmpuint (fake_tester_tried (fixture->tester)->len, ==, 0);
}

/* No packet leaves: nobody is asked, and the ledger is empty. */
static void
test_offline (Fixture       *fixture,
              gconstpointer  data)
{
  ptl_query_set_offline (fixture->query, TRUE);
  run (fixture, NULL);
  g_assert_error (fixture->error, PTL_ERROR, PTL_ERROR_NOTHING_FOUND);
  g_assert_cmpstr (fixture->error->message, ==, "This computer's own list of providers does not know example.org.");
  g_assert_cmpuint (fake_fetch_asked ()->len, ==, 0);
  g_assert_cmpuint (fake_resolver_get_asked (fixture->resolver)->len, ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (ptl_query_get_contacts (fixture->query)), ==, 0);
  g_assert_false (ptl_discovery_get_settled (fixture->discovery));
}

static void
test_nothing (Fixture       *fixture,
              gconstpointer  data)
{
  run (fixture, NULL);
  g_assert_error (fixture->error, PTL_ERROR, PTL_ERROR_NOTHING_FOUND);
  g_assert_cmpstr (fixture->error->message, ==, "Nobody who was asked knows mail servers for example.org.");
}

typedef struct
{
  PtlError    from;
  PtlError    to;
  const char *message;
} Failure;

/* What one source says of its trouble, and what remains of it for the whole. */
static void
test_failures (Fixture       *fixture,
               gconstpointer  data)
{
  static const Failure rows[] = {
    { PTL_ERROR_NOTHING_FOUND, PTL_ERROR_NOTHING_FOUND, "Nobody who was asked knows mail servers for example.org." },
    { PTL_ERROR_CERTIFICATE_WRONG_NAME, PTL_ERROR_NOTHING_FOUND, "Nobody who was asked knows * example.org. * fails" },
    { PTL_ERROR_NOT_THIS_PROTOCOL, PTL_ERROR_NOTHING_FOUND, "Nobody who was asked knows * example.org. * fails" },
    { PTL_ERROR_REFUSED, PTL_ERROR_NOTHING_FOUND, "Nobody who was asked knows *" },
    { PTL_ERROR_TOO_MUCH_DATA, PTL_ERROR_TOO_MUCH_DATA, "* fails" },
    { PTL_ERROR_DNS_FAILURE, PTL_ERROR_DNS_FAILURE, "The name service could not say where the mail of example.org is." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      if (i > 0)
        {
          tear_down (fixture, NULL);
          memset (fixture, 0, sizeof *fixture);
          set_up (fixture, NULL);
        }
      fake_fetch_fail (PLACE_1, 10, rows[i].from);
      run (fixture, NULL);
      g_assert_error (fixture->error, PTL_ERROR, (int) rows[i].to);
      if (!g_pattern_match_simple (rows[i].message, fixture->error->message))
        g_error ("“%s” is not “%s”", fixture->error->message, rows[i].message);
    }
}

static void
test_bad_data (Fixture       *fixture,
               gconstpointer  data)
{
  fake_fetch_add (PLACE_1, 10, "<clientConfig><emailProvider>\n<incomingServer type='imap'/>\n</emailProvider></clientConfig>");
  run (fixture, NULL);
  g_assert_error (fixture->error, PTL_ERROR, PTL_ERROR_BAD_DATA);
  g_assert_cmpstr (fixture->error->message, ==,
                   "The settings that autoconfig.example.org publishes cannot be used. Line 2: <incomingServer> has no <hostname>.");
}

/* Who publishes settings for Exchange alone does not let our programs in, unless somebody else knows better. */
static void
test_other_way (Fixture       *fixture,
                gconstpointer  data)
{
  fake_fetch_add (PLACE_1, 10,
                  "<clientConfig><emailProvider><incomingServer type='exchange'><hostname>mail.example.org</hostname></incomingServer>"
                  "</emailProvider></clientConfig>");
  run (fixture, NULL);
  g_assert_error (fixture->error, PTL_ERROR, PTL_ERROR_NO_ACCESS);
  g_assert_cmpstr (fixture->error->message, ==, "The settings that autoconfig.example.org publishes cannot be used. "
                   "The document names no server for IMAP or POP3, only one for Exchange.");

  tear_down (fixture, NULL);
  memset (fixture, 0, sizeof *fixture);
  set_up (fixture, NULL);
  fake_fetch_add (PLACE_1, 10,
                  "<clientConfig><emailProvider><incomingServer type='exchange'><hostname>mail.example.org</hostname></incomingServer>"
                  "</emailProvider></clientConfig>");
  fake_fetch_add (PLACE_2, 100, GOOD_2);
  run (fixture, NULL);
  g_assert_no_error (fixture->error);
}

static void
test_timeout (Fixture       *fixture,
              gconstpointer  data)
{
  fake_fetch_silence (PLACE_1);
  fake_resolver_silence (fixture->resolver, "_imaps._tcp.example.org");
  ptl_query_set_timeout (fixture->query, 200);
  run (fixture, NULL);
  g_assert_error (fixture->error, PTL_ERROR, PTL_ERROR_TIMEOUT);
  g_assert_cmpstr (fixture->error->message, ==, "Nobody said in time where the mail of example.org is.");
  g_assert_cmpfloat (fixture->ms, <, 400);
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

/* A computer that was asleep, or busy with other things, until the time was up knows its own lists all the same. */
static void
test_overslept (Fixture       *fixture,
                gconstpointer  data)
{
  ptl_query_set_timeout (fixture->query, 1);
  fixture->started = g_get_monotonic_time ();
  ptl_discovery_run_async (fixture->discovery, NULL, run_cb, fixture);
  fake_time_pass (200);
  while (!fixture->done)
    g_main_context_iteration (NULL, TRUE);

  g_assert_no_error (fixture->error);
  g_assert_true (fixture->found);
  g_assert_cmpuint (g_list_model_get_n_items (ptl_discovery_get_candidates (fixture->discovery)), ==, 1);
}

static void
test_cancel (Fixture       *fixture,
             gconstpointer  data)
{
  static const guint after[] = { 0, 1, 30, 150 };

  for (guint i = 0; i < G_N_ELEMENTS (after); i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();

      if (i > 0)
        {
          tear_down (fixture, NULL);
          memset (fixture, 0, sizeof *fixture);
          set_up (fixture, NULL);
        }
      add_usual_names (fixture, 1000);
      fake_fetch_silence (PLACE_1);
      fake_fetch_silence (PLACE_2);
      if (after[i] == 0)
        g_cancellable_cancel (cancellable);
      else
        g_timeout_add (after[i], cancel_cb, cancellable);
      run (fixture, cancellable);
      g_assert_error (fixture->error, PTL_ERROR, PTL_ERROR_CANCELLED);
      g_assert_cmpfloat (fixture->ms, <, after[i] + 100);
      g_assert_false (ptl_discovery_get_settled (fixture->discovery));
    }
}

/* The address stays here, and the directory is not asked. */
static void
test_private (Fixture       *fixture,
              gconstpointer  data)
{
  add_usual_names (fixture, 10);
  run (fixture, NULL);

  for (guint i = 0; i < fake_fetch_asked ()->len; i++)
    {
      const char *url = fake_fetch_asked ()->pdata[i];

      g_assert_null (strchr (url, '@'));
      g_assert_null (strchr (url, '?'));
      g_assert_null (strstr (url, "ispdb"));
    }
  for (guint i = 0; i < g_list_model_get_n_items (ptl_query_get_contacts (fixture->query)); i++)
    {
      g_autoptr (PtlContact) contact = g_list_model_get_item (ptl_query_get_contacts (fixture->query), i);

      g_assert_cmpint (ptl_contact_get_sent (contact), !=, PTL_SENT_ADDRESS);
    }
}

/* Where the person agreed, and only there. */
static void
test_consent (Fixture       *fixture,
              gconstpointer  data)
{
  gboolean sent = FALSE;

  ptl_query_allow_address (fixture->query, "Autoconfig.Example.Org");
  fake_fetch_add (PLACE_1 "?emailaddress=me%40example.org", 10, GOOD_1);
  run (fixture, NULL);
  assert_candidates (fixture, "autoconfig:one.example.org");
  for (guint i = 0; i < g_list_model_get_n_items (ptl_query_get_contacts (fixture->query)); i++)
    {
      g_autoptr (PtlContact) contact = g_list_model_get_item (ptl_query_get_contacts (fixture->query), i);

      sent |= ptl_contact_get_sent (contact) == PTL_SENT_ADDRESS;
      if (ptl_contact_get_sent (contact) == PTL_SENT_ADDRESS)
        g_assert_cmpstr (ptl_contact_get_host (contact), ==, "autoconfig.example.org");
    }
  g_assert_true (sent);
}

typedef struct
{
  const char *place;
  const char *document;  /* NULL: the error */
  PtlError    error;
  const char *wish;      /* NULL: none */
} Wish;

#define NAMELESS \
  CONFIG ("<incomingServer type='imap'><hostname>one.example.org</hostname><port>993</port><socketType>SSL</socketType>" \
          "<username>@example.org</username></incomingServer>")

/* Who is there, and says nothing useful about the domain, may know the address. */
static void
test_wishes (Fixture       *fixture,
             gconstpointer  data)
{
  static const Wish rows[] = {
    { PLACE_1, NULL, PTL_ERROR_NOTHING_FOUND, "autoconfig.example.org" },
    { PLACE_1, NULL, PTL_ERROR_NOT_THIS_PROTOCOL, "autoconfig.example.org" },
    { PLACE_1, NULL, PTL_ERROR_SERVER_UNAVAILABLE, "autoconfig.example.org" },
    { PLACE_1, "", 0, "autoconfig.example.org" },
    { PLACE_1, "<clientConfig/>", 0, "autoconfig.example.org" },
    { PLACE_1, NAMELESS, 0, "autoconfig.example.org" },
    { PLACE_2, NAMELESS, 0, "example.org" },
    { PLACE_1, GOOD_1, 0, NULL },
    { PLACE_1, NULL, PTL_ERROR_NAME_NOT_FOUND, NULL },
    { PLACE_1, NULL, PTL_ERROR_REFUSED, NULL },
    { PLACE_1, NULL, PTL_ERROR_CERTIFICATE_WRONG_NAME, NULL },
    { PLACE_1, NULL, PTL_ERROR_TIMEOUT, NULL },
    { PLACE_2, NULL, PTL_ERROR_NOTHING_FOUND, NULL },
    { PLACE_2, "", 0, NULL },
    { "https://v1.ispdb.net/example.org", NAMELESS, 0, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      GPtrArray *wishes;

      if (i > 0)
        {
          tear_down (fixture, NULL);
          memset (fixture, 0, sizeof *fixture);
          set_up (fixture, NULL);
        }
      if (rows[i].document != NULL)
        fake_fetch_add (rows[i].place, 10, rows[i].document);
      else
        fake_fetch_fail (rows[i].place, 10, rows[i].error);
      ptl_query_set_directory (fixture->query, TRUE);
      run (fixture, NULL);

      wishes = ptl_query_get_wishes (fixture->query);
      g_test_message ("row %u", i);
      g_assert_cmpuint (wishes->len, ==, rows[i].wish != NULL ? 1 : 0);
      if (rows[i].wish != NULL)
        g_assert_cmpstr (wishes->pdata[0], ==, rows[i].wish);
    }
}

/* The directory is told no address, even if somebody says that it may be. */
static void
test_no_directory (Fixture       *fixture,
                   gconstpointer  data)
{
  ptl_query_set_directory (fixture->query, TRUE);
  ptl_query_allow_address (fixture->query, "v1.ispdb.net");
  fake_fetch_add ("https://v1.ispdb.net/example.org", 10, GOOD_1);
  run (fixture, NULL);
  assert_candidates (fixture, "directory:one.example.org");
  for (guint i = 0; i < fake_fetch_asked ()->len; i++)
    g_assert_null (strchr (fake_fetch_asked ()->pdata[i], '?'));
}

#define STARTTLS(direction, type, port) \
  "<" direction " type='" type "'><hostname>one.example.org</hostname><port>" port "</port>" \
  "<socketType>STARTTLS</socketType></" direction ">"
#define PLAIN(direction, type, port) \
  "<" direction " type='" type "'><hostname>one.example.org</hostname><port>" port "</port>" \
  "<socketType>plain</socketType></" direction ">"
#define WEAK CONFIG (STARTTLS ("incomingServer", "imap", "143") STARTTLS ("outgoingServer", "smtp", "587"))

/* Everything that is offered, as "port:security:transport". */
static void
assert_servers (Fixture    *fixture,
                const char *expected)
{
  GListModel *list = ptl_discovery_get_candidates (fixture->discovery);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (PtlCandidate) candidate = g_list_model_get_item (list, i);
      GPtrArray *ways[] = { ptl_candidate_get_incoming (candidate), ptl_candidate_get_outgoing (candidate) };

      for (guint way = 0; way < 2; way++)
        for (guint j = 0; j < ways[way]->len; j++)
          g_string_append_printf (text, "%s%u:%s:%s", text->len > 0 ? " " : "", ptl_server_get_port (ways[way]->pdata[j]),
                                  ptl_enum_to_nick (PTL_TYPE_SECURITY, ptl_server_get_security (ways[way]->pdata[j])),
                                  ptl_enum_to_nick (PTL_TYPE_TRANSPORT, ptl_candidate_get_transport (candidate)));
    }
  g_assert_cmpstr (text->str, ==, expected);
}

/* What starts without encryption is tried with it, and the answer waits a moment for that. */
static void
test_upgrade (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (PtlCandidate) found = NULL;

  fake_fetch_add (PLACE_1, 20, WEAK);
  fake_tester_accept (fixture->tester, "one.example.org:993", 300);
  fake_tester_fail (fixture->tester, "one.example.org:465", 20, PTL_ERROR_REFUSED);
  run (fixture, NULL);
  assert_servers (fixture, "143:starttls:https 587:starttls:https 993:tls:live");
  g_assert_cmpfloat (fixture->settled_ms, >=, 290);

  found = g_list_model_get_item (ptl_discovery_get_candidates (fixture->discovery), 1);
  g_assert_cmpint (ptl_candidate_get_origin (found), ==, PTL_ORIGIN_AUTOCONFIG);
  g_assert_cmpint (ptl_candidate_get_trust (found), ==, PTL_TRUST_TRUSTED);
  g_assert_cmpstr (ptl_candidate_get_evidence (found), ==,
                   "Port 993 of one.example.org, tried live; the host is named by " PLACE_1);
}

/* Whoever drops packets is not waited for. */
static void
test_upgrade_silence (Fixture       *fixture,
                      gconstpointer  data)
{
  fake_fetch_add (PLACE_1, 20, WEAK);
  fake_tester_silence (fixture->tester, "one.example.org:993");
  fake_tester_silence (fixture->tester, "one.example.org:465");
  run (fixture, NULL);
  assert_servers (fixture, "143:starttls:https 587:starttls:https");
  g_assert_cmpfloat (fixture->settled_ms, <, 1000);
  g_assert_cmpfloat (fixture->ms, <, 2000);
}

/* Nor where half the answer is all there is. */
static void
test_upgrade_half (Fixture       *fixture,
                   gconstpointer  data)
{
  fake_fetch_add (PLACE_1, 20, CONFIG (STARTTLS ("outgoingServer", "smtp", "587")));
  fake_tester_silence (fixture->tester, "one.example.org:465");
  run (fixture, NULL);
  assert_servers (fixture, "587:starttls:https");
  g_assert_cmpfloat (fixture->ms, <, 2000);
}

static void
test_upgrade_plain (Fixture       *fixture,
                    gconstpointer  data)
{
  fake_fetch_add (PLACE_1, 20, CONFIG (PLAIN ("incomingServer", "pop3", "110") PLAIN ("outgoingServer", "smtp", "25")));
  fake_tester_add (fixture->tester, "one.example.org:110", 20);
  fake_tester_add (fixture->tester, "one.example.org:465", 40);
  fake_tester_fail (fixture->tester, "one.example.org:25", 20, PTL_ERROR_STARTTLS_NOT_OFFERED);
  run (fixture, NULL);
  assert_servers (fixture, "110:none:https 25:none:https 110:starttls:live 465:tls:live");
}

/* What is as good as it can be needs no further look, and without a tester there is none. */
static void
test_upgrade_none (Fixture       *fixture,
                   gconstpointer  data)
{
  fake_fetch_add (PLACE_1, 20, GOOD_1);
  run (fixture, NULL);
  g_assert_cmpuint (fake_tester_tried (fixture->tester)->len, ==, 0);
}

/* Where sources contradict each other, the live test says who cannot be right. */
static void
test_contest (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (PtlCandidate) first = NULL;
  g_autoptr (PtlCandidate) second = NULL;

  add_srv (fixture);
  fake_fetch_add (PLACE_1, 20, GOOD_1);
  fake_tester_fail (fixture->tester, "one.example.org:993", 20, PTL_ERROR_REFUSED);
  fake_tester_silence (fixture->tester, "one.example.org:465");
  fake_tester_add (fixture->tester, "srv.example.org:993", 50);
  fake_tester_add (fixture->tester, "srv.example.org:465", 50);
  run (fixture, NULL);
  assert_candidates (fixture, "autoconfig:one.example.org srv:srv.example.org");
  first = g_list_model_get_item (ptl_discovery_get_candidates (fixture->discovery), 0);
  second = g_list_model_get_item (ptl_discovery_get_candidates (fixture->discovery), 1);
  g_assert_cmpuint (ptl_candidate_get_silent (first)->len, ==, 2);
  g_assert_cmpuint (ptl_candidate_get_silent (second)->len, ==, 0);
  g_assert_cmpfloat (fixture->settled_ms, >, 290);
  g_assert_cmpfloat (fixture->settled_ms, <, 1000);
}

/* Who agrees is not bothered. */
static void
test_contest_none (Fixture       *fixture,
                   gconstpointer  data)
{
  fake_resolver_add_srv (fixture->resolver, "_imaps._tcp.example.org", 0, 0, 993, "one.example.org");
  fake_resolver_add_srv (fixture->resolver, "_submissions._tcp.example.org", 0, 0, 465, "one.example.org");
  fake_fetch_add (PLACE_1, 20, GOOD_1);
  run (fixture, NULL);
  g_assert_cmpuint (fake_tester_tried (fixture->tester)->len, ==, 0);
}

/* What is known does not work: the usual names are tried beside it, and the live test decides. */
static void
test_doubt (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr (PtlCandidate) first = NULL;

  add_usual_names (fixture, 100);
  fake_fetch_add (PLACE_1, 20, GOOD_1);
  ptl_query_set_doubt (fixture->query, TRUE);
  run (fixture, NULL);
  assert_candidates (fixture, "autoconfig:one.example.org guess:imap.example.org");
  first = g_list_model_get_item (ptl_discovery_get_candidates (fixture->discovery), 0);
  g_assert_cmpuint (ptl_candidate_get_silent (first)->len, ==, 2);
  g_assert_cmpfloat (fixture->settled_ms, >, 99);
}

static void
add_unproven (Fixture *fixture,
              guint    delay)
{
  add_usual_names (fixture, delay);
  fake_tester_fail (fixture->tester, "imap.example.org:993", delay, PTL_ERROR_CERTIFICATE_SELF_SIGNED);
  fake_tester_fail (fixture->tester, "smtp.example.org:465", delay, PTL_ERROR_CERTIFICATE_SELF_SIGNED);
}

/* A server that cannot prove who it is comes last, and is nobody's reason to wait less for the others. */
static void
test_unproven (Fixture       *fixture,
               gconstpointer  data)
{
  gboolean late = data != NULL;

  add_unproven (fixture, 20);
  if (late)
    fake_fetch_add (PLACE_1, 6000, GOOD_1);
  run (fixture, NULL);
  g_assert_no_error (fixture->error);
  assert_candidates (fixture, late ? "autoconfig:one.example.org" : "guess:imap.example.org");
  g_assert_true (ptl_discovery_get_settled (fixture->discovery));
}

/* Where the domain says that there is no such service, or no mail at all, none is shown; the reason is. */
static void
test_unproven_declined (Fixture       *fixture,
                        gconstpointer  data)
{
  add_unproven (fixture, 20);
  for (guint i = 0; i < 2; i++)
    fake_resolver_add_srv (fixture->resolver, i == 0 ? "_imaps._tcp.example.org" : "_imap._tcp.example.org", 0, 0, 0, ".");
  run (fixture, NULL);
  g_assert_error (fixture->error, PTL_ERROR, PTL_ERROR_NOTHING_FOUND);
  g_assert_nonnull (strstr (fixture->error->message, "“imap.example.org” answers, but it cannot be used."));
  assert_candidates (fixture, "");
}

/* A network leads to itself whatever exists and what does not; a name service that lies about what does not exist is no such network. */
static void
test_portal (Fixture       *fixture,
             gconstpointer  data)
{
  for (guint same = 0; same < 2; same++)
    for (guint doubt = 0; doubt < 2; doubt++)
      {
        tear_down (fixture, NULL);
        memset (fixture, 0, sizeof *fixture);
        set_up (fixture, NULL);
        fake_resolver_add_srv (fixture->resolver, "_imaps._tcp.example.org", 0, 0, 993, "one.example.org");
        fake_resolver_add_host (fixture->resolver, "nothing.invalid", "203.0.113.1");
        fake_resolver_add_host (fixture->resolver, "one.example.org", same ? "203.0.113.1" : "203.0.113.2");
        fake_fetch_fail (PLACE_1, 10, PTL_ERROR_CERTIFICATE_WRONG_NAME);
        ptl_query_set_doubt (fixture->query, doubt);
        run (fixture, NULL);
        g_assert_true (fixture->found);
        g_assert_cmpint (ptl_discovery_get_in_portal (fixture->discovery), ==, same && doubt);
      }
}

static gsize
get_memory (void)
{
  g_autofree char *text = NULL;
  gsize total = 0, resident = 0;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  g_assert_cmpint (sscanf (text, "%zu %zu", &total, &resident), ==, 2);
  return resident * 4;
}

/* Nothing piles up, neither memory nor open files, over a thousand domains in a row. */
static void
test_many (Fixture       *fixture,
           gconstpointer  data)
{
  guint n_files = 0;
  gsize memory = 0;

  for (guint i = 0; i < 1000; i++)
    {
      if (i > 0)
        {
          tear_down (fixture, NULL);
          memset (fixture, 0, sizeof *fixture);
          set_up (fixture, NULL);
        }
      if (i == 100)
        {
          n_files = fixture->n_files;
          memory = get_memory ();
        }
      run (fixture, NULL);
    }
  g_assert_cmpuint (fixture->n_files, <=, n_files);
  g_test_message ("%zu KiB after 100, %zu KiB after 1000", memory, get_memory ());
#ifndef __SANITIZE_ADDRESS__ /* which keeps what is freed for a while */
  g_assert_cmpuint (get_memory (), <, memory + 2048);
#endif
}

#define N_AT_ONCE 64

static void
at_once_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  guint *n_found = user_data;
  g_autoptr (GError) error = NULL;

  g_assert_true (ptl_discovery_run_finish (PTL_DISCOVERY (object), result, &error));
  g_assert_no_error (error);
  (*n_found)++;
}

/* Many at the same time neither disturb nor wait for each other: each finds its own. */
static void
test_at_once (Fixture       *fixture,
              gconstpointer  data)
{
  PtlDiscovery *discoveries[N_AT_ONCE];
  gint64 started = g_get_monotonic_time ();
  guint n_found = 0;

  for (guint i = 0; i < N_AT_ONCE; i++)
    {
      g_autofree char *text = g_strdup_printf ("me@d%u.example", i);
      g_autofree char *name = g_strdup_printf ("_imaps._tcp.d%u.example", i);
      g_autofree char *submission = g_strdup_printf ("_submissions._tcp.d%u.example", i);
      g_autofree char *host = g_strdup_printf ("mail.d%u.example", i);
      g_autoptr (PtlAddress) address = ptl_address_parse (text, NULL);
      g_autoptr (PtlQuery) query = ptl_query_new (address);

      fake_resolver_add_srv (fixture->resolver, name, 0, 0, 993, host);
      fake_resolver_add_srv (fixture->resolver, submission, 0, 0, 465, host);
      discoveries[i] = ptl_discovery_new (query);
      ptl_discovery_run_async (discoveries[i], NULL, at_once_cb, &n_found);
    }
  while (n_found < N_AT_ONCE)
    g_main_context_iteration (NULL, TRUE);

  for (guint i = 0; i < N_AT_ONCE; i++)
    {
      g_autofree char *host = g_strdup_printf ("mail.d%u.example", i);
      g_autoptr (PtlCandidate) candidate = g_list_model_get_item (ptl_discovery_get_candidates (discoveries[i]), 0);

      g_assert_cmpstr (ptl_server_get_host (ptl_candidate_get_incoming (candidate)->pdata[0]), ==, host);
      g_clear_object (&candidate);
      g_assert_finalize_object (discoveries[i]);
    }
  g_assert_cmpfloat (fake_time_since (started), <, 5000);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fake_time_start ();

#define ADD_FOR(name, address, function) g_test_add ("/discovery/" name, Fixture, address, set_up, function, tear_down)
#define ADD(name, function) ADD_FOR (name, NULL, function)
  ADD ("autoconfig", test_autoconfig);
  ADD ("first-place", test_first_place);
  ADD ("slow-second", test_slow_second);
  ADD ("silent-first", test_silent_first);
  ADD ("order", test_order);
  ADD ("settled-waits", test_settled_waits);
  ADD ("settled-silence", test_settled_silence);
  ADD ("slow", test_slow);
  ADD ("late", test_late);
  ADD ("guess", test_guess);
  ADD ("guess-waits", test_guess_waits);
  ADD ("guess-declined", test_guess_declined);
  ADD ("guess-all-declined", test_guess_all_declined);
  ADD ("guess-stops", test_guess_stops);
  ADD ("guess-completes", test_guess_completes);
  ADD ("guess-silence", test_guess_silence);
  ADD_FOR ("bundled", "me@posteo.de", test_bundled);
  ADD_FOR ("no-access", "me@tuta.com", test_no_access);
  ADD ("offline", test_offline);
  ADD ("nothing", test_nothing);
  ADD ("failures", test_failures);
  ADD ("bad-data", test_bad_data);
  ADD ("other-way", test_other_way);
  ADD ("timeout", test_timeout);
  ADD_FOR ("overslept", "me@posteo.de", test_overslept);
  ADD ("cancel", test_cancel);
  ADD ("private", test_private);
  ADD ("upgrade", test_upgrade);
  ADD ("upgrade-silence", test_upgrade_silence);
  ADD ("upgrade-half", test_upgrade_half);
  ADD ("upgrade-plain", test_upgrade_plain);
  ADD ("upgrade-none", test_upgrade_none);
  ADD ("contest", test_contest);
  ADD ("contest-none", test_contest_none);
  ADD ("doubt", test_doubt);
  ADD ("unproven", test_unproven);
  ADD_FOR ("unproven-late", "me@example.org", test_unproven);
  ADD ("unproven-declined", test_unproven_declined);
  ADD ("portal", test_portal);
  ADD ("consent", test_consent);
  ADD ("wishes", test_wishes);
  ADD ("consent-no-directory", test_no_directory);
  ADD ("many", test_many);
  ADD ("at-once", test_at_once);

  return g_test_run ();
}
