/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>

#include "test-export.h"

/* The same account is there already, with other settings: it is told what differs, nothing is changed; if it was asked for, the new
 * settings take its place, and taking back puts the old ones there again. */

static PtlExportResult *
hand_over (const char *target,
           PtlAccount *account,
           const char *home,
           gboolean    replace)
{
  PtlExportOptions options = { .home = home, .sysroot = home, .replace = replace };
  g_autoptr (GError) error = NULL;
  PtlExportResult *result = export_to (target, account, &options, &error);

  g_assert_no_error (error);
  return result;
}

static void
take_back (const char *home,
           const char *pattern)
{
  PtlExportOptions options = { .home = home, .sysroot = home };
  g_autoptr (GError) error = NULL;
  g_autofree char *said = undo (NULL, &options, &error);

  g_assert_no_error (error);
  if (!g_pattern_match_simple (pattern, said))
    g_error ("Unexpected: %s", said);
}

static void
assert_differences (const PtlExportResult *result,
                    const char            *expected)
{
  g_autofree char *joined = g_strjoinv ("\n", (GStrv) ptl_export_result_get_differences (result));

  g_assert_cmpstr (joined, ==, expected);
}

static void
assert_holds (const char *home,
              const char *file,
              const char *part)
{
  g_autofree char *text = get_file (home, file);

  if (text == NULL || strstr (text, part) == NULL)
    g_error ("%s: “%s” is not in\n%s", file, part, text);
}

static void
assert_lacks (const char *home,
              const char *file,
              const char *part)
{
  g_autofree char *text = get_file (home, file);

  if (text != NULL && strstr (text, part) != NULL)
    g_error ("%s: “%s” is in\n%s", file, part, text);
}

/* Thunderbird */

#define PROFILE ".thunderbird/abc.default"
#define PREFS   PROFILE "/prefs.js"

#define ADA_IN \
  "user_pref(\"mail.accountmanager.accounts\", \"account1,account2\");\n" \
  "user_pref(\"mail.accountmanager.defaultaccount\", \"account1\");\n" \
  "user_pref(\"mail.account.account1.identities\", \"id1\");\n" \
  "user_pref(\"mail.account.account1.server\", \"server1\");\n" \
  "user_pref(\"mail.account.account2.identities\", \"id2\");\n" \
  "user_pref(\"mail.account.account2.server\", \"server2\");\n" \
  "user_pref(\"mail.identity.id1.fullName\", \"Ada\");\n" \
  "user_pref(\"mail.identity.id1.useremail\", \"Ada@example.org\");\n" \
  "user_pref(\"mail.identity.id1.htmlSigText\", \"regards\");\n" \
  "user_pref(\"mail.identity.id2.useremail\", \"eve@example.net\");\n" \
  "user_pref(\"mail.identity.id2.smtpServer\", \"smtp2\");\n" \
  "user_pref(\"mail.server.server1.hostname\", \"imap.example.org\");\n" \
  "user_pref(\"mail.server.server1.type\", \"imap\");\n" \
  "user_pref(\"mail.server.server1.userName\", \"ada@example.org\");\n" \
  "user_pref(\"mail.server.server1.check_time\", 3);\n" \
  "user_pref(\"mail.server.server2.hostname\", \"imap.example.net\");\n" \
  "user_pref(\"mail.server.server2.type\", \"imap\");\n" \
  "user_pref(\"mail.server.server2.userName\", \"eve\");\n" \
  "user_pref(\"mail.smtpservers\", \"smtp1,smtp2\");\n" \
  "user_pref(\"mail.smtp.defaultserver\", \"smtp1\");\n" \
  "user_pref(\"mail.smtpserver.smtp1.hostname\", \"smtp.example.org\");\n" \
  "user_pref(\"mail.smtpserver.smtp1.try_ssl\", 2);\n" \
  "user_pref(\"mail.smtpserver.smtp1.username\", \"ada@example.org\");\n" \
  "user_pref(\"mail.smtpserver.smtp2.hostname\", \"smtp.example.net\");\n"

static const Sketch ada = { .name = "Ada L." };

static void
put_profile (const char *home,
             const char *prefs)
{
  g_free (put_file (home, ".thunderbird/profiles.ini", "[Profile0]\nName=default\nIsRelative=1\nPath=abc.default\nDefault=1\n"));
  g_free (put_file (home, PROFILE "/compatibility.ini", "[Compatibility]\n"));
  g_free (put_file (home, PREFS, prefs));
}

