/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-prefs.h"
#include "test-kill.h"

/* Kill -9 before and after every single system call of an export to Thunderbird, of one that replaces settings, and of taking them
 * back: the profile is always the old or the new one, and the next run goes through. */

#define OLD_PREFS "// old\nuser_pref(\"mail.account.lastKey\", 1);\nuser_pref(\"mail.accountmanager.accounts\", \"account1\");\n"
#define OUTDATED  "imap starttls imap.example.org 143 ada@example.org"
#define OLD_INI   "[InstallFDC34C9F024745EB]\nDefault=p\n[Profile0]\nName=p\nIsRelative=1\nPath=p\n"

static gboolean
do_export (PtlAccount       *account,
           PtlExportOptions *options)
{
  return export_at_once ("thunderbird", account, options);
}

static void
put_existing (const char *home)
{
  g_free (put_file (home, ".thunderbird/profiles.ini", OLD_INI));
  g_free (put_file (home, ".thunderbird/p/prefs.js", OLD_PREFS));
}

static gboolean
has_account (const char *prefs)
{
  g_autoptr (GBytes) bytes = g_bytes_new (prefs, strlen (prefs));
  g_autoptr (GError) error = NULL;
  g_autoptr (PtlPrefs) parsed = ptl_prefs_parse (bytes, &error);

  g_assert_no_error (error);
  return ptl_prefs_has (parsed, "mail.server.server1.type");
}

static void
check_existing (const char *home,
                const char *new_prefs)
{
  g_autofree char *prefs = get_file (home, ".thunderbird/p/prefs.js");
  g_autofree char *ini = get_file (home, ".thunderbird/profiles.ini");

  g_assert_cmpstr (ini, ==, OLD_INI);
  if (g_strcmp0 (prefs, OLD_PREFS) != 0)
    g_assert_cmpstr (prefs, ==, new_prefs);
}

/* A profile that is announced is complete. */
static void
check_fresh (const char *home)
{
  g_autofree char *root = g_build_filename (home, ".thunderbird", NULL);
  g_autofree char *ini = get_file (root, "profiles.ini");
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *profile = NULL;
  g_autofree char *prefs = NULL;
  g_autofree char *compatibility = NULL;

  if (ini == NULL)
    return;
  g_key_file_load_from_data (file, ini, -1, 0, &error);
  g_assert_no_error (error);
  folder = g_key_file_get_string (file, "Profile0", "Path", &error);
  g_assert_no_error (error);
  profile = g_build_filename (root, folder, NULL);
  prefs = get_file (profile, "prefs.js");
  compatibility = get_file (profile, "compatibility.ini");
  g_assert_true (has_account (prefs));
  g_assert_cmpstr (compatibility, ==, "[Compatibility]\n");
  g_assert_nonnull (strstr (ini, "Version=2\n"));
}

/* What was killed has left nothing of its own, neither copies nor halves of files. */
static void
assert_clean (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_str_has_suffix (name, ".portolan"))
        g_error ("“%s” is left", path);
      assert_clean (path);
    }
}

/* Afterwards the same export goes through, and can be taken back. */
static void
check_again (const char *home,
             gboolean    existing)
{
  g_autoptr (PtlAccount) account = sketch_account (&(Sketch) { 0 });
  PtlExportOptions options = { .home = home, .sysroot = home };
  g_autoptr (GError) error = NULL;
  g_autoptr (PtlExportResult) result = export_to ("thunderbird", account, &options, &error);
  g_autofree char *said = NULL;
  g_autofree char *prefs = NULL;

  g_assert_no_error (error);
  said = undo (NULL, &options, &error);
  g_assert_no_error (error);
  prefs = get_file (ptl_export_result_get_path (result), "prefs.js");
  if (existing)
    g_assert_cmpstr (prefs, ==, OLD_PREFS);
  else
    g_assert_null (prefs);
  assert_clean (home);
}

static char *
make_new_prefs (void)
{
  g_autoptr (PtlAccount) account = sketch_account (&(Sketch) { 0 });
  char *home = make_home ();
  PtlExportOptions options = { .home = home, .sysroot = home };
  char *prefs;

  put_existing (home);
  g_assert_true (do_export (account, &options));
  prefs = get_file (home, ".thunderbird/p/prefs.js");
  remove_home (home);
  return prefs;
}

/* What is killed, and what the preferences hold if it is not. */
typedef struct
{
  Work        work;
  gboolean    existing;
  const char *after;
} Case;

static gboolean
kill_once (guint         n,
           gconstpointer data)
{
  const Case *test = data;
  char *home = make_home ();
  g_autoptr (PtlAccount) account = sketch_account (&(Sketch) { 0 });
  PtlExportOptions options = { .home = home, .sysroot = home };
  gboolean killed;

  if (test->existing)
    put_existing (home);
  killed = run_and_kill (do_export, account, &options, n);
  if (test->existing)
    check_existing (home, test->after);
  else
    check_fresh (home);
  check_again (home, test->existing);
  remove_home (home);
  return killed;
}

