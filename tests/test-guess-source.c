/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-guess-source.h"

#include <string.h>

#include "fake-resolver.h"
#include "fake-tester.h"
#include "fake-time.h"
#include "ptl-enum.h"

/* One try takes that long, where it answers; one question to the name service a fifth of it. */
#define TRY_MS 200
#define ASK_MS 40

typedef struct
{
  FakeResolver *resolver;
  PtlQuery     *query;
  FakeTester   *tester;
  PtlSource    *source;
  double        ms;  /* how long the look-up took */
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (PtlAddress) address = ptl_address_parse ("me@example.org", NULL);

  fixture->resolver = fake_resolver_install ();
  fake_resolver_set_delay (fixture->resolver, ASK_MS);
  fixture->query = ptl_query_new (address);
  fixture->tester = fake_tester_new (fixture->query);
  fixture->source = ptl_guess_source_new ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_clear_pointer (&fixture->tester, fake_tester_free);
  g_assert_finalize_object (fixture->source);
  g_assert_finalize_object (fixture->query);
  fake_resolver_uninstall (fixture->resolver);
}

static void
add_hosts (Fixture    *fixture,
           const char *prefixes)
{
  g_auto (GStrv) list = g_strsplit (prefixes, " ", -1);

  for (guint i = 0; list[i] != NULL; i++)
    {
      g_autofree char *name = g_str_equal (list[i], "@") ? g_strdup ("example.org") : g_strdup_printf ("%s.example.org", list[i]);

      fake_resolver_add_host (fixture->resolver, name, "127.0.0.1");
    }
}

static void
result_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
describe (GString      *text,
          PtlCandidate *candidate)
{
  GPtrArray *lists[] = { ptl_candidate_get_incoming (candidate), ptl_candidate_get_outgoing (candidate) };

  g_assert_cmpint (ptl_candidate_get_origin (candidate), ==, PTL_ORIGIN_GUESS);
  g_assert_cmpint (ptl_candidate_get_transport (candidate), ==, PTL_TRANSPORT_LIVE);
  g_string_append (text, ptl_enum_to_nick (PTL_TYPE_TRUST, ptl_candidate_get_trust (candidate)));
  for (guint i = 0; i < 2; i++)
    for (guint j = 0; j < lists[i]->len; j++)
      {
        PtlServer *server = lists[i]->pdata[j];

        g_assert_cmpstr (ptl_server_get_username (server), ==, "me@example.org");
        g_string_append_printf (text, " %s:%s:%u:%s", ptl_enum_to_nick (PTL_TYPE_PROTOCOL, ptl_server_get_protocol (server)),
                                ptl_server_get_host (server), ptl_server_get_port (server),
                                ptl_enum_to_nick (PTL_TYPE_SECURITY, ptl_server_get_security (server)));
      }
  g_string_append_c (text, '\n');
}

static char *
look_up (Fixture       *fixture,
         GCancellable  *cancellable,
         GError       **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) candidates = NULL;
  gint64 started = g_get_monotonic_time ();
  GString *text;

  ptl_source_lookup_async (fixture->source, fixture->query, cancellable, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  fixture->ms = fake_time_since (started);
  candidates = ptl_source_lookup_finish (fixture->source, result, error);
  g_assert_cmpuint (fake_tester_open (fixture->tester), ==, 0);
  if (candidates == NULL)
    return NULL;

  text = g_string_new (NULL);
  for (guint i = 0; i < candidates->len; i++)
    describe (text, candidates->pdata[i]);

  return g_string_free (text, FALSE);
}

static void
assert_found (Fixture    *fixture,
              const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = look_up (fixture, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, expected);
}