static void
test_thunderbird (void)
{
  g_autoptr (PtlAccount) account = sketch_account (&ada);
  char *home = make_home ();
  g_autofree char *before = NULL;
  g_autoptr (PtlExportResult) told = NULL;
  g_autoptr (PtlExportResult) replaced = NULL;
  g_autoptr (PtlExportResult) again = NULL;

  put_profile (home, ADA_IN);
  before = snapshot (home);
  told = hand_over ("thunderbird", account, home, FALSE);
  g_assert_true (ptl_export_result_is_different (told) && ptl_export_result_is_replaceable (told));
  assert_differences (told, "Port for receiving: now 143, new 993\n"
                            "Encryption for receiving: now none, new SSL/TLS\n"
                            "Name: now Ada, new Ada L.\n"
                            "Port for sending: now 587, new 465\n"
                            "Encryption for sending: now STARTTLS, new SSL/TLS");
  assert_same_as (home, before);

  replaced = hand_over ("thunderbird", account, home, TRUE);
  g_assert_false (ptl_export_result_is_already_there (replaced));
  assert_holds (home, PREFS, "user_pref(\"mail.server.server1.socketType\", 3);");
  assert_holds (home, PREFS, "user_pref(\"mail.server.server1.port\", 993);");
  assert_holds (home, PREFS, "user_pref(\"mail.smtpserver.smtp1.port\", 465);");
  assert_holds (home, PREFS, "user_pref(\"mail.identity.id1.fullName\", \"Ada L.\");");
  assert_holds (home, PREFS, "user_pref(\"mail.server.server1.check_time\", 3);");
  assert_lacks (home, PREFS, "server3");

  again = hand_over ("thunderbird", account, home, FALSE);
  g_assert_true (ptl_export_result_is_already_there (again));
  g_assert_false (ptl_export_result_is_different (again));

  take_back (home, "What was set up for ada@example.org was taken back.");
  assert_same_as (home, before);
  remove_home (home);
}

