/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utime.h>

#include "ptl-prefs.h"
#include "ptl-thunderbird-exporter.h"
#include "ptl-thunderbird-profiles.h"
#include "test-export.h"

/* A home and a system, both empty but for what a test puts there. */
typedef struct
{
  char             *top;
  char             *home;
  char             *system;
  PtlExportOptions  options;
  PtlAccount       *account;
} Fixture;

#define INSTALL_DEB     "InstallFDC34C9F024745EB"
#define INSTALL_FLATPAK "InstallBD520B11F73A6B64"
#define OLD_PREFS \
  "// Mozilla User Preferences\n\n" \
  "user_pref(\"app.update.lastUpdateTime\", 1700000000);\n" \
  "user_pref(\"mail.account.account1.identities\", \"id1\");\n" \
  "user_pref(\"mail.account.account1.server\", \"server1\");\n" \
  "user_pref(\"mail.account.account2.server\", \"server2\");\n" \
  "user_pref(\"mail.account.lastKey\", 7);\n" \
  "user_pref(\"mail.accountmanager.accounts\", \"account1,account2\");\n" \
  "user_pref(\"mail.accountmanager.defaultaccount\", \"account1\");\n" \
  "user_pref(\"mail.identity.id1.smtpServer\", \"smtp1\");\n" \
  "user_pref(\"mail.identity.id1.useremail\", \"old@example.net\");\n" \
  "user_pref(\"mail.server.server1.hostname\", \"IMAP.Example.NET\");\n" \
  "user_pref(\"mail.server.server1.socketType\", 3);\n" \
  "user_pref(\"mail.server.server1.type\", \"imap\");\n" \
  "user_pref(\"mail.server.server1.userName\", \"old@example.net\");\n" \
  "user_pref(\"mail.server.server12.name\", \"of a deleted account\");\n" \
  "user_pref(\"mail.server.server2.type\", \"none\");\n" \
  "user_pref(\"mail.smtpserver.smtp1.hostname\", \"smtp.example.net\");\n" \
  "user_pref(\"mail.smtpserver.smtp1.port\", 465);\n" \
  "user_pref(\"mail.smtpserver.smtp1.try_ssl\", 3);\n" \
  "user_pref(\"mail.smtpserver.smtp1.username\", \"old@example.net\");\n" \
  "user_pref(\"mail.smtpservers\", \"smtp1\");"  /* no line end */

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->top = make_home ();
  fixture->home = g_build_filename (fixture->top, "home", NULL);
  fixture->system = g_build_filename (fixture->top, "system", NULL);
  g_assert_cmpint (g_mkdir (fixture->home, 0700), ==, 0);
  fixture->options.home = fixture->home;
  fixture->options.sysroot = fixture->system;
  fixture->account = sketch_account (&(Sketch) { .name = "Ada \"Q.\" L; PhD \\ ☃", .offline_copy = TRUE });
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  ptl_account_unref (fixture->account);
  g_free (fixture->home);
  g_free (fixture->system);
  remove_home (fixture->top);
}

static void
install (Fixture    *fixture,
         const char *relative)
{
  g_free (put_file (fixture->system, relative, ""));
}

static PtlExportResult *
export (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  PtlExportResult *result = export_to ("thunderbird", fixture->account, &fixture->options, &error);

  g_assert_no_error (error);
  return result;
}

/* The export is refused with @code, and nothing has changed. */
static void
assert_refused (Fixture    *fixture,
                PtlError    code,
                const char *pattern)
{
  g_autofree char *before = snapshot (fixture->home);
  g_autoptr (GError) error = NULL;

  g_assert_null (export_to ("thunderbird", fixture->account, &fixture->options, &error));
  g_assert_error (error, PTL_ERROR, (int) code);
  if (!g_pattern_match_simple (pattern, error->message))
    g_error ("Unexpected: %s", error->message);
  assert_same_as (fixture->home, before);
}

static PtlPrefs *
load_prefs (const char *profile)
{
  g_autofree char *text = get_file (profile, "prefs.js");
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  PtlPrefs *prefs = ptl_prefs_parse (bytes, &error);

  g_assert_no_error (error);
  return prefs;
}

static void
assert_text (PtlPrefs   *prefs,
             const char *name,
             const char *value)
{
  g_assert_cmpstr (ptl_prefs_get_string (prefs, name), ==, value);
}

static void
assert_bool (PtlPrefs   *prefs,
             const char *name,
             gboolean    value)
{
  g_autoptr (GBytes) bytes = ptl_prefs_to_bytes (prefs);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autofree char *line = g_strdup_printf ("user_pref(\"%s\", %s);", name, value ? "true" : "false");

  if (strstr (text, line) == NULL)
    g_error ("%s is missing", line);
}

static char *
put_profile (Fixture    *fixture,
             const char *ini,
             const char *folder,
             const char *prefs)
{
  g_autofree char *path = g_build_filename (folder, "prefs.js", NULL);

  g_free (put_file (fixture->home, ".thunderbird/profiles.ini", ini));
  g_free (put_file (fixture->home, path, prefs));
  return g_build_filename (fixture->home, folder, NULL);
}

#define OWN_INI \
  "[" INSTALL_DEB "]\nDefault=abcd.default\nLocked=1\n\n[Profile0]\nName=default\nIsRelative=1\nPath=abcd.default\n"

static char *
put_own_profile (Fixture *fixture)
{
  install (fixture, "usr/lib/thunderbird/application.ini");
  return put_profile (fixture, OWN_INI, ".thunderbird/abcd.default", OLD_PREFS);
}

