/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>
#include <unistd.h>

#include "ptl-session.h"

#include "fake-discovery.h"
#include "ptl-exceptions.h"
#include "fake-offers.h"
#include "fake-probe.h"

#define IMAP "imap:993:tls:imap.example.org"
#define SMTP "smtp:465:tls:smtp.example.org"

typedef struct
{
  PtlSession   *session;
  GCancellable *cancellable;
  GAsyncResult *result;       /* of the operation that was started last */
  guint         n_recommendations;
} Fixture;

static void
recommendation_cb (Fixture *fixture)
{
  fixture->n_recommendations++;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (PtlAddress) address = ptl_address_parse ("ben@example.org", NULL);

  fake_probe_reset ();
  fixture->cancellable = g_cancellable_new ();
  fixture->session = ptl_session_new ();
  ptl_session_set_address (fixture->session, address);
  g_signal_connect_swapped (fixture->session, "notify::recommendation", G_CALLBACK (recommendation_cb), fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_signal_handlers_disconnect_by_data (fixture->session, fixture);
  g_clear_object (&fixture->result);
  g_object_add_weak_pointer (G_OBJECT (fixture->session), (gpointer *) &fixture->session);
  g_object_unref (fixture->session);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (fixture->session);
  g_object_unref (fixture->cancellable);
  g_assert_cmpuint (fake_probe_open (), ==, 0);
  g_assert_cmpuint (fake_discovery_open (), ==, 0);
}

static void
keep_result_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  Fixture *fixture = user_data;

  g_set_object (&fixture->result, result);
}

static void
wait_for_result (Fixture *fixture)
{
  while (fixture->result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
discover (Fixture    *fixture,
          const char *candidates)
{
  g_autoptr (GListModel) list = fake_candidates (candidates);
  g_autoptr (GError) error = NULL;

  g_clear_object (&fixture->result);
  ptl_session_discover_async (fixture->session, fixture->cancellable, keep_result_cb, fixture);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (PtlCandidate) candidate = g_list_model_get_item (list, i);

      fake_discovery_find (candidate);
    }
  fake_discovery_settle ();
  fake_discovery_end ();
  wait_for_result (fixture);
  g_assert_true (ptl_session_discover_finish (fixture->session, fixture->result, &error));
  g_assert_no_error (error);
}

static void
check (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&fixture->result);
  ptl_session_check_async (fixture->session, fixture->cancellable, keep_result_cb, fixture);
  wait_for_result (fixture);
  g_assert_true (ptl_session_check_finish (fixture->session, fixture->result, &error));
  g_assert_no_error (error);
}

static void
start_check_and_look (Fixture *fixture)
{
  g_clear_object (&fixture->result);
  ptl_session_check_and_look_async (fixture->session, fixture->cancellable, keep_result_cb, fixture);
}

/* Goes on until it looks for others; FALSE if it ends without. */
static gboolean
wait_for_look (Fixture *fixture)
{
  while (fixture->result == NULL && ptl_session_get_stage (fixture->session) != PTL_STAGE_LOOKING)
    g_main_context_iteration (NULL, TRUE);

  return fixture->result == NULL;
}

static void
finish_check_and_look (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  wait_for_result (fixture);
  g_assert_true (ptl_session_check_and_look_finish (fixture->session, fixture->result, &error));
  g_assert_no_error (error);
  g_assert_cmpint (ptl_session_get_stage (fixture->session), ==, PTL_STAGE_NONE);
}

static void
set_secret (Fixture *fixture)
{
  g_autoptr (PtlSecret) secret = ptl_secret_new ("secret", -1);

  ptl_session_set_secret (fixture->session, secret);
}

static const char *
problem_id (Fixture *fixture)
{
  PtlProblem *problem = ptl_session_get_problem (fixture->session);

  return problem != NULL ? ptl_problem_get_id (problem) : "none";
}

static void
test_ready (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr (PtlAccount) account = NULL;
  g_autofree char *attempts = NULL;

  g_assert_null (ptl_session_get_recommendation (fixture->session));
  g_assert_null (ptl_session_get_account (fixture->session));
  ptl_session_set_name (fixture->session, "Ben Example");
  discover (fixture, "bundled " IMAP " " SMTP);
  g_assert_true (ptl_session_get_settled (fixture->session));
  g_assert_true (ptl_recommendation_has_choice (ptl_session_get_recommendation (fixture->session)));
  g_assert_cmpint (ptl_session_get_result (fixture->session), ==, PTL_RESULT_UNCHECKED);

  set_secret (fixture);
  fake_probe_pass ("imap.example.org:993");
  fake_probe_pass ("smtp.example.org:465");
  check (fixture);
  attempts = fake_probe_log ();
  account = ptl_session_get_account (fixture->session);

  g_assert_cmpstr (attempts, ==, "imap.example.org:993 ben@example.org secret\nsmtp.example.org:465 ben@example.org secret");
  g_assert_cmpint (ptl_session_get_result (fixture->session), ==, PTL_RESULT_READY);
  g_assert_cmpstr (problem_id (fixture), ==, "none");
  g_assert_cmpint (ptl_account_get_result (account), ==, PTL_RESULT_READY);
  g_assert_cmpstr (ptl_account_get_name (account), ==, "Ben Example");
  g_assert_cmpstr (ptl_server_get_username (ptl_account_get_incoming (account)), ==, "ben@example.org");
  g_assert_cmpstr (ptl_server_get_username (ptl_account_get_outgoing (account)), ==, "ben@example.org");
}

typedef struct
{
  const char *candidates;
  const char *good;      /* endpoints that pass */
  const char *bad;       /* one that is refused the sign-in */
  PtlResult   result;
  const char *problem;
} ResultTest;

static const ResultTest result_tests[] = {
  { "bundled " IMAP " " SMTP, "imap.example.org:993 smtp.example.org:465", "", PTL_RESULT_READY, "none" },
  { "bundled " IMAP, "imap.example.org:993", "", PTL_RESULT_PARTIAL, "nothing-found" },
  { "bundled " IMAP " " SMTP, "imap.example.org:993", "", PTL_RESULT_PARTIAL, "refused" },
  { "bundled " IMAP " " SMTP, "smtp.example.org:465", "", PTL_RESULT_PARTIAL, "refused" },
  { "bundled " IMAP " " SMTP, "", "", PTL_RESULT_FAILED, "refused" },
  { "bundled " IMAP " " SMTP, "", "smtp.example.org:465", PTL_RESULT_FAILED, "sign-in-refused" },
  { "bundled " IMAP " " SMTP, "smtp.example.org:465", "imap.example.org:993", PTL_RESULT_PARTIAL, "sign-in-refused" },
  { "srv confirm " IMAP " " SMTP, "imap.example.org:993 smtp.example.org:465", "", PTL_RESULT_CONFIRM, "not-vouched" },
  { "srv confirm " IMAP " " SMTP, "", "", PTL_RESULT_FAILED, "refused" },
  { "bundled " IMAP " | srv confirm " SMTP, "imap.example.org:993 smtp.example.org:465", "", PTL_RESULT_CONFIRM, "not-vouched" },
  { "bundled " IMAP " imap:143:none:imap.example.org " SMTP, "imap.example.org:143", "", PTL_RESULT_FAILED, "refused" },
};

static void
test_results (Fixture       *fixture,
              gconstpointer  data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (result_tests); i++)
    {
      const ResultTest *row = &result_tests[i];
      g_auto (GStrv) good = g_strsplit (row->good, " ", -1);
      g_autoptr (PtlAccount) account = NULL;

      g_test_message ("“%s” with “%s”", row->candidates, row->good);
      fake_probe_reset ();
      for (guint j = 0; good[j] != NULL && *good[j] != '\0'; j++)
        fake_probe_pass (good[j]);
      if (*row->bad != '\0')
        fake_probe_fail (row->bad, PTL_ERROR_SIGN_IN_REFUSED);

      discover (fixture, row->candidates);
      set_secret (fixture);
      check (fixture);
      account = ptl_session_get_account (fixture->session);

      g_assert_cmpint (ptl_session_get_result (fixture->session), ==, row->result);
      g_assert_cmpstr (problem_id (fixture), ==, row->problem);
      g_assert_cmpint (account != NULL, ==, row->result != PTL_RESULT_FAILED);
      if (account != NULL)
        g_assert_cmpint (ptl_account_get_result (account), ==, row->result);
    }
}

