/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-export-common.h"
#include "test-kill.h"

/* Exports of several accounts to several programs, replacements, taking back, and what others write, in any order, now and then
 * killed. When all is taken back, in whatever order, each file holds what it held at first and what others wrote. */

#define N_ROUNDS     40
#define N_STEPS      24
#define N_ACCOUNTS   5
#define MARK         "# theirs "

typedef enum
{
  MEDDLE_NEVER,
  MEDDLE_APPEND,    /* others write below what is there */
  MEDDLE_ANYWHERE,  /* … or into the middle of it: then ours may stay, but theirs does in any case */
  N_MEDDLES,
} Meddle;

typedef struct
{
  GRand            *rand;
  char             *home;       /* (owned) */
  PtlExportOptions  options;
  Meddle            meddle;
  gboolean          kills;
  GHashTable       *start;      /* (owned) (element-type filename utf8): what each file held at first */
  GPtrArray        *marks;      /* (owned) (element-type utf8): pairs of a file and a line that was written into it */
  GString          *story;      /* (owned) */
} Round;

static const char * const targets[] = {
  "aerc", "claws-mail", "evolution", "fetchmail", "geary", "getmail", "himalaya", "mbsync", "mpop", "msmtp", "mutt", "neomutt",
  "offlineimap", "sylpheed", "thunderbird", "json", "autoconfig",
};

/* What the homes hold at first; some have no end of line. */
static const struct { const char *path, *text; } furniture[] = {
  { ".mbsyncrc", "# mine\n" },
  { ".msmtprc", "# mine" },
  { ".muttrc", "# mine\nset editor = vi\n" },
  { ".config/neomutt/neomuttrc", "# mine" },
  { ".fetchmailrc", "# mine" },
  { ".offlineimaprc", "[general]\naccounts = mine\n" },
  { ".claws-mail/accountrc", "[Account: 1]\nprotocol=3\nreceive_server=elsewhere.example\nuser_id=eve" },
  { ".claws-mail/clawsrc", "" },
  { ".config/evolution/sources/eve.source",
    "[Data Source]\nParent=\n\n[Mail Account]\nBackendName=imapx\n\n[Authentication]\nHost=elsewhere.example\nUser=eve\n" },
  { "documents/all", "mine" },
};

static const char * const addresses[N_ACCOUNTS] = { "ada@example.org", "bob@example.org", "eve@example.com", "zoë@example.net", "ada@example.org" };

/* Two of them share a server for sending, if it is the same; the last one has the address of the first, for POP3. */
static PtlAccount *
make_account (guint    i,
              gboolean outdated)
{
  g_autofree char *incoming = g_strdup_printf ("%s %s mail.example.org %u user%u", i == 4 ? "pop3" : "imap", outdated ? "starttls" : "tls",
                                               outdated ? 143 : 993, i);
  g_autofree char *outgoing = g_strdup_printf ("smtp %s smtp.example.org %u user%u", outdated ? "starttls" : "tls", outdated ? 587 : 465, i % 4 / 2);

  return sketch_account (&(Sketch) { .address = addresses[i], .name = "Zoë “Z”", .incoming = incoming, .outgoing = outgoing,
                                      .leave = i == 4 ? PTL_LEAVE_KEEP : PTL_LEAVE_UNSET });
}

/* … with certificates that the person looked at. */
static PtlAccount *
pin_account (PtlAccount *account)
{
  g_autofree char *pin = g_strnfill (95, 'A');
  g_autoptr (PtlServer) incoming = NULL;
  g_autoptr (PtlServer) outgoing = NULL;
  PtlAccountFields fields = { .address = ptl_account_get_address (account), .leave = ptl_account_get_leave (account) };

  for (guint i = 2; i < 95; i += 3)
    pin[i] = ':';
  fields.incoming = incoming = ptl_server_with_pin (ptl_account_get_incoming (account), pin);
  fields.outgoing = outgoing = ptl_server_with_pin (ptl_account_get_outgoing (account), pin);
  return ptl_account_new (&fields, NULL);
}

/* Files */

static gboolean
is_counted (const char *name)
{
  return !g_str_equal (name, ".local") && !g_str_has_suffix (name, ".portolan");
}

