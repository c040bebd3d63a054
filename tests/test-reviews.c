/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-reviews.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>

#include "fake-discovery.h"
#include "fake-offers.h"
#include "fake-probe.h"
#include "ptl-enum.h"
#include "ptl-lock.h"
#include "ptl-safer.h"

#define PREFS ".thunderbird/p/prefs.js"

/* One account in Thunderbird, one in Geary with the servers of the test, one in Evolution. */
static const char prefs[] =
  "// Mozilla User Preferences\r\n"
  "user_pref(\"mail.accountmanager.accounts\", \"account1,account2\");\n"
  "user_pref(\"mail.account.account1.identities\", \"id1\");\n"
  "user_pref(\"mail.account.account1.server\", \"server1\");\n"
  "user_pref(\"mail.account.account2.identities\", \"id1\");\n"
  "user_pref(\"mail.account.account2.server\", \"server2\");\n"
  "user_pref(\"mail.identity.id1.useremail\", \"ada@example.org\");\n"
  "user_pref(\"mail.server.server1.hostname\", \"imap.example.org\");\n"
  "user_pref(\"mail.server.server1.port\", 143);\n"
  "user_pref(\"mail.server.server1.type\", \"imap\");\n"
  "user_pref(\"mail.server.server1.userName\", \"ada\");\n"
  "user_pref(\"mail.server.server2.hostname\", \"pop.example.org\");\n"
  "user_pref(\"mail.server.server2.port\", 995);\n"
  "user_pref(\"mail.server.server2.socketType\", 3);\n"
  "user_pref(\"mail.server.server2.type\", \"pop3\");\n"
  "user_pref(\"mail.server.server2.userName\", \"ada\");\n"
  "user_pref(\"mail.smtpserver.smtp1.hostname\", \"smtp.example.org\");\n"
  "user_pref(\"mail.smtpserver.smtp1.port\", 25);\n"
  "user_pref(\"mail.smtpserver.smtp1.try_ssl\", 2);\n"
  "user_pref(\"mail.smtpserver.smtp1.username\", \"ada\");\n"
  "user_pref(\"mail.smtpservers\", \"smtp1\");\n"
  "user_pref(\"zzz.last\", \"Ünal ☃\");";

static const char geary[] =
  "# mine\n[Metadata]\nversion=1\nstatus=enabled\n\n[Account]\nlabel=Mine\nsender_mailboxes=ada@example.org;\n"
  "[Incoming]\nlogin=ada\nhost=old.example.net\nport=993\ntransport_security=transport\ncredentials=custom\n"
  "[Outgoing]\nhost=old.example.net\nport=465\ntransport_security=transport\ncredentials=use-incoming\n";

static const char evolution_account[] =
  "[Data Source]\nDisplayName=Ada\nEnabled=true\nParent=\n\n[Mail Account]\nBackendName=imapx\nIdentityUid=i\n\n"
  "[Authentication]\nHost=evo.example.org\nPort=143\nUser=ada\nMethod=PLAIN\n\n[Security]\nMethod=none\n";

static const char evolution_identity[] = "[Mail Identity]\nAddress=ada@example.org\n[Mail Submission]\nTransportUid=t\n";

static const char evolution_transport[] =
  "[Data Source]\nEnabled=true\n[Mail Transport]\nBackendName=smtp\n[Authentication]\nHost=evo.example.org\nPort=587\nUser=ada\n"
  "[Security]\nMethod=starttls-on-standard-port\n";

static const char goa[] =
  "[Account account_1]\nProvider=imap_smtp\nPresentationIdentity=ada@example.org\nEmailAddress=ada@example.org\nEnabled=true\n"
  "ImapHost=goa.example.org:144\nImapUserName=ada\nImapUseSsl=false\nImapUseTls=false\n";

typedef struct
{
  char         *home;
  PtlReviews   *reviews;
  GCancellable *cancellable;
  GAsyncResult *result;
} Fixture;

