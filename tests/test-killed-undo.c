/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "test-kill.h"

/* Kill -9 all along the system calls of an export, and of taking it back, for each way in which exports change files: every file is
 * the old or the new one, and what was begun can be done again and taken back. */

typedef struct
{
  const char *target;
  const char *files[5];  /* path and text */
  gboolean    replaces;  /* settings that are there take the place of others */
} Row;

#define SOURCE "[Data Source]\nParent=\n\n[Mail Account]\nBackendName=imapx\n\n[Authentication]\nHost=elsewhere.example\nUser=eve\n"
#define CLAWS  "[Account: 1]\nprotocol=3\nreceive_server=elsewhere.example\nuser_id=eve\n"

static const Row rows[] = {
  { "mbsync", { ".mbsyncrc", "# mine\n" } },                               /* a block at the end */
  { "mbsync", { ".mbsyncrc", "# mine\n" }, TRUE },                         /* … which others take the place of */
  { "claws-mail", { ".claws-mail/accountrc", CLAWS, ".claws-mail/clawsrc", "" } },  /* a group of keys */
  { "claws-mail", { ".claws-mail/accountrc", CLAWS, ".claws-mail/clawsrc", "" }, TRUE },
  { "evolution", { ".config/evolution/sources/eve.source", SOURCE } },     /* three files of their own */
  { "evolution", { ".config/evolution/sources/eve.source", SOURCE }, TRUE },
  { "geary", { NULL } },                                                   /* a folder */
  { "neomutt", { ".muttrc", "# mine\n", ".config/neomutt/neomuttrc", "# mine\n" } },  /* a file that includes another one */
};

/* What the watched process does. */
static const char *target;

static gboolean
do_export (PtlAccount       *account,
           PtlExportOptions *options)
{
  return export_at_once (target, account, options);
}

static void
furnish (const Row        *row,
         const char       *home,
         PtlExportOptions *options)
{
  g_autoptr (PtlAccount) outdated = sketch_account (&(Sketch) {
    .incoming = "imap starttls imap.example.org 143 ada@example.org", .outgoing = "smtp starttls smtp.example.org 587 ada@example.org" });

  g_autofree char *journal = g_build_filename (home, ".local", NULL);

  for (guint i = 0; row->files[i] != NULL; i += 2)
    g_free (put_file (home, row->files[i], row->files[i + 1]));
  if (row->replaces)
    g_assert_true (do_export (outdated, options));
  remove_folder (journal);  /* only what comes now is taken back */
}

/* The lines of a snapshot without folders, and without copies and what a killed process had not finished. */
static GHashTable *
list_files (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GHashTable *files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (*lines[i] != '\0' && strstr (lines[i], ".portolan ") == NULL && strstr (lines[i], " 40") == NULL)
        g_hash_table_add (files, g_strdup (lines[i]));
    }

  return files;
}

/* Every file that is there is there as before or as after, and none is missing that is in both. */
static void
assert_between (const char *home,
                const char *before,
                const char *after)
{
  g_autofree char *text = snapshot (home);
  g_autoptr (GHashTable) now = list_files (text);
  g_autoptr (GHashTable) old = list_files (before);
  g_autoptr (GHashTable) new = list_files (after);
  GHashTableIter iter;
  const char *line;

  g_hash_table_iter_init (&iter, now);
  while (g_hash_table_iter_next (&iter, (gpointer *) &line, NULL))
    g_assert_true (g_hash_table_contains (old, line) || g_hash_table_contains (new, line));

  g_hash_table_iter_init (&iter, old);
  while (g_hash_table_iter_next (&iter, (gpointer *) &line, NULL))
    g_assert_true (!g_hash_table_contains (new, line) || g_hash_table_contains (now, line));
}

static void
assert_files (const char *home,
              const char *wanted)
{
  g_autofree char *text = snapshot (home);
  g_autoptr (GHashTable) now = list_files (text);
  g_autoptr (GHashTable) then = list_files (wanted);

  assert_between (home, wanted, wanted);
  g_assert_cmpuint (g_hash_table_size (now), ==, g_hash_table_size (then));
}

/* Returns: whether it was killed, or had ended before that */
static gboolean
kill_once (const Row *row,
           Work       work,
           guint      n)
{
  char *home = make_home ();
  g_autoptr (PtlAccount) account = sketch_account (&(Sketch) { 0 });
  PtlExportOptions options = { .home = home, .sysroot = home, .replace = row->replaces };
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gboolean killed;

  target = row->target;
  furnish (row, home, &options);
  before = snapshot (home);
  g_assert_true (do_export (account, &options));
  after = snapshot (home);
  if (work == do_export)
    g_assert_true (undo_at_once (account, &options));

  killed = run_and_kill (work, account, &options, n);
  assert_between (home, before, after);
  if (work == do_export)
    g_assert_true (do_export (account, &options));
  undo_at_once (account, &options);  /* once is enough */
  g_assert_false (undo_at_once (account, &options));
  assert_files (home, before);
  remove_home (home);
  return killed;
}

static gboolean
kill_export_once (guint         n,
                  gconstpointer data)
{
  return kill_once (data, do_export, n);
}

static gboolean
kill_undo_once (guint         n,
                gconstpointer data)
{
  return kill_once (data, undo_at_once, n);
}

/* Every third place is in turn before and after a call. */

static void
test_killed_export (gconstpointer data)
{
  at_all_places (kill_export_once, data, 3, 40);
}

static void
test_killed_undo (gconstpointer data)
{
  at_all_places (kill_undo_once, data, 3, 40);
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *what = rows[i].replaces ? "replacement" : "addition";
      g_autofree char *export_name = g_strdup_printf ("/killed/%s/%s", rows[i].target, what);
      g_autofree char *undo_name = g_strdup_printf ("/killed/%s/%s/undo", rows[i].target, what);

      g_test_add_data_func (export_name, &rows[i], test_killed_export);
      g_test_add_data_func (undo_name, &rows[i], test_killed_undo);
    }

  return g_test_run ();
}