/* Returns: whether there is a copy in the folder, or further below, which keeps it */
static gboolean
collect (const char *folder,
         GHashTable *files)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  gboolean has_copy = FALSE;
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      char *path = g_build_filename (folder, name, NULL);
      char *text = NULL;

      has_copy = has_copy || g_str_has_suffix (name, ".portolan");
      if (!is_counted (name))
        g_free (path);
      else if (!g_file_test (path, G_FILE_TEST_IS_DIR) && g_file_get_contents (path, &text, NULL, NULL))
        g_hash_table_insert (files, path, text);
      else if (collect (path, files))
        {
          has_copy = TRUE;
          g_free (path);
        }
      else
        g_hash_table_insert (files, path, g_strdup ("a folder"));
    }

  return has_copy;
}

static GHashTable *
read_files (Round *round)
{
  GHashTable *files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  collect (round->home, files);
  return files;
}

static void
furnish (Round *round)
{
  for (guint i = 0; i < G_N_ELEMENTS (furniture); i++)
    {
      if (g_rand_boolean (round->rand))
        g_free (put_file (round->home, furniture[i].path, furniture[i].text));
    }
  round->start = read_files (round);
}

/* Steps */

static const PtlExporter *exporter;
static const char *undo_id;

static gboolean
do_export (PtlAccount       *account,
           PtlExportOptions *options)
{
  g_autoptr (PtlExportResult) result = NULL;

  ptl_undo_unfinished (exporter->id, ptl_address_get_display (ptl_account_get_address (account)), options);
  if (exporter->apply != NULL)
    result = exporter->apply (account, options, NULL, NULL);
  else
    result = ptl_export_save_document (exporter, account, options, NULL);

  return TRUE;
}

static gboolean
do_undo (PtlAccount       *account,
         PtlExportOptions *options)
{
  g_autofree char *said = ptl_undo_run (undo_id, options, NULL);

  return TRUE;
}

/* Half of what is killed, is killed. */
static void
run (Round      *round,
     Work        work,
     PtlAccount *account)
{
  if (!round->kills || g_rand_int_range (round->rand, 0, 3) > 0)
    work (account, &round->options);
  else if (run_and_kill (work, account, &round->options, g_rand_int_range (round->rand, 0, 120)))
    g_string_append (round->story, " (killed)");
}

static void
export_something (Round *round)
{
  guint i = g_rand_int_range (round->rand, 0, N_ACCOUNTS);
  gboolean outdated = g_rand_boolean (round->rand);
  g_autoptr (PtlAccount) usual = make_account (i, outdated);
  g_autoptr (PtlAccount) account = g_rand_boolean (round->rand) ? pin_account (usual) : ptl_account_ref (usual);
  g_autofree char *document = g_build_filename (round->home, "documents", "all", NULL);

  exporter = ptl_exporter_find (targets[g_rand_int_range (round->rand, 0, G_N_ELEMENTS (targets))]);
  round->options.path = exporter->apply == NULL ? document : NULL;
  round->options.replace = g_rand_boolean (round->rand);
  g_string_append_printf (round->story, "\n  %s of %s%s%s", exporter->id, addresses[i], outdated ? ", outdated" : "",
                          round->options.replace ? ", replaces" : "");
  run (round, do_export, account);
  round->options.path = NULL;
}

static void
take_back_something (Round *round)
{
  g_autoptr (GPtrArray) entries = ptl_export_list_undo (&round->options);
  const PtlUndoEntry *entry;

  if (entries->len == 0)
    return;

  entry = entries->pdata[g_rand_int_range (round->rand, 0, entries->len)];
  undo_id = entry->id;
  g_string_append_printf (round->story, "\n  take back %s of %s", entry->target, entry->subject);
  run (round, do_undo, NULL);
}

/* Evolution's and Geary's own files go as a whole with the account, and so does a group of those that programs write anew. */
static gboolean
can_meddle (Round      *round,
            const char *path)
{
  g_autofree char *name = g_path_get_basename (path);

  if (round->meddle == MEDDLE_ANYWHERE && g_str_equal (name, "accountrc"))
    return FALSE;

  return !g_file_test (path, G_FILE_TEST_IS_DIR) && !g_str_has_suffix (name, ".source") && !g_str_equal (name, "geary.ini") &&
         !g_str_equal (name, "compatibility.ini") && !g_str_equal (name, "all") && *name != '\0' && strstr (name, "lock") == NULL;
}