/* Taking back is killed; taking back again ends it. */
static gboolean
kill_undo_once (guint         n,
                gconstpointer data)
{
  const Case *test = data;
  char *home = make_home ();
  g_autoptr (PtlAccount) account = sketch_account (&(Sketch) { 0 });
  PtlExportOptions options = { .home = home, .sysroot = home };
  g_autofree char *prefs = NULL;
  g_autofree char *said = NULL;
  gboolean killed;

  put_existing (home);
  g_assert_true (do_export (account, &options));
  killed = run_and_kill (undo_at_once, account, &options, n);
  check_existing (home, test->after);
  said = ptl_undo_run (NULL, &options, NULL);
  prefs = get_file (home, ".thunderbird/p/prefs.js");
  g_assert_cmpstr (prefs, ==, OLD_PREFS);
  assert_clean (home);
  remove_home (home);
  return killed;
}

/* The account is there, with other servers; the new settings take its place. */

static char *
put_outdated (const char *home)
{
  g_autoptr (PtlAccount) outdated = sketch_account (&(Sketch) { .incoming = OUTDATED, .outgoing = "smtp tls old.example.org 465 ada" });
  PtlExportOptions options = { .home = home, .sysroot = home };

  put_existing (home);
  g_assert_true (do_export (outdated, &options));
  return get_file (home, ".thunderbird/p/prefs.js");
}

static void
assert_prefs (const char *home,
              const char *one,
              const char *other)
{
  g_autofree char *prefs = get_file (home, ".thunderbird/p/prefs.js");

  if (g_strcmp0 (prefs, one) != 0)
    g_assert_cmpstr (prefs, ==, other);
}

/* Returns: the preferences of the account once its settings were replaced */
static char *
make_replaced_prefs (void)
{
  g_autoptr (PtlAccount) account = sketch_account (&(Sketch) { 0 });
  char *home = make_home ();
  PtlExportOptions options = { .home = home, .sysroot = home, .replace = TRUE };
  g_autofree char *before = put_outdated (home);
  char *prefs;

  g_assert_true (do_export (account, &options));
  prefs = get_file (home, ".thunderbird/p/prefs.js");
  g_assert_cmpstr (prefs, !=, before);
  remove_home (home);
  return prefs;
}

/* Whatever was killed, it can be done again and then be taken back. */
static void
check_replaced_again (const char       *home,
                      PtlAccount       *account,
                      PtlExportOptions *options,
                      const char       *before,
                      const char       *after)
{
  g_autofree char *said = NULL;

  assert_prefs (home, before, after);
  g_assert_true (do_export (account, options));
  assert_prefs (home, after, after);
  said = ptl_undo_run (NULL, options, NULL);
  g_assert_nonnull (said);
  assert_prefs (home, before, before);
}

static gboolean
kill_replacement_once (guint         n,
                       gconstpointer data)
{
  const Case *test = data;
  char *home = make_home ();
  g_autoptr (PtlAccount) account = sketch_account (&(Sketch) { 0 });
  PtlExportOptions options = { .home = home, .sysroot = home, .replace = TRUE };
  g_autofree char *before = put_outdated (home);
  gboolean killed;

  if (test->work == undo_at_once)
    g_assert_true (do_export (account, &options));
  killed = run_and_kill (test->work, account, &options, n);
  check_replaced_again (home, account, &options, before, test->after);
  remove_home (home);
  return killed;
}

static void
test_killed_replacement (gconstpointer data)
{
  g_autofree char *after = make_replaced_prefs ();
  const Case test = { .work = GPOINTER_TO_INT (data) ? undo_at_once : do_export, .after = after };

  at_all_places (kill_replacement_once, &test, 1, 100);
}

static void
test_killed_undo (void)
{
  g_autofree char *after = make_new_prefs ();
  const Case test = { .after = after };

  at_all_places (kill_undo_once, &test, 1, 100);
}

static void
test_killed (gconstpointer data)
{
  g_autofree char *after = make_new_prefs ();
  const Case test = { .existing = GPOINTER_TO_INT (data), .after = after };

  at_all_places (kill_once, &test, 1, 100);
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/killed/fresh", GINT_TO_POINTER (FALSE), test_killed);
  g_test_add_data_func ("/killed/existing", GINT_TO_POINTER (TRUE), test_killed);

  g_test_add_data_func ("/killed/replacement", GINT_TO_POINTER (FALSE), test_killed_replacement);
  g_test_add_data_func ("/killed/replacement/undo", GINT_TO_POINTER (TRUE), test_killed_replacement);

  g_test_add_func ("/killed/undo", test_killed_undo);

  return g_test_run ();
}
