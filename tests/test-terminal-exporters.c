/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <unistd.h>

#include "test-export.h"

/* Settings that are text, compared with files that were looked at and tried with the real programs. To write the files anew, run
 * this with PORTOLAN_WRITE_GOLDEN=1, and look at the difference. */

#define HOSTILE_LOGIN "a\"b\\c%d#e;f`g ü h$i'j"
#define HOSTILE_NAME  "Ada \"Q.\" \\ L%; #1 `PhD` Ünal"

static const char * const targets[] = {
  "aerc", "claws-mail", "fairemail", "fetchmail", "getmail", "himalaya", "himalaya1", "kmail", "mailspring", "mbsync", "mpop", "msmtp",
  "mutt", "neomutt", "offlineimap", "outlook", "publish", "sylpheed",
};

/* Those which have a password, and so do not go along with other ways to sign in. */
static const char * const takers_of_passwords[] = {
  "aerc", "claws-mail", "fetchmail", "getmail", "himalaya", "himalaya1", "mbsync", "mutt", "neomutt", "offlineimap", "sylpheed",
};

static const struct
{
  const char *name;
  Sketch sketch;
} people[] = {
  { "plain", { .name = "Ada Lovelace" } },
  { "hostile", { .name = HOSTILE_NAME, .address = "ada+o'neil@example.org",
                 .incoming = "imap tls imap.example.org 993 " HOSTILE_LOGIN, .outgoing = "smtp tls smtp.example.org 465 " HOSTILE_LOGIN } },
  { "login", { .name = "Tess", .address = "tess@example.org", .incoming = "imap starttls mail.example.org 143 tess.smith",
               .outgoing = "smtp starttls mail.example.org 587 tess.smith" } },
  { "pop3", { .incoming = "pop3 tls pop.example.org 995 ada", .leave = PTL_LEAVE_KEEP } },
  { "pop3-days", { .incoming = "pop3 tls pop.example.org 995 ada", .leave = PTL_LEAVE_DAYS, .days = 14 } },
  { "pop3-remove", { .incoming = "pop3 starttls pop.example.org 110 " HOSTILE_LOGIN, .leave = PTL_LEAVE_REMOVE, .outgoing = "-" } },
  { "open", { .incoming = "imap none imap.example.org 143 ada" } },
};

static char *
render (const char *target,
        PtlAccount *account)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = ptl_exporter_find (target)->render (account, &error);

  if (bytes != NULL)
    return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  g_assert_error (error, PTL_ERROR, PTL_ERROR_EXPORT_UNSUPPORTED);
  return g_strdup_printf ("error: %s\n", error->message);
}