static int
compare_paths (gconstpointer a,
               gconstpointer b)
{
  return strcmp (a, b);
}

static char *
choose_file (Round *round)
{
  g_autoptr (GHashTable) files = read_files (round);
  g_autoptr (GList) paths = g_list_sort (g_hash_table_get_keys (files), compare_paths);
  g_autoptr (GPtrArray) able = g_ptr_array_new ();

  for (GList *l = paths; l != NULL; l = l->next)
    {
      if (can_meddle (round, l->data))
        g_ptr_array_add (able, l->data);
    }

  return able->len > 0 ? g_strdup (able->pdata[g_rand_int_range (round->rand, 0, able->len)]) : NULL;
}

static void
write_something (Round *round)
{
  g_autofree char *path = choose_file (round);
  g_autofree char *mark = g_strdup_printf (MARK "%u\n", round->marks->len / 2);
  g_autofree char *text = NULL;
  g_autoptr (GString) now = NULL;
  gsize at;

  if (path == NULL || !g_file_get_contents (path, &text, NULL, NULL))
    return;

  now = g_string_new (text);
  if (now->len > 0 && now->str[now->len - 1] != '\n')
    g_string_append_c (now, '\n');
  at = now->len;
  if (round->meddle == MEDDLE_ANYWHERE && now->len > 0)
    for (at = g_rand_int_range (round->rand, 0, now->len); at > 0 && now->str[at - 1] != '\n';)
      at--;
  g_string_insert (now, at, mark);
  g_assert_true (g_file_set_contents (path, now->str, now->len, NULL));
  g_string_append_printf (round->story, "\n  write %.*s into %s", (int) strlen (mark) - 1, mark, path + strlen (round->home));
  g_ptr_array_add (round->marks, g_steal_pointer (&path));
  g_ptr_array_add (round->marks, g_steal_pointer (&mark));
}

/* The end */

static void
take_back_all (Round *round)
{
  for (;;)
    {
      g_autoptr (GPtrArray) entries = ptl_export_list_undo (&round->options);
      guint n = entries->len;

      while (entries->len > 0)
        {
          guint i = g_rand_int_range (round->rand, 0, entries->len);
          const PtlUndoEntry *entry = entries->pdata[i];
          g_autoptr (GError) error = NULL;
          g_autofree char *said = ptl_undo_run (entry->id, &round->options, &error);

          g_string_append_printf (round->story, "\n  at last %s of %s: %s", entry->target, entry->subject, said != NULL ? said : error->message);
          g_ptr_array_remove_index (entries, i);
        }
      if (n == 0)
        return;

      g_ptr_array_unref (g_steal_pointer (&entries));
      entries = ptl_export_list_undo (&round->options);
      if (entries->len >= n)
        g_error ("cannot be taken back: %s", round->story->str);
    }
}

/* Without the lines that others wrote. */
static char *
strip (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GString *rest = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (!g_str_has_prefix (lines[i], MARK))
        g_string_append_printf (rest, "%s%s", lines[i], lines[i + 1] != NULL ? "\n" : "");
    }

  return g_string_free (rest, FALSE);
}

/* A profile that somebody has written into stays one. */
static gboolean
is_marked (Round      *round,
           const char *path)
{
  const char *profile = strstr (path, ".thunderbird");
  g_autofree char *start = profile != NULL ? g_strndup (path, profile - path + strlen (".thunderbird")) : g_strdup (path);

  for (guint i = 0; i < round->marks->len; i += 2)
    {
      if (g_str_has_prefix (round->marks->pdata[i], start))
        return TRUE;
    }

  return FALSE;
}

/* What was there may have got an end of its last line. */
static void
check_file (Round      *round,
            const char *path,
            const char *now)
{
  const char *start = g_hash_table_lookup (round->start, path);
  gboolean marked = is_marked (round, path);
  g_autofree char *wanted = g_strdup (start != NULL ? start : "");
  g_autofree char *rest = strip (now);

  if (marked)
    {
      g_strchomp (wanted);
      g_strchomp (rest);
    }
  else if (*wanted != '\0' && !g_str_has_suffix (wanted, "\n") && g_str_has_suffix (rest, "\n"))
    rest[strlen (rest) - 1] = '\0';
  if (start == NULL ? !marked : !g_str_equal (rest, wanted))
    g_error ("%s is not as it was, but “%s”: %s", path, now, round->story->str);
}