static void
write_file (Fixture    *fixture,
            const char *name,
            const char *text)
{
  g_autofree char *path = g_build_filename (fixture->home, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  g_mkdir_with_parents (folder, 0700);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
assert_file (Fixture    *fixture,
             const char *name,
             const char *expected)
{
  g_autofree char *path = g_build_filename (fixture->home, name, NULL);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, expected);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fake_probe_reset ();
  fixture->home = g_dir_make_tmp ("reviews-XXXXXX", NULL);
  fixture->cancellable = g_cancellable_new ();
  fixture->reviews = ptl_reviews_new (fixture->home);
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_all (child);
    }
  g_remove (path);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_clear_object (&fixture->result);
  g_assert_false (ptl_reviews_get_busy (fixture->reviews));
  g_object_add_weak_pointer (G_OBJECT (fixture->reviews), (gpointer *) &fixture->reviews);
  g_object_unref (fixture->reviews);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (fixture->reviews);
  g_assert_cmpuint (fake_probe_open (), ==, 0);
  g_object_unref (fixture->cancellable);
  remove_all (fixture->home);
  g_free (fixture->home);
}

static void
keep_result_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  Fixture *fixture = user_data;

  g_set_object (&fixture->result, result);
}

static GAsyncResult *
wait_for_result (Fixture *fixture)
{
  while (fixture->result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return fixture->result;
}

static void
read_all (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&fixture->result);
  ptl_reviews_read_async (fixture->reviews, fixture->cancellable, keep_result_cb, fixture);
  g_assert_true (ptl_reviews_get_busy (fixture->reviews));
  g_assert_true (ptl_reviews_read_finish (fixture->reviews, wait_for_result (fixture), &error));
  g_assert_no_error (error);
}

static void
check_all (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&fixture->result);
  ptl_reviews_check_async (fixture->reviews, fixture->cancellable, keep_result_cb, fixture);
  g_assert_true (ptl_reviews_check_finish (fixture->reviews, wait_for_result (fixture), &error));
  g_assert_no_error (error);
}

static PtlReview *
get (Fixture *fixture,
     guint    index)
{
  g_autoptr (PtlReview) review = g_list_model_get_item (ptl_reviews_get_list (fixture->reviews), index);

  g_assert_nonnull (review);
  return review;
}

static void
assert_verdict (Fixture          *fixture,
                guint             index,
                PtlReviewVerdict  expected)
{
  g_assert_cmpstr (ptl_enum_to_nick (PTL_TYPE_REVIEW_VERDICT, ptl_review_get_verdict (get (fixture, index))), ==,
                   ptl_enum_to_nick (PTL_TYPE_REVIEW_VERDICT, expected));
}

static char *
fix (Fixture  *fixture,
     guint     index,
     GError  **error)
{
  g_assert_true (ptl_review_is_fixable (get (fixture, index)));
  g_clear_object (&fixture->result);
  ptl_reviews_fix_async (fixture->reviews, get (fixture, index), fixture->cancellable, keep_result_cb, fixture);
  return ptl_reviews_change_finish (fixture->reviews, wait_for_result (fixture), error);
}

static void
undo (Fixture *fixture,
      guint    index)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;

  g_clear_object (&fixture->result);
  ptl_reviews_undo_async (fixture->reviews, get (fixture, index), fixture->cancellable, keep_result_cb, fixture);
  message = ptl_reviews_change_finish (fixture->reviews, wait_for_result (fixture), &error);
  g_assert_no_error (error);
  g_assert_nonnull (message);
}

static char *
replace (const char *text,
         const char *from,
         const char *to)
{
  g_auto (GStrv) parts = g_strsplit (text, from, -1);

  g_assert_cmpuint (g_strv_length (parts), ==, 2);
  return g_strjoinv (to, parts);
}

static void
make_thunderbird (Fixture *fixture)
{
  write_file (fixture, ".thunderbird/profiles.ini", "[Profile0]\nName=p\nIsRelative=1\nPath=p\nDefault=1\n");
  write_file (fixture, PREFS, prefs);
  fake_probe_pass ("imap.example.org:143");
  fake_probe_pass ("imap.example.org:993");
  fake_probe_pass ("pop.example.org:995");
  fake_probe_pass ("smtp.example.org:25");
  fake_probe_pass ("smtp.example.org:465");
}