/* Where one server takes the password, nobody is told to type it again for the other. */
static void
test_right_password (Fixture       *fixture,
                     gconstpointer  data)
{
  static const struct
  {
    const char *refuses;
    const char *takes;
    const char *says;
    PtlRemedy   remedy;
  } rows[] = {
    { "imap.example.org:993", "smtp.example.org:465", "The server for sending takes this password", PTL_REMEDY_EDIT_SERVER },
    { "smtp.example.org:465", "imap.example.org:993", "The server for receiving takes this password", PTL_REMEDY_EDIT_SERVER },
    { "imap.example.org:993", NULL, "The server does not accept", PTL_REMEDY_EDIT_PASSWORD },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      PtlProblem *problem;

      fake_probe_reset ();
      discover (fixture, "bundled " IMAP " " SMTP);
      set_secret (fixture);
      fake_probe_fail (rows[i].refuses, PTL_ERROR_SIGN_IN_REFUSED);
      if (rows[i].takes != NULL)
        fake_probe_pass (rows[i].takes);
      check (fixture);
      problem = ptl_session_get_problem (fixture->session);
      g_assert_cmpint (ptl_problem_get_code (problem), ==, PTL_ERROR_SIGN_IN_REFUSED);
      g_assert_true (g_str_has_prefix (ptl_problem_get_message (problem), rows[i].says));
      g_assert_cmpint (ptl_problem_get_remedy (problem), ==, rows[i].remedy);
    }
}

/* Whoever signs in with a tag hears of the name without it. */
static void
test_tag (Fixture       *fixture,
          gconstpointer  data)
{
  static const struct
  {
    const char *address;
    const char *username;  /* (nullable): the person's own */
    const char *refuses;
    const char *says;      /* NULL: nothing of it */
    PtlRemedy   second;
  } rows[] = {
    { "ben+shop@example.org", NULL, "imap.example.org:993", "Try “ben@example.org”.", PTL_REMEDY_EDIT_SERVER },
    { "ben+shop@example.org", NULL, "smtp.example.org:465", "Try “ben@example.org”.", PTL_REMEDY_NONE },
    { "ben+shop@example.org", "ben+shop", "imap.example.org:993", "Try “ben”.", PTL_REMEDY_EDIT_SERVER },
    { "ben+shop@example.org", "c++", "imap.example.org:993", NULL, PTL_REMEDY_NONE },
    { "+ben@example.org", NULL, "imap.example.org:993", NULL, PTL_REMEDY_NONE },
    { "ben@example.org", NULL, "imap.example.org:993", NULL, PTL_REMEDY_NONE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PtlAddress) address = ptl_address_parse (rows[i].address, NULL);
      PtlProblem *problem;

      fake_probe_reset ();
      ptl_session_set_address (fixture->session, address);
      ptl_session_set_username (fixture->session, rows[i].username);
      discover (fixture, "bundled " IMAP " " SMTP);
      set_secret (fixture);
      fake_probe_pass ("imap.example.org:993");
      fake_probe_fail (rows[i].refuses, PTL_ERROR_SIGN_IN_REFUSED);
      check (fixture);
      problem = ptl_session_get_problem (fixture->session);
      g_assert_cmpint (ptl_problem_get_code (problem), ==, PTL_ERROR_SIGN_IN_REFUSED);
      g_assert_true ((strstr (ptl_problem_get_advice (problem), "“+”") != NULL) == (rows[i].says != NULL));
      g_assert_true (rows[i].says == NULL || strstr (ptl_problem_get_advice (problem), rows[i].says) != NULL);
      g_assert_cmpint (ptl_problem_get_second_remedy (problem), ==, rows[i].second);
    }
}

/* Nothing that nobody vouches for gets the password before the person has agreed; then it does. */
static void
test_confirm (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  fake_probe_pass ("imap.example.org:993");
  discover (fixture, "srv confirm " IMAP);
  set_secret (fixture);
  g_assert_cmpint (ptl_session_get_result (fixture->session), ==, PTL_RESULT_CONFIRM);
  check (fixture);
  before = fake_probe_log ();
  g_assert_cmpstr (before, ==, "imap.example.org:993 ben@example.org silent");
  g_assert_cmpint (ptl_session_get_result (fixture->session), ==, PTL_RESULT_CONFIRM);

  ptl_session_set_confirmed (fixture->session, TRUE);
  g_assert_null (ptl_session_get_incoming_report (fixture->session));
  g_assert_cmpint (ptl_session_get_result (fixture->session), ==, PTL_RESULT_UNCHECKED);
  check (fixture);
  after = fake_probe_log ();
  g_assert_cmpstr (after, ==, "imap.example.org:993 ben@example.org secret");
  g_assert_cmpint (ptl_session_get_result (fixture->session), ==, PTL_RESULT_PARTIAL);
}

/* Who agreed to one domain has not agreed to another, neither when the first does not answer nor when a better offer comes late. */
static void
test_confirm_domain (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autofree char *log = NULL;

  fake_probe_pass ("imap.example.net:993");
  discover (fixture, "srv confirm imap:993:tls:imap.example.org imap:143:starttls:mail.example.org imap:993:tls:imap.example.net");
  set_secret (fixture);
  ptl_session_set_confirmed (fixture->session, TRUE);
  g_assert_true (ptl_session_get_confirmed (fixture->session));
  check (fixture);
  log = fake_probe_log ();
  g_assert_cmpstr (log, ==,
                   "imap.example.org:993 ben@example.org secret\n"
                   "imap.example.net:993 ben@example.org silent");
  g_assert_cmpint (ptl_session_get_result (fixture->session), ==, PTL_RESULT_CONFIRM);
  g_assert_cmpstr (problem_id (fixture), ==, "not-vouched");
  g_assert_nonnull (strstr (ptl_problem_get_message (ptl_session_get_problem (fixture->session)), "example.net"));
}

/* … until they have seen the name that the check came to, and agree to that one, too. What they agreed to before stays. */
static void
test_agree_to_checked (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autofree char *log = NULL;

  fake_probe_pass ("imap.example.net:993");
  discover (fixture, "srv confirm imap:993:tls:imap.example.org imap:993:tls:imap.example.net imap:993:tls:imap.example.com");
  set_secret (fixture);
  ptl_session_set_confirmed (fixture->session, TRUE);
  check (fixture);
  g_free (fake_probe_log ());
  ptl_session_agree_to_checked (fixture->session);
  g_assert_null (ptl_session_get_incoming_report (fixture->session));
  g_assert_true (ptl_session_get_confirmed (fixture->session));

  check (fixture);
  log = fake_probe_log ();
  g_assert_cmpstr (log, ==, "imap.example.org:993 ben@example.org secret\nimap.example.net:993 ben@example.org secret");
  g_assert_cmpint (ptl_session_get_result (fixture->session), ==, PTL_RESULT_PARTIAL);
}

/* What was agreed to before anything was known holds for all of it. */
static void
test_confirm_beforehand (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autofree char *log = NULL;

  ptl_session_confirm_beforehand (fixture->session);
  fake_probe_pass ("imap.example.net:993");
  discover (fixture, "srv confirm imap:993:tls:imap.example.org imap:993:tls:imap.example.net");
  set_secret (fixture);
  check (fixture);
  log = fake_probe_log ();
  g_assert_cmpstr (log, ==, "imap.example.org:993 ben@example.org secret\nimap.example.net:993 ben@example.org secret");
  g_assert_cmpint (ptl_session_get_result (fixture->session), ==, PTL_RESULT_PARTIAL);
}

/* Offline, and where nothing may be tried, nothing is. */
static void
test_unchecked (Fixture       *fixture,
                gconstpointer  data)
{
  PtlTryAsync try_async;
  PtlTryFinish try_finish;
  gpointer try_data;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (PtlAccount) account = NULL;
      g_autofree char *attempts = NULL;

      ptl_session_set_offline (fixture->session, i == 0);
      ptl_session_set_unchecked (fixture->session, i == 1);
      discover (fixture, "bundled " IMAP " " SMTP);
      g_assert_cmpint (ptl_query_get_offline (fake_discovery_query ()), ==, i == 0);
      g_assert_cmpint (ptl_query_get_tester (fake_discovery_query (), &try_async, &try_finish, &try_data), ==, i == 0);
      check (fixture);
      account = ptl_session_get_account (fixture->session);
      attempts = fake_probe_log ();

      g_assert_cmpstr (attempts, ==, "");
      g_assert_cmpint (ptl_session_get_result (fixture->session), ==, PTL_RESULT_UNCHECKED);
      g_assert_cmpint (ptl_account_get_result (account), ==, PTL_RESULT_UNCHECKED);
      g_assert_cmpstr (ptl_server_get_username (ptl_account_get_incoming (account)), ==, "ben@example.org");
    }
}