/* No Thunderbird was ever started: a profile that it will take. */
static void
test_fresh (Fixture       *fixture,
            gconstpointer  data)
{
  g_autofree char *before = snapshot (fixture->home);
  g_autoptr (PtlExportResult) result = export (fixture);
  g_autoptr (PtlExportResult) again = NULL;
  const char *profile = ptl_export_result_get_path (result);
  g_autofree char *ini = get_file (fixture->home, ".thunderbird/profiles.ini");
  g_autofree char *compatibility = get_file (profile, "compatibility.ini");
  g_autofree char *folder = g_path_get_basename (profile);
  g_autofree char *expected = NULL;
  g_autofree char *said = NULL;
  g_autoptr (PtlPrefs) prefs = load_prefs (profile);
  g_autoptr (GError) error = NULL;
  GStatBuf status;

  expected = g_strdup_printf ("[Profile0]\nName=default\nIsRelative=1\nPath=%s\nDefault=1\n\n"
                              "[General]\nStartWithLastProfile=1\nVersion=2\n", folder);
  g_assert_cmpstr (ini, ==, expected);
  g_assert_cmpstr (compatibility, ==, "[Compatibility]\n");
  g_assert_true (g_regex_match_simple ("^[a-z0-9]{8}\\.default$", folder, 0, 0));
  g_assert_cmpint (g_stat (profile, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0700);
  assert_text (prefs, "mail.accountmanager.accounts", "account1");
  assert_text (prefs, "mail.identity.id1.fullName", "Ada \"Q.\" L; PhD \\ ☃");

  again = export (fixture);
  g_assert_true (ptl_export_result_is_already_there (again));
  g_assert_null (ptl_export_result_get_undo_id (again));
  g_assert_cmpstr (ptl_export_result_get_path (again), ==, profile);

  said = undo (NULL, &fixture->options, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (said, ==, "What was set up for ada@example.org was taken back.");
  assert_same_as (fixture->home, before);
  g_assert_null (undo (NULL, &fixture->options, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_USAGE);
}

/* Every preference of an account, in a profile that has others: nothing else changes. */
static void
test_existing (Fixture       *fixture,
               gconstpointer  data)
{
  g_autofree char *profile = put_own_profile (fixture);
  g_autofree char *before = snapshot (fixture->home);
  g_autoptr (PtlExportResult) result = export (fixture);
  g_autofree char *text = get_file (profile, "prefs.js");
  g_autofree char *said = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (ptl_export_result_get_path (result), ==, profile);
  g_assert_cmpstr (text, ==, OLD_PREFS "\n"
    "user_pref(\"mail.server.server13.type\", \"imap\");\n"
    "user_pref(\"mail.server.server13.hostname\", \"imap.example.org\");\n"
    "user_pref(\"mail.server.server13.port\", 993);\n"
    "user_pref(\"mail.server.server13.socketType\", 3);\n"
    "user_pref(\"mail.server.server13.authMethod\", 3);\n"
    "user_pref(\"mail.server.server13.userName\", \"ada@example.org\");\n"
    "user_pref(\"mail.server.server13.name\", \"ada@example.org\");\n"
    "user_pref(\"mail.server.server13.login_at_startup\", true);\n"
    "user_pref(\"mail.server.server13.check_new_mail\", true);\n"
    "user_pref(\"mail.server.server13.offline_download\", true);\n"
    "user_pref(\"mail.smtpserver.smtp2.type\", \"smtp\");\n"
    "user_pref(\"mail.smtpserver.smtp2.hostname\", \"smtp.example.org\");\n"
    "user_pref(\"mail.smtpserver.smtp2.port\", 465);\n"
    "user_pref(\"mail.smtpserver.smtp2.try_ssl\", 3);\n"
    "user_pref(\"mail.smtpserver.smtp2.authMethod\", 3);\n"
    "user_pref(\"mail.smtpserver.smtp2.username\", \"ada@example.org\");\n"
    "user_pref(\"mail.smtpservers\", \"smtp1,smtp2\");\n"
    "user_pref(\"mail.smtp.defaultserver\", \"smtp2\");\n"
    "user_pref(\"mail.identity.id2.fullName\", \"Ada \\\"Q.\\\" L; PhD \\\\ ☃\");\n"
    "user_pref(\"mail.identity.id2.useremail\", \"ada@example.org\");\n"
    "user_pref(\"mail.identity.id2.smtpServer\", \"smtp2\");\n"
    "user_pref(\"mail.identity.id2.valid\", true);\n"
    "user_pref(\"mail.identity.id2.reply_on_top\", 1);\n"
    "user_pref(\"mail.account.account8.server\", \"server13\");\n"
    "user_pref(\"mail.account.account8.identities\", \"id2\");\n"
    "user_pref(\"mail.account.lastKey\", 8);\n"
    "user_pref(\"mail.accountmanager.accounts\", \"account1,account2,account8\");\n");

  said = undo (ptl_export_result_get_undo_id (result), &fixture->options, &error);
  g_assert_no_error (error);
  assert_same_as (fixture->home, before);
}

/* What POP3 does with mail on the server is written down in every case. */
static void
test_pop3 (Fixture       *fixture,
           gconstpointer  data)
{
  static const struct { PtlLeave leave; guint days; gboolean keep, by_age; } rows[] = {
    { PTL_LEAVE_KEEP, 0, TRUE, FALSE }, { PTL_LEAVE_DAYS, 30, TRUE, TRUE }, { PTL_LEAVE_REMOVE, 0, FALSE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *profile = g_strdup_printf ("%s/profile%u", fixture->home, i);
      Sketch sketch = { .incoming = "pop3 starttls pop.example.org 110 ada", .leave = rows[i].leave, .days = rows[i].days };
      g_autoptr (PtlAccount) account = sketch_account (&sketch);
      PtlExportOptions options = { .home = fixture->home, .path = profile };
      g_autoptr (GError) error = NULL;
      g_autoptr (PtlExportResult) result = export_to ("thunderbird", account, &options, &error);
      g_autoptr (PtlPrefs) prefs = NULL;

      g_assert_no_error (error);
      prefs = load_prefs (profile);
      assert_text (prefs, "mail.server.server1.type", "pop3");
      assert_text (prefs, "mail.server.server1.userName", "ada");
      g_assert_cmpint (ptl_prefs_get_int (prefs, "mail.server.server1.socketType", 0), ==, 2);
      assert_bool (prefs, "mail.server.server1.leave_on_server", rows[i].keep);
      assert_bool (prefs, "mail.server.server1.delete_by_age_from_server", rows[i].by_age);
      assert_bool (prefs, "mail.server.server1.download_on_biff", TRUE);
      g_assert_cmpint (ptl_prefs_get_int (prefs, "mail.server.server1.num_days_to_leave_on_server", 0), ==, rows[i].days);
      g_assert_false (ptl_prefs_has (prefs, "mail.server.server1.offline_download"));
    }
}

static void
test_no_offline_copy (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr (PtlExportResult) result = NULL;
  g_autoptr (PtlPrefs) prefs = NULL;

  ptl_account_unref (fixture->account);
  fixture->account = sketch_account (&(Sketch) { .outgoing = "-" });
  result = export (fixture);
  prefs = load_prefs (ptl_export_result_get_path (result));
  assert_bool (prefs, "mail.server.server1.offline_download", FALSE);
  assert_bool (prefs, "mail.server.server1.autosync_offline_stores", FALSE);
  g_assert_false (ptl_prefs_has (prefs, "mail.smtpservers"));  /* receiving only */
  g_assert_false (ptl_prefs_has (prefs, "mail.identity.id1.smtpServer"));
}

static void
test_authentication (Fixture       *fixture,
                     gconstpointer  data)
{
  static const struct { const char *host; PtlAuthentication methods[2]; gsize n; int expected; } rows[] = {
    { "imap.example.org", { 0 }, 0, 3 },
    { "imap.example.org", { PTL_AUTHENTICATION_PASSWORD_ENCRYPTED, PTL_AUTHENTICATION_PASSWORD_CLEARTEXT }, 2, 4 },
    { "imap.example.org", { PTL_AUTHENTICATION_OAUTH2, PTL_AUTHENTICATION_PASSWORD_CLEARTEXT }, 2, 3 },
    { "imap.gmail.com", { PTL_AUTHENTICATION_OAUTH2, PTL_AUTHENTICATION_PASSWORD_CLEARTEXT }, 2, 10 },
    { "outlook.office365.com", { PTL_AUTHENTICATION_OAUTH2 }, 1, 10 },
    { "notgmail.com", { PTL_AUTHENTICATION_OAUTH2 }, 1, 0 },
    { "imap.example.org", { PTL_AUTHENTICATION_GSSAPI }, 1, 5 },
    { "imap.example.org", { PTL_AUTHENTICATION_NTLM }, 1, 6 },
    { "imap.example.org", { PTL_AUTHENTICATION_CLIENT_CERTIFICATE }, 1, 7 },
    { "imap.example.org", { PTL_AUTHENTICATION_NONE }, 1, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *profile = g_strdup_printf ("%s/profile%u", fixture->home, i);
      PtlExportOptions options = { .home = fixture->home, .path = profile };
      g_autoptr (PtlServer) plain = ptl_server_new (PTL_PROTOCOL_IMAP, rows[i].host, 993, PTL_SECURITY_TLS, "ada", NULL);
      g_autoptr (PtlServer) server = ptl_server_with_authentication (plain, rows[i].methods, rows[i].n);
      PtlAccountFields fields = { .address = ptl_account_get_address (fixture->account), .incoming = server };
      g_autoptr (PtlAccount) account = ptl_account_new (&fields, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (PtlExportResult) result = export_to ("thunderbird", account, &options, &error);
      g_autoptr (PtlPrefs) prefs = NULL;

      if (rows[i].expected == 0)
        {
          g_assert_error (error, PTL_ERROR, PTL_ERROR_EXPORT_UNSUPPORTED);
          g_assert_false (g_file_test (profile, G_FILE_TEST_EXISTS));
          continue;
        }
      g_assert_no_error (error);
      prefs = load_prefs (profile);
      g_assert_cmpint (ptl_prefs_get_int (prefs, "mail.server.server1.authMethod", 0), ==, rows[i].expected);
      g_assert_true ((strstr (ptl_export_result_get_message (result), "on your provider’s own page") != NULL) == (rows[i].expected == 10));
    }
}

/* The account is there already, written a little differently. */
static void
test_recognised (Fixture       *fixture,
                 gconstpointer  data)
{
  static const struct { const char *incoming, *pattern; gboolean known; } rows[] = {
    { "imap tls imap.example.net 993 OLD@example.net", "*already. Nothing was changed.", TRUE },
    { "imap starttls imap.example.net 143 old@example.net", "*already, with other settings*", TRUE },
    { "imap tls imap.example.net 993 other", "*was added*", FALSE },
    { "pop3 tls imap.example.net 995 old@example.net", "*was added*", FALSE },
  };
  g_autofree char *profile = put_own_profile (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gboolean pop3 = *rows[i].incoming == 'p';
      Sketch sketch = {
        .address = "old@example.net", .incoming = rows[i].incoming, .leave = pop3 ? PTL_LEAVE_KEEP : PTL_LEAVE_UNSET,
        .outgoing = "smtp tls SMTP.example.net 465 old@example.net",
      };
      g_autofree char *before = snapshot (fixture->home);
      g_autoptr (PtlExportResult) result = NULL;
      g_autoptr (PtlPrefs) prefs = NULL;

      ptl_account_unref (fixture->account);
      fixture->account = sketch_account (&sketch);
      result = export (fixture);
      g_assert_cmpint (ptl_export_result_is_already_there (result), ==, rows[i].known);
      g_assert_true (g_pattern_match_simple (rows[i].pattern, ptl_export_result_get_message (result)));
      if (rows[i].known)
        assert_same_as (fixture->home, before);

      prefs = load_prefs (profile);  /* the server for sending is the old one's */
      assert_text (prefs, "mail.smtpservers", "smtp1");
    }
}

/* POP3 beside IMAP of the same address: two names in the folder list. */
static void
test_label (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr (PtlExportResult) first = export (fixture);
  g_autoptr (PtlExportResult) second = NULL;
  g_autoptr (PtlPrefs) prefs = NULL;

  ptl_account_unref (fixture->account);
  fixture->account = sketch_account (&(Sketch) { .incoming = "pop3 tls pop.example.org 995 ada@example.org", .leave = PTL_LEAVE_KEEP });
  second = export (fixture);
  prefs = load_prefs (ptl_export_result_get_path (second));
  assert_text (prefs, "mail.server.server1.name", "ada@example.org");
  assert_text (prefs, "mail.server.server2.name", "ada@example.org (POP3)");
}

/* Which profile: rows of what is there, and what must be taken. */
typedef struct
{
  const char *installed;  /* files of the system, separated by spaces */
  const char *root;
  const char *ini;        /* %HOME% is the home folder, %HASH% the installation in ELSEWHERE */
  const char *folders;    /* profile folders below root, or below home with ~/; what stands before them: see put_folder() */
  const char *expected;   /* the folder below home that gets the account; "new" for a new one; "?" where Thunderbird asks */
  const char *added;      /* (nullable): what profiles.ini gains, %s is the new folder */
  const char *installs;   /* (nullable): installs.ini */
} Choice;

#define DEB       "usr/lib/thunderbird/application.ini"
#define OPT       "opt/thunderbird/application.ini"
#define FLATPAK   "var/lib/flatpak/app/org.mozilla.thunderbird/current"
#define ELSEWHERE "/srv/mail/thunderbird"
#define FLATPAK_ROOT ".var/app/org.mozilla.thunderbird/.thunderbird"
#define PROFILE(n, path) "[Profile" n "]\nName=" path "\nIsRelative=1\nPath=" path "\n"
#define ABSOLUTE(n, path) "[Profile" n "]\nName=" n "\nIsRelative=0\nPath=" path "\n"
#define OWN(path) "[" INSTALL_DEB "]\nDefault=" path "\nLocked=1\n"
#define TWO PROFILE ("0", "a") "Default=1\n" PROFILE ("1", "b")
#define GENERAL "[General]\nStartWithLastProfile=1\nVersion=2\n"
#define ASKING "[General]\nStartWithLastProfile=0\nVersion=2\n"

/* Those that begin with DEB were tried with Thunderbird 153. */
static const Choice choices[] = {
  { DEB, ".thunderbird", "[" INSTALL_DEB "]\nDefault=b\n" TWO, "a b", ".thunderbird/b" },
  { DEB, ".thunderbird", "; a comment\r\n" PROFILE ("0", "a") "Default=1\r\n" PROFILE ("1", "b"), "+a b", ".thunderbird/a" },
  { DEB, ".thunderbird", PROFILE ("0", "a"), "+a", ".thunderbird/a" },
  { DEB, ".thunderbird", PROFILE ("0", "a") "Default=1\n", "a", "new",
    "[Profile1]\nName=%s\nIsRelative=1\nPath=%s\n\n[" INSTALL_DEB "]\nDefault=%s\nLocked=1\n\n[General]\nStartWithLastProfile=1\nVersion=2\n" },
  { DEB, ".thunderbird", PROFILE ("0", "a") "Default=1\n", "=a", "new", NULL },
  { DEB, ".thunderbird", PROFILE ("0", "a") "Default=1\n[Install0123456789ABCDEF]\nDefault=a\nLocked=1\n", "+a", "new", NULL },
  { DEB, ".thunderbird", PROFILE ("0", "a") "Default=1\n[Install0123456789ABCDEF]\nDefault=a\n", "+a", ".thunderbird/a" },
  { DEB, ".thunderbird", "[General]\nVersion=2\n", "", "new", "[Profile0]\nName=default\nIsRelative=1\nPath=%s\nDefault=1\n" },
  { "", ".thunderbird", PROFILE ("0", "a") "Default=1\n", "a", ".thunderbird/a" },  /* a Thunderbird that was unpacked somewhere */
  { FLATPAK, FLATPAK_ROOT, "[" INSTALL_FLATPAK "]\nDefault=f\n" PROFILE ("0", "f"), "f", FLATPAK_ROOT "/f" },
  { FLATPAK, ".thunderbird", PROFILE ("0", "a") "Default=1\n", "+a", "new in " FLATPAK_ROOT, NULL },
  { DEB " " FLATPAK, FLATPAK_ROOT, "[" INSTALL_FLATPAK "]\nDefault=f\n" PROFILE ("0", "f"), "f", FLATPAK_ROOT "/f" },
  { "snap/thunderbird/current", "snap/thunderbird/common/.thunderbird", PROFILE ("0", "a") PROFILE ("1", "s") "Default=1\n", "a s",
    "snap/thunderbird/common/.thunderbird/s" },

  /* How the file is written */
  { DEB, ".thunderbird", "\xef\xbb\xbf" OWN ("b") TWO GENERAL, "+a b", ".thunderbird/b" },
  { DEB, ".thunderbird", "[" INSTALL_DEB "]\r\nDefault=b\r\n[Profile0]\r\nName=a\r\nIsRelative=1\r\nPath=a\r\nDefault=1\r\n\r\n"
    "[Profile1]\r\nName=b\r\nIsRelative=1\r\nPath=b\r\n", "+a b", ".thunderbird/b" },
  { DEB, ".thunderbird", "[Profile0]\rName=a\rIsRelative=1\rPath=a\r[" INSTALL_DEB "]\rDefault=a\r", "a", ".thunderbird/a" },
  { DEB, ".thunderbird", TWO GENERAL "[" INSTALL_DEB "]\nDefault=b", "+a b", ".thunderbird/b" },
  { DEB, ".thunderbird", TWO GENERAL "Path=a", "a b", "new", "\n[Profile2]\nName=%s\nIsRelative=1\nPath=%s\n\n" OWN ("%s") },
  { DEB, ".thunderbird", "  [" INSTALL_DEB "] \n\t Default=b\n" TWO, "+a b", ".thunderbird/b" },
  { DEB, ".thunderbird", OWN ("a") "Default=b\n" TWO, "+a b", ".thunderbird/b" },
  { DEB, ".thunderbird", OWN ("a") TWO OWN ("b"), "+a b", ".thunderbird/b" },
  { DEB, ".thunderbird", OWN ("b") "[Profile0]\nName=a\nIsRelative = 1\nPath=a\n" PROFILE ("1", "b"), "+a b", "?" },
  { DEB, ".thunderbird", OWN ("a") "[Profile0]\nName=a\nIsRelative=1\nPath= a\n" TWO, "a", ".thunderbird/a" },

  /* Which profiles are read */
  { DEB, ".thunderbird", PROFILE ("0", "a") PROFILE ("3", "b"), "+a +b", ".thunderbird/a" },
  { DEB, ".thunderbird", PROFILE ("0", "a") PROFILE ("1", "b"), "+a +b", "new", NULL },
  { DEB, ".thunderbird", PROFILE ("1", "a"), "+a", "new", "[Profile0]\nName=default\nIsRelative=1\nPath=%s\nDefault=1\n\n" GENERAL },
  { DEB, ".thunderbird", TWO "Default=1\n", "+a +b", ".thunderbird/b" },
  { DEB, ".thunderbird", "[Profile0]\nIsRelative=1\nPath=a\nDefault=1\n" PROFILE ("1", "b"), "+a +b", ".thunderbird/b" },
  { DEB, ".thunderbird", "[Profile0]\nName=a\nIsRelative=yes\nPath=a\nDefault=1\n" PROFILE ("1", "b"), "+a +b", ".thunderbird/b" },
  { DEB, ".thunderbird", PROFILE ("0", "a") "[Profile1]\nName=dev-edition-default\nIsRelative=1\nPath=b\n", "+a +b", ".thunderbird/a" },
  { DEB, ".thunderbird", PROFILE ("0", "gone") "Default=1\n" PROFILE ("1", "b"), "+b", "new", NULL },

  /* Where they are */
  { DEB, ".thunderbird", OWN ("%HOME%/mail/p") ABSOLUTE ("0", "%HOME%/mail/p") PROFILE ("1", "b"), "~/mail/p +b", "mail/p" },
  { DEB, ".thunderbird", PROFILE ("0", "a") ABSOLUTE ("1", "%HOME%/mail/p") "Default=1\n", "+a +~/mail/p", "mail/p" },
  { DEB, ".thunderbird", OWN ("a") ABSOLUTE ("0", "%HOME%/.thunderbird/a/") PROFILE ("1", "b"), "a +b", ".thunderbird/a" },
  { DEB, ".thunderbird", OWN ("%HOME%/mail/p") PROFILE ("0", "../mail/p") PROFILE ("1", "b"), "~/mail/p +b", "mail/p" },
  { DEB, ".thunderbird", OWN ("../mail/p") PROFILE ("0", "../mail/p") PROFILE ("1", "b"), "~/mail/p +b", "?" },
  { DEB, ".thunderbird", PROFILE ("0", "x/../a") "Default=1\n" PROFILE ("1", "b") PROFILE ("2", "c"), "x +a +b +c", "new", NULL },
  { DEB, ".thunderbird", OWN ("%HOME%/.thunderbird/a") TWO, "a +b", "?" },
  { DEB, ".thunderbird", OWN ("x/a") PROFILE ("0", "x//a/") PROFILE ("1", "b"), "x/a +b", ".thunderbird/x/a" },
  { DEB, ".thunderbird", OWN ("~/p") ABSOLUTE ("0", "~/p") PROFILE ("1", "b"), "~/p +b", "?" },
  { DEB, ".thunderbird", OWN ("übär_ß.x") "[Profile0]\nName=Änne Müller\nIsRelative=1\nPath=übär_ß.x\n", "übär_ß.x", ".thunderbird/übär_ß.x" },

  /* What the installations say */
  { DEB, ".thunderbird", OWN ("gone") TWO, "+a b", "?" },
  { DEB, ".thunderbird", OWN ("") TWO, "+a b", "?" },
  { DEB, ".thunderbird", "[" INSTALL_DEB "]\nLocked=1\n" TWO, "+a b", ".thunderbird/a" },
  { DEB " " OPT, ".thunderbird", "[Install9238613B8C3D2579]\nDefault=a\nLocked=1\n" OWN ("b") TWO, "a @b", ".thunderbird/a" },
  { DEB " " OPT, ".thunderbird", "[Install9238613B8C3D2579]\nDefault=a\nLocked=1\n" OWN ("b") TWO, "@a b", ".thunderbird/b" },
  { DEB " " OPT, ".thunderbird", "[Install9238613B8C3D2579]\nDefault=a\nLocked=1\n" TWO, "=a b", ".thunderbird/a" },
  { DEB " srv/mail/thunderbird/application.ini", ".thunderbird", "[Install%HASH%]\nDefault=b\nLocked=1\n" TWO, "a *b", ".thunderbird/b" },
  { DEB, ".thunderbird", "[Install%HASH%]\nDefault=b\nLocked=1\n" TWO, "+a *b", ".thunderbird/a" },  /* unpacked once, gone now */
  { "", ".thunderbird", "[Install%HASH%]\nDefault=b\nLocked=1\n" TWO, "a b", ".thunderbird/b" },
  { "", ".thunderbird", "[Install0]\nDefault=a\n[Install1]\nDefault=b\n" TWO, "@a b", ".thunderbird/b" },
  { DEB, ".thunderbird", TWO "[General]\nStartWithLastProfile=1\n", "+a b", ".thunderbird/b", NULL, "[FDC34C9F024745EB]\nDefault=b\n" },
  { DEB, ".thunderbird", TWO GENERAL, "+a b", ".thunderbird/a", NULL, "[FDC34C9F024745EB]\nDefault=b\n" },
  { DEB, ".thunderbird", TWO, "a b", "new", "[Profile2]\nName=%s\nIsRelative=1\nPath=%s\n\n" OWN ("%s"), "[0123456789ABCDEF]\nDefault=b\n" },

  /* Thunderbird lets the person choose at each start */
  { DEB, ".thunderbird", OWN ("b") TWO ASKING, "+a b", ".thunderbird/b asked" },
  { DEB, ".thunderbird", TWO ASKING, "a b", ".thunderbird/a asked" },
  { DEB, ".thunderbird", PROFILE ("0", "a") ASKING, "a", ".thunderbird/a" },
  { DEB, ".thunderbird", PROFILE ("0", "a") PROFILE ("1", "b") ASKING, "+a +b", "?" },
};

static char *
fill_in (Fixture    *fixture,
         const char *text)
{
  g_autofree char *hash = ptl_thunderbird_hash_install (ELSEWHERE);
  g_autoptr (GString) filled = g_string_new (text);

  g_string_replace (filled, "%HOME%", fixture->home, 0);
  g_string_replace (filled, "%HASH%", hash, 0);
  return g_string_free (g_steal_pointer (&filled), FALSE);
}

/* A profile: with + one that the packaged program has used, = one of /opt/thunderbird, * one of ELSEWHERE, @ one of long ago. */
static void
put_folder (const char *home,
            const char *root,
            const char *folder)
{
  static const char marks[] = "+=*@";
  static const char * const programs[] = { "/usr/lib/thunderbird", "/opt/thunderbird", ELSEWHERE, NULL };
  const char *mark = strchr (marks, *folder);
  const char *name = folder + (mark != NULL);
  const char *place = g_str_has_prefix (name, "~/") ? home : root;
  g_autofree char *directory = g_build_filename (place, place == home ? name + 2 : name, NULL);
  g_autofree char *prefs = put_file (directory, "prefs.js", "");
  g_autofree char *text = NULL;

  if (mark != NULL && *mark == '@')
    g_assert_cmpint (g_utime (prefs, &(struct utimbuf) { 1000000, 1000000 }), ==, 0);
  if (mark == NULL || programs[mark - marks] == NULL)
    return;
  text = g_strdup_printf ("[Compatibility]\nLastVersion=153.0\nLastPlatformDir=%s\n", programs[mark - marks]);
  g_free (put_file (directory, "compatibility.ini", text));
}

static void
put_choice (Fixture      *fixture,
            const Choice *choice)
{
  g_auto (GStrv) installed = g_strsplit (choice->installed, " ", -1);
  g_auto (GStrv) folders = g_strsplit (choice->folders, " ", -1);
  g_autofree char *root = g_build_filename (fixture->home, choice->root, NULL);
  g_autofree char *ini = fill_in (fixture, choice->ini);

  for (guint i = 0; installed[i] != NULL; i++)
    install (fixture, installed[i]);
  g_free (put_file (root, "profiles.ini", ini));
  if (choice->installs != NULL)
    g_free (put_file (root, "installs.ini", choice->installs));
  for (guint i = 0; folders[i] != NULL; i++)
    if (*folders[i] != '\0')
      put_folder (fixture->home, root, folders[i]);
}

static void
check_announced (Fixture      *fixture,
                 const Choice *choice,
                 const char   *profile)
{
  g_autofree char *root = g_path_get_dirname (profile);
  g_autofree char *folder = g_path_get_basename (profile);
  g_autofree char *ini = get_file (root, "profiles.ini");
  g_autoptr (GString) expected = g_string_new (choice->ini);

  g_assert_nonnull (strstr (ini, folder));
  if (choice->added == NULL)
    return;
  g_string_append (expected, choice->added);
  g_string_replace (expected, "%s", folder, 0);
  g_assert_cmpstr (ini, ==, expected->str);
}

static void
test_choice (Fixture       *fixture,
             gconstpointer  data)
{
  const Choice *choice = data;
  gboolean is_new = g_str_has_prefix (choice->expected, "new");
  g_auto (GStrv) words = g_strsplit (choice->expected, " ", -1);
  g_autoptr (PtlExportResult) result = NULL;
  g_autofree char *expected = g_build_filename (fixture->home, words[0], NULL);
  g_autofree char *before = NULL;
  g_autofree char *said = NULL;
  g_autoptr (GError) error = NULL;

  put_choice (fixture, choice);
  if (*choice->expected == '?')
    {
      assert_refused (fixture, PTL_ERROR_EXPORT_CORRUPT, "Thunderbird will ask at its start which profile to use*");
      return;
    }

  before = snapshot (fixture->home);
  result = export (fixture);
  if (is_new)
    check_announced (fixture, choice, ptl_export_result_get_path (result));
  else
    g_assert_cmpstr (ptl_export_result_get_path (result), ==, expected);
  g_assert_cmpint (strstr (ptl_export_result_get_message (result), "asks at its start") != NULL, ==, g_strcmp0 (words[1], "asked") == 0);

  if (g_str_has_prefix (choice->expected, "new in "))
    g_assert_nonnull (strstr (ptl_export_result_get_path (result), choice->expected + strlen ("new in ")));
  said = undo (NULL, &fixture->options, &error);
  g_assert_no_error (error);
  if (strstr (choice->expected, "new in ") == NULL)
    assert_same_as (fixture->home, before);
}

static void
put_used (Fixture    *fixture,
          const char *root,
          const char *install,
          time_t      last_use)
{
  g_autofree char *ini = g_strdup_printf ("[%s]\nDefault=p\n" PROFILE ("0", "p") "Default=1\n", install);
  g_autofree char *directory = g_build_filename (fixture->home, root, "p", NULL);
  g_autofree char *ini_path = g_build_filename (root, "profiles.ini", NULL);
  g_autofree char *prefs = put_file (directory, "prefs.js", "");

  g_free (put_file (fixture->home, ini_path, ini));
  g_assert_cmpint (g_utime (prefs, &(struct utimbuf) { last_use, last_use }), ==, 0);
}

/* The package, the Flatpak and the Snap at once: the one that was used last. */
static void
test_last_used (Fixture       *fixture,
                gconstpointer  data)
{
  static const struct { const char *root, *install; } homes[] = {
    { ".thunderbird", INSTALL_DEB }, { FLATPAK_ROOT, INSTALL_FLATPAK }, { "snap/thunderbird/common/.thunderbird", "Install0" },
  };

  install (fixture, DEB);
  install (fixture, FLATPAK);
  install (fixture, "snap/thunderbird/current");
  for (guint last = 0; last < G_N_ELEMENTS (homes); last++)
    {
      g_autofree char *expected = g_build_filename (fixture->home, homes[last].root, "p", NULL);
      g_autoptr (PtlExportResult) result = NULL;

      for (guint i = 0; i < G_N_ELEMENTS (homes); i++)
        put_used (fixture, homes[i].root, homes[i].install, i == last ? 2000000 : 1000000 + i);
      result = export (fixture);
      g_assert_cmpstr (ptl_export_result_get_path (result), ==, expected);
    }
}

#define PIN   "AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99"
#define OTHER "00:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99"
#define TRUSTED(place, pin) place ":\tOID.2.16.840.1.101.3.4.2.1\t" pin "\t\n"
#define HEADER "# PSM Certificate Override Settings file\n# This is a generated file!  Do not edit.\n"

static void
pin_account_with (Fixture    *fixture,
                  const char *pin)
{
  g_autoptr (PtlAccount) usual = g_steal_pointer (&fixture->account);
  g_autoptr (PtlServer) incoming = ptl_server_with_pin (ptl_account_get_incoming (usual), pin);
  g_autoptr (PtlServer) outgoing = ptl_server_with_pin (ptl_account_get_outgoing (usual), pin);
  PtlAccountFields fields = { .address = ptl_account_get_address (usual), .incoming = incoming, .outgoing = outgoing };

  fixture->account = ptl_account_new (&fields, NULL);
}

static void
pin_account (Fixture *fixture)
{
  pin_account_with (fixture, PIN);
}

/* Certificates that only the person trusts go along, beside those of others. Another one that was trusted there is the person's
 * to change. Taking back finds the lines when Thunderbird has sorted them. */
static void
test_trust (Fixture       *fixture,
            gconstpointer  data)
{
  static const struct { const char *before, *after, *sorted, *left, *pattern; } rows[] = {
    { NULL, TRUSTED ("imap.example.org:993", PIN) TRUSTED ("smtp.example.org:465", PIN),
      HEADER TRUSTED ("smtp.example.org:465", PIN) TRUSTED ("mail.example.net:25", OTHER) TRUSTED ("imap.example.org:993", PIN),
      HEADER TRUSTED ("mail.example.net:25", OTHER), "*told to trust*imap.*told to trust*smtp.*" },
    { HEADER TRUSTED ("smtp.example.org:465", PIN) TRUSTED ("imap.example.org:143", OTHER),
      HEADER TRUSTED ("smtp.example.org:465", PIN) TRUSTED ("imap.example.org:143", OTHER) TRUSTED ("imap.example.org:993", PIN),
      TRUSTED ("imap.example.org:993", PIN) "\n" TRUSTED ("smtp.example.org:465", PIN), "\n" TRUSTED ("smtp.example.org:465", PIN),
      "*told to trust*imap.*told to trust*smtp.*" },
    { HEADER TRUSTED ("smtp.example.org:465", OTHER) "imap.example.org:993:\tOID.2.16.840.1.101.3.4.2.1",
      HEADER TRUSTED ("smtp.example.org:465", OTHER) "imap.example.org:993:\tOID.2.16.840.1.101.3.4.2.1", NULL, NULL,
      "*will ask*imap.*" PIN "*will ask*smtp.*" PIN "*" },
  };

  pin_account (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *profile = put_own_profile (fixture);
      g_autofree char *path = g_build_filename (profile, "cert_override.txt", NULL);
      g_autofree char *before = rows[i].before != NULL ? put_file (profile, "cert_override.txt", rows[i].before) : NULL;
      g_autoptr (PtlExportResult) result = export (fixture);
      g_autofree char *after = get_file (profile, "cert_override.txt");
      g_autofree char *said = NULL;
      g_autofree char *left = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_cmpstr (after, ==, rows[i].after);
      if (!g_pattern_match_simple (rows[i].pattern, ptl_export_result_get_message (result)))
        g_error ("Unexpected: %s", ptl_export_result_get_message (result));
      if (rows[i].sorted != NULL)
        g_free (put_file (profile, "cert_override.txt", rows[i].sorted));
      said = undo (NULL, &fixture->options, &error);
      g_assert_no_error (error);
      left = get_file (profile, "cert_override.txt");
      g_assert_cmpstr (left, ==, rows[i].left != NULL ? rows[i].left : rows[i].before);
      g_assert_cmpint (g_unlink (path), ==, 0);
    }
}

/* An account that is there trusts another certificate: told, replaced if asked for, and taken back, though Thunderbird has sorted
 * the file, or the person trusts a third one by now. */
static void
test_trust_replaced (Fixture       *fixture,
                     gconstpointer  data)
{
  static const char before[] = HEADER TRUSTED ("imap.example.org:993", OTHER) TRUSTED ("mail.example.net:25", OTHER)
                               TRUSTED ("smtp.example.org:465", OTHER);
  static const struct { const char *later, *left; gboolean is_gone; } rows[] = {
    { HEADER TRUSTED ("imap.example.org:993", "3") TRUSTED ("smtp.example.org:465", "4"),
      HEADER TRUSTED ("imap.example.org:993", "3") TRUSTED ("smtp.example.org:465", "4"), TRUE },
    { HEADER TRUSTED ("smtp.example.org:465", PIN) TRUSTED ("mail.example.net:25", OTHER) TRUSTED ("imap.example.org:993", PIN),
      HEADER TRUSTED ("mail.example.net:25", OTHER) TRUSTED ("imap.example.org:993", OTHER) TRUSTED ("smtp.example.org:465", OTHER) },
    { TRUSTED ("imap.example.org:993", "3") TRUSTED ("smtp.example.org:465", PIN),
      TRUSTED ("imap.example.org:993", "3") TRUSTED ("smtp.example.org:465", OTHER) },
    { NULL, before },
  };
  g_autoptr (PtlExportResult) first = export (fixture);
  const char *profile = ptl_export_result_get_path (first);

  pin_account (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = put_file (profile, "cert_override.txt", before);
      g_autofree char *snapshot_before = snapshot (fixture->home);
      g_autoptr (PtlExportResult) told = export (fixture);
      g_autoptr (PtlExportResult) replaced = NULL;
      g_autofree char *after = NULL;
      g_autofree char *said = NULL;
      g_autofree char *left = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_true (ptl_export_result_is_replaceable (told));
      g_assert_cmpstr (ptl_export_result_get_differences (told)[0], ==,
                       "Certificate that is trusted for receiving: now " OTHER ", new " PIN);
      g_assert_cmpstr (ptl_export_result_get_differences (told)[1], ==,
                       "Certificate that is trusted for sending: now " OTHER ", new " PIN);
      assert_same_as (fixture->home, snapshot_before);

      fixture->options.replace = TRUE;
      replaced = export (fixture);
      fixture->options.replace = FALSE;
      after = get_file (profile, "cert_override.txt");
      g_assert_cmpstr (after, ==, HEADER TRUSTED ("mail.example.net:25", OTHER) TRUSTED ("imap.example.org:993", PIN)
                                  TRUSTED ("smtp.example.org:465", PIN));
      if (rows[i].later != NULL)
        g_free (put_file (profile, "cert_override.txt", rows[i].later));
      said = undo (ptl_export_result_get_undo_id (replaced), &fixture->options, &error);
      g_assert_no_error (error);
      g_assert_true (rows[i].is_gone == g_str_equal (said, "There was nothing left to take back."));
      left = get_file (profile, "cert_override.txt");
      g_assert_cmpstr (left, ==, rows[i].left);
    }
}

/* The end of another line may look like the one that gives way. */
static void
test_trust_alike (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr (PtlExportResult) first = export (fixture);
  g_autoptr (PtlExportResult) replaced = NULL;
  const char *profile = ptl_export_result_get_path (first);
  g_autofree char *path = put_file (profile, "cert_override.txt", TRUSTED ("old.imap.example.org:993", OTHER)
                                    TRUSTED ("mail.example.net:25", OTHER) TRUSTED ("imap.example.org:993", OTHER));
  g_autofree char *after = NULL;

  pin_account (fixture);
  fixture->options.replace = TRUE;
  replaced = export (fixture);
  after = get_file (profile, "cert_override.txt");
  g_assert_cmpstr (after, ==, TRUSTED ("old.imap.example.org:993", OTHER) TRUSTED ("mail.example.net:25", OTHER)
                              TRUSTED ("imap.example.org:993", PIN) TRUSTED ("smtp.example.org:465", PIN));
}

/* Taking back certificates alone waits for Thunderbird to end, too, as it would write them over. */
static void
test_trust_running (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr (PtlExportResult) first = export (fixture);
  g_autoptr (PtlExportResult) replaced = NULL;
  g_autoptr (GError) error = NULL;
  PtlLock *lock;

  pin_account (fixture);
  fixture->options.replace = TRUE;
  replaced = export (fixture);
  lock = ptl_thunderbird_lock (ptl_export_result_get_path (first), &error);
  g_assert_no_error (error);
  g_assert_null (undo (ptl_export_result_get_undo_id (replaced), &fixture->options, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_EXPORT_PROGRAM_RUNNING);
  ptl_lock_release (lock);
}

/* Where it was made for this, the file goes, and so does a profile that was. */
static void
test_trust_new (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *before = snapshot (fixture->home);
  g_autoptr (PtlExportResult) result = NULL;
  g_autofree char *said = NULL;
  g_autoptr (GError) error = NULL;

  pin_account (fixture);
  result = export (fixture);
  said = undo (NULL, &fixture->options, &error);
  g_assert_no_error (error);
  assert_same_as (fixture->home, before);
}

/* Two accounts of ours on the same servers: the trust goes with the last of them. What the person trusted before stays. */
static void
test_trust_shared (Fixture       *fixture,
                   gconstpointer  data)
{
  static const struct { const char *undo, *before, *between, *left; } rows[] = {
    { "12", NULL, TRUSTED ("imap.example.org:993", PIN) TRUSTED ("smtp.example.org:465", PIN), NULL },
    { "21", NULL, TRUSTED ("imap.example.org:993", PIN) TRUSTED ("smtp.example.org:465", PIN), NULL },
    { "12", HEADER, HEADER TRUSTED ("imap.example.org:993", PIN) TRUSTED ("smtp.example.org:465", PIN), HEADER },
    { "21", TRUSTED ("imap.example.org:993", PIN), TRUSTED ("imap.example.org:993", PIN) TRUSTED ("smtp.example.org:465", PIN),
      TRUSTED ("imap.example.org:993", PIN) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *profile = put_own_profile (fixture);
      g_autofree char *path = g_build_filename (profile, "cert_override.txt", NULL);
      PtlExportResult *results[2];

      g_unlink (path);
      if (rows[i].before != NULL)
        g_free (put_file (profile, "cert_override.txt", rows[i].before));
      for (guint k = 0; k < 2; k++)
        {
          ptl_account_unref (fixture->account);
          fixture->account = sketch_account (&(Sketch) { .address = k == 0 ? NULL : "bob@example.com",
                                                         .incoming = k == 0 ? NULL : "imap tls imap.example.org 993 bob",
                                                         .outgoing = k == 0 ? NULL : "smtp tls smtp.example.org 465 bob" });
          pin_account (fixture);
          results[k] = export (fixture);
        }
      for (guint k = 0; k < 2; k++)
        {
          const char *id = ptl_export_result_get_undo_id (results[rows[i].undo[k] - '1']);
          g_autoptr (GError) error = NULL;
          g_autofree char *said = undo (id, &fixture->options, &error);
          g_autofree char *now = get_file (profile, "cert_override.txt");

          g_assert_no_error (error);
          g_assert_cmpstr (now, ==, k == 0 ? rows[i].between : rows[i].left);
        }
      for (guint k = 0; k < 2; k++)
        ptl_export_result_unref (results[k]);
    }
}

/* The certificate of two accounts' servers has changed in between: the old one comes back only for the account that had it. */
static void
test_trust_renewed (Fixture       *fixture,
                    gconstpointer  data)
{
  static const char * const before[] = { NULL, HEADER, NULL, HEADER };
  const char *order[] = { "132", "132", "312", "321" };

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      g_autofree char *profile = put_own_profile (fixture);
      g_autofree char *path = g_build_filename (profile, "cert_override.txt", NULL);
      g_autofree char *left = NULL;
      PtlExportResult *results[3];

      g_unlink (path);
      if (before[i] != NULL)
        g_free (put_file (profile, "cert_override.txt", before[i]));
      for (guint k = 0; k < 3; k++)
        {
          ptl_account_unref (fixture->account);
          fixture->account = sketch_account (&(Sketch) { .address = k == 0 ? NULL : "bob@example.com",
                                                         .incoming = k == 0 ? NULL : "imap tls imap.example.org 993 bob",
                                                         .outgoing = k == 0 ? NULL : "smtp tls smtp.example.org 465 bob" });
          if (k != 1)
            pin_account_with (fixture, k == 2 ? PIN : OTHER);
          fixture->options.replace = k == 2;
          results[k] = export (fixture);
        }
      fixture->options.replace = FALSE;

      for (guint k = 0; k < 3; k++)
        {
          g_autofree char *now = NULL;
          g_autoptr (GError) error = NULL;

          g_free (undo (ptl_export_result_get_undo_id (results[order[i][k] - '1']), &fixture->options, &error));
          g_assert_no_error (error);
          now = get_file (profile, "cert_override.txt");
          if (k == 0)
            g_assert_true ((strstr (now, OTHER) != NULL) == (order[i][0] == '3'));
        }
      left = get_file (profile, "cert_override.txt");
      g_assert_cmpstr (left, ==, before[i]);
      for (guint k = 0; k < 3; k++)
        ptl_export_result_unref (results[k]);
    }
}

/* An account that is in use is not begun anew, though a file that came with it is gone. */
static void
test_trust_gone (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *profile = put_own_profile (fixture);
  g_autofree char *path = g_build_filename (profile, "cert_override.txt", NULL);
  g_autoptr (PtlExportResult) first = NULL;
  g_autoptr (PtlExportResult) second = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  pin_account (fixture);
  first = export (fixture);
  g_assert_cmpint (g_unlink (path), ==, 0);
  before = get_file (profile, "prefs.js");
  second = export (fixture);
  after = get_file (profile, "prefs.js");
  g_assert_cmpstr (after, ==, before);
  g_assert_true (ptl_export_result_is_already_there (second));
}

/* However much of profiles.ini is there: a profile that it names, a new one, or a reason. */
static void
test_cut (Fixture       *fixture,
          gconstpointer  data)
{
  const char *text = "\xef\xbb\xbf; a comment\r\n" OWN ("../mail/p") " [Profile0] \r\nName=Änne=1\r\nIsRelative=1\r\nPath=../mail/p\r\n"
                     "Default=1\r\n" ABSOLUTE ("1", "/nowhere//at/all/") "\n" PROFILE ("2", "x/../y") "[Install]\nDefault=\n" GENERAL;
  g_autofree char *mail = g_build_filename (fixture->home, "mail", "p", "prefs.js", NULL);
  g_autofree char *directory = g_path_get_dirname (mail);

  install (fixture, DEB);
  g_free (put_file (fixture->home, "mail/p/prefs.js", ""));
  for (gsize length = 0; length <= strlen (text); length++)
    {
      g_autofree char *part = g_strndup (text, length);
      g_autofree char *path = put_file (fixture->home, ".thunderbird/profiles.ini", part);
      g_autoptr (GError) error = NULL;
      g_autoptr (PtlThunderbirdProfile) profile = ptl_thunderbird_profile_choose (&fixture->options, &error);

      if (profile == NULL)
        g_assert_error (error, PTL_ERROR, PTL_ERROR_EXPORT_CORRUPT);
      else if (!profile->is_new)
        g_assert_cmpstr (profile->directory, ==, directory);
      else
        g_assert_nonnull (profile->addition);
    }
}

static pid_t
run_thunderbird (const char *profile)
{
  g_autofree char *path = g_build_filename (profile, ".parentlock", NULL);
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  int ready[2];
  char byte;
  pid_t child;

  g_assert_cmpint (pipe (ready), ==, 0);
  child = fork ();
  if (child == 0)
    {
      if (fcntl (open (path, O_RDWR | O_CREAT, 0600), F_SETLK, &lock) == 0)
        g_assert_cmpint (write (ready[1], "!", 1), ==, 1);
      pause ();
      _exit (0);
    }
  g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);
  close (ready[0]);
  close (ready[1]);
  return child;
}

static void
end_thunderbird (pid_t child)
{
  g_assert_cmpint (kill (child, SIGKILL), ==, 0);
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
}

/* While it runs, nothing is written and nothing is taken back. Its lock files survive it and say nothing. */
static void
test_running (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *profile = put_own_profile (fixture);
  g_autofree char *link = g_build_filename (profile, "lock", NULL);
  g_autofree char *own = g_strdup_printf ("127.0.0.1:%d", getpid ());
  g_autoptr (PtlExportResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *said = NULL;
  pid_t child = run_thunderbird (profile);

  g_assert_cmpint (symlink ("127.0.0.1:+1", link), ==, 0);
  assert_refused (fixture, PTL_ERROR_EXPORT_PROGRAM_RUNNING, "Thunderbird is running.*");
  end_thunderbird (child);
  result = export (fixture);
  g_assert_false (ptl_export_result_is_already_there (result));

  child = run_thunderbird (profile);
  g_assert_null (undo (NULL, &fixture->options, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_EXPORT_PROGRAM_RUNNING);
  g_clear_error (&error);
  end_thunderbird (child);
  said = undo (NULL, &fixture->options, &error);
  g_assert_no_error (error);

  g_assert_cmpint (g_unlink (link), ==, 0);
  g_assert_cmpint (symlink (own, link), ==, 0);
  assert_refused (fixture, PTL_ERROR_EXPORT_PROGRAM_RUNNING, "Thunderbird is running.*");
}

typedef struct
{
  const char *file;
  const char *text;
  PtlError    code;
  const char *pattern;
} Broken;

static const Broken broken[] = {
  { ".thunderbird/abcd.default/prefs.js", OLD_PREFS "\nuser_pref(\"a\", \"b);\n", PTL_ERROR_EXPORT_CORRUPT, "*prefs.js: Line 23 *" },
  { ".thunderbird/abcd.default/user.js", "user_pref('mail.smtpservers', '');", PTL_ERROR_EXPORT_UNSUPPORTED, "*user.js*" },
  { ".thunderbird/abcd.default/user.js", "user_pref('mail.accountmanager.accounts', '');", PTL_ERROR_EXPORT_UNSUPPORTED, "*user.js*" },
  { ".thunderbird/abcd.default/user.js", "user_pref(", PTL_ERROR_EXPORT_CORRUPT, "*user.js: Line 1 *" },
  { ".thunderbird/profiles.ini", "[Profile0\nPath=abcd.default\n", PTL_ERROR_EXPORT_CORRUPT, "*profiles.ini*“[Profile0”*" },
  { ".thunderbird/profiles.ini", "Path=abcd.default\n" OWN_INI, PTL_ERROR_EXPORT_CORRUPT, "*profiles.ini*“Path=abcd.default”*" },
  { ".thunderbird/profiles.ini", OWN_INI "nonsense\xff\n", PTL_ERROR_EXPORT_CORRUPT, "*profiles.ini*“nonsense*" },
  { ".thunderbird/profiles.ini", "\xff\xfe[", PTL_ERROR_EXPORT_CORRUPT, "*profiles.ini*" },
  { ".thunderbird/profiles.ini", "[Profile0]\nName=a\nPath=a\n" PROFILE ("1", "b"), PTL_ERROR_EXPORT_CORRUPT, "*[Profile0], IsRelative is missing*" },
  { ".thunderbird/profiles.ini", PROFILE ("0", "gone") "[" INSTALL_DEB "]\nDefault=gone\n", PTL_ERROR_EXPORT_CORRUPT,
    "*names the profile folder*gone*" },
  { ".thunderbird/profiles.ini", "[" INSTALL_DEB "]\nDefault=x\n[Profile0]\nPath=x\n[General]\nVersion=3\n", PTL_ERROR_EXPORT_NEWER, "*newer*" },
};

static void
test_broken (Fixture       *fixture,
             gconstpointer  data)
{
  const Broken *row = data;
  g_autofree char *profile = put_own_profile (fixture);

  g_free (put_file (fixture->home, row->file, row->text));
  assert_refused (fixture, row->code, row->pattern);
}

static void
test_clear_text (Fixture       *fixture,
                 gconstpointer  data)
{
  static const Sketch sketches[] = {
    { .incoming = "imap none imap.example.org 143 ada" },
    { .outgoing = "smtp none smtp.example.org 587 ada" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sketches); i++)
    {
      ptl_account_unref (fixture->account);
      fixture->account = sketch_account (&sketches[i]);
      assert_refused (fixture, PTL_ERROR_EXPORT_UNSUPPORTED, "*not encrypted*");
    }
}

/* prefs.js leads somewhere else. */
static void
test_link (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *profile = put_own_profile (fixture);
  g_autofree char *elsewhere = put_file (fixture->home, "elsewhere/prefs.js", OLD_PREFS);
  g_autofree char *path = g_build_filename (profile, "prefs.js", NULL);

  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (symlink (elsewhere, path), ==, 0);
  assert_refused (fixture, PTL_ERROR_EXPORT_NOT_WRITABLE, "*is a link*");
}

/* The whole root may be a link, as Debian makes one for those who come from Icedove. */
static void
test_icedove (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *root = g_build_filename (fixture->home, ".thunderbird", NULL);
  g_autofree char *old = g_build_filename (fixture->home, ".icedove", NULL);
  g_autofree char *profile = put_own_profile (fixture);
  g_autoptr (PtlExportResult) result = NULL;

  g_assert_cmpint (g_rename (root, old), ==, 0);
  g_assert_cmpint (symlink (".icedove", root), ==, 0);
  result = export (fixture);
  g_assert_false (ptl_export_result_is_already_there (result));
}

static void
expect_error_in_child (Fixture  *fixture,
                       void    (*limit) (void),
                       PtlError  code)
{
  g_autofree char *before = snapshot (fixture->home);
  pid_t child = fork ();
  int status;

  if (child == 0)
    {
      g_autoptr (GError) error = NULL;

      limit ();  /* and in this very thread: a forked process has no others */
      g_assert_null (ptl_exporter_find ("thunderbird")->apply (fixture->account, &fixture->options, NULL, &error));
      g_assert_error (error, PTL_ERROR, (int) code);
      _exit (0);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);
  assert_same_as (fixture->home, before);
}

static void
limit_file_size (void)
{
  const struct rlimit limit = { 1500, 1500 };

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static void
become_nobody (void)
{
  if (geteuid () == 0)
    g_assert_cmpint (setreuid (65534, 65534), ==, 0);
}

/* The system says “no space” in the middle of the file. */
static void
test_no_space (Fixture       *fixture,
               gconstpointer  data)
{
  g_autofree char *profile = put_own_profile (fixture);

  expect_error_in_child (fixture, limit_file_size, PTL_ERROR_EXPORT_NO_SPACE);
}

static void
test_read_only (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *profile = put_own_profile (fixture);
  g_autofree char *root = g_path_get_dirname (profile);
  g_autofree char *path = g_build_filename (profile, "prefs.js", NULL);
  const char *folders[] = { fixture->top, fixture->home, root, profile };

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    g_assert_cmpint (g_chmod (folders[i], 0555), ==, 0);
  g_assert_cmpint (g_chmod (path, 0444), ==, 0);
  expect_error_in_child (fixture, become_nobody, PTL_ERROR_EXPORT_NOT_WRITABLE);
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    g_assert_cmpint (g_chmod (folders[i], 0700), ==, 0);
}

/* What Thunderbird and the person have done since the account was added: sorted lines, new accounts, another name. */
static void
test_undo_later (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *profile = put_own_profile (fixture);
  g_autoptr (PtlExportResult) result = export (fixture);
  g_autofree char *text = get_file (profile, "prefs.js");
  g_autoptr (GString) later = g_string_new (text);
  g_autofree char *now = NULL;
  g_autofree char *said = NULL;
  g_autoptr (GError) error = NULL;

  g_string_replace (later, "\"account1,account2,account8\"", "\"account1,account8,account2,account9\"", 0);
  g_string_replace (later, "server13.name\", \"ada@example.org\"", "server13.name\", \"my post\"", 0);
  g_string_append (later, "user_pref(\"mail.server.server13.directory\", \"/x\");\n");
  g_free (put_file (profile, "prefs.js", later->str));

  said = undo (ptl_export_result_get_undo_id (result), &fixture->options, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (said, ==, "What was set up for ada@example.org was taken back. "
                             "This was changed since and stays: mail.server.server13.name");
  now = get_file (profile, "prefs.js");
  g_assert_cmpstr (now, ==, OLD_PREFS "\n"
    "user_pref(\"mail.server.server13.name\", \"my post\");\n"
    "user_pref(\"mail.smtpservers\", \"smtp1\");\n"
    "user_pref(\"mail.account.lastKey\", 8);\n"
    "user_pref(\"mail.accountmanager.accounts\", \"account1,account2,account9\");\n"
    "user_pref(\"mail.server.server13.directory\", \"/x\");\n");
}

/* Another identity sends through the server that came with the account: that stays. */
static void
test_undo_shared (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autofree char *profile = put_own_profile (fixture);
  g_autoptr (PtlExportResult) result = export (fixture);
  g_autofree char *text = get_file (profile, "prefs.js");
  g_autofree char *later = g_strconcat (text, "user_pref(\"mail.identity.id9.smtpServer\", \"smtp2\");\n", NULL);
  g_autofree char *said = NULL;
  g_autoptr (PtlPrefs) prefs = NULL;

  g_free (put_file (profile, "prefs.js", later));
  said = undo (NULL, &fixture->options, NULL);
  g_assert_nonnull (said);
  prefs = load_prefs (profile);
  assert_text (prefs, "mail.smtpservers", "smtp1,smtp2");
  assert_text (prefs, "mail.smtpserver.smtp2.hostname", "smtp.example.org");
  assert_text (prefs, "mail.accountmanager.accounts", "account1,account2");
}

/* Under the same key there is another account by now. */
static void
test_undo_replaced (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autofree char *profile = put_own_profile (fixture);
  g_autoptr (PtlExportResult) result = export (fixture);
  g_autofree char *text = get_file (profile, "prefs.js");
  g_autoptr (GString) later = g_string_new (text);
  g_autofree char *before = NULL;
  g_autoptr (GError) error = NULL;

  g_string_replace (later, "server13.hostname\", \"imap.example.org\"", "server13.hostname\", \"imap.example.com\"", 0);
  g_free (put_file (profile, "prefs.js", later->str));
  before = snapshot (fixture->home);
  g_assert_null (undo (NULL, &fixture->options, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_EXPORT_CHANGED);
  assert_same_as (fixture->home, before);
}

/* A new profile that Thunderbird has lived in keeps everything but the account. */
static void
test_undo_used (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr (PtlExportResult) result = export (fixture);
  const char *profile = ptl_export_result_get_path (result);
  g_autofree char *text = get_file (profile, "prefs.js");
  g_autofree char *later = g_strconcat ("user_pref(\"a\", 1);\n", text, NULL);
  g_autofree char *ini = get_file (fixture->home, ".thunderbird/profiles.ini");
  g_autofree char *now = NULL;
  g_autofree char *ini_now = NULL;
  g_autofree char *said = NULL;

  g_free (put_file (profile, "prefs.js", later));
  g_free (put_file (profile, "compatibility.ini", "[Compatibility]\nLastVersion=153\n"));
  g_free (put_file (profile, "abook.sqlite", ""));
  said = undo (NULL, &fixture->options, NULL);
  g_assert_cmpstr (said, ==, "What was set up for ada@example.org was taken back.");
  now = get_file (profile, "prefs.js");
  ini_now = get_file (fixture->home, ".thunderbird/profiles.ini");
  g_assert_cmpstr (now, ==, "user_pref(\"a\", 1);\nuser_pref(\"mail.account.lastKey\", 1);\n");
  g_assert_cmpstr (ini_now, ==, ini);
}

/* Several exports, the last one first; ids that lead elsewhere. */
static void
test_undo_order (Fixture       *fixture,
                 gconstpointer  data)
{
  static const char * const bad_ids[] = { "", ".", "../undo/x", "0", "/etc/passwd" };
  g_autofree char *profile = put_own_profile (fixture);
  g_autofree char *before = snapshot (fixture->home);
  g_autoptr (PtlExportResult) first = export (fixture);
  g_autofree char *between = snapshot (fixture->home);
  g_autoptr (PtlExportResult) second = NULL;

  ptl_account_unref (fixture->account);
  fixture->account = sketch_account (&(Sketch) { .address = "bob@example.com" });
  second = export (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (bad_ids); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (undo (bad_ids[i], &fixture->options, &error));
      g_assert_error (error, PTL_ERROR, PTL_ERROR_USAGE);
    }
  g_free (undo (NULL, &fixture->options, NULL));
  assert_same_as (fixture->home, between);
  g_free (undo (NULL, &fixture->options, NULL));
  assert_same_as (fixture->home, before);
}

/* Copies are for the person to keep or not. */
static void
remove_copies (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_str_has_suffix (name, ".portolan"))
        g_assert_cmpint (g_unlink (path), ==, 0);
    }
}

/* The first of two accounts goes from the profile that was made for it; the other one stays, and so does its profile. */
static void
test_undo_first (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr (PtlExportResult) first = export (fixture);
  const char *profile = ptl_export_result_get_path (first);
  g_autofree char *ini = get_file (fixture->home, ".thunderbird/profiles.ini");
  g_autofree char *ini_now = NULL;
  g_autofree char *said = NULL;
  g_autoptr (PtlExportResult) second = NULL;
  g_autoptr (PtlPrefs) prefs = NULL;
  g_autoptr (GError) error = NULL;

  ptl_account_unref (fixture->account);
  fixture->account = sketch_account (&(Sketch) { .address = "bob@example.com" });
  second = export (fixture);
  remove_copies (profile);

  said = undo (ptl_export_result_get_undo_id (first), &fixture->options, &error);
  g_assert_no_error (error);
  ini_now = get_file (fixture->home, ".thunderbird/profiles.ini");
  g_assert_cmpstr (ini_now, ==, ini);
  prefs = load_prefs (profile);
  assert_text (prefs, "mail.accountmanager.accounts", "account2");
}

/* Two at once: both accounts are there afterwards. */
static void
test_side_by_side (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autofree char *profile = put_own_profile (fixture);
  g_autoptr (PtlAccount) other = sketch_account (&(Sketch) { .address = "bob@example.com" });
  const PtlExporter *exporter = ptl_exporter_find ("thunderbird");
  g_autoptr (GAsyncResult) one = NULL;
  g_autoptr (GAsyncResult) two = NULL;
  g_autoptr (PtlExportResult) first = NULL;
  g_autoptr (PtlExportResult) second = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (PtlPrefs) prefs = NULL;

  ptl_export_async (exporter, fixture->account, &fixture->options, NULL, keep_result_cb, &one);
  ptl_export_async (exporter, other, &fixture->options, NULL, keep_result_cb, &two);
  first = ptl_export_finish (wait_for (&one), &error);
  g_assert_no_error (error);
  second = ptl_export_finish (wait_for (&two), &error);
  g_assert_no_error (error);
  prefs = load_prefs (profile);
  assert_text (prefs, "mail.accountmanager.accounts", "account1,account2,account8,account9");
}

static void
test_cancelled (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *profile = put_own_profile (fixture);
  g_autofree char *before = snapshot (fixture->home);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  ptl_export_async (ptl_exporter_find ("thunderbird"), fixture->account, &fixture->options, cancellable, keep_result_cb, &result);
  g_assert_null (ptl_export_finish (wait_for (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_same_as (fixture->home, before);
}

static void
test_installed (Fixture       *fixture,
                gconstpointer  data)
{
  const PtlExporter *exporter = ptl_exporter_find ("thunderbird");

  g_assert_false (ptl_exporter_is_installed (exporter, &fixture->options));
  install (fixture, "usr/lib/thunderbird/application.ini");
  g_assert_true (ptl_exporter_is_installed (exporter, &fixture->options));
}

#define ADD(path, function, data) g_test_add ("/thunderbird/" path, Fixture, data, set_up, function, tear_down)

static void
add_rows (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      g_autofree char *path = g_strdup_printf ("/thunderbird/choice/%u", i);

      g_test_add (path, Fixture, &choices[i], set_up, test_choice, tear_down);
    }
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autofree char *path = g_strdup_printf ("/thunderbird/broken/%u", i);

      g_test_add (path, Fixture, &broken[i], set_up, test_broken, tear_down);
    }
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  ADD ("fresh", test_fresh, NULL);
  ADD ("existing", test_existing, NULL);
  ADD ("pop3", test_pop3, NULL);
  ADD ("no-offline-copy", test_no_offline_copy, NULL);
  ADD ("authentication", test_authentication, NULL);
  ADD ("recognised", test_recognised, NULL);
  ADD ("label", test_label, NULL);
  ADD ("running", test_running, NULL);
  ADD ("last-used", test_last_used, NULL);
  ADD ("cut", test_cut, NULL);
  ADD ("trust", test_trust, NULL);
  ADD ("trust-alike", test_trust_alike, NULL);
  ADD ("trust-running", test_trust_running, NULL);
  ADD ("trust-shared", test_trust_shared, NULL);
  ADD ("trust-renewed", test_trust_renewed, NULL);
  ADD ("trust-gone", test_trust_gone, NULL);
  ADD ("trust-new", test_trust_new, NULL);
  ADD ("trust-replaced", test_trust_replaced, NULL);
  ADD ("clear-text", test_clear_text, NULL);
  ADD ("link", test_link, NULL);
  ADD ("icedove", test_icedove, NULL);
  ADD ("no-space", test_no_space, NULL);
  ADD ("read-only", test_read_only, NULL);
  ADD ("undo/later", test_undo_later, NULL);
  ADD ("undo/shared", test_undo_shared, NULL);
  ADD ("undo/replaced", test_undo_replaced, NULL);
  ADD ("undo/used", test_undo_used, NULL);
  ADD ("undo/first", test_undo_first, NULL);
  ADD ("undo/order", test_undo_order, NULL);
  ADD ("side-by-side", test_side_by_side, NULL);
  ADD ("cancelled", test_cancelled, NULL);
  ADD ("installed", test_installed, NULL);
  add_rows ();

  return g_test_run ();
}