static void
test_thunderbird (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;
  g_autofree char *log = NULL;
  g_autofree char *step1 = replace (prefs, "server1.port\", 143);\n", "server1.port\", 993);\n");
  g_autofree char *step2 = replace (step1, "smtp1.port\", 25)", "smtp1.port\", 465)");
  g_autofree char *step3 = replace (step2, "smtp1.try_ssl\", 2)", "smtp1.try_ssl\", 3)");
  g_autofree char *expected = g_strconcat (step3, "\nuser_pref(\"mail.server.server1.socketType\", 3);\n", NULL);

  make_thunderbird (fixture);
  read_all (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (ptl_reviews_get_list (fixture->reviews)), ==, 2);
  assert_verdict (fixture, 0, PTL_REVIEW_WAITING);

  check_all (fixture);
  assert_verdict (fixture, 0, PTL_REVIEW_UNENCRYPTED);
  assert_verdict (fixture, 1, PTL_REVIEW_OUTDATED);  /* by the server for sending */
  log = fake_probe_log ();
  g_assert_null (strstr (log, "secret"));
  g_assert_null (strstr (log, "plain"));
  assert_file (fixture, PREFS, prefs);

  message = fix (fixture, 0, &error);
  g_assert_no_error (error);
  g_assert_nonnull (message);
  assert_file (fixture, PREFS, expected);
  assert_verdict (fixture, 0, PTL_REVIEW_FINE);
  assert_verdict (fixture, 1, PTL_REVIEW_FINE);      /* they share it */
  g_assert_false (ptl_review_is_fixable (get (fixture, 0)));
  g_assert_nonnull (ptl_review_get_undo_id (get (fixture, 0)));

  undo (fixture, 0);
  assert_file (fixture, PREFS, prefs);
  assert_verdict (fixture, 0, PTL_REVIEW_UNENCRYPTED);
  g_assert_null (ptl_review_get_undo_id (get (fixture, 0)));
}

/* Refused with everything as it was, while Thunderbird runs, and where user.js would win. */
static void
test_thunderbird_refuses (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr (GError) running = NULL;
  g_autoptr (GError) fixed = NULL;
  g_autoptr (GError) changed = NULL;
  g_autofree char *path = g_build_filename (fixture->home, ".thunderbird/p/.parentlock", NULL);
  g_autofree char *other = replace (prefs, "\"imap.example.org\"", "\"imap.example.net\"");
  PtlLock *lock;

  make_thunderbird (fixture);
  read_all (fixture);
  check_all (fixture);

  lock = ptl_lock_try (path, NULL);
  g_assert_nonnull (lock);
  g_assert_null (fix (fixture, 0, &running));
  g_assert_error (running, PTL_ERROR, PTL_ERROR_EXPORT_PROGRAM_RUNNING);
  ptl_lock_release (lock);

  write_file (fixture, ".thunderbird/p/user.js", "user_pref(\"mail.smtpserver.smtp1.port\", 25);\n");
  g_assert_null (fix (fixture, 0, &fixed));
  g_assert_error (fixed, PTL_ERROR, PTL_ERROR_EXPORT_UNSUPPORTED);
  g_assert_nonnull (strstr (fixed->message, "user.js"));
  assert_file (fixture, PREFS, prefs);

  write_file (fixture, ".thunderbird/p/user.js", "");
  write_file (fixture, PREFS, other);
  g_assert_null (fix (fixture, 0, &changed));
  g_assert_error (changed, PTL_ERROR, PTL_ERROR_EXPORT_CHANGED);
  assert_file (fixture, PREFS, other);
}