static void
compare (const char *target,
         const char *person,
         const char *text)
{
  g_autofree char *name = g_strdup_printf ("%s-%s.txt", target, person);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "export", name, NULL);
  g_autofree char *expected = NULL;
  g_autoptr (GError) error = NULL;

  if (g_getenv ("PORTOLAN_WRITE_GOLDEN") != NULL)
    g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  g_file_get_contents (path, &expected, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_golden (gconstpointer data)
{
  const char *target = data;

  for (gsize i = 0; i < G_N_ELEMENTS (people); i++)
    {
      g_autoptr (PtlAccount) account = sketch_account (&people[i].sketch);
      g_autofree char *text = render (target, account);

      compare (target, people[i].name, text);
    }
}

/* Where programs look, and with what permissions. */
static void
test_places (void)
{
  static const char *rows[][2] = {
    { "aerc", ".config/aerc/accounts.conf" }, { "fetchmail", ".fetchmailrc" }, { "himalaya", ".config/himalaya/config.toml" },
    { "mbsync", ".mbsyncrc" }, { "msmtp", ".msmtprc" }, { "mutt", ".config/mutt/muttrc" }, { "neomutt", ".config/neomutt/neomuttrc" },
    { "offlineimap", ".offlineimaprc" }, { "getmail", ".config/getmail/getmailrc" }, { "sylpheed", ".sylpheed-2.0/accountrc" },
    { "claws-mail", ".claws-mail/accountrc.tmpl" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PtlAccount) account = sketch_account (&(Sketch) { .name = "Ada" });
      char *home = make_home ();
      const PtlExportOptions options = { .home = home, .sysroot = home };
      g_autofree char *before = snapshot (home);
      g_autofree char *path = g_build_filename (home, rows[i][1], NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (PtlExportResult) result = export_to (rows[i][0], account, &options, &error);
      g_autofree char *said = NULL;
      GStatBuf status;

      g_assert_no_error (error);
      g_assert_cmpstr (ptl_export_result_get_path (result), ==, path);
      g_assert_cmpint (g_stat (path, &status), ==, 0);
      g_assert_cmpint (status.st_mode & 0777, ==, 0600);
      said = undo (NULL, &options, &error);
      g_assert_no_error (error);
      assert_same_as (home, before);
      remove_home (home);
    }
}

/* What Claws Mail reads before its first start holds one account. */
static void
test_template (void)
{
  g_autoptr (PtlAccount) account = sketch_account (&(Sketch) { .name = "Ada" });
  g_autoptr (PtlAccount) other = sketch_account (&(Sketch) { .address = "bob@example.org" });
  char *home = make_home ();
  const PtlExportOptions options = { .home = home, .sysroot = home };
  g_autoptr (GError) error = NULL;
  g_autoptr (PtlExportResult) first = export_to ("claws-mail", account, &options, &error);
  g_autofree char *before = snapshot (home);
  g_autoptr (PtlExportResult) again = export_to ("claws-mail", account, &options, NULL);

  g_assert_no_error (error);
  g_assert_true (ptl_export_result_is_already_there (again));
  g_assert_null (export_to ("claws-mail", other, &options, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_EXPORT_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "takes one account only"));
  assert_same_as (home, before);
  remove_home (home);
}

/* A file that is there with nothing in it takes the account, and taking back copes with one that somebody has emptied since. */
static void
test_emptied (void)
{
  static const char *rows[][2] = {
    { "aerc", ".config/aerc/accounts.conf" }, { "fetchmail", ".fetchmailrc" }, { "himalaya", ".config/himalaya/config.toml" },
    { "mbsync", ".mbsyncrc" }, { "msmtp", ".msmtprc" }, { "sylpheed", ".sylpheed-2.0/accountrc" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PtlAccount) account = sketch_account (&(Sketch) { .name = "Ada" });
      char *home = make_home ();
      const PtlExportOptions options = { .home = home, .sysroot = home };
      g_autofree char *path = put_file (home, rows[i][1], "");
      g_autoptr (GError) error = NULL;
      g_autoptr (PtlExportResult) result = export_to (rows[i][0], account, &options, &error);
      g_autofree char *text = get_file (home, rows[i][1]);
      g_autofree char *said = NULL;
      g_autofree char *rest = NULL;

      g_assert_no_error (error);
      g_assert_cmpstr (text, !=, "");
      g_free (put_file (home, rows[i][1], "# mine\n"));
      g_assert_cmpint (truncate (path, 0), ==, 0);
      said = undo (NULL, &options, NULL);
      rest = get_file (home, rows[i][1]);
      g_assert_cmpstr (rest, ==, "");
      remove_home (home);
    }
}

/* Beside what somebody has written by hand: added at its end, recognised the second time, and taken out again from in between. */
static void
test_block (gconstpointer data)
{
  static const char old[] = "# mine\n";
  const char *place = data;
  const char *target = g_str_has_suffix (place, "accounts.conf") ? "aerc" : g_str_has_suffix (place, "isyncrc") ? "mbsync" : "msmtp";
  char *home = make_home ();
  const PtlExportOptions options = { .home = home, .sysroot = home };
  g_autofree char *path = put_file (home, place, old);
  g_autoptr (PtlAccount) ada = sketch_account (&(Sketch) { .name = "Ada" });
  g_autoptr (PtlAccount) bob = sketch_account (&(Sketch) { .address = "bob@example.org" });
  g_autoptr (GError) error = NULL;
  g_autoptr (PtlExportResult) first = export_to (target, ada, &options, &error);
  g_autofree char *with_ada = get_file (home, place);
  g_autoptr (PtlExportResult) again = export_to (target, ada, &options, NULL);
  g_autofree char *same = get_file (home, place);
  g_autoptr (PtlExportResult) second = export_to (target, bob, &options, NULL);
  g_autofree char *with_both = get_file (home, place);
  g_autofree char *said = undo (ptl_export_result_get_undo_id (first), &options, NULL);
  g_autofree char *with_bob = get_file (home, place);
  g_autofree char *said_again = undo (ptl_export_result_get_undo_id (second), &options, NULL);
  g_autofree char *with_none = get_file (home, place);

  g_assert_no_error (error);
  g_assert_cmpstr (ptl_export_result_get_path (first), ==, path);
  g_assert_true (g_str_has_prefix (with_ada, old));
  g_assert_nonnull (strstr (with_ada, "\n# >>> Portolan: ada@example.org\n"));
  g_assert_true (ptl_export_result_is_already_there (again));
  g_assert_null (ptl_export_result_get_undo_id (again));
  g_assert_cmpstr (same, ==, with_ada);
  g_assert_true (g_str_has_prefix (with_both, with_ada));
  g_assert_null (strstr (with_bob, "ada@"));
  g_assert_nonnull (strstr (with_bob, "# >>> Portolan: bob@example.org\n"));
  g_assert_cmpstr (with_none, ==, old);
  remove_home (home);
}

/* An account that somebody else has written is the same account. */
static void
test_recognised (void)
{
  static const char *rows[][3] = {
    { "mbsync", ".mbsyncrc", "IMAPAccount mine\nHost imap.example.org\nUser ada@example.org\nPassCmd x\n" },
    { "mbsync", ".mbsyncrc", "# Ada\nIMAPAccount mine\n  host \"IMAP.example.org\"\n  user \"ada@example.org\"\n" },
    { "msmtp", ".msmtprc", "defaults\nport 25\naccount a\nhost smtp.example.org\nuser ada@example.org\n" },
    { "aerc", ".config/aerc/accounts.conf", "[x]\nsource = imaps://ada%40example.org@imap.example.org\n" },
    { "fetchmail", ".fetchmailrc", "poll imap.example.org with proto imap\n user \"ada@example.org\" there\n" },
    { "sylpheed", ".sylpheed-2.0/accountrc", "[Account: 1]\nreceive_server=imap.example.org\nuser_id=ada@example.org\n" },
    { "himalaya", ".config/himalaya/config.toml",
      "[accounts.x]\nimap.server = \"imaps://imap.example.org:993\"\nimap.sasl.plain.username = \"ada@example.org\"\n" },
    { "offlineimap", ".offlineimaprc", "[Repository x]\nremotehost = imap.example.org\nremoteuser=ada@example.org\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      char *home = make_home ();
      const PtlExportOptions options = { .home = home, .sysroot = home };
      g_autofree char *path = put_file (home, rows[i][1], rows[i][2]);
      g_autofree char *before = snapshot (home);
      g_autoptr (PtlAccount) account = sketch_account (&(Sketch) { .name = "Ada" });
      g_autoptr (GError) error = NULL;
      g_autoptr (PtlExportResult) result = export_to (rows[i][0], account, &options, &error);

      g_assert_no_error (error);
      g_assert_true (ptl_export_result_is_already_there (result));
      assert_same_as (home, before);
      remove_home (home);
    }
}

/* The host of one account and the user of another are not an account. */
static void
test_not_recognised (void)
{
  static const char *rows[][3] = {
    { "mbsync", ".mbsyncrc", "IMAPAccount a\nHost imap.example.org\nUser bob\n\nIMAPAccount b\nHost imap.example.com\nUser ada@example.org\n" },
    { "mbsync", ".mbsyncrc", "# IMAPAccount mine\n# Host imap.example.org\n# User ada@example.org\n" },
    { "msmtp", ".msmtprc", "# >>> Portolan: ada@example.org.example\n" },
    { "msmtp", ".msmtprc", "account a\nhost \"smtp.example.org\nuser \"" },
    { "fetchmail", ".fetchmailrc", "poll imap.example.org user \"ada@example.com\"\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      char *home = make_home ();
      const PtlExportOptions options = { .home = home, .sysroot = home };
      g_autofree char *path = put_file (home, rows[i][1], rows[i][2]);
      g_autoptr (PtlAccount) account = sketch_account (&(Sketch) { .name = "Ada" });
      g_autoptr (GError) error = NULL;
      g_autoptr (PtlExportResult) result = export_to (rows[i][0], account, &options, &error);

      g_assert_no_error (error);
      g_assert_false (ptl_export_result_is_already_there (result));
      remove_home (home);
    }
}

/* A program with one account a file gets a second file, and its usual one is not touched. */
static void
test_alone (void)
{
  static const char *rows[][3] = {
    { "neomutt", ".muttrc", ".config/neomutt/ada@example.org.neomuttrc" },
    { "mutt", ".mutt/muttrc", ".config/mutt/ada@example.org.muttrc" },
    { "offlineimap", ".config/offlineimap/config", ".config/offlineimap/ada@example.org.conf" },
    { "getmail", ".config/getmail/getmailrc", ".config/getmail/getmailrc-ada@example.org" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      char *home = make_home ();
      const PtlExportOptions options = { .home = home, .sysroot = home };
      g_autofree char *path = put_file (home, rows[i][1], "# mine\n");
      g_autofree char *expected = g_build_filename (home, rows[i][2], NULL);
      g_autofree char *included = g_strdup_printf ("\nsource \"%s\"\n", path);
      g_autoptr (PtlAccount) account = sketch_account (&(Sketch) { .name = "Ada" });
      g_autoptr (GError) error = NULL;
      g_autoptr (PtlExportResult) result = export_to (rows[i][0], account, &options, &error);
      g_autoptr (PtlExportResult) again = export_to (rows[i][0], account, &options, NULL);
      g_autofree char *old = get_file (home, rows[i][1]);
      g_autofree char *new = get_file (home, rows[i][2]);

      g_assert_no_error (error);
      g_assert_cmpstr (ptl_export_result_get_path (result), ==, expected);
      g_assert_nonnull (strstr (ptl_export_result_get_message (result), expected));
      g_assert_true (ptl_export_result_is_already_there (again));
      g_assert_cmpstr (old, ==, "# mine\n");
      g_assert_cmpint (strstr (new, included) != NULL, ==, g_str_has_suffix (rows[i][0], "mutt"));
      remove_home (home);
    }
}

/* A file that the person named is kept as a copy when it held something else. */
static void
test_named (void)
{
  char *home = make_home ();
  g_autofree char *path = put_file (home, "here/muttrc", "# mine\n");
  const PtlExportOptions options = { .home = home, .sysroot = home, .path = path };
  g_autofree char *before = snapshot (home);
  g_autoptr (PtlAccount) account = sketch_account (&(Sketch) { .name = "Ada" });
  g_autoptr (GError) error = NULL;
  g_autoptr (PtlExportResult) result = export_to ("mutt", account, &options, &error);
  g_autofree char *new = get_file (home, "here/muttrc");
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *said = NULL;

  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (new, "# >>> Portolan: ada@example.org\n"));
  g_assert_nonnull (strstr (ptl_export_result_get_message (result), "is kept in"));
  said = undo (NULL, &options, &error);
  g_assert_no_error (error);
  assert_same_as (home, before);
  remove_home (home);
}

/* The command that is named finds settings at any place. */
static void
test_command (void)
{
  static const char *rows[][3] = {
    { "mbsync", NULL, "“mbsync ada@example.org”" }, { "mbsync", "a b", "“mbsync -c '%s/a b' ada@example.org”" },
    { "msmtp", NULL, "“msmtp -a ada@example.org”" }, { "msmtp", "rc", "“msmtp -C %s/rc -a ada@example.org”" },
    { "fetchmail", NULL, "“fetchmail”" }, { "fetchmail", "rc", "“fetchmail -f %s/rc”" },
    { "mutt", "rc", "“mutt -F %s/rc”" }, { "getmail", "rc", "“getmail --rcfile %s/rc”" },
    { "himalaya", "rc", "“himalaya --config %s/rc --account ada@example.org envelopes list”" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      char *home = make_home ();
      g_autofree char *path = rows[i][1] != NULL ? g_build_filename (home, rows[i][1], NULL) : NULL;
      const PtlExportOptions options = { .home = home, .sysroot = home, .path = path };
      g_autoptr (PtlAccount) account = sketch_account (&(Sketch) { .name = "Ada" });
      g_autoptr (GError) error = NULL;
      g_autoptr (PtlExportResult) result = export_to (rows[i][0], account, &options, &error);
      g_autoptr (GString) expected = g_string_new (rows[i][2]);

      g_assert_no_error (error);
      g_string_replace (expected, "%s", home, 0);
      g_assert_nonnull (strstr (ptl_export_result_get_message (result), expected->str));
      remove_home (home);
    }
}

/* Claws Mail reads accounts only where it has run, and must not run meanwhile. */
static void
test_claws (void)
{
  char *home = make_home ();
  g_autofree char *comm = put_file (home, "root/proc/17/comm", "claws-mail\n");
  g_autofree char *cmdline = put_file (home, "root/proc/17/cmdline", "claws-mail");
  g_autofree char *dead = put_file (home, "proc/18/comm", "claws-mail\n");
  g_autofree char *nothing = put_file (home, "proc/18/cmdline", "");
  g_autofree char *sysroot = g_build_filename (home, "root", NULL);
  const PtlExportOptions running = { .home = home, .sysroot = sysroot };
  const PtlExportOptions closed = { .home = home, .sysroot = home };
  g_autofree char *clawsrc = put_file (home, ".claws-mail/clawsrc", "[Common]\n");
  g_autofree char *accountrc = put_file (home, ".claws-mail/accountrc", "[Account: 7]\naccount_name=x\nis_default=1\n");
  g_autoptr (PtlAccount) account = sketch_account (&people[4].sketch);
  g_autoptr (GError) error = NULL;
  g_autoptr (PtlExportResult) refused = export_to ("claws-mail", account, &running, &error);
  g_autoptr (PtlExportResult) result = export_to ("claws-mail", account, &closed, NULL);
  g_autofree char *text = get_file (home, ".claws-mail/accountrc");

  g_assert_null (refused);
  g_assert_error (error, PTL_ERROR, PTL_ERROR_EXPORT_PROGRAM_RUNNING);
  g_assert_nonnull (result);
  g_assert_nonnull (strstr (text, "\n[Account: 8]\naccount_name=ada@example.org\nis_default=0\n"));
  g_assert_nonnull (strstr (text, "\nremove_mail=1\nmessage_leave_time=14\n"));
  remove_home (home);
}

/* Before its first start its own assistant would decide about mail on the server. */
static void
test_claws_first (void)
{
  char *home = make_home ();
  const PtlExportOptions options = { .home = home, .sysroot = home };
  g_autoptr (PtlAccount) account = sketch_account (&people[3].sketch);
  g_autoptr (GError) error = NULL;
  g_autoptr (PtlExportResult) result = export_to ("claws-mail", account, &options, &error);

  g_assert_null (result);
  g_assert_error (error, PTL_ERROR, PTL_ERROR_EXPORT_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "start"));
  remove_home (home);
}

static void
test_sign_in_refused (void)
{
  const PtlAuthentication oauth2 = PTL_AUTHENTICATION_OAUTH2;
  g_autoptr (PtlAccount) usual = sketch_account (&(Sketch) { .name = "Ada" });
  g_autoptr (PtlServer) incoming = ptl_server_with_authentication (ptl_account_get_incoming (usual), &oauth2, 1);
  const PtlAccountFields fields = {
    .address = ptl_account_get_address (usual), .incoming = incoming, .outgoing = ptl_account_get_outgoing (usual),
  };
  g_autoptr (PtlAccount) account = ptl_account_new (&fields, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (takers_of_passwords); i++)
    {
      g_autofree char *text = render (takers_of_passwords[i], account);

      g_assert_true (g_str_has_prefix (text, "error: "));
    }
}

/* Steps that ask for a password alone would lead nowhere. */
static void
test_sign_in_explained (void)
{
  static const char * const with_steps[] = { "fairemail", "kmail", "mailspring", "outlook" };
  const PtlAuthentication methods[] = { PTL_AUTHENTICATION_OAUTH2, PTL_AUTHENTICATION_PASSWORD_CLEARTEXT };

  for (gsize n_methods = 1; n_methods <= G_N_ELEMENTS (methods); n_methods++)
    {
      g_autoptr (PtlAccount) usual = sketch_account (&(Sketch) { .name = "Ada" });
      g_autoptr (PtlServer) incoming = ptl_server_with_authentication (ptl_account_get_incoming (usual), methods, n_methods);
      const PtlAccountFields fields = {
        .address = ptl_account_get_address (usual), .incoming = incoming, .outgoing = ptl_account_get_outgoing (usual),
      };
      g_autoptr (PtlAccount) account = ptl_account_new (&fields, NULL);

      for (gsize i = 0; i < G_N_ELEMENTS (with_steps); i++)
        {
          g_autofree char *text = render (with_steps[i], account);

          g_assert_cmpint (strstr (text, "\n1. This provider wants a sign-in in the web browser") != NULL, ==, n_methods == 1);
        }
    }
}

static void
test_untried (void)
{
  g_autoptr (PtlAccount) usual = sketch_account (&(Sketch) { .name = "Ada" });
  const PtlAccountFields fields = {
    .address = ptl_account_get_address (usual), .incoming = ptl_account_get_incoming (usual),
    .outgoing = ptl_account_get_outgoing (usual), .result = PTL_RESULT_UNCHECKED,
  };
  g_autoptr (PtlAccount) account = ptl_account_new (&fields, NULL);
  g_autofree char *text = render ("mbsync", account);

  g_assert_nonnull (strstr (text, "# These settings were not tried."));
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autofree char *path = g_strdup_printf ("/terminal/golden/%s", targets[i]);

      g_test_add_data_func (path, targets[i], test_golden);
    }
  g_test_add_func ("/terminal/places", test_places);
  g_test_add_func ("/terminal/template", test_template);
  g_test_add_data_func ("/terminal/block/mbsync", ".config/isyncrc", test_block);
  g_test_add_data_func ("/terminal/block/msmtp", ".msmtprc", test_block);
  g_test_add_data_func ("/terminal/block/aerc", ".config/aerc/accounts.conf", test_block);
  g_test_add_func ("/terminal/recognised", test_recognised);
  g_test_add_func ("/terminal/not-recognised", test_not_recognised);
  g_test_add_func ("/terminal/alone", test_alone);
  g_test_add_func ("/terminal/named", test_named);
  g_test_add_func ("/terminal/command", test_command);
  g_test_add_func ("/terminal/emptied", test_emptied);
  g_test_add_func ("/terminal/claws", test_claws);
  g_test_add_func ("/terminal/claws-first", test_claws_first);
  g_test_add_func ("/terminal/sign-in-refused", test_sign_in_refused);
  g_test_add_func ("/terminal/sign-in-explained", test_sign_in_explained);
  g_test_add_func ("/terminal/untried", test_untried);

  return g_test_run ();
}