/* Candidates come one by one, and the recommendation follows them; the lists are the same objects all the time. */
static void
test_recomputed (Fixture       *fixture,
                 gconstpointer  data)
{
  GListModel *candidates = ptl_session_get_candidates (fixture->session);
  GListModel *contacts = ptl_session_get_contacts (fixture->session);
  g_autoptr (PtlCandidate) late = fake_candidate ("srv imap:143:starttls:imap.example.org");
  g_autoptr (PtlCandidate) better = fake_candidate ("bundled " IMAP " pop3:995:tls:pop.example.org");
  g_autoptr (PtlContact) contact = ptl_contact_new (PTL_ORIGIN_SRV, "example.org", 53, PTL_SENT_DOMAIN, PTL_ANSWER_FOUND, 1, NULL);
  PtlNeeds needs = PTL_NEEDS_INIT;
  gboolean busy;

  ptl_session_discover_async (fixture->session, NULL, keep_result_cb, fixture);
  g_object_get (fixture->session, "busy", &busy, NULL);
  g_assert_true (busy);
  fixture->n_recommendations = 0;
  fake_discovery_find (late);
  g_assert_cmpuint (fixture->n_recommendations, ==, 1);
  g_assert_cmpuint (ptl_server_get_port (ptl_recommendation_get_incoming (ptl_session_get_recommendation (fixture->session))), ==, 143);
  fake_discovery_find (better);
  g_assert_cmpuint (ptl_server_get_port (ptl_recommendation_get_incoming (ptl_session_get_recommendation (fixture->session))), ==, 993);
  ptl_query_add_contact (fake_discovery_query (), contact);
  g_assert_false (ptl_session_get_settled (fixture->session));
  fake_discovery_settle ();
  g_assert_true (ptl_session_get_settled (fixture->session));
  fake_discovery_end ();
  wait_for_result (fixture);
  g_object_get (fixture->session, "busy", &busy, NULL);
  g_assert_false (busy);

  needs.protocol = PTL_CHOICE_POP3;
  ptl_session_set_needs (fixture->session, &needs);
  g_assert_cmpuint (ptl_server_get_port (ptl_recommendation_get_incoming (ptl_session_get_recommendation (fixture->session))), ==, 995);

  g_assert_true (candidates == ptl_session_get_candidates (fixture->session));
  g_assert_cmpuint (g_list_model_get_n_items (candidates), ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (contacts), ==, 1);
}

/* Where nobody knows a server for sending, it is said which one is there and why it is not used. */
static void
test_unusable_sending (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr (PtlCandidate) found = fake_candidate ("guess " IMAP);
  g_autoptr (PtlContact) contact = ptl_contact_new (PTL_ORIGIN_GUESS, "smtp.example.org", 465, PTL_SENT_NOTHING, PTL_ANSWER_ERROR, 1,
                                                    "Its certificate ran out.");

  fake_probe_pass ("imap.example.org:993");
  ptl_session_discover_async (fixture->session, NULL, keep_result_cb, fixture);
  fake_discovery_find (found);
  ptl_query_add_contact (fake_discovery_query (), contact);
  fake_discovery_settle ();
  fake_discovery_end ();
  wait_for_result (fixture);
  check (fixture);
  g_assert_cmpint (ptl_session_get_result (fixture->session), ==, PTL_RESULT_PARTIAL);
  g_assert_nonnull (strstr (ptl_problem_get_message (ptl_session_get_problem (fixture->session)),
                            "“smtp.example.org” answers, but it cannot be used. Its certificate ran out."));
}

/* Another address forgets all that was found; the name and the needs stay. */
static void
test_other_address (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr (PtlAddress) other = ptl_address_parse ("ann@example.net", NULL);
  g_autoptr (PtlAddress) same = ptl_address_parse ("ann@example.net", NULL);

  ptl_session_set_name (fixture->session, "Ben");
  discover (fixture, "srv confirm " IMAP);
  set_secret (fixture);
  ptl_session_set_confirmed (fixture->session, TRUE);
  ptl_session_set_address (fixture->session, other);

  g_assert_cmpuint (g_list_model_get_n_items (ptl_session_get_candidates (fixture->session)), ==, 0);
  g_assert_null (ptl_session_get_recommendation (fixture->session));
  g_assert_false (ptl_session_get_settled (fixture->session));
  g_assert_false (ptl_session_has_secret (fixture->session));
  g_assert_false (ptl_session_get_confirmed (fixture->session));
  g_assert_cmpstr (ptl_session_get_name (fixture->session), ==, "Ben");

  set_secret (fixture);
  ptl_session_set_address (fixture->session, same);
  g_assert_true (ptl_session_has_secret (fixture->session));
}

static void
test_not_found (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) check_error = NULL;
  g_autoptr (PtlServer) incoming = fake_server (IMAP ":ben");

  ptl_session_discover_async (fixture->session, NULL, keep_result_cb, fixture);
  fake_discovery_fail (PTL_ERROR_NO_MAIL);
  wait_for_result (fixture);
  g_assert_false (ptl_session_discover_finish (fixture->session, fixture->result, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_NO_MAIL);
  g_assert_cmpint (ptl_session_get_result (fixture->session), ==, PTL_RESULT_FAILED);
  g_assert_cmpstr (problem_id (fixture), ==, "no-mail");

  g_clear_object (&fixture->result);
  ptl_session_check_async (fixture->session, NULL, keep_result_cb, fixture);
  wait_for_result (fixture);
  g_assert_false (ptl_session_check_finish (fixture->session, fixture->result, &check_error));
  g_assert_error (check_error, PTL_ERROR, PTL_ERROR_NO_MAIL);

  /* the person may know better */
  ptl_session_set_manual (fixture->session, incoming, NULL);
  fake_probe_pass ("imap.example.org:993");
  check (fixture);
  g_assert_cmpint (ptl_session_get_result (fixture->session), ==, PTL_RESULT_PARTIAL);
}

/* What the person types is the only thing that is tried in its direction; the other one stays as it was found. */
static void
test_manual (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr (PtlServer) outgoing = fake_server ("smtp:2525:starttls:own.example.org:captain");
  g_autofree char *attempts = NULL;

  discover (fixture, "bundled " IMAP " " SMTP " smtp:587:starttls:smtp.example.org");
  set_secret (fixture);
  ptl_session_set_manual (fixture->session, NULL, outgoing);
  fake_probe_pass ("imap.example.org:993");
  check (fixture);
  attempts = fake_probe_log ();
  g_assert_cmpstr (attempts, ==, "imap.example.org:993 ben@example.org secret\nown.example.org:2525 captain secret");
  g_assert_cmpint (ptl_session_get_result (fixture->session), ==, PTL_RESULT_PARTIAL);

  ptl_session_set_manual (fixture->session, NULL, NULL);
  fake_probe_pass ("smtp.example.org:465");
  check (fixture);
  g_assert_cmpint (ptl_session_get_result (fixture->session), ==, PTL_RESULT_READY);
}

/* What comes in under a check changes nothing of it, and is there for the next one. */
static void
test_late (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr (PtlCandidate) first = fake_candidate ("guess confirm imap:143:starttls:old.example.org");
  g_autoptr (PtlCandidate) late = fake_candidate ("bundled " IMAP);
  PtlRecommendation *checked;
  GAsyncResult *discovered;

  ptl_session_discover_async (fixture->session, NULL, keep_result_cb, fixture);
  fake_discovery_find (first);
  fake_discovery_settle ();
  checked = ptl_session_get_recommendation (fixture->session);
  check (fixture);
  g_assert_cmpint (ptl_session_get_result (fixture->session), ==, PTL_RESULT_FAILED);
  g_assert_false (ptl_session_has_news (fixture->session));

  fake_discovery_find (late);
  g_assert_true (ptl_session_has_news (fixture->session));
  g_assert_true (checked == ptl_session_get_recommendation (fixture->session));
  g_clear_object (&fixture->result);
  fake_discovery_end ();
  wait_for_result (fixture);
  discovered = fixture->result;
  g_assert_true (ptl_session_discover_finish (fixture->session, discovered, NULL));

  fake_probe_pass ("imap.example.org:993");
  check (fixture);
  g_assert_false (ptl_session_has_news (fixture->session));
  g_assert_cmpint (ptl_session_get_result (fixture->session), ==, PTL_RESULT_PARTIAL);
}

static void
test_leave (Fixture       *fixture,
            gconstpointer  data)
{
  PtlNeeds needs = { PTL_DEVICES_ONE, TRUE, PTL_STORAGE_COMPUTER, PTL_READERS_ONE, PTL_NEED_ENCRYPTED, PTL_CHOICE_RECOMMENDED };
  g_autoptr (PtlAccount) advised = NULL;
  g_autoptr (PtlAccount) own = NULL;

  ptl_session_set_needs (fixture->session, &needs);
  discover (fixture, "bundled " IMAP " pop3:995:tls");
  advised = ptl_session_get_account (fixture->session);
  ptl_session_set_leave (fixture->session, PTL_LEAVE_REMOVE, 0);
  own = ptl_session_get_account (fixture->session);

  g_assert_cmpint (ptl_account_get_leave (advised), ==, PTL_LEAVE_DAYS);
  g_assert_cmpuint (ptl_account_get_leave_days (advised), ==, 14);
  g_assert_cmpint (ptl_account_get_leave (own), ==, PTL_LEAVE_REMOVE);
}