static void
test_evolution (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;
  g_autofree char *step = replace (evolution_account, "Port=143", "Port=993");
  g_autofree char *account = replace (step, "Method=none", "Method=ssl-on-alternate-port");
  g_autofree char *step2 = replace (evolution_transport, "Port=587", "Port=465");
  g_autofree char *transport = replace (step2, "starttls-on-standard-port", "ssl-on-alternate-port");

  write_file (fixture, ".config/evolution/sources/a.source", evolution_account);
  write_file (fixture, ".config/evolution/sources/i.source", evolution_identity);
  write_file (fixture, ".config/evolution/sources/t.source", evolution_transport);
  fake_probe_pass ("evo.example.org:143");
  fake_probe_pass ("evo.example.org:993");
  fake_probe_pass ("evo.example.org:587");
  fake_probe_pass ("evo.example.org:465");
  read_all (fixture);
  check_all (fixture);
  assert_verdict (fixture, 0, PTL_REVIEW_UNENCRYPTED);

  message = fix (fixture, 0, &error);
  g_assert_no_error (error);
  assert_file (fixture, ".config/evolution/sources/a.source", account);
  assert_file (fixture, ".config/evolution/sources/t.source", transport);
  assert_verdict (fixture, 0, PTL_REVIEW_FINE);
  undo (fixture, 0);
  assert_file (fixture, ".config/evolution/sources/a.source", evolution_account);
  assert_file (fixture, ".config/evolution/sources/t.source", evolution_transport);
}

/* GNOME has the last word on its accounts: what is better is said, and not written. */
static void
test_goa (Fixture       *fixture,
          gconstpointer  data)
{
  g_autoptr (GPtrArray) changes = NULL;

  write_file (fixture, ".config/goa-1.0/accounts.conf", goa);
  fake_probe_pass ("goa.example.org:144");
  fake_probe_pass ("goa.example.org:993");
  read_all (fixture);
  check_all (fixture);
  assert_verdict (fixture, 0, PTL_REVIEW_UNENCRYPTED);
  changes = ptl_review_list_changes (get (fixture, 0));
  g_assert_cmpuint (changes->len, ==, 1);
  g_assert_false (ptl_review_is_fixable (get (fixture, 0)));
}

/* The provider has moved: only it knows where to, and it is asked only when the person wants that. */
static void
test_look_up (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (PtlCandidate) trusted = fake_candidate ("bundled imap:993:tls:new.example.org smtp:465:tls:new.example.org");
  g_autoptr (PtlCandidate) stranger = fake_candidate ("mx confirm imap:993:tls:evil.example.net smtp:465:tls:evil.example.net");
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;
  g_autofree char *half = replace (geary, "host=old.example.net\nport=993", "host=new.example.org\nport=993");
  g_autofree char *expected = replace (half, "host=old.example.net\nport=465", "host=new.example.org\nport=465");

  write_file (fixture, ".config/geary/account_01/geary.ini", geary);
  fake_probe_pass ("new.example.org:993");
  fake_probe_pass ("new.example.org:465");
  fake_probe_pass ("evil.example.net:993");
  fake_probe_pass ("evil.example.net:465");
  read_all (fixture);
  check_all (fixture);
  assert_verdict (fixture, 0, PTL_REVIEW_BROKEN);
  g_assert_false (ptl_review_is_fixable (get (fixture, 0)));
  g_assert_true (ptl_review_can_look_up (get (fixture, 0)));

  g_clear_object (&fixture->result);
  ptl_reviews_look_up_async (fixture->reviews, get (fixture, 0), fixture->cancellable, keep_result_cb, fixture);
  fake_discovery_find (stranger);
  fake_discovery_find (trusted);
  fake_discovery_settle ();
  fake_discovery_end ();
  g_assert_true (ptl_reviews_look_up_finish (fixture->reviews, wait_for_result (fixture), &error));
  g_assert_no_error (error);
  assert_verdict (fixture, 0, PTL_REVIEW_BROKEN);
  g_assert_true (ptl_review_is_fixable (get (fixture, 0)));

  message = fix (fixture, 0, &error);
  g_assert_no_error (error);
  assert_file (fixture, ".config/geary/account_01/geary.ini", expected);
  assert_verdict (fixture, 0, PTL_REVIEW_FINE);
  undo (fixture, 0);
  assert_file (fixture, ".config/geary/account_01/geary.ini", geary);
}