/* How the answer of one endpoint stands in the ledger. */
static void
assert_noted (Fixture    *fixture,
              const char *host,
              guint16     port,
              PtlAnswer   answer)
{
  GListModel *contacts = ptl_query_get_contacts (fixture->query);

  for (guint i = 0; i < g_list_model_get_n_items (contacts); i++)
    {
      g_autoptr (PtlContact) contact = g_list_model_get_item (contacts, i);

      if (ptl_contact_get_port (contact) != port || !g_str_equal (ptl_contact_get_host (contact), host))
        continue;
      g_assert_cmpint (ptl_contact_get_answer (contact), ==, answer);
      g_assert_cmpint (ptl_contact_get_sent (contact), ==, port == 53 ? PTL_SENT_DOMAIN : PTL_SENT_NOTHING);
      return;
    }

  g_error ("%s:%u is not in the ledger", host, port);
}

static void
test_best (Fixture       *fixture,
           gconstpointer  data)
{
  add_hosts (fixture, "imap pop smtp mail");
  fake_tester_add (fixture->tester, "imap.example.org:993", TRY_MS);
  fake_tester_add (fixture->tester, "imap.example.org:143", TRY_MS);
  fake_tester_add (fixture->tester, "pop.example.org:995", TRY_MS);
  fake_tester_add (fixture->tester, "smtp.example.org:465", TRY_MS);
  fake_tester_add (fixture->tester, "smtp.example.org:587", TRY_MS);
  assert_found (fixture, "trusted imap:imap.example.org:993:tls pop3:pop.example.org:995:tls smtp:smtp.example.org:465:tls\n");
  assert_noted (fixture, "example.org", 53, PTL_ANSWER_FOUND);
  assert_noted (fixture, "imap.example.org", 993, PTL_ANSWER_FOUND);
  assert_noted (fixture, "mail.example.org", 993, PTL_ANSWER_REFUSED);
}

/* Names that do not exist are not tried. */
static void
test_few_names (Fixture       *fixture,
                gconstpointer  data)
{
  add_hosts (fixture, "mail");
  fake_tester_add (fixture->tester, "mail.example.org:143", TRY_MS);
  fake_tester_add (fixture->tester, "mail.example.org:587", TRY_MS);
  assert_found (fixture, "trusted imap:mail.example.org:143:starttls smtp:mail.example.org:587:starttls\n");
  for (guint i = 0; i < fake_tester_tried (fixture->tester)->len; i++)
    g_assert_true (g_str_has_prefix (fake_tester_tried (fixture->tester)->pdata[i], "mail.example.org:"));
  g_assert_cmpuint (fake_tester_tried (fixture->tester)->len, ==, 6);
}

/* The better place wins, also when it answers a little later than a lesser one. */
static void
test_order (Fixture       *fixture,
            gconstpointer  data)
{
  add_hosts (fixture, "imap smtp mail @");
  fake_tester_add (fixture->tester, "imap.example.org:993", TRY_MS + 300);
  fake_tester_add (fixture->tester, "mail.example.org:993", TRY_MS);
  fake_tester_add (fixture->tester, "example.org:993", TRY_MS - 15);
  fake_tester_add (fixture->tester, "mail.example.org:587", TRY_MS - 15);
  fake_tester_add (fixture->tester, "mail.example.org:465", TRY_MS);
  assert_found (fixture, "trusted imap:mail.example.org:993:tls imap:example.org:993:tls "
                         "smtp:mail.example.org:465:tls smtp:mail.example.org:587:starttls\n");
}

/* Who has taken the connection is waited for, though others are done: a handshake takes time on a slow computer. Who was connected
 * and then fails is waited for no longer. */
static void
test_connected (Fixture       *fixture,
                gconstpointer  data)
{
  add_hosts (fixture, "imap smtp pop");
  fake_tester_accept (fixture->tester, "imap.example.org:993", TRY_MS * 2);
  fake_tester_add (fixture->tester, "imap.example.org:143", TRY_MS);
  fake_tester_accept (fixture->tester, "pop.example.org:995", TRY_MS * 2);
  fake_tester_add (fixture->tester, "smtp.example.org:587", TRY_MS);
  fake_tester_silence (fixture->tester, "smtp.example.org:465");
  assert_found (fixture, "trusted imap:imap.example.org:993:tls pop3:pop.example.org:995:tls "
                         "imap:imap.example.org:143:starttls smtp:smtp.example.org:587:starttls\n");
  g_assert_cmpfloat (fixture->ms, <, ASK_MS + TRY_MS * 3);
}

