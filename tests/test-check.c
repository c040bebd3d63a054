/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-check.h"

#include <string.h>

#include "fake-offers.h"
#include "fake-probe.h"

/* What a row says of its servers: a word each, “993” passes, “993=refused” fails in that way, “993~ben” signs in only ben, “993?” is
 * silent. */
static void
prepare (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  fake_probe_reset ();
  for (guint i = 0; words[i] != NULL && *words[i] != '\0'; i++)
    {
      g_auto (GStrv) parts = g_strsplit_set (words[i], "=~", 2);
      g_autofree char *endpoint = g_strdup_printf ("mail.example.org:%s", parts[0]);

      if (strchr (words[i], '=') != NULL)
        {
          g_autoptr (GEnumClass) codes = g_type_class_ref (PTL_TYPE_ERROR);
          GEnumValue *code = g_enum_get_value_by_nick (codes, parts[1]);

          g_assert_nonnull (code);
          fake_probe_fail (endpoint, code->value);
        }
      else if (strchr (words[i], '~') != NULL)
        fake_probe_know (endpoint, parts[1]);
      else
        fake_probe_pass (endpoint);
    }
}

static void
keep_result_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static PtlReport *
run (PtlCheck     *check,
     GCancellable *cancellable)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  PtlReport *report;

  ptl_check_run_async (check, cancellable, keep_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  report = ptl_check_run_finish (check, result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (report);

  return report;
}

typedef struct
{
  const char *offers;
  const char *servers;    /* see prepare() */
  const char *attempts;   /* one a line: port, name, and whether the password was there */
  const char *outcome;    /* the port, and the name; or the id of the problem */
  const char *summary;
  const char *options;    /* u: --username; c: confirmed; a: plain text allowed; p: no password */
} CheckTest;

#define IMAP "imap:993:tls imap:143:starttls"
#define SECRET(port) "mail.example.org:" port " ben@example.org secret\n"

static const CheckTest check_tests[] = {
  /* the first that passes */
  { "bundled " IMAP, "993 143", SECRET ("993"), "993 ben@example.org", NULL, "" },
  { "bundled " IMAP, "993 143", "mail.example.org:993 ben@example.org silent\n", "993 ben@example.org", NULL, "p" },
  /* the next one when it does not */
  { "bundled " IMAP, "143", SECRET ("993") SECRET ("143"), "143 ben@example.org", "Port 993 did not answer, 143 with STARTTLS works.", "" },
  { "bundled " IMAP, "993=connect-timeout 143", SECRET ("993") SECRET ("143"), "143 ben@example.org",
    "Port 993 did not answer, 143 with STARTTLS works.", "" },
  { "bundled " IMAP, "993=certificate-expired 143", SECRET ("993") SECRET ("143"), "143 ben@example.org",
    "Port 993 cannot be used, 143 with STARTTLS works.", "" },
  { "bundled imap:143:starttls imap:993:tls", "143=starttls-not-offered 993", SECRET ("143") SECRET ("993"), "993 ben@example.org",
    "Port 143 cannot be used, 993 works.", "" },
  { "bundled " IMAP " imap:1993:tls:other.example.org", "", SECRET ("993") SECRET ("143") "other.example.org:1993 ben@example.org secret\n",
    "refused", NULL, "" },
  /* what tells most, when all fail */
  { "bundled " IMAP, "993=certificate-wrong-name 143=connect-timeout", SECRET ("993") SECRET ("143"), "certificate-wrong-name", NULL, "" },
  { "bundled " IMAP, "993=name-not-found 143=refused", SECRET ("993") SECRET ("143"), "refused", NULL, "" },
  { "bundled " IMAP, "993=connect-timeout 143=starttls-not-offered", SECRET ("993") SECRET ("143"), "starttls-not-offered", NULL, "" },
  { "bundled " IMAP, "993=sign-in-not-offered 143=refused", SECRET ("993") SECRET ("143"), "sign-in-not-offered", NULL, "" },
  /* whatever is about the person or this computer ends it */
  { "bundled imap:993:tls:mail.example.org:ben " IMAP, "993=sign-in-refused 143", "mail.example.org:993 ben secret\n", "sign-in-refused", NULL, "" },
  { "bundled " IMAP, "993=sign-in-needs-app-password 143", SECRET ("993"), "sign-in-needs-app-password", NULL, "" },
  { "bundled " IMAP, "993=sign-in-rate-limited 143", SECRET ("993"), "sign-in-rate-limited", NULL, "" },
  { "bundled " IMAP, "993=sign-in-oauth2-only 143", SECRET ("993"), "sign-in-oauth2-only", NULL, "" },
  { "bundled " IMAP " imap:1993:tls:other.example.org", "993=sign-in-oauth2-only 143", SECRET ("993") "other.example.org:1993 ben@example.org secret\n",
    "sign-in-oauth2-only", NULL, "" },
  { "bundled " IMAP, "993=account-disabled 143", SECRET ("993"), "account-disabled", NULL, "" },
  { "bundled " IMAP, "993=offline 143", SECRET ("993"), "offline", NULL, "" },
  { "bundled " IMAP, "993=sign-in-refused", SECRET ("993") "mail.example.org:993 ben secret\n", "sign-in-refused", NULL, "" },
  { "bundled " IMAP, "993=refused 143=sign-in-refused", SECRET ("993") SECRET ("143") "mail.example.org:143 ben secret\n", "sign-in-refused", NULL, "" },
  /* user names */
  { "bundled imap:993:tls", "993~ben", SECRET ("993") "mail.example.org:993 ben secret\n", "993 ben",
    "The server knows you as “ben”, not by your whole address.", "" },
  { "srv imap:993:tls:mail.example.org:ben@example.org", "993~ben", SECRET ("993") "mail.example.org:993 ben secret\n", "993 ben",
    "The server knows you as “ben”, not by your whole address.", "" },
  { "guess imap:993:tls:mail.example.org:ben@example.org", "993~ben", SECRET ("993") "mail.example.org:993 ben secret\n", "993 ben",
    "The server knows you as “ben”, not by your whole address.", "" },
  { "bundled imap:993:tls:mail.example.org:ben@example.org", "993~ben", SECRET ("993"), "sign-in-refused", NULL, "" },
  { "autoconfig imap:993:tls:mail.example.org:ben", "993~ben", "mail.example.org:993 ben secret\n", "993 ben", NULL, "" },
  { "autoconfig imap:993:tls:mail.example.org:ben imap:993:tls:mail.example.org:ben@example.org", "993~ben@example.org",
    "mail.example.org:993 ben secret\n" SECRET ("993"), "993 ben@example.org", "The server knows you as “ben@example.org”.", "" },
  { "autoconfig imap:993:tls:mail.example.org:ben imap:993:tls:mail.example.org:ben@example.org", "993~nobody",
    "mail.example.org:993 ben secret\n" SECRET ("993"), "sign-in-refused", NULL, "" },
  { "autoconfig imap:993:tls:mail.example.org:ben", "993~nobody", "mail.example.org:993 ben secret\n", "sign-in-refused", NULL, "" },
  { "srv imap:993:tls", "993~captain", "mail.example.org:993 captain secret\n", "993 captain", NULL, "u" },
  { "autoconfig imap:993:tls:mail.example.org:ben", "993~captain", "mail.example.org:993 captain secret\n", "993 captain", NULL, "u" },
  { "srv imap:993:tls", "993~ben", "mail.example.org:993 captain secret\n", "sign-in-refused", NULL, "u" },
  /* who has no reason to be believed gets no password */
  { "srv confirm imap:993:tls", "993", "mail.example.org:993 ben@example.org silent\n", "993 ben@example.org unvouched", NULL, "" },
  { "srv confirm imap:993:tls", "993", SECRET ("993"), "993 ben@example.org", NULL, "c" },
  { "bundled imap:993:tls | guess confirm imap:143:starttls", "143", SECRET ("993") "mail.example.org:143 ben@example.org silent\n",
    "143 ben@example.org unvouched", "Port 993 did not answer, 143 with STARTTLS works.", "" },
  /* plain text: only where it is allowed, and never because somebody may be in between */
  { "bundled imap:993:tls imap:143:none", "143", "mail.example.org:993 ben@example.org secret plain\nmail.example.org:143 ben@example.org secret plain\n",
    "143 ben@example.org", "Port 993 did not answer, 143 without encryption works.", "a" },
  { "bundled imap:993:tls imap:143:none", "993=certificate-self-signed 143", "mail.example.org:993 ben@example.org secret plain\n",
    "certificate-self-signed", NULL, "a" },
  { "bundled imap:144:starttls imap:993:tls imap:143:none", "144=starttls-injection 143",
    "mail.example.org:144 ben@example.org secret plain\nmail.example.org:993 ben@example.org secret plain\n", "starttls-injection", NULL, "a" },
};

static PtlCheck *
new_check (const CheckTest *row)
{
  g_autoptr (GPtrArray) offers = fake_offers (row->offers);
  g_autoptr (PtlAddress) address = ptl_address_parse ("ben@example.org", NULL);
  g_autoptr (PtlSecret) secret = ptl_secret_new ("secret", -1);
  PtlCheck *check = ptl_check_new (offers, strchr (row->options, 'p') == NULL ? secret : NULL, strchr (row->options, 'a') != NULL);

  ptl_check_set_address (check, address);
  ptl_check_set_agreement (check, &(PtlAgreement) { .all = strchr (row->options, 'c') != NULL });
  if (strchr (row->options, 'u') != NULL)
    ptl_check_set_username (check, "captain");

  return check;
}

static char *
outcome_of (PtlCheck  *check,
            PtlReport *report)
{
  PtlServer *server = ptl_report_get_server (report);

  if (!ptl_report_is_good (report))
    return g_strdup (ptl_problem_get_id (ptl_report_get_problem (report)));

  return g_strdup_printf ("%u %s%s", ptl_server_get_port (server), ptl_server_get_username (server),
                          ptl_check_is_unvouched (check) ? " unvouched" : "");
}

static void
test_check (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (check_tests); i++)
    {
      const CheckTest *row = &check_tests[i];
      g_autoptr (PtlCheck) check = new_check (row);
      g_autoptr (PtlReport) report = NULL;
      g_autofree char *attempts = NULL;
      g_autofree char *expected = g_strchomp (g_strdup (row->attempts));
      g_autofree char *outcome = NULL;
      g_autofree char *summary = NULL;

      g_test_message ("“%s”, “%s”", row->offers, row->servers);
      prepare (row->servers);
      report = run (check, NULL);
      attempts = fake_probe_log ();
      outcome = outcome_of (check, report);
      summary = ptl_check_dup_summary (check);

      g_assert_cmpstr (attempts, ==, expected);
      g_assert_cmpstr (outcome, ==, row->outcome);
      g_assert_cmpstr (summary, ==, row->summary);
      g_assert_cmpuint (fake_probe_open (), ==, 0);
      g_assert_cmpuint (g_list_model_get_n_items (ptl_check_get_reports (check)), ==,
                        ptl_report_get_tried (report)->len + 1);
    }
}