static int
compare_lines (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

/* As Thunderbird does when it ends: every line sorted anew; and the person has changed a port, and added a server for sending. */
static void
rewrite_prefs (const char *home)
{
  g_autofree char *text = get_file (home, PREFS);
  g_autoptr (GString) changed = g_string_new (text);
  g_auto (GStrv) lines = NULL;
  g_autofree char *sorted = NULL;

  g_string_replace (changed, "smtp1.port\", 465", "smtp1.port\", 2465", 1);
  if (strstr (text, "smtp3") == NULL)
    g_string_replace (changed, "\"smtp1,smtp2\"", "\"smtp1,smtp2,smtp9\"", 1);
  lines = g_strsplit (changed->str, "\n", -1);
  qsort (lines, g_strv_length (lines), sizeof *lines, compare_lines);
  sorted = g_strjoinv ("\n", lines);
  g_free (put_file (home, PREFS, sorted));
}

static void
test_thunderbird_used (void)
{
  g_autoptr (PtlAccount) account = sketch_account (&ada);
  char *home = make_home ();
  g_autoptr (PtlExportResult) replaced = NULL;

  put_profile (home, ADA_IN);
  replaced = hand_over ("thunderbird", account, home, TRUE);
  rewrite_prefs (home);
  take_back (home, "*changed since and stays: mail.smtpserver.smtp1.port");
  assert_lacks (home, PREFS, "server1.socketType");
  assert_lacks (home, PREFS, "server1.port");
  assert_holds (home, PREFS, "smtp1.port\", 2465");
  assert_holds (home, PREFS, "smtp1.try_ssl\", 2");
  assert_holds (home, PREFS, "\"smtp1,smtp2,smtp9\"");
  assert_holds (home, PREFS, "fullName\", \"Ada\"");
  remove_home (home);
}

/* A server that another identity sends through keeps its settings, and ours gets one of its own. */
static void
test_thunderbird_shared (void)
{
  g_autoptr (PtlAccount) encrypted = sketch_account (&(Sketch) { .name = "Ada" });
  char *home = make_home ();
  g_autoptr (GString) prefs = g_string_new (ADA_IN);
  g_autofree char *before = NULL;
  g_autoptr (PtlExportResult) replaced = NULL;

  g_string_replace (prefs, "\"mail.identity.id2.smtpServer\", \"smtp2\"", "\"mail.identity.id2.smtpServer\", \"smtp1\"", 1);
  put_profile (home, prefs->str);
  before = snapshot (home);
  replaced = hand_over ("thunderbird", encrypted, home, TRUE);
  assert_holds (home, PREFS, "\"mail.identity.id1.smtpServer\", \"smtp3\"");
  assert_holds (home, PREFS, "\"mail.smtpservers\", \"smtp1,smtp2,smtp3\"");
  assert_holds (home, PREFS, "\"mail.smtpserver.smtp1.try_ssl\", 2");
  assert_holds (home, PREFS, "\"mail.smtpserver.smtp3.port\", 465");
  take_back (home, "*taken back.");
  assert_same_as (home, before);

  g_clear_pointer (&replaced, ptl_export_result_unref);
  replaced = hand_over ("thunderbird", encrypted, home, TRUE);
  rewrite_prefs (home);
  take_back (home, "*taken back.");
  assert_lacks (home, PREFS, "smtp3");
  assert_lacks (home, PREFS, "smtpServer\", \"smtp3");
  remove_home (home);
}

static void
take_back_one (const char            *home,
               const PtlExportResult *result)
{
  PtlExportOptions options = { .home = home, .sysroot = home };
  g_autoptr (GError) error = NULL;
  g_autofree char *said = undo (ptl_export_result_get_undo_id (result), &options, &error);

  g_assert_no_error (error);
  g_assert_nonnull (said);
}

/* A replacement sends through a server that an earlier export added: it goes with the last account that sends through it. */
static void
test_thunderbird_joined (gconstpointer data)
{
  const char *order = data;
  PtlAccount *accounts[] = {
    sketch_account (&(Sketch) { .address = "bob@example.org", .outgoing = "smtp tls smtp.example.org 465 all" }),
    sketch_account (&(Sketch) { 0 }),
    sketch_account (&(Sketch) { .address = "lovelace@example.org", .incoming = "imap tls imap.example.org 993 ada@example.org",
                                .outgoing = "smtp tls smtp.example.org 465 all" }),
  };
  char *home = make_home ();
  PtlExportResult *results[3];

  put_profile (home, "");
  for (guint i = 0; i < 3; i++)
    results[i] = hand_over ("thunderbird", accounts[i], home, TRUE);
  assert_holds (home, PREFS, "\"mail.identity.id3.smtpServer\", \"smtp1\"");

  for (guint i = 0; i < 3; i++)
    {
      take_back_one (home, results[order[i] - '1']);
      if (i == 0)
        assert_holds (home, PREFS, "mail.smtp.defaultserver\", \"smtp1\"");
    }
  assert_lacks (home, PREFS, "mail.smtp");
  assert_lacks (home, PREFS, "mail.identity");
  for (guint i = 0; i < 3; i++)
    {
      ptl_export_result_unref (results[i]);
      ptl_account_unref (accounts[i]);
    }
  remove_home (home);
}

/* The account goes first, and then what gave it another address; what gave it a name goes with it. */
static void
test_thunderbird_last (void)
{
  g_autoptr (PtlAccount) account = sketch_account (&(Sketch) { 0 });
  g_autoptr (PtlAccount) named = sketch_account (&ada);
  g_autoptr (PtlAccount) other = sketch_account (&(Sketch) { .address = "lovelace@example.org",
                                                             .incoming = "imap tls imap.example.org 993 ada@example.org",
                                                             .outgoing = "smtp tls smtp.example.org 465 ada@example.org" });
  char *home = make_home ();
  g_autofree char *profile = g_build_filename (home, ".thunderbird", NULL);
  g_autoptr (PtlExportResult) added = hand_over ("thunderbird", account, home, FALSE);
  g_autoptr (PtlExportResult) replaced = hand_over ("thunderbird", named, home, TRUE);
  g_autoptr (PtlExportResult) joined = hand_over ("thunderbird", other, home, TRUE);

  g_assert_nonnull (ptl_export_result_get_undo_id (replaced));
  take_back_one (home, added);
  take_back_one (home, joined);
  g_assert_false (g_file_test (profile, G_FILE_TEST_EXISTS));
  remove_home (home);
}

/* A later account sends through the server that took the place of another, and goes on sending through it. */
static void
test_thunderbird_later (gconstpointer data)
{
  gboolean theirs = data != NULL;
  g_autoptr (PtlAccount) outdated = sketch_account (&(Sketch) { .outgoing = "smtp starttls smtp.example.org 587 ada@example.org" });
  g_autoptr (PtlAccount) account = sketch_account (&(Sketch) { .outgoing = "smtp tls mail.example.org 465 ada@example.org" });
  g_autoptr (PtlAccount) later = sketch_account (&(Sketch) { .address = "bob@example.org",
                                                             .outgoing = "smtp tls mail.example.org 465 ada@example.org" });
  char *home = make_home ();
  g_autoptr (PtlExportResult) added = NULL;
  g_autoptr (PtlExportResult) replaced = NULL;
  g_autoptr (PtlExportResult) shared = NULL;
  PtlExportOptions options = { .home = home, .sysroot = home };
  g_autofree char *said = NULL;
  g_autoptr (GError) error = NULL;

  put_profile (home, theirs ? ADA_IN : "");
  if (!theirs)
    added = hand_over ("thunderbird", outdated, home, FALSE);
  replaced = hand_over ("thunderbird", account, home, TRUE);
  shared = hand_over ("thunderbird", later, home, FALSE);
  assert_lacks (home, PREFS, "\"smtp3\"");

  said = undo (ptl_export_result_get_undo_id (replaced), &options, &error);
  if (!g_str_has_prefix (said != NULL ? said : error->message, "The server for sending stays as it is, because another account uses it.") ||
      strstr (said != NULL ? said : error->message, "changed since") != NULL)
    g_error ("Unexpected: %s", said != NULL ? said : error->message);
  assert_holds (home, PREFS, "smtp1.hostname\", \"mail.example.org\"");
  assert_lacks (home, PREFS, "smtp1.port\", 587");
  take_back_one (home, shared);
  assert_holds (home, PREFS, theirs ? "\"smtp1,smtp2\"" : "\"mail.smtpservers\", \"smtp1\"");
  take_back (home, "*taken back*");
  if (theirs)
    assert_holds (home, PREFS, "smtp1.hostname\", \"smtp.example.org\"");
  else
    take_back_one (home, added);
  assert_lacks (home, PREFS, "mail.example.org");
  assert_lacks (home, PREFS, theirs ? "smtp3" : "smtp1");
  remove_home (home);
}

/* The account goes first, and a later one still sends through the server that was changed for it. */
static void
test_thunderbird_gone (void)
{
  g_autoptr (PtlAccount) account = sketch_account (&(Sketch) { .outgoing = "smtp tls smtp.example.org 465 all" });
  g_autoptr (PtlAccount) outdated = sketch_account (&(Sketch) { .incoming = "imap starttls imap.example.org 143 ada@example.org",
                                                                .outgoing = "smtp starttls smtp.example.org 587 all" });
  g_autoptr (PtlAccount) later = sketch_account (&(Sketch) { .address = "bob@example.org",
                                                             .outgoing = "smtp starttls smtp.example.org 587 all" });
  char *home = make_home ();
  PtlExportOptions options = { .home = home, .sysroot = home };
  g_autoptr (PtlExportResult) added = NULL;
  g_autoptr (PtlExportResult) replaced = NULL;
  g_autoptr (PtlExportResult) shared = NULL;

  put_profile (home, "");
  added = hand_over ("thunderbird", account, home, FALSE);
  replaced = hand_over ("thunderbird", outdated, home, TRUE);
  shared = hand_over ("thunderbird", later, home, FALSE);
  assert_lacks (home, PREFS, "smtp2");

  take_back_one (home, added);
  assert_holds (home, PREFS, "smtp1.port\", 587");
  g_free (undo (ptl_export_result_get_undo_id (replaced), &options, NULL));  /* most of it is gone already */
  assert_holds (home, PREFS, "smtp1.port\", 587");
  take_back_one (home, shared);
  assert_lacks (home, PREFS, "mail.smtp");
  assert_lacks (home, PREFS, "mail.server");
  remove_home (home);
}

/* Another address of the same mailbox: one more identity of the account that is there. */
static void
test_thunderbird_address (void)
{
  g_autoptr (PtlAccount) account = sketch_account (&(Sketch) { .name = "A. L.", .address = "lovelace@example.org",
                                                               .incoming = "imap tls imap.example.org 993 ada@example.org",
                                                               .outgoing = "smtp tls smtp.example.org 465 ada@example.org" });
  char *home = make_home ();
  g_autofree char *before = NULL;
  g_autoptr (PtlExportResult) told = NULL;
  g_autoptr (PtlExportResult) replaced = NULL;

  put_profile (home, ADA_IN);
  before = snapshot (home);
  told = hand_over ("thunderbird", account, home, FALSE);
  g_assert_nonnull (strstr (ptl_export_result_get_differences (told)[2], "E-mail address: now not set, new lovelace@example.org"));
  replaced = hand_over ("thunderbird", account, home, TRUE);
  assert_holds (home, PREFS, "\"mail.account.account1.identities\", \"id1,id3\"");
  assert_holds (home, PREFS, "\"mail.identity.id3.useremail\", \"lovelace@example.org\"");
  assert_holds (home, PREFS, "\"mail.identity.id1.useremail\", \"Ada@example.org\"");
  take_back (home, "*taken back.");
  assert_same_as (home, before);
  remove_home (home);
}

/* POP3: what becomes of the mail on the server. */
static void
test_thunderbird_leave (void)
{
  g_autoptr (PtlAccount) remove = sketch_account (&(Sketch) { .incoming = "pop3 tls pop.example.org 995 ada", .leave = PTL_LEAVE_REMOVE });
  g_autoptr (PtlAccount) keep = sketch_account (&(Sketch) { .incoming = "pop3 tls pop.example.org 995 ada", .leave = PTL_LEAVE_KEEP });
  g_autoptr (PtlAccount) days = sketch_account (&(Sketch) { .incoming = "pop3 tls pop.example.org 995 ada", .leave = PTL_LEAVE_DAYS, .days = 30 });
  char *home = make_home ();
  g_autoptr (PtlExportResult) first = NULL;
  g_autoptr (PtlExportResult) told = NULL;
  g_autoptr (PtlExportResult) replaced = NULL;
  g_autoptr (PtlExportResult) last = NULL;

  put_profile (home, "");
  first = hand_over ("thunderbird", remove, home, FALSE);
  told = hand_over ("thunderbird", days, home, FALSE);
  assert_differences (told, "Leave mail on the server: now no, it is removed there once it is fetched, new yes, for 30 days");
  replaced = hand_over ("thunderbird", days, home, TRUE);
  assert_holds (home, PREFS, "num_days_to_leave_on_server\", 30");
  assert_holds (home, PREFS, "delete_by_age_from_server\", true");
  last = hand_over ("thunderbird", keep, home, TRUE);
  assert_holds (home, PREFS, "leave_on_server\", true");
  assert_holds (home, PREFS, "delete_by_age_from_server\", false");
  take_back (home, "*taken back.");
  assert_holds (home, PREFS, "delete_by_age_from_server\", true");
  take_back (home, "*taken back.");
  take_back (home, "*taken back.");
  assert_lacks (home, PREFS, "pop.example.org");
  remove_home (home);
}

/* Programs of the terminal, in whose files we have a block of our own */

static void
test_block (gconstpointer data)
{
  static const struct { const char *target, *file, *line; } programs[] = {
    { "msmtp", ".msmtprc", "+ port 587" },
    { "mbsync", ".mbsyncrc", "+ Port 143" },
    { "aerc", ".config/aerc/accounts.conf", "+ source = imap://ada%40example.org@imap.example.org:143" },
  };
  g_autoptr (PtlAccount) old = sketch_account (&ada);
  g_autoptr (PtlAccount) new = sketch_account (&(Sketch) { .name = "Ada L.", .incoming = "imap starttls imap.example.org 143 ada@example.org",
                                                           .outgoing = "smtp starttls smtp.example.org 587 ada@example.org" });
  g_autoptr (PtlAccount) other = sketch_account (&(Sketch) { .address = "eve@example.net" });

  for (guint i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      char *home = make_home ();
      g_autofree char *path = put_file (home, programs[i].file, "# my own line\n");
      g_autoptr (PtlExportResult) first = hand_over (programs[i].target, old, home, FALSE);
      g_autoptr (PtlExportResult) second = hand_over (programs[i].target, other, home, FALSE);
      g_autofree char *before = NULL;
      g_autoptr (PtlExportResult) told = NULL;
      g_autoptr (PtlExportResult) replaced = NULL;
      g_autoptr (PtlExportResult) again = NULL;

      g_chmod (path, 0600);
      before = snapshot (home);
      told = hand_over (programs[i].target, new, home, FALSE);
      g_assert_true (ptl_export_result_is_different (told) && ptl_export_result_is_replaceable (told));
      g_assert_true (g_strv_contains (ptl_export_result_get_differences (told), programs[i].line));
      assert_same_as (home, before);

      replaced = hand_over (programs[i].target, new, home, TRUE);
      assert_holds (home, programs[i].file, programs[i].line + 2);
      assert_holds (home, programs[i].file, "eve@example.net");
      again = hand_over (programs[i].target, new, home, FALSE);
      g_assert_false (ptl_export_result_is_different (again));
      take_back (home, "*taken back.");
      assert_same_as (home, before);

      g_clear_pointer (&replaced, ptl_export_result_unref);
      replaced = hand_over (programs[i].target, new, home, TRUE);
      g_file_set_contents (path, "", 0, NULL);  /* the person has emptied it since */
      {
        PtlExportOptions options = { .home = home, .sysroot = home };
        g_autoptr (GError) error = NULL;

        g_assert_null (undo (NULL, &options, &error));
        g_assert_error (error, PTL_ERROR, PTL_ERROR_EXPORT_CHANGED);
      }
      remove_home (home);
    }
}

/* What somebody else wrote is told, but left to them. */
static void
test_foreign (void)
{
  g_autoptr (PtlAccount) account = sketch_account (&ada);
  char *home = make_home ();
  g_autofree char *path = put_file (home, ".msmtprc", "account x\nhost smtp.example.org\nuser ada@example.org\nport 25\n");
  g_autofree char *before = snapshot (home);
  g_autoptr (PtlExportResult) told = hand_over ("msmtp", account, home, TRUE);

  g_assert_true (ptl_export_result_is_different (told));
  g_assert_false (ptl_export_result_is_replaceable (told));
  assert_same_as (home, before);
  remove_home (home);
}

/* Claws Mail and Sylpheed write their file anew: our marks are gone by then, and a password may stand in it. */
static void
test_accountrc (gconstpointer data)
{
  const char *target = data;
  const char *file = g_str_equal (target, "sylpheed") ? ".sylpheed-2.0/accountrc" : ".claws-mail/accountrc";
  g_autoptr (PtlAccount) account = sketch_account (&ada);
  char *home = make_home ();
  g_autofree char *rc = put_file (home, ".claws-mail/clawsrc", "");
  g_autofree char *path = put_file (home, file,
    "[Account: 1]\naccount_name=eve\nprotocol=3\nreceive_server=imap.example.org\nuser_id=eve\nset_imapport=1\nimap_port=143\nssl_imap=0\n\n"
    "[Account: 2]\naccount_name=My own name\nname=Ada L.\nprotocol=3\nreceive_server=IMAP.example.org\nuser_id=ada@example.org\n"
    "password=hunter2\nsignature_path=/x\nssl_imap=0\nset_imapport=1\nimap_port=143\naddress=ada@example.org\nsmtp_server=smtp.example.org\n"
    "use_smtp_auth=1\nsmtp_user_id=ada@example.org\nssl_smtp=1\nset_smtpport=1\nsmtp_port=465\n");
  g_autofree char *before = snapshot (home);
  g_autofree char *journal = NULL;
  g_autofree char *changed = NULL;
  g_autoptr (GString) text = NULL;
  g_autoptr (PtlExportResult) told = hand_over (target, account, home, FALSE);
  g_autoptr (PtlExportResult) replaced = NULL;
  g_autofree char *name = NULL;

  assert_differences (told, "ssl_imap: now 0, new 1\nimap_port: now 143, new 993");
  assert_same_as (home, before);
  replaced = hand_over (target, account, home, TRUE);
  assert_holds (home, file, "[Account: 2]\naccount_name=My own name\n");
  assert_holds (home, file, "password=hunter2\nsignature_path=/x\nssl_imap=1\nset_imapport=1\nimap_port=993\n");
  assert_holds (home, file, "user_id=eve\nset_imapport=1\nimap_port=143\nssl_imap=0\n");
  name = g_strdup_printf (".local/state/portolan/undo/%s.undo", ptl_export_result_get_undo_id (replaced));
  assert_lacks (home, name, "hunter2");

  changed = get_file (home, file);  /* the program has written more into it since */
  text = g_string_new (changed);
  g_string_append (text, "\n[Account: 3]\naccount_name=new\n");
  g_file_set_contents (path, text->str, -1, NULL);
  take_back (home, "*taken back.");
  assert_holds (home, file, "ssl_imap=0\nset_imapport=1\nimap_port=143\naddress");
  assert_holds (home, file, "[Account: 3]");
  remove_home (home);
}

/* What stood there need not be UTF-8: it is told in letters that can be shown, and comes back byte for byte, though the file was
 * changed since. */
static void
test_foreign_bytes (gconstpointer data)
{
  const char *target = data;
  gboolean is_block = g_str_equal (target, "mbsync");
  const char *file = is_block ? ".mbsyncrc" : ".claws-mail/accountrc";
  const char *old = is_block ? "Host \"old.example.org\"\nPass \"Zo\xeb\"\n" : "\nname=Zo\xeb \\\xe9\n";
  const char *group = "[Account: 1]\nprotocol=3\nreceive_server=imap.example.org\nuser_id=ada@example.org\nname=Zo\xeb \\\xe9\n";
  g_autoptr (PtlAccount) account = sketch_account (&ada);
  char *home = make_home ();
  g_autofree char *rc = put_file (home, ".claws-mail/clawsrc", "");
  g_autofree char *path = g_build_filename (home, file, NULL);
  g_autoptr (PtlExportResult) told = NULL;
  g_autoptr (PtlExportResult) replaced = NULL;
  g_autofree char *changed = NULL;
  g_autoptr (GString) text = NULL;

  if (is_block)
    {
      g_autoptr (PtlExportResult) first = hand_over (target, account, home, FALSE);

      changed = get_file (home, file);
      text = g_string_new (changed);
      g_assert_cmpuint (g_string_replace (text, "Host \"imap.example.org\"\n", old, 0), ==, 1);
      g_free (put_file (home, file, text->str));
      g_string_free (g_steal_pointer (&text), TRUE);
      g_clear_pointer (&changed, g_free);
    }
  else
    g_free (put_file (home, file, group));

  told = hand_over (target, account, home, FALSE);
  for (guint i = 0; ptl_export_result_get_differences (told)[i] != NULL; i++)
    g_assert_true (g_utf8_validate (ptl_export_result_get_differences (told)[i], -1, NULL));
  assert_holds (home, file, old);

  replaced = hand_over (target, account, home, TRUE);
  assert_lacks (home, file, old);
  changed = get_file (home, file);
  text = g_string_new (changed);
  g_string_append (text, "\n# since: \xff\n");
  g_free (put_file (home, file, text->str));
  take_back (home, "*taken back.");
  assert_holds (home, file, old);
  assert_holds (home, file, "\n# since: \xff\n");
  remove_home (home);
}

/* Evolution and Geary: key files. */
static void
test_key_files (gconstpointer data)
{
  const char *target = data;
  gboolean geary = g_str_equal (target, "geary");
  g_autoptr (PtlAccount) old = sketch_account (&(Sketch) { .name = "Ada", .incoming = "imap starttls imap.example.org 143 ada",
                                                           .outgoing = "smtp starttls mail.example.org 587 ada" });
  g_autoptr (PtlAccount) new = sketch_account (&(Sketch) { .name = "Ada", .incoming = "imap tls imap.example.org 993 ada",
                                                           .outgoing = "smtp tls smtp.example.org 465 ada" });
  char *home = make_home ();
  g_autoptr (PtlExportResult) first = hand_over (target, old, home, FALSE);
  g_autofree char *before = snapshot (home);
  g_autoptr (PtlExportResult) told = hand_over (target, new, home, FALSE);
  g_autoptr (PtlExportResult) replaced = NULL;
  g_autoptr (PtlExportResult) again = NULL;
  g_autofree char *text = NULL;

  assert_differences (told, "Port for receiving: now 143, new 993\n"
                            "Encryption for receiving: now STARTTLS, new SSL/TLS\n"
                            "Server for sending: now mail.example.org, new smtp.example.org\n"
                            "Port for sending: now 587, new 465\n"
                            "Encryption for sending: now STARTTLS, new SSL/TLS");
  assert_same_as (home, before);
  replaced = hand_over (target, new, home, TRUE);
  again = hand_over (target, new, home, FALSE);
  g_assert_true (ptl_export_result_is_already_there (again) && !ptl_export_result_is_different (again));
  take_back (home, "*taken back.");
  assert_same_as (home, before);

  g_clear_pointer (&replaced, ptl_export_result_unref);
  replaced = hand_over (target, new, home, TRUE);
  g_file_get_contents (ptl_export_result_get_path (replaced), &text, NULL, NULL);
  g_assert_nonnull (strstr (text, geary ? "port=993" : "Port=993"));
  {
    g_autofree char *used = g_strconcat (text, "\n[Own]\nkey=value\n", NULL);

    g_file_set_contents (ptl_export_result_get_path (replaced), used, -1, NULL);
  }
  take_back (home, "*taken back.");
  g_clear_pointer (&text, g_free);
  g_file_get_contents (ptl_export_result_get_path (replaced), &text, NULL, NULL);
  g_assert_nonnull (strstr (text, geary ? "port=143" : "Port=143"));
  g_assert_nonnull (strstr (text, "[Own]\nkey=value\n"));
  remove_home (home);
}

/* Where an account can be, and stay when it is removed in the program. */
static const struct { const char *target, *file, *left; } places[] = {
  { "thunderbird", PREFS, "" },
  { "claws-mail", ".claws-mail/accountrc", "" },
  { "msmtp", ".msmtprc", NULL },
  { "evolution", ".config/evolution/sources/portolan-3100cdd0-239f-5c18-8a29-69d02471a4f5.source", NULL },
  { "json", "account.json", NULL },
};

static PtlExportResult *
hand_over_at (const char *target,
              PtlAccount *account,
              const char *home,
              gboolean    replace)
{
  g_autofree char *document = g_build_filename (home, "account.json", NULL);
  PtlExportOptions options = { .home = home, .sysroot = home, .replace = replace, .path = g_str_equal (target, "json") ? document : NULL };
  g_autoptr (GError) error = NULL;
  PtlExportResult *result = export_to (target, account, &options, &error);

  g_assert_no_error (error);
  g_assert_nonnull (ptl_export_result_get_undo_id (result));
  return result;
}

/* The person removed the account, and it was set up anew: what once replaced the settings of the old one has no say in that. */
static void
test_outlived (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (PtlAccount) outdated = sketch_account (&(Sketch) { .incoming = "imap starttls imap.example.org 143 ada@example.org",
                                                                .outgoing = "smtp starttls smtp.example.org 587 ada@example.org" });
  g_autoptr (PtlAccount) account = sketch_account (&(Sketch) { 0 });
  char *home = make_home ();
  PtlExportOptions options = { .home = home, .sysroot = home };
  g_autofree char *path = g_build_filename (home, places[i].file, NULL);
  g_autoptr (PtlExportResult) added = NULL;
  g_autoptr (PtlExportResult) replaced = NULL;
  g_autoptr (PtlExportResult) anew = NULL;
  g_autofree char *now = NULL;
  g_autofree char *later = NULL;
  g_autoptr (GError) error = NULL;

  put_profile (home, "");
  g_free (put_file (home, ".claws-mail/clawsrc", ""));
  added = hand_over_at (places[i].target, outdated, home, FALSE);
  replaced = hand_over_at (places[i].target, account, home, TRUE);
  g_assert_cmpint (g_unlink (path), ==, 0);
  if (places[i].left != NULL)
    g_free (put_file (home, places[i].file, places[i].left));
  anew = hand_over_at (places[i].target, account, home, FALSE);

  now = get_file (home, places[i].file);
  g_assert_null (undo (ptl_export_result_get_undo_id (replaced), &options, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_EXPORT_CHANGED);
  later = get_file (home, places[i].file);
  g_assert_cmpstr (later, ==, now);

  take_back_one (home, anew);
  g_free (undo (ptl_export_result_get_undo_id (replaced), &options, NULL));
  g_free (undo (ptl_export_result_get_undo_id (added), &options, NULL));
  g_clear_pointer (&later, g_free);
  later = get_file (home, places[i].file);
  g_assert_cmpstr (later != NULL ? later : "", ==, "");
  remove_home (home);
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "disabled:", TRUE);
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/replace/thunderbird", test_thunderbird);
  g_test_add_func ("/replace/thunderbird/used", test_thunderbird_used);
  g_test_add_func ("/replace/thunderbird/shared", test_thunderbird_shared);
  g_test_add_data_func ("/replace/thunderbird/joined/132", "132", test_thunderbird_joined);
  g_test_add_data_func ("/replace/thunderbird/joined/312", "312", test_thunderbird_joined);
  g_test_add_data_func ("/replace/thunderbird/joined/321", "321", test_thunderbird_joined);
  g_test_add_func ("/replace/thunderbird/last", test_thunderbird_last);
  g_test_add_data_func ("/replace/thunderbird/later", NULL, test_thunderbird_later);
  g_test_add_data_func ("/replace/thunderbird/later/theirs", "theirs", test_thunderbird_later);
  g_test_add_func ("/replace/thunderbird/gone", test_thunderbird_gone);
  g_test_add_func ("/replace/thunderbird/address", test_thunderbird_address);
  g_test_add_func ("/replace/thunderbird/leave", test_thunderbird_leave);
  g_test_add_data_func ("/replace/block", NULL, test_block);
  g_test_add_func ("/replace/foreign", test_foreign);
  g_test_add_data_func ("/replace/claws-mail", "claws-mail", test_accountrc);
  g_test_add_data_func ("/replace/sylpheed", "sylpheed", test_accountrc);
  g_test_add_data_func ("/replace/foreign-bytes/keys", "claws-mail", test_foreign_bytes);
  g_test_add_data_func ("/replace/foreign-bytes/block", "mbsync", test_foreign_bytes);
  g_test_add_data_func ("/replace/evolution", "evolution", test_key_files);
  g_test_add_data_func ("/replace/geary", "geary", test_key_files);

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *name = g_strconcat ("/replace/outlived/", places[i].target, NULL);

      g_test_add_data_func (name, GUINT_TO_POINTER (i), test_outlived);
    }

  return g_test_run ();
}