static void
test_cancel (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  make_thunderbird (fixture);
  fake_probe_silence ("imap.example.org:143");
  read_all (fixture);
  g_clear_object (&fixture->result);
  ptl_reviews_check_async (fixture->reviews, fixture->cancellable, keep_result_cb, fixture);
  assert_verdict (fixture, 0, PTL_REVIEW_CHECKING);
  g_cancellable_cancel (fixture->cancellable);
  g_assert_false (ptl_reviews_check_finish (fixture->reviews, wait_for_result (fixture), &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_CANCELLED);
  assert_verdict (fixture, 0, PTL_REVIEW_UNCHECKED);
}

/* Many accounts: only some at once, and all in the end. */
static void
test_many (Fixture       *fixture,
           gconstpointer  data)
{
  guint highest = 0;

  for (guint i = 1; i <= 20; i++)
    {
      g_autofree char *name = g_strdup_printf (".config/geary/account_%02u/geary.ini", i);

      write_file (fixture, name, geary);
    }
  fake_probe_pass ("old.example.net:993");
  fake_probe_pass ("old.example.net:465");
  read_all (fixture);
  g_clear_object (&fixture->result);
  ptl_reviews_check_async (fixture->reviews, fixture->cancellable, keep_result_cb, fixture);
  while (fixture->result == NULL)
    {
      highest = MAX (highest, fake_probe_open ());
      g_main_context_iteration (NULL, TRUE);
    }
  g_assert_true (ptl_reviews_check_finish (fixture->reviews, fixture->result, NULL));
  g_assert_cmpuint (highest, ==, 8);
  for (guint i = 0; i < 20; i++)
    assert_verdict (fixture, i, PTL_REVIEW_FINE);
}

/* What is tried instead of a server, and what comes out of it. */
typedef struct
{
  const char       *name;
  const char       *server;
  int               code;      /* that the server fails with; -1: it passes */
  const char       *passing;   /* (nullable): the endpoint that passes instead */
  PtlReviewVerdict  verdict;
  const char       *better;    /* (nullable) */
  const char       *tried;     /* all endpoints, in order */
} Row;

static const Row rows[] = {
  { "tls", "imap:993:tls", -1, NULL, PTL_REVIEW_FINE, NULL, "993" },
  { "tls-own-port", "imap:9933:tls", -1, "993", PTL_REVIEW_FINE, NULL, "9933" },
  { "starttls", "imap:143:starttls", -1, "993", PTL_REVIEW_OUTDATED, "993 tls", "143 993" },
  { "starttls-alone", "imap:143:starttls", -1, NULL, PTL_REVIEW_FINE, NULL, "143 993" },
  { "plain", "imap:143:none", -1, "993", PTL_REVIEW_UNENCRYPTED, "993 tls", "143 993" },
  { "plain-pop3", "pop3:110:none", -1, "995", PTL_REVIEW_UNENCRYPTED, "995 tls", "110 995" },
  { "plain-alone", "imap:1143:none", -1, NULL, PTL_REVIEW_UNENCRYPTED, NULL, "1143 993 143 1143" },
  { "plain-smtp", "smtp:25:none", -1, "587", PTL_REVIEW_UNENCRYPTED, "587 starttls", "25 465 587" },
  { "broken", "imap:993:tls", PTL_ERROR_REFUSED, "143", PTL_REVIEW_BROKEN, "143 starttls", "993 143" },
  { "broken-alone", "smtp:465:tls", PTL_ERROR_CERTIFICATE_EXPIRED, NULL, PTL_REVIEW_BROKEN, NULL, "465 587" },
  { "offline", "imap:143:none", PTL_ERROR_OFFLINE, "993", PTL_REVIEW_UNCHECKED, NULL, "143" },
  { "own-computer", "imap:1143:none:localhost", -1, "993", PTL_REVIEW_FINE, NULL, "1143" },
  { "own-computer-address", "imap:1143:starttls:127.0.0.1", -1, "993", PTL_REVIEW_FINE, NULL, "1143" },
  { "bridge", "imap:1143:starttls:localhost", PTL_ERROR_CERTIFICATE_SELF_SIGNED, NULL, PTL_REVIEW_FINE, NULL, "1143" },
  { "bridge-off", "imap:1143:starttls:localhost", PTL_ERROR_REFUSED, NULL, PTL_REVIEW_BROKEN, NULL, "1143" },
};

static GPtrArray *
list_for_name (const char *name)
{
  g_autoptr (PtlServer) server = fake_server ("imap:993:tls:mail.example.org");
  g_autoptr (PtlProblem) problem = ptl_problem_new_full (PTL_ERROR_CERTIFICATE_WRONG_NAME, NULL, NULL, PTL_REMEDY_USE_CERTIFICATE_NAME, name);
  g_autoptr (GListStore) steps = g_list_store_new (PTL_TYPE_STEP);
  PtlReportFields fields = { .server = server, .verdict = PTL_VERDICT_FAILED, .steps = G_LIST_MODEL (steps), .problem = problem };
  g_autoptr (PtlReport) report = ptl_report_new (&fields);

  return ptl_safer_list (server, report, NULL);
}

/* The name in a certificate is tried if it is one of the same provider, and never a stranger's. */
static void
test_certificate_name (void)
{
  g_autoptr (GPtrArray) own = list_for_name ("imap.example.org");
  g_autoptr (GPtrArray) strange = list_for_name ("mail.example.net");

  g_assert_cmpuint (own->len, ==, 2);
  g_assert_cmpstr (ptl_server_get_host (g_ptr_array_index (own, 0)), ==, "imap.example.org");
  g_assert_cmpuint (strange->len, ==, 1);
  g_assert_cmpstr (ptl_server_get_host (g_ptr_array_index (strange, 0)), ==, "mail.example.org");
}

static char *
list_tried (void)
{
  g_autofree char *log = fake_probe_log ();
  g_auto (GStrv) lines = g_strsplit (log, "\n", -1);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? " " : "", (guint) g_ascii_strtoull (strchr (lines[i], ':') + 1, NULL, 10));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_row (Fixture       *fixture,
          gconstpointer  data)
{
  const Row *row = data;
  g_autoptr (PtlServer) server = fake_server (row->server);
  g_autofree char *endpoint = g_strdup_printf ("%s:%u", ptl_server_get_host (server), ptl_server_get_port (server));
  g_autofree char *passing = g_strdup_printf ("%s:%s", ptl_server_get_host (server), row->passing);
  g_autoptr (PtlReviewSide) side = NULL;
  g_autofree char *better = NULL;
  g_autofree char *tried = NULL;

  if (row->code < 0)
    fake_probe_pass (endpoint);
  else
    fake_probe_fail (endpoint, row->code);
  if (row->passing != NULL)
    fake_probe_pass (passing);

  ptl_review_side_run_async (server, NULL, fixture->cancellable, keep_result_cb, fixture);
  side = ptl_review_side_run_finish (wait_for_result (fixture));
  tried = list_tried ();
  if (side->better != NULL)
    better = g_strdup_printf ("%u %s", ptl_server_get_port (side->better),
                              ptl_enum_to_nick (PTL_TYPE_SECURITY, ptl_server_get_security (side->better)));

  g_assert_cmpstr (ptl_enum_to_nick (PTL_TYPE_REVIEW_VERDICT, side->verdict), ==, ptl_enum_to_nick (PTL_TYPE_REVIEW_VERDICT, row->verdict));
  if (row->code < 0 && g_str_equal (row->name, "plain-alone"))
    g_assert_cmpstr (better, ==, "1143 starttls");  /* the stand-in knows ports only */
  else
    g_assert_cmpstr (better, ==, row->better);
  g_assert_cmpstr (tried, ==, row->tried);
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) g_test_add ("/reviews/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("thunderbird", test_thunderbird);
  ADD ("thunderbird-refuses", test_thunderbird_refuses);
  ADD ("evolution", test_evolution);
  ADD ("goa", test_goa);
  ADD ("look-up", test_look_up);
  ADD ("cancel", test_cancel);
  ADD ("many", test_many);
#undef ADD
  g_test_add_func ("/reviews/certificate-name", test_certificate_name);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/reviews/side/%s", rows[i].name);

      g_test_add (path, Fixture, &rows[i], set_up, test_row, tear_down);
    }

  return g_test_run ();
}