static void
test_no_name (void)
{
  static const PtlAuthentication none[] = { PTL_AUTHENTICATION_NONE };
  g_autoptr (PtlServer) bare = fake_server ("smtp:25:starttls");
  g_autoptr (PtlServer) server = ptl_server_with_authentication (bare, none, 1);
  g_autoptr (PtlCandidate) candidate = fake_candidate ("bundled");
  g_autoptr (GPtrArray) offers = g_ptr_array_new_with_free_func ((GDestroyNotify) ptl_offer_free);
  g_autoptr (PtlAddress) address = ptl_address_parse ("ben@example.org", NULL);
  g_autoptr (PtlSecret) secret = ptl_secret_new ("secret", -1);
  g_autoptr (PtlCheck) check = NULL;
  g_autoptr (PtlReport) report = NULL;
  g_autofree char *attempts = NULL;

  prepare ("25");
  g_ptr_array_add (offers, ptl_offer_new (server, candidate));
  check = ptl_check_new (offers, secret, FALSE);
  ptl_check_set_address (check, address);
  report = run (check, NULL);
  attempts = fake_probe_log ();

  g_assert_cmpstr (attempts, ==, "mail.example.org:25 nobody silent");
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);

  return G_SOURCE_REMOVE;
}

/* Cancelled in the first try and in the second: it ends with a report, tries nobody else, and lets go of everything. */
static void
test_cancel (void)
{
  static const char * const silent[] = { "mail.example.org:993", "mail.example.org:143" };

  for (gsize i = 0; i < G_N_ELEMENTS (silent); i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      PtlCheck *check = new_check (&(CheckTest) { .offers = "bundled " IMAP, .options = "" });
      g_autoptr (PtlReport) report = NULL;

      prepare ("");
      fake_probe_silence (silent[i]);
      g_timeout_add (20, cancel_cb, cancellable);
      report = run (check, cancellable);

      g_assert_cmpint (ptl_report_get_verdict (report), ==, PTL_VERDICT_CANCELLED);
      g_assert_cmpuint (g_list_model_get_n_items (ptl_check_get_reports (check)), ==, i + 1);
      g_assert_cmpuint (fake_probe_open (), ==, 0);
      g_object_add_weak_pointer (G_OBJECT (check), (gpointer *) &check);
      g_object_unref (check);
      g_assert_null (check);
    }
}