/* In the file, or in a copy of it: what replaced our own lines or files, with theirs among them, has kept one. */
static gboolean
is_kept (const char *path,
         const char *mark)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  gboolean found = FALSE;
  const char *name;

  while (dir != NULL && !found && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *copy = g_build_filename (folder, name, NULL);
      g_autofree char *text = NULL;

      found = g_str_has_prefix (copy, path) && g_file_get_contents (copy, &text, NULL, NULL) && strstr (text, mark) != NULL;
    }

  return found;
}

/* Where nobody else writes, copies hold nothing that is not there without them. One that was killed may leave what nobody knows of. */
static void
check_no_copies (Round      *round,
                 const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_str_has_suffix (name, ".portolan"))
        g_error ("%s stays: %s", path, round->story->str);
      check_no_copies (round, path);
    }
}

static void
check (Round *round)
{
  g_autoptr (GHashTable) now = read_files (round);
  GHashTableIter iter;
  const char *path, *text;

  for (guint i = 0; i < round->marks->len; i += 2)
    {
      if (!is_kept (round->marks->pdata[i], round->marks->pdata[i + 1]))
        g_error ("%s lost “%s”: %s", (char *) round->marks->pdata[i], (char *) round->marks->pdata[i + 1], round->story->str);
    }

  g_hash_table_iter_init (&iter, round->start);
  while (g_hash_table_iter_next (&iter, (gpointer *) &path, (gpointer *) &text))
    {
      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        g_error ("%s is lost: %s", path, round->story->str);
    }
  if (round->meddle == MEDDLE_ANYWHERE)
    return;

  if (round->meddle == MEDDLE_NEVER && !round->kills)
    check_no_copies (round, round->home);

  g_hash_table_iter_init (&iter, now);
  while (g_hash_table_iter_next (&iter, (gpointer *) &path, (gpointer *) &text))
    {
      if (!g_file_test (path, G_FILE_TEST_IS_DIR) || !g_hash_table_contains (round->start, path))
        check_file (round, path, text);
    }
}

static void
step (Round *round)
{
  gint dice = g_rand_int_range (round->rand, 0, 10);

  if (dice < 6)
    export_something (round);
  else if (dice < 8 || round->meddle == MEDDLE_NEVER)
    take_back_something (round);
  else
    write_something (round);
}

static void
play (guint    number,
      Meddle   meddle,
      gboolean kills)
{
  Round round = { .rand = g_rand_new_with_seed (number), .home = make_home (), .meddle = meddle, .kills = kills };

  round.options = (PtlExportOptions) { .home = round.home, .sysroot = round.home };
  round.marks = g_ptr_array_new_with_free_func (g_free);
  round.story = g_string_new (NULL);
  g_string_append_printf (round.story, "round %u", number);
  furnish (&round);
  for (guint i = 0; i < N_STEPS; i++)
    step (&round);
  take_back_all (&round);
  check (&round);

  g_string_free (round.story, TRUE);
  g_ptr_array_unref (round.marks);
  g_hash_table_unref (round.start);
  g_rand_free (round.rand);
  remove_home (round.home);
}

static void
test_random (gconstpointer data)
{
  for (guint i = 0; i < N_ROUNDS; i++)
    play (i, GPOINTER_TO_UINT (data), FALSE);
}

static void
test_killed (void)
{
  if (!can_watch ())
    {
      g_test_skip ("Processes cannot be watched here.");
      return;
    }

  for (guint i = 0; i < N_ROUNDS / 4; i++)
    play (i, MEDDLE_NEVER, TRUE);
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "disabled:", TRUE);
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/undo-random/alone", GUINT_TO_POINTER (MEDDLE_NEVER), test_random);
  g_test_add_data_func ("/undo-random/below", GUINT_TO_POINTER (MEDDLE_APPEND), test_random);
  g_test_add_data_func ("/undo-random/anywhere", GUINT_TO_POINTER (MEDDLE_ANYWHERE), test_random);
  g_test_add_func ("/undo-random/killed", test_killed);

  return g_test_run ();
}