/* What drops packets costs no more than a fifth of what the answer took. */
static void
test_silent (Fixture       *fixture,
             gconstpointer  data)
{
  static const char *silent[] = { "imap.example.org:993", "imap.example.org:143", "smtp.example.org:465", "smtp.example.org:587",
                                  "pop.example.org:995", "pop.example.org:110", "example.org:993", "example.org:465",
                                  "example.org:995", "example.org:143", "example.org:587", "example.org:110",
                                  "mail.example.org:995", "mail.example.org:110" };

  add_hosts (fixture, "imap smtp pop mail @");
  for (guint i = 0; i < G_N_ELEMENTS (silent); i++)
    fake_tester_silence (fixture->tester, silent[i]);
  fake_tester_add (fixture->tester, "mail.example.org:993", TRY_MS);
  fake_tester_add (fixture->tester, "mail.example.org:465", TRY_MS);
  assert_found (fixture, "trusted imap:mail.example.org:993:tls smtp:mail.example.org:465:tls\n");
  g_test_message ("%.0f ms, ideal %d ms", fixture->ms, ASK_MS + TRY_MS);
  g_assert_cmpfloat (fixture->ms, <, (ASK_MS + TRY_MS) * 1.5);
  assert_noted (fixture, "imap.example.org", 993, PTL_ANSWER_CANCELLED);
}

/* A name whose look-up never ends holds nothing back either. */
static void
test_silent_names (Fixture       *fixture,
                   gconstpointer  data)
{
  add_hosts (fixture, "mail");
  fake_resolver_silence (fixture->resolver, "imap.example.org");
  fake_resolver_silence (fixture->resolver, "pop.example.org");
  fake_resolver_silence (fixture->resolver, "smtp.example.org");
  fake_tester_add (fixture->tester, "mail.example.org:993", TRY_MS);
  fake_tester_add (fixture->tester, "mail.example.org:465", TRY_MS);
  assert_found (fixture, "trusted imap:mail.example.org:993:tls smtp:mail.example.org:465:tls\n");
  g_assert_cmpfloat (fixture->ms, <, (ASK_MS + TRY_MS) * 1.5);
}

/* The other direction gets longer: half an account is not worth the hurry. */
static void
test_slow_other (Fixture       *fixture,
                 gconstpointer  data)
{
  add_hosts (fixture, "imap smtp");
  fake_tester_add (fixture->tester, "imap.example.org:993", TRY_MS);
  fake_tester_add (fixture->tester, "smtp.example.org:465", TRY_MS * 3);
  assert_found (fixture, "trusted imap:imap.example.org:993:tls smtp:smtp.example.org:465:tls\n");
}

static void
test_one_direction (Fixture       *fixture,
                    gconstpointer  data)
{
  add_hosts (fixture, "imap smtp");
  fake_tester_add (fixture->tester, "imap.example.org:993", TRY_MS);
  fake_tester_silence (fixture->tester, "smtp.example.org:465");
  assert_found (fixture, "trusted imap:imap.example.org:993:tls\n");
  g_assert_cmpfloat (fixture->ms, <, 2000);
}

static void
test_plain (Fixture       *fixture,
            gconstpointer  data)
{
  add_hosts (fixture, "mail");
  fake_tester_fail (fixture->tester, "mail.example.org:110", TRY_MS, PTL_ERROR_STARTTLS_NOT_OFFERED);
  fake_tester_add (fixture->tester, "mail.example.org:465", TRY_MS);
  fake_tester_fail (fixture->tester, "mail.example.org:587", TRY_MS, PTL_ERROR_STARTTLS_NOT_OFFERED);
  assert_found (fixture, "trusted smtp:mail.example.org:465:tls\nconfirm pop3:mail.example.org:110:none\n");
}