static void
test_cancel_discovery (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  ptl_session_discover_async (fixture->session, fixture->cancellable, keep_result_cb, fixture);
  g_cancellable_cancel (fixture->cancellable);
  wait_for_result (fixture);
  g_assert_false (ptl_session_discover_finish (fixture->session, fixture->result, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_CANCELLED);
  g_assert_null (ptl_session_get_recommendation (fixture->session));
}

/* Starting anew, or going back to another address, ends what runs. */
static void
test_discovery_again (Fixture       *fixture,
                      gconstpointer  data)
{
  GAsyncResult *first = NULL;
  g_autoptr (GError) error = NULL;

  ptl_session_discover_async (fixture->session, fixture->cancellable, keep_result_cb, fixture);
  g_assert_cmpuint (fake_discovery_open (), ==, 1);
  ptl_session_discover_async (fixture->session, NULL, NULL, NULL);
  wait_for_result (fixture);
  first = fixture->result;
  g_assert_false (ptl_session_discover_finish (fixture->session, first, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_CANCELLED);
  g_assert_cmpuint (fake_discovery_open (), ==, 1);
  fake_discovery_end ();
}

static void
test_cancel_check (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  discover (fixture, "bundled " IMAP " " SMTP);
  fake_probe_pass ("imap.example.org:993");
  fake_probe_silence ("smtp.example.org:465");
  g_clear_object (&fixture->result);
  ptl_session_check_async (fixture->session, fixture->cancellable, keep_result_cb, fixture);
  while (ptl_session_get_incoming_report (fixture->session) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (fixture->result);
  g_cancellable_cancel (fixture->cancellable);
  wait_for_result (fixture);
  g_assert_false (ptl_session_check_finish (fixture->session, fixture->result, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_CANCELLED);
  g_assert_cmpstr (problem_id (fixture), ==, "cancelled");
}

/* A check that is forgotten half-way ends alone, and leaves nothing behind. */
static void
test_forget_check (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  discover (fixture, "bundled " IMAP " " SMTP);
  fake_probe_silence ("imap.example.org:993");
  g_clear_object (&fixture->result);
  ptl_session_check_async (fixture->session, NULL, keep_result_cb, fixture);
  set_secret (fixture);
  g_assert_null (ptl_session_get_incoming_check (fixture->session));
  wait_for_result (fixture);
  g_assert_false (ptl_session_check_finish (fixture->session, fixture->result, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_CANCELLED);
  g_assert_cmpint (ptl_session_get_result (fixture->session), ==, PTL_RESULT_UNCHECKED);
}

static void
find_all (const char *candidates)
{
  g_autoptr (GListModel) list = fake_candidates (candidates);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (PtlCandidate) candidate = g_list_model_get_item (list, i);

      fake_discovery_find (candidate);
    }
  fake_discovery_end ();
}

/* Servers that cannot be used are a reason to look beside them, once; the check stays until another one begins. */
static void
test_look (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr (PtlReport) report = NULL;

  discover (fixture, "autoconfig " IMAP " " SMTP);
  fake_probe_fail ("imap.example.org:993", PTL_ERROR_CONNECT_TIMEOUT);
  fake_probe_fail ("smtp.example.org:465", PTL_ERROR_REFUSED);
  start_check_and_look (fixture);
  g_assert_cmpint (ptl_session_get_stage (fixture->session), ==, PTL_STAGE_CHECKING);
  g_assert_true (wait_for_look (fixture));
  g_assert_true (ptl_query_get_doubt (fake_discovery_query ()));
  g_set_object (&report, ptl_session_get_incoming_report (fixture->session));
  g_assert_nonnull (report);
  find_all ("autoconfig " IMAP " " SMTP);
  finish_check_and_look (fixture);
  g_assert_true (report == ptl_session_get_incoming_report (fixture->session));
  g_assert_cmpint (ptl_session_get_result (fixture->session), ==, PTL_RESULT_FAILED);

  start_check_and_look (fixture);
  g_assert_false (wait_for_look (fixture));
  finish_check_and_look (fixture);
}

/* Where the usual names were tried already, they are not tried again. */
static void
test_look_guess (Fixture       *fixture,
                 gconstpointer  data)
{
  discover (fixture, "guess " IMAP " " SMTP);
  fake_probe_fail ("imap.example.org:993", PTL_ERROR_CERTIFICATE_SELF_SIGNED);
  fake_probe_fail ("smtp.example.org:465", PTL_ERROR_CERTIFICATE_SELF_SIGNED);
  start_check_and_look (fixture);
  g_assert_false (wait_for_look (fixture));
  finish_check_and_look (fixture);
  g_assert_cmpint (ptl_session_get_result (fixture->session), ==, PTL_RESULT_FAILED);
}

static void
test_look_news (Fixture       *fixture,
                gconstpointer  data)
{
  discover (fixture, "autoconfig " IMAP " " SMTP);
  fake_probe_fail ("imap.example.org:993", PTL_ERROR_CONNECT_TIMEOUT);
  fake_probe_pass ("mail.example.org:993");
  fake_probe_pass ("mail.example.org:465");
  start_check_and_look (fixture);
  g_assert_true (wait_for_look (fixture));
  find_all ("autoconfig " IMAP " " SMTP " | guess imap:993:tls:mail.example.org smtp:465:tls:mail.example.org");
  finish_check_and_look (fixture);
  g_assert_cmpint (ptl_session_get_result (fixture->session), ==, PTL_RESULT_READY);
}

/* What was found beside a server whose time ran out is no reason to try that one once more; one that broke off may have been busy. */
static void
test_look_same (Fixture       *fixture,
                gconstpointer  data)
{
  PtlError code = GPOINTER_TO_INT (data);
  g_autofree char *log = NULL;
  const char *first;

  discover (fixture, "autoconfig " IMAP " " SMTP);
  fake_probe_pass ("imap.example.org:993");
  fake_probe_fail ("smtp.example.org:465", code);
  start_check_and_look (fixture);
  g_assert_true (wait_for_look (fixture));
  find_all ("autoconfig " IMAP " " SMTP " | guess " IMAP);
  finish_check_and_look (fixture);
  g_assert_cmpint (ptl_session_get_result (fixture->session), ==, PTL_RESULT_PARTIAL);
  log = fake_probe_log ();
  first = strstr (log, "smtp.example.org:465");
  g_assert_nonnull (first);
  g_assert_cmpint (strstr (first + 1, "smtp.example.org:465") != NULL, ==, code == PTL_ERROR_RESET);
}

/* A refused sign-in says that the server is the right one. */
static void
test_look_person (Fixture       *fixture,
                  gconstpointer  data)
{
  discover (fixture, "autoconfig " IMAP " " SMTP);
  set_secret (fixture);
  fake_probe_fail ("imap.example.org:993", PTL_ERROR_SIGN_IN_REFUSED);
  fake_probe_fail ("smtp.example.org:465", PTL_ERROR_SIGN_IN_REFUSED);
  start_check_and_look (fixture);
  g_assert_false (wait_for_look (fixture));
  finish_check_and_look (fixture);
}

/* Whoever names servers wants those. */
static void
test_look_manual (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr (PtlServer) server = ptl_server_new (PTL_PROTOCOL_IMAP, "own.example.org", 993, PTL_SECURITY_TLS, NULL, NULL);

  discover (fixture, "autoconfig " IMAP " " SMTP);
  ptl_session_set_manual (fixture->session, server, NULL);
  start_check_and_look (fixture);
  g_assert_false (wait_for_look (fixture));
  finish_check_and_look (fixture);
}

/* Who still answers is waited for, before everybody is asked anew. */
static void
test_look_late (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr (PtlCandidate) first = fake_candidate ("srv " IMAP " smtp:587:starttls:old.example.org");

  fake_probe_pass ("mail.example.org:993");
  ptl_session_discover_async (fixture->session, fixture->cancellable, NULL, NULL);
  fake_discovery_find (first);
  fake_discovery_settle ();
  start_check_and_look (fixture);
  g_assert_true (wait_for_look (fixture));
  g_assert_false (ptl_query_get_doubt (fake_discovery_query ()));

  find_all ("bundled imap:993:tls:mail.example.org " SMTP);
  while (ptl_session_get_stage (fixture->session) == PTL_STAGE_LOOKING)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (wait_for_look (fixture));
  g_assert_true (ptl_query_get_doubt (fake_discovery_query ()));
  g_assert_cmpint (ptl_session_get_result (fixture->session), ==, PTL_RESULT_PARTIAL);

  fake_discovery_end ();
  finish_check_and_look (fixture);
}

/* Stopped, it keeps what the check found, and asks nobody else. */
static void
test_look_stopped (Fixture       *fixture,
                   gconstpointer  data)
{
  discover (fixture, "autoconfig " IMAP " " SMTP);
  fake_probe_pass ("smtp.example.org:465");
  start_check_and_look (fixture);
  g_assert_true (wait_for_look (fixture));
  ptl_session_cancel (fixture->session);
  finish_check_and_look (fixture);
  g_assert_cmpint (ptl_session_get_result (fixture->session), ==, PTL_RESULT_PARTIAL);
}

/* What works by the other protocol is said, tried without the password, and used if the person wants that. */
static void
test_other_protocol (Fixture       *fixture,
                     gconstpointer  data)
{
  PtlProblem *problem;
  g_autofree char *log = NULL;

  discover (fixture, "bundled " IMAP " pop3:995:tls:pop.example.org " SMTP);
  set_secret (fixture);
  fake_probe_fail ("imap.example.org:993", PTL_ERROR_CONNECT_TIMEOUT);
  fake_probe_pass ("pop.example.org:995");
  fake_probe_pass ("smtp.example.org:465");
  start_check_and_look (fixture);
  g_assert_true (wait_for_look (fixture));
  find_all ("bundled " IMAP " pop3:995:tls:pop.example.org " SMTP);
  g_free (fake_probe_log ());
  finish_check_and_look (fixture);
  log = fake_probe_log ();
  g_assert_nonnull (strstr (log, "pop.example.org:995 ben@example.org"));
  g_assert_null (strstr (log, "secret"));

  g_assert_cmpint (ptl_session_get_result (fixture->session), ==, PTL_RESULT_PARTIAL);
  problem = ptl_session_get_problem (fixture->session);
  g_assert_cmpstr (ptl_problem_get_id (problem), ==, "connect-timeout");
  g_assert_cmpint (ptl_problem_get_remedy (problem), ==, PTL_REMEDY_RETRY);
  g_assert_cmpint (ptl_problem_get_second_remedy (problem), ==, PTL_REMEDY_OTHER_PROTOCOL);
  g_assert_cmpstr (ptl_problem_get_second_argument (problem), ==, "pop3");
  g_assert_true (ptl_session_get_problem (fixture->session) == problem);  /* to ask again takes nothing away */
  g_assert_cmpstr (ptl_problem_get_advice (problem), ==,
                   "POP3, another way to fetch your mail, answers at “pop.example.org”. Your mail is then copied to this computer. "
                   "Your folders, and what you have read, are known only here.");

  g_assert_true (ptl_session_use_other_protocol (fixture->session));
  g_assert_false (ptl_session_use_other_protocol (fixture->session));
  start_check_and_look (fixture);
  g_assert_false (wait_for_look (fixture));
  finish_check_and_look (fixture);
  g_assert_cmpint (ptl_session_get_result (fixture->session), ==, PTL_RESULT_READY);
  g_assert_cmpint (ptl_recommendation_get_protocol (ptl_session_get_recommendation (fixture->session)), ==, PTL_PROTOCOL_POP3);
}

/* So is a protocol that the server has closed to this person; the other one is asked without the password. */
static void
test_closed_protocol (Fixture       *fixture,
                      gconstpointer  data)
{
  PtlProblem *problem;
  g_autofree char *log = NULL;

  discover (fixture, "bundled " IMAP " pop3:995:tls:pop.example.org " SMTP);
  set_secret (fixture);
  fake_probe_close ("imap.example.org:993");
  fake_probe_pass ("pop.example.org:995");
  fake_probe_pass ("smtp.example.org:465");
  start_check_and_look (fixture);
  finish_check_and_look (fixture);
  log = fake_probe_log ();
  g_assert_nonnull (strstr (log, "pop.example.org:995 ben@example.org silent"));
  g_assert_null (strstr (log, "pop.example.org:995 ben@example.org secret"));

  problem = ptl_session_get_problem (fixture->session);
  g_assert_cmpstr (ptl_problem_get_id (problem), ==, "account-disabled");
  g_assert_cmpint (ptl_problem_get_remedy (problem), ==, PTL_REMEDY_ENABLE_ACCESS);
  g_assert_cmpint (ptl_problem_get_second_remedy (problem), ==, PTL_REMEDY_OTHER_PROTOCOL);
  g_assert_cmpstr (ptl_problem_get_second_argument (problem), ==, "pop3");
  g_assert_true (g_str_has_prefix (ptl_problem_get_advice (problem), "Switch it on in the mailbox's settings on the web."));
  g_assert_nonnull (strstr (ptl_problem_get_advice (problem), "POP3, another way to fetch your mail, answers at “pop.example.org”."));

  g_assert_true (ptl_session_use_other_protocol (fixture->session));
  start_check_and_look (fixture);
  finish_check_and_look (fixture);
  g_assert_cmpint (ptl_session_get_result (fixture->session), ==, PTL_RESULT_READY);
}

/* Where nobody has named servers of the other protocol, the usual names are tried; nobody signs in a second time for that. */
static void
test_closed_protocol_beside (Fixture       *fixture,
                             gconstpointer  data)
{
  g_autofree char *log = NULL;

  discover (fixture, "autoconfig " IMAP " " SMTP);
  set_secret (fixture);
  fake_probe_close ("imap.example.org:993");
  fake_probe_pass ("pop.example.org:995");
  fake_probe_pass ("smtp.example.org:465");
  start_check_and_look (fixture);
  g_assert_true (wait_for_look (fixture));
  g_free (fake_probe_log ());
  find_all ("autoconfig " IMAP " " SMTP " | guess pop3:995:tls:pop.example.org");
  finish_check_and_look (fixture);
  log = fake_probe_log ();
  g_assert_cmpstr (log, ==, "pop.example.org:995 ben@example.org silent");
  g_assert_cmpstr (ptl_problem_get_second_argument (ptl_session_get_problem (fixture->session)), ==, "pop3");
}

/* Where the other protocol does not answer either, nothing is said of it. */
static void
test_closed_protocols (Fixture       *fixture,
                       gconstpointer  data)
{
  PtlProblem *problem;

  discover (fixture, "bundled " IMAP " pop3:995:tls:pop.example.org " SMTP);
  set_secret (fixture);
  fake_probe_close ("imap.example.org:993");
  fake_probe_pass ("smtp.example.org:465");
  start_check_and_look (fixture);
  finish_check_and_look (fixture);

  problem = ptl_session_get_problem (fixture->session);
  g_assert_cmpstr (ptl_problem_get_id (problem), ==, "account-disabled");
  g_assert_cmpint (ptl_problem_get_second_remedy (problem), ==, PTL_REMEDY_NONE);
  g_assert_false (ptl_session_use_other_protocol (fixture->session));
}

/* What the provider wants first is said once more where a password is called wrong, with the page; whatever else is wrong has its own
 * advice. */
static void
test_refused_with_hint (Fixture       *fixture,
                        gconstpointer  data)
{
  static const struct
  {
    const char *hints;
    PtlError    code;
    const char *says;
    PtlRemedy   second;
  } rows[] = {
    { "enable-first", PTL_ERROR_SIGN_IN_REFUSED, "Access by mail programs has to be switched on first, in the settings of Example", PTL_REMEDY_ENABLE_ACCESS },
    { "app-password", PTL_ERROR_SIGN_IN_REFUSED, "Example wants a password of its own for mail programs", PTL_REMEDY_APP_PASSWORD },
    { "app-password enable-first", PTL_ERROR_SIGN_IN_REFUSED, "on the web. Example wants a password of its own", PTL_REMEDY_ENABLE_ACCESS },
    { "oauth2-only", PTL_ERROR_SIGN_IN_REFUSED, "Example lets mail programs in only through its own sign-in page.", PTL_REMEDY_GO_ON },
    { "documentation", PTL_ERROR_SIGN_IN_REFUSED, "Type the password again.", PTL_REMEDY_NONE },
    { "enable-first", PTL_ERROR_SIGN_IN_RATE_LIMITED, "Wait a quarter of an hour", PTL_REMEDY_NONE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *found = g_strconcat ("bundled ", rows[i].hints, " " IMAP " " SMTP, NULL);
      PtlProblem *problem;

      fake_probe_reset ();
      discover (fixture, found);
      set_secret (fixture);
      fake_probe_fail ("imap.example.org:993", rows[i].code);
      fake_probe_fail ("smtp.example.org:465", rows[i].code);
      start_check_and_look (fixture);
      finish_check_and_look (fixture);
      problem = ptl_session_get_problem (fixture->session);
      g_assert_cmpint (ptl_problem_get_code (problem), ==, rows[i].code);
      g_assert_nonnull (strstr (ptl_problem_get_advice (problem), rows[i].says));
      g_assert_cmpint (ptl_problem_get_second_remedy (problem), ==, rows[i].second);
      if (rows[i].second == PTL_REMEDY_ENABLE_ACCESS || rows[i].second == PTL_REMEDY_APP_PASSWORD)
        g_assert_cmpstr (ptl_problem_get_second_argument (problem), ==, "https://example.org/help");
    }
}

/* It is also found by trying the usual names; and it is said what becomes of the mail for these needs. */
static void
test_other_protocol_needs (Fixture       *fixture,
                           gconstpointer  data)
{
  PtlNeeds needs = { PTL_DEVICES_ONE, TRUE, PTL_STORAGE_COMPUTER, PTL_READERS_ONE, PTL_NEED_ENCRYPTED, PTL_CHOICE_IMAP };

  ptl_session_set_needs (fixture->session, &needs);
  discover (fixture, "autoconfig " IMAP " " SMTP);
  fake_probe_pass ("pop.example.org:995");
  start_check_and_look (fixture);
  g_assert_true (wait_for_look (fixture));
  find_all ("autoconfig " IMAP " " SMTP " | guess pop3:995:tls:pop.example.org");
  finish_check_and_look (fixture);
  g_assert_nonnull (strstr (ptl_problem_get_advice (ptl_session_get_problem (fixture->session)), "Back this computer up."));

  needs.protocol = PTL_CHOICE_POP3;
  fake_probe_reset ();
  fake_probe_pass ("imap.example.org:993");
  ptl_session_set_needs (fixture->session, &needs);
  start_check_and_look (fixture);
  finish_check_and_look (fixture);
  g_assert_cmpstr (ptl_problem_get_second_argument (ptl_session_get_problem (fixture->session)), ==, "imap");
  g_assert_nonnull (strstr (ptl_problem_get_advice (ptl_session_get_problem (fixture->session)), "Mail then stays at your provider"));
}

/* Nothing is offered that does not answer, that is not permitted, or that would say the same. */
static void
test_no_other_protocol (Fixture       *fixture,
                        gconstpointer  data)
{
  static const struct
  {
    const char *found;
    PtlError    code;
    const char *works;
  } rows[] = {
    { "bundled " IMAP " pop3:995:tls:pop.example.org " SMTP, PTL_ERROR_REFUSED, "smtp.example.org:465" },
    { "bundled " IMAP " pop3:110:none:pop.example.org " SMTP, PTL_ERROR_REFUSED, "pop.example.org:110" },
    { "bundled " IMAP " pop3:995:tls:pop.example.org " SMTP, PTL_ERROR_SIGN_IN_REFUSED, "pop.example.org:995" },
    { "bundled " IMAP " " SMTP, PTL_ERROR_REFUSED, "smtp.example.org:465" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      PtlProblem *problem;

      fake_probe_reset ();
      discover (fixture, rows[i].found);
      set_secret (fixture);
      fake_probe_fail ("imap.example.org:993", rows[i].code);
      fake_probe_pass (rows[i].works);
      start_check_and_look (fixture);
      if (wait_for_look (fixture))
        find_all (rows[i].found);
      finish_check_and_look (fixture);
      problem = ptl_session_get_problem (fixture->session);
      g_assert_nonnull (problem);
      g_assert_cmpint (ptl_problem_get_second_remedy (problem), ==, PTL_REMEDY_NONE);
      g_assert_false (ptl_session_use_other_protocol (fixture->session));
    }
}

static PtlPolicy *
make_policy (const char *rules)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("ptl-policy-XXXXXX", &path, NULL);
  PtlPolicy *policy;

  g_assert_cmpint (fd, >=, 0);
  close (fd);
  g_assert_true (g_file_set_contents (path, rules, -1, NULL));
  policy = ptl_policy_load (path, NULL);
  g_assert_nonnull (policy);
  g_unlink (path);

  return policy;
}

/* Where the administrator allows nothing weaker, nobody is sent to a choice that would change nothing. */
static void
test_relief_forbidden (Fixture       *fixture,
                       gconstpointer  data)
{
  static const struct
  {
    const char *rules;
    const char *found;
    PtlError    code;
    PtlRemedy   remedy;
  } rows[] = {
    { "[Policy]\nSecurity=strict\n", "bundled imap:143:starttls:imap.example.org " SMTP, PTL_ERROR_STRICT_IMPOSSIBLE, PTL_REMEDY_NONE },
    { "[Policy]\nSecurity=encrypted\n", "bundled imap:143:none:imap.example.org " SMTP, PTL_ERROR_PLAINTEXT_ONLY, PTL_REMEDY_NONE },
    { "[Policy]\nProtocols=imap\n", "bundled imap:143:none:imap.example.org " SMTP, PTL_ERROR_PLAINTEXT_ONLY,
      PTL_REMEDY_ALLOW_UNENCRYPTED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PtlPolicy) policy = make_policy (rows[i].rules);
      PtlProblem *problem;

      ptl_session_set_policy (fixture->session, policy);
      discover (fixture, rows[i].found);
      problem = ptl_recommendation_get_problem (ptl_session_get_recommendation (fixture->session));
      g_assert_nonnull (problem);
      g_assert_cmpint (ptl_problem_get_code (problem), ==, rows[i].code);
      g_assert_cmpint (ptl_problem_get_remedy (problem), ==, rows[i].remedy);
    }
}

/* What the administrator forbids is said where the servers would be, and nobody is asked. */
static void
test_address_forbidden (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr (PtlPolicy) policy = make_policy ("[Policy]\nDomains=elsewhere.example\n");
  g_autoptr (GError) error = NULL;
  PtlRecommendation *recommendation;

  ptl_session_set_policy (fixture->session, policy);
  ptl_session_discover_async (fixture->session, NULL, keep_result_cb, fixture);
  wait_for_result (fixture);
  g_assert_false (ptl_session_discover_finish (fixture->session, fixture->result, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_POLICY);
  recommendation = ptl_session_get_recommendation (fixture->session);
  g_assert_nonnull (recommendation);
  g_assert_cmpint (ptl_problem_get_code (ptl_recommendation_get_problem (recommendation)), ==, PTL_ERROR_POLICY);
  g_assert_cmpint (ptl_problem_get_code (ptl_session_get_problem (fixture->session)), ==, PTL_ERROR_POLICY);
  g_assert_cmpuint (g_list_model_get_n_items (ptl_session_get_contacts (fixture->session)), ==, 0);
}

/* What the administrator forbids is not offered, and not even tried. */
static void
test_other_forbidden (Fixture       *fixture,
                      gconstpointer  data)
{
  static const struct
  {
    const char *rules;
    const char *found;
    const char *works;
  } rows[] = {
    { "[Policy]\nProtocols=imap\n", "bundled " IMAP " pop3:995:tls:pop.example.org " SMTP, "pop.example.org:995" },
    { "[Policy]\nSecurity=strict\n", "bundled " IMAP " imap:143:starttls:imap.example.org " SMTP, "imap.example.org:143" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PtlPolicy) policy = make_policy (rows[i].rules);
      g_autofree char *log = NULL;
      PtlProblem *problem;

      fake_probe_reset ();
      ptl_session_set_policy (fixture->session, policy);
      discover (fixture, rows[i].found);
      fake_probe_pass (rows[i].works);
      fake_probe_pass ("smtp.example.org:465");
      start_check_and_look (fixture);
      if (wait_for_look (fixture))
        find_all (rows[i].found);
      finish_check_and_look (fixture);
      problem = ptl_session_get_problem (fixture->session);
      g_assert_cmpint (ptl_problem_get_second_remedy (problem), ==, PTL_REMEDY_NONE);
      g_assert_cmpstr (ptl_problem_get_id (problem), !=, "strict-impossible");
      log = fake_probe_log ();
      g_assert_null (strstr (log, rows[i].works));
    }
}

static void
test_other_protocol_stopped (Fixture       *fixture,
                             gconstpointer  data)
{
  discover (fixture, "bundled " IMAP " pop3:995:tls:pop.example.org " SMTP);
  fake_probe_silence ("pop.example.org:995");
  fake_probe_pass ("smtp.example.org:465");
  start_check_and_look (fixture);
  g_assert_true (wait_for_look (fixture));
  find_all ("bundled " IMAP " pop3:995:tls:pop.example.org " SMTP);
  while (ptl_session_get_stage (fixture->session) != PTL_STAGE_OTHER)
    g_main_context_iteration (NULL, TRUE);
  ptl_session_cancel (fixture->session);
  finish_check_and_look (fixture);
  g_assert_cmpint (ptl_session_get_result (fixture->session), ==, PTL_RESULT_PARTIAL);
  g_assert_false (ptl_session_use_other_protocol (fixture->session));
}

static gboolean
has_reason (GPtrArray  *reasons,
            const char *id)
{
  for (guint i = 0; i < reasons->len; i++)
    if (g_str_equal (((PtlReason *) g_ptr_array_index (reasons, i))->id, id))
      return TRUE;

  return FALSE;
}

/* What is said of the choice is about what the check found to work, until another check begins. */
static void
test_adopted (Fixture       *fixture,
              gconstpointer  data)
{
  PtlRecommendation *recommendation;
  guint before;

  discover (fixture, "bundled " IMAP " imap:143:starttls:imap.example.org " SMTP);
  recommendation = ptl_session_get_recommendation (fixture->session);
  g_assert_true (has_reason (ptl_recommendation_get_reasons (recommendation), "encrypted-from-the-start"));
  g_assert_false (has_reason (ptl_recommendation_get_tradeoffs (recommendation), "starttls"));
  fake_probe_fail ("imap.example.org:993", PTL_ERROR_TLS_NOT_SPOKEN);
  fake_probe_pass ("imap.example.org:143");
  fake_probe_pass ("smtp.example.org:465");
  before = fixture->n_recommendations;
  check (fixture);
  g_assert_cmpuint (fixture->n_recommendations, ==, before + 1);
  recommendation = ptl_session_get_recommendation (fixture->session);
  g_assert_cmpuint (ptl_server_get_port (ptl_recommendation_get_incoming (recommendation)), ==, 143);
  g_assert_true (has_reason (ptl_recommendation_get_tradeoffs (recommendation), "starttls"));
  g_assert_cmpint (ptl_session_get_result (fixture->session), ==, PTL_RESULT_READY);

  set_secret (fixture);
  recommendation = ptl_session_get_recommendation (fixture->session);
  g_assert_cmpuint (ptl_server_get_port (ptl_recommendation_get_incoming (recommendation)), ==, 993);
}

/* Where only STARTTLS answers, it is the person's strictness that fails, not the server. */
static void
test_too_strict (Fixture       *fixture,
                 gconstpointer  data)
{
  static const struct
  {
    const char *works;
    const char *begins;
  } rows[] = {
    { "smtp.example.org:465 imap.example.org:143", "For receiving, nothing" },
    { "imap.example.org:993 smtp.example.org:587", "For sending, nothing" },
    { "imap.example.org:143 smtp.example.org:587", "For receiving, nothing" },
  };
  static const char found[] = "bundled " IMAP " imap:143:starttls:imap.example.org pop3:995:tls:pop.example.org "
                              SMTP " smtp:587:starttls:smtp.example.org";
  PtlNeeds needs = PTL_NEEDS_INIT;

  needs.security = PTL_NEED_STRICT;
  ptl_session_set_needs (fixture->session, &needs);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (GStrv) works = g_strsplit (rows[i].works, " ", 2);
      g_autofree char *log = NULL;
      PtlProblem *problem;

      fake_probe_reset ();
      discover (fixture, found);
      set_secret (fixture);
      fake_probe_pass (works[0]);
      fake_probe_pass (works[1]);
      start_check_and_look (fixture);
      if (wait_for_look (fixture))
        find_all (found);
      finish_check_and_look (fixture);
      problem = ptl_session_get_problem (fixture->session);
      g_assert_cmpstr (ptl_problem_get_id (problem), ==, "strict-impossible");
      g_assert_true (g_str_has_prefix (ptl_problem_get_message (problem), rows[i].begins));
      g_assert_cmpint (ptl_problem_get_remedy (problem), ==, PTL_REMEDY_ALLOW_STARTTLS);
      log = fake_probe_log ();
      g_assert_null (strstr (log, ":143 ben@example.org secret"));
      g_assert_null (strstr (log, ":587 ben@example.org secret"));
    }
}

static void
test_look_nothing (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  start_check_and_look (fixture);
  wait_for_result (fixture);
  g_assert_false (ptl_session_check_and_look_finish (fixture->session, fixture->result, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_NOTHING_FOUND);
}

static void
count_cb (guint *n)
{
  (*n)++;
}

/* Who might know the address is offered only where nothing better is known; allowing it lasts until there is another address. */
static void
test_wishes (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr (PtlAddress) other = ptl_address_parse ("eve@example.org", NULL);
  guint n_wishes = 0;

  g_signal_connect_swapped (fixture->session, "notify::wishes", G_CALLBACK (count_cb), &n_wishes);
  g_assert_cmpuint (ptl_session_get_wishes (fixture->session)->len, ==, 0);
  g_assert_false (ptl_session_is_address_wanted (fixture->session));
  ptl_session_discover_async (fixture->session, NULL, keep_result_cb, fixture);
  ptl_query_add_wish (fake_discovery_query (), "autoconfig.example.org");
  ptl_query_add_wish (fake_discovery_query (), "autoconfig.example.org");
  g_assert_cmpuint (n_wishes, ==, 1);
  g_assert_cmpstr (ptl_session_get_wishes (fixture->session)->pdata[0], ==, "autoconfig.example.org");
  g_assert_true (ptl_session_is_address_wanted (fixture->session));
  g_assert_false (ptl_query_may_send_address (fake_discovery_query (), "autoconfig.example.org"));
  fake_discovery_end ();
  wait_for_result (fixture);

  ptl_session_allow_address (fixture->session, "autoconfig.example.org");
  g_clear_object (&fixture->result);
  ptl_session_discover_async (fixture->session, NULL, keep_result_cb, fixture);
  g_assert_cmpuint (ptl_session_get_wishes (fixture->session)->len, ==, 0);
  g_assert_cmpuint (n_wishes, ==, 2);
  g_assert_true (ptl_query_may_send_address (fake_discovery_query (), "autoconfig.example.org"));
  g_assert_false (ptl_query_may_send_address (fake_discovery_query (), "example.org"));
  fake_discovery_end ();
  wait_for_result (fixture);

  ptl_session_set_address (fixture->session, other);
  g_clear_object (&fixture->result);
  ptl_session_discover_async (fixture->session, NULL, keep_result_cb, fixture);
  g_assert_false (ptl_query_may_send_address (fake_discovery_query (), "autoconfig.example.org"));
  fake_discovery_end ();
  wait_for_result (fixture);
  g_signal_handlers_disconnect_by_data (fixture->session, &n_wishes);
}

static gboolean
wants_address (Fixture    *fixture,
               const char *candidates)
{
  g_autoptr (GListModel) list = fake_candidates (candidates);

  g_clear_object (&fixture->result);
  ptl_session_discover_async (fixture->session, fixture->cancellable, keep_result_cb, fixture);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (PtlCandidate) candidate = g_list_model_get_item (list, i);

      fake_discovery_find (candidate);
    }
  ptl_query_add_wish (fake_discovery_query (), "autoconfig.example.org");
  fake_discovery_settle ();
  fake_discovery_end ();
  wait_for_result (fixture);
  return ptl_session_is_address_wanted (fixture->session);
}

static void
test_address_wanted (Fixture       *fixture,
                     gconstpointer  data)
{
  g_assert_false (wants_address (fixture, "bundled " IMAP ":ben " SMTP ":ben"));
  g_assert_false (wants_address (fixture, "srv " IMAP ":ben " SMTP ":ben"));
  g_assert_true (wants_address (fixture, "autoconfig " IMAP " " SMTP ":ben"));
  g_assert_true (wants_address (fixture, "srv " IMAP ":ben"));
  g_assert_true (wants_address (fixture, "guess " IMAP ":ben " SMTP ":ben"));
  g_assert_true (wants_address (fixture, "srv confirm " IMAP ":ben " SMTP ":ben"));
}

#define PIN   "0A:1B:2C:3D:4E:5F:60:71:82:93:A4:B5:C6:D7:E8:F9:0A:1B:2C:3D:4E:5F:60:71:82:93:A4:B5:C6:D7:E8:F9"
#define OTHER "FF:1B:2C:3D:4E:5F:60:71:82:93:A4:B5:C6:D7:E8:F9:0A:1B:2C:3D:4E:5F:60:71:82:93:A4:B5:C6:D7:E8:F9"

/* The certificate of one's own server passes once it is trusted, at that host and port, and goes along with the account. */
static void
test_trust (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PtlReport) report = NULL;
  g_autoptr (PtlAccount) account = NULL;
  g_autofree char *attempts = NULL;
  PtlProblem *problem;

  discover (fixture, "autoconfig " IMAP " " SMTP);
  set_secret (fixture);
  fake_probe_self_sign ("imap.example.org:993", PIN);
  fake_probe_pass ("smtp.example.org:465");
  check (fixture);
  problem = ptl_session_get_problem (fixture->session);
  g_assert_cmpint (ptl_problem_get_code (problem), ==, PTL_ERROR_CERTIFICATE_SELF_SIGNED);
  g_assert_cmpint (ptl_problem_get_second_remedy (problem), ==, PTL_REMEDY_TRUST_CERTIFICATE);
  g_assert_cmpstr (ptl_problem_get_second_argument (problem), ==, PIN);

  g_set_object (&report, ptl_session_get_incoming_report (fixture->session));
  g_assert_false (ptl_session_trust_certificate (fixture->session, ptl_report_get_server (report), "no fingerprint", &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_USAGE);
  g_assert_true (ptl_session_trust_certificate (fixture->session, ptl_report_get_server (report), "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
                                                "0a1b2c3d4e5f60718293a4b5c6d7e8f9", NULL));
  g_assert_null (ptl_session_get_incoming_report (fixture->session));

  check (fixture);
  account = ptl_session_get_account (fixture->session);
  g_assert_cmpint (ptl_session_get_result (fixture->session), ==, PTL_RESULT_READY);
  g_assert_cmpstr (ptl_server_get_pin (ptl_account_get_incoming (account)), ==, PIN);
  g_assert_null (ptl_server_get_pin (ptl_account_get_outgoing (account)));

  /* another certificate at the same place is asked about again */
  fake_probe_self_sign ("imap.example.org:993", OTHER);
  check (fixture);
  g_assert_cmpstr (ptl_problem_get_second_argument (ptl_session_get_problem (fixture->session)), ==, OTHER);
  attempts = fake_probe_log ();
}

typedef struct
{
  const char *candidates;
  PtlSecurityNeed security;
  gboolean    offered;
} TrustTest;

/* No exception for those whom our own list knows, and none where the strictest is wanted. */
static void
test_no_trust (Fixture       *fixture,
               gconstpointer  data)
{
  static const TrustTest tests[] = {
    { "autoconfig " IMAP " " SMTP, PTL_NEED_ENCRYPTED, TRUE },
    { "local " IMAP " " SMTP, PTL_NEED_ENCRYPTED, TRUE },
    { "bundled " IMAP " " SMTP, PTL_NEED_ENCRYPTED, FALSE },
    { "bundled imap:993:tls:mail.example.org | autoconfig " IMAP " " SMTP, PTL_NEED_ENCRYPTED, FALSE },
    { "autoconfig " IMAP " " SMTP, PTL_NEED_STRICT, FALSE },
  };

  static const struct
  {
    const char *server;
    gboolean    known;
  } servers[] = {
    { "imap:993:tls:imap.gmail.com", TRUE }, { "imap:993:tls:imap.department.gmail.com", FALSE }, { IMAP, FALSE }, { "imap:993:tls:192.0.2.1", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (servers); i++)
    {
      g_autoptr (PtlServer) server = fake_server (servers[i].server);

      g_assert_true (ptl_exceptions_is_known (NULL, server) == servers[i].known);
    }

  fake_probe_self_sign ("imap.example.org:993", PIN);
  fake_probe_self_sign ("mail.example.org:993", PIN);
  fake_probe_pass ("smtp.example.org:465");
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      PtlNeeds needs = PTL_NEEDS_INIT;
      g_autoptr (PtlServer) server = fake_server (IMAP);
      g_autoptr (GError) error = NULL;
      PtlProblem *problem;

      needs.security = tests[i].security;
      ptl_session_set_needs (fixture->session, &needs);
      discover (fixture, tests[i].candidates);
      check (fixture);
      problem = ptl_session_get_problem (fixture->session);
      g_assert_cmpint (ptl_problem_get_second_remedy (problem), ==, tests[i].offered ? PTL_REMEDY_TRUST_CERTIFICATE : PTL_REMEDY_NONE);
      g_assert_true (ptl_session_trust_certificate (fixture->session, server, OTHER, &error) == tests[i].offered);
      if (!tests[i].offered)
        g_assert_error (error, PTL_ERROR, PTL_ERROR_POLICY);
    }
}

static void
send_letter (Fixture  *fixture,
             gboolean  cancel)
{
  g_clear_object (&fixture->result);
  g_assert_true (ptl_session_can_send_letter (fixture->session));
  ptl_session_send_letter_async (fixture->session, 0, fixture->cancellable, keep_result_cb, fixture);
  g_assert_false (ptl_session_can_send_letter (fixture->session));
  if (cancel)
    ptl_session_cancel (fixture->session);
  wait_for_result (fixture);
}

static void
test_letter (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr (PtlStep) step = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *attempts = NULL;

  discover (fixture, "bundled " IMAP " " SMTP);
  fake_probe_pass ("imap.example.org:993");
  fake_probe_pass ("smtp.example.org:465");
  check (fixture);
  g_assert_false (ptl_session_can_send_letter (fixture->session));  /* nobody signed in */
  set_secret (fixture);
  g_assert_false (ptl_session_can_send_letter (fixture->session));  /* nothing was tried with it */
  check (fixture);

  g_free (fake_probe_log ());
  send_letter (fixture, FALSE);
  step = ptl_session_send_letter_finish (fixture->session, fixture->result, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ptl_step_get_verdict (step), ==, PTL_VERDICT_PASSED);
  g_assert_true (ptl_session_get_letter (fixture->session) == step);
  attempts = fake_probe_log ();
  g_assert_cmpstr (attempts, ==, "smtp.example.org:465 ben@example.org secret errand\nimap.example.org:993 ben@example.org secret errand");

  send_letter (fixture, TRUE);
  g_assert_null (ptl_session_send_letter_finish (fixture->session, fixture->result, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_CANCELLED);
  g_assert_null (ptl_session_get_letter (fixture->session));
}

/* A letter whose check is forgotten ends, and says nothing about the next one. */
static void
test_forget_letter (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  discover (fixture, "bundled " IMAP " " SMTP);
  fake_probe_pass ("imap.example.org:993");
  fake_probe_pass ("smtp.example.org:465");
  set_secret (fixture);
  check (fixture);
  g_clear_object (&fixture->result);
  ptl_session_send_letter_async (fixture->session, 0, NULL, keep_result_cb, fixture);
  set_secret (fixture);
  wait_for_result (fixture);
  g_assert_null (ptl_session_send_letter_finish (fixture->session, fixture->result, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_CANCELLED);
  g_assert_null (ptl_session_get_letter (fixture->session));
}

#define ADD_DATA(name, function, data) g_test_add ("/session/" name, Fixture, GINT_TO_POINTER (data), set_up, function, tear_down)
#define ADD(name, function) ADD_DATA (name, function, 0)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("ready", test_ready);
  ADD ("results", test_results);
  ADD ("confirm", test_confirm);
  ADD ("right-password", test_right_password);
  ADD ("tag", test_tag);
  ADD ("confirm-domain", test_confirm_domain);
  ADD ("agree-to-checked", test_agree_to_checked);
  ADD ("confirm-beforehand", test_confirm_beforehand);
  ADD ("unchecked", test_unchecked);
  ADD ("recomputed", test_recomputed);
  ADD ("unusable-sending", test_unusable_sending);
  ADD ("other-address", test_other_address);
  ADD ("not-found", test_not_found);
  ADD ("manual", test_manual);
  ADD ("late", test_late);
  ADD ("leave", test_leave);
  ADD ("cancel-discovery", test_cancel_discovery);
  ADD ("discovery-again", test_discovery_again);
  ADD ("cancel-check", test_cancel_check);
  ADD ("forget-check", test_forget_check);
  ADD ("look", test_look);
  ADD ("look-guess", test_look_guess);
  ADD ("look-news", test_look_news);
  ADD_DATA ("look-same/name", test_look_same, PTL_ERROR_DNS_TIMEOUT);
  ADD_DATA ("look-same/connect", test_look_same, PTL_ERROR_CONNECT_TIMEOUT);
  ADD_DATA ("look-same/greeting", test_look_same, PTL_ERROR_GREETING_TIMEOUT);
  ADD_DATA ("look-same/answer", test_look_same, PTL_ERROR_TIMEOUT);
  ADD_DATA ("look-same/handshake", test_look_same, PTL_ERROR_TLS_FAILED);
  ADD_DATA ("look-same/broken-off", test_look_same, PTL_ERROR_RESET);
  ADD ("look-person", test_look_person);
  ADD ("look-manual", test_look_manual);
  ADD ("look-late", test_look_late);
  ADD ("look-stopped", test_look_stopped);
  ADD ("look-nothing", test_look_nothing);
  ADD ("other-protocol", test_other_protocol);
  ADD ("closed-protocol", test_closed_protocol);
  ADD ("closed-protocol-beside", test_closed_protocol_beside);
  ADD ("closed-protocols", test_closed_protocols);
  ADD ("refused-with-hint", test_refused_with_hint);
  ADD ("other-protocol-needs", test_other_protocol_needs);
  ADD ("no-other-protocol", test_no_other_protocol);
  ADD ("other-forbidden", test_other_forbidden);
  ADD ("relief-forbidden", test_relief_forbidden);
  ADD ("address-forbidden", test_address_forbidden);
  ADD ("too-strict", test_too_strict);
  ADD ("adopted", test_adopted);
  ADD ("other-protocol-stopped", test_other_protocol_stopped);
  ADD ("wishes", test_wishes);
  ADD ("address-wanted", test_address_wanted);
  ADD ("trust", test_trust);
  ADD ("no-trust", test_no_trust);
  ADD ("letter", test_letter);
  ADD ("forget-letter", test_forget_letter);

  return g_test_run ();
}