/* A token stands in for a password that is missing, or not wanted; only at the hosts that it is for. */
static void
test_token (void)
{
  g_autoptr (PtlSecret) secret = ptl_secret_new ("a token", -1);
  PtlToken token = { secret, g_ptr_array_new () };

  g_ptr_array_add (token.hosts, (gpointer) "mail.example.org");
  for (guint i = 0; i < 4; i++)
    {
      gboolean elsewhere = i == 3;
      g_autoptr (PtlCheck) check = new_check (&(CheckTest) { .offers = elsewhere ? "bundled imap:993:tls:other.example.org" : "bundled imap:993:tls:mail.example.org",
                                                             .options = i == 0 ? "p" : "" });
      g_autoptr (PtlReport) report = NULL;
      g_autofree char *attempts = NULL;

      prepare ("");
      if (i == 2)
        fake_probe_fail ("mail.example.org:993", PTL_ERROR_SIGN_IN_OAUTH2_ONLY);
      else
        fake_probe_pass (elsewhere ? "other.example.org:993" : "mail.example.org:993");
      ptl_check_set_token (check, &token);
      report = run (check, NULL);
      attempts = fake_probe_log ();
      g_test_message ("%s", attempts);
      g_assert_true (g_str_has_suffix (attempts, i == 0 || i == 2 ? " secret token" : " secret"));
    }
  g_ptr_array_unref (token.hosts);
}

static void
count_cb (guint *n)
{
  ++*n;
}

static void
test_probe_changes (void)
{
  g_autoptr (PtlCheck) check = new_check (&(CheckTest) { .offers = "bundled " IMAP, .options = "" });
  g_autoptr (PtlReport) report = NULL;
  guint n = 0;

  prepare ("143");
  g_assert_null (ptl_check_get_probe (check));
  g_signal_connect_swapped (check, "notify::probe", G_CALLBACK (count_cb), &n);
  report = run (check, NULL);

  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpuint (ptl_server_get_port (ptl_probe_get_server (ptl_check_get_probe (check))), ==, 143);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/check/table", test_check);
  g_test_add_func ("/check/no-name", test_no_name);
  g_test_add_func ("/check/cancel", test_cancel);
  g_test_add_func ("/check/token", test_token);
  g_test_add_func ("/check/probe-changes", test_probe_changes);

  return g_test_run ();
}