/* A server that cannot be used is no answer, but it is said which one it is, and why. */
static void
test_unusable (Fixture       *fixture,
               gconstpointer  data)
{
  PtlError code = GPOINTER_TO_INT (data);
  g_autoptr (GError) error = NULL;
  g_autofree char *found = NULL;

  add_hosts (fixture, "imap @");
  fake_tester_fail (fixture->tester, "imap.example.org:993", TRY_MS, code);
  fake_tester_fail (fixture->tester, "example.org:993", TRY_MS, PTL_ERROR_CONNECT_TIMEOUT);
  found = look_up (fixture, NULL, &error);
  g_assert_null (found);
  g_assert_error (error, PTL_ERROR, (int) code);
  g_assert_true (g_str_has_prefix (error->message, "“imap.example.org” answers, but it cannot be used. "));
  assert_noted (fixture, "imap.example.org", 993, PTL_ANSWER_ERROR);
}

static void
assert_unproven (Fixture    *fixture,
                 const char *expected,
                 const char *evidence)
{
  PtlCandidate *candidate = ptl_query_get_unproven (fixture->query);
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_nonnull (candidate);
  describe (text, candidate);
  g_assert_cmpstr (text->str, ==, expected);
  g_assert_cmpstr (ptl_candidate_get_evidence (candidate), ==, evidence);
}

/* Who runs the server can vouch for it, so it is kept for where nobody knows another. */
static void
test_unproven (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  add_hosts (fixture, "mail");
  fake_tester_fail (fixture->tester, "mail.example.org:993", TRY_MS, PTL_ERROR_CERTIFICATE_SELF_SIGNED);
  fake_tester_fail (fixture->tester, "mail.example.org:143", TRY_MS / 2, PTL_ERROR_CERTIFICATE_WRONG_NAME);
  fake_tester_fail (fixture->tester, "mail.example.org:995", TRY_MS, PTL_ERROR_CERTIFICATE_REVOKED);
  fake_tester_fail (fixture->tester, "mail.example.org:587", TRY_MS, PTL_ERROR_CERTIFICATE_UNKNOWN_ISSUER);
  g_assert_null (look_up (fixture, NULL, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_CERTIFICATE_REVOKED);
  assert_unproven (fixture, "confirm imap:mail.example.org:993:tls imap:mail.example.org:143:starttls "
                            "smtp:mail.example.org:587:starttls\n", "failed");
}

/* One that nobody could make an exception for is none to keep; and where one is good, no other is needed. */
static void
test_nothing_unproven (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  add_hosts (fixture, "mail");
  fake_tester_fail (fixture->tester, "mail.example.org:993", TRY_MS, PTL_ERROR_CERTIFICATE_REVOKED);
  fake_tester_fail (fixture->tester, "mail.example.org:465", TRY_MS, PTL_ERROR_CERTIFICATE_WEAK);
  g_assert_null (look_up (fixture, NULL, &error));
  g_assert_null (ptl_query_get_unproven (fixture->query));
  g_clear_error (&error);

  fake_tester_fail (fixture->tester, "mail.example.org:993", TRY_MS, PTL_ERROR_CERTIFICATE_SELF_SIGNED);
  fake_tester_add (fixture->tester, "mail.example.org:465", TRY_MS);
  assert_found (fixture, "trusted smtp:mail.example.org:465:tls\n");
  g_assert_null (ptl_query_get_unproven (fixture->query));
}

/* A name that is there for mail only and does not answer is worth a word; the domain's web server is not. */
static void
test_dead (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *found = NULL;

  add_hosts (fixture, data);
  fake_tester_fail (fixture->tester, "mail.example.org:993", TRY_MS, PTL_ERROR_CONNECT_TIMEOUT);
  fake_tester_fail (fixture->tester, "example.org:993", TRY_MS, PTL_ERROR_CONNECT_TIMEOUT);
  found = look_up (fixture, NULL, &error);
  if (g_str_equal (data, "@"))
    {
      g_assert_no_error (error);
      g_assert_cmpstr (found, ==, "");
    }
  else
    g_assert_error (error, PTL_ERROR, PTL_ERROR_CONNECT_TIMEOUT);
}

static void
test_nothing (Fixture       *fixture,
              gconstpointer  data)
{
  assert_found (fixture, "");
  g_assert_cmpuint (fake_tester_tried (fixture->tester)->len, ==, 0);
  assert_noted (fixture, "example.org", 53, PTL_ANSWER_NOT_FOUND);
  g_assert_cmpfloat (fixture->ms, <, ASK_MS * 3);
}

static void
test_broken_names (Fixture       *fixture,
                   gconstpointer  data)
{
  static const char *hosts[] = { "imap.example.org", "mail.example.org", "example.org" };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    fake_resolver_fail (fixture->resolver, hosts[i]);
  g_assert_null (look_up (fixture, NULL, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_DNS_FAILURE);
}

/* Nobody lent a tester: nothing is asked, not even the name service. */
static void
test_no_tester (Fixture       *fixture,
                gconstpointer  data)
{
  ptl_query_set_tester (fixture->query, NULL, NULL, NULL);
  assert_found (fixture, "");
  g_assert_cmpuint (fake_resolver_get_asked (fixture->resolver)->len, ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (ptl_query_get_contacts (fixture->query)), ==, 0);
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

/* While names are looked up, while servers are tried, and while one is waited for. */
static void
test_cancel (Fixture       *fixture,
             gconstpointer  data)
{
  static const guint after[] = { 0, ASK_MS / 2, ASK_MS + TRY_MS / 2 };

  add_hosts (fixture, "imap smtp");
  fake_tester_silence (fixture->tester, "imap.example.org:993");
  fake_tester_silence (fixture->tester, "smtp.example.org:465");
  for (guint i = 0; i < G_N_ELEMENTS (after); i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;

      g_timeout_add (after[i], cancel_cb, cancellable);
      g_assert_null (look_up (fixture, cancellable, &error));
      g_assert_error (error, PTL_ERROR, PTL_ERROR_CANCELLED);
      g_assert_cmpfloat (fixture->ms, <, after[i] + 100);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fake_time_start ();

#define ADD_WITH(name, data, function) g_test_add ("/guess-source/" name, Fixture, data, set_up, function, tear_down)
#define ADD(name, function)            ADD_WITH (name, NULL, function)
  ADD ("best", test_best);
  ADD ("few-names", test_few_names);
  ADD ("order", test_order);
  ADD ("connected", test_connected);
  ADD ("silent", test_silent);
  ADD ("silent-names", test_silent_names);
  ADD ("slow-other", test_slow_other);
  ADD ("one-direction", test_one_direction);
  ADD ("plain", test_plain);
  ADD_WITH ("unusable/wrong-name", GINT_TO_POINTER (PTL_ERROR_CERTIFICATE_WRONG_NAME), test_unusable);
  ADD_WITH ("unusable/self-signed", GINT_TO_POINTER (PTL_ERROR_CERTIFICATE_SELF_SIGNED), test_unusable);
  ADD_WITH ("unusable/old-tls", GINT_TO_POINTER (PTL_ERROR_TLS_TOO_OLD), test_unusable);
  ADD_WITH ("unusable/out-of-order", GINT_TO_POINTER (PTL_ERROR_SERVER_UNAVAILABLE), test_unusable);
  ADD ("unproven", test_unproven);
  ADD ("nothing-unproven", test_nothing_unproven);
  ADD_WITH ("dead/mail-only", "mail", test_dead);
  ADD_WITH ("dead/web", "@", test_dead);
  ADD ("nothing", test_nothing);
  ADD ("broken-names", test_broken_names);
  ADD ("no-tester", test_no_tester);
  ADD ("cancel", test_cancel);

  return g_test_run ();
}
