/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <json-glib/json-glib.h>
#include <unistd.h>

#include "ptl-android-exporter.h"
#include "test-export.h"

/* All rows of exporters[]: what they write, for people with awkward names, against files that were looked at; and what they have
 * in common. PORTOLAN_UPDATE_GOLDEN=1 writes those files anew. */

#define PASSWORD "q\"uo'te \\ #% $x`:;,=7"

static const Sketch imap_sketch = {
  .address = "tess.o'neil+sea@example.org",
  .name = "Tess \"Q.\" O'Neil; <#1> %s \\ $HOME & ☃",
  .incoming = "imap tls imap.example.org 993 o'neil x%d;#+",
  .outgoing = "smtp starttls smtp.example.org 587 o'neil x%d;#+",
  .offline_copy = TRUE,
};

static const Sketch pop3_sketch = {
  .address = "tess.o'neil+sea@example.org",
  .name = "Tess \"Q.\" O'Neil; <#1> %s \\ $HOME & ☃",
  .incoming = "pop3 tls pop.example.org 995 o'neil x%d;#+",
  .outgoing = "smtp tls smtp.example.org 465 o'neil x%d;#+",
  .leave = PTL_LEAVE_DAYS,
  .days = 30,
};

static const Sketch clear_sketch = {
  .incoming = "imap none imap.example.org 143 ada",
};

static const PtlExporter *
get_exporter (guint index)
{
  gsize n_exporters;
  const PtlExporter *exporters = ptl_exporter_list (&n_exporters);

  return index < n_exporters ? &exporters[index] : NULL;
}

static gboolean
is_document (const PtlExporter *exporter)
{
  return exporter->group == PTL_EXPORT_DOCUMENT && !g_str_equal (exporter->id, "publish");
}

/* test-terminal-exporters.c looks at these. */
static gboolean
has_own_test (const PtlExporter *exporter)
{
  static const char * const others[] = { "claws-mail", "fairemail", "kmail", "mailspring", "outlook", "publish", "sylpheed", NULL };

  return exporter->group == PTL_EXPORT_TERMINAL || g_strv_contains (others, exporter->id);
}

static void
check_golden (const char *name,
              GBytes     *bytes)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "export", name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  if (g_getenv ("PORTOLAN_UPDATE_GOLDEN") != NULL)
    g_file_set_contents (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error);
  g_assert_no_error (error);
  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text, length);
}

/* Every render function gives what the file says, or refuses the account because the program cannot take it. */
static void
test_golden (gconstpointer data)
{
  const gboolean pop3 = GPOINTER_TO_INT (data);
  g_autoptr (PtlAccount) account = sketch_account (pop3 ? &pop3_sketch : &imap_sketch);
  guint n_refused = 0;
  const PtlExporter *exporter;

  for (guint i = 0; (exporter = get_exporter (i)) != NULL; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s-%s.txt", exporter->id, pop3 ? "pop3" : "imap");
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = NULL;

      if (exporter->render == NULL || has_own_test (exporter) || g_str_equal (exporter->id, "pdf"))  /* fonts differ */
        continue;
      g_test_message ("%s", name);
      bytes = exporter->render (account, &error);
      if (bytes != NULL)
        check_golden (name, bytes);
      else
        g_assert_error (error, PTL_ERROR, PTL_ERROR_EXPORT_UNSUPPORTED);
      n_refused += bytes == NULL;
    }

  g_assert_cmpuint (n_refused, ==, pop3 ? 1 : 0);
}

/* No program is set up without encryption; a document may say that there is none. */
static void
test_clear_text (void)
{
  g_autoptr (PtlAccount) account = sketch_account (&clear_sketch);
  char *home = make_home ();
  PtlExportOptions options = { .home = home, .sysroot = home };
  g_autofree char *before = snapshot (home);
  const PtlExporter *exporter;

  for (guint i = 0; (exporter = get_exporter (i)) != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PtlExportResult) result = NULL;

      if (is_document (exporter) || g_str_equal (exporter->id, "fairemail"))
        continue;
      result = export_to (exporter->id, account, &options, &error);
      g_assert_null (result);
      g_assert_error (error, PTL_ERROR, PTL_ERROR_EXPORT_UNSUPPORTED);
    }

  assert_same_as (home, before);
  remove_home (home);
}

static void
search_folder (const char *folder,
               const char *needle)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *text = NULL;
      gsize length = 0;

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        search_folder (path, needle);
      else if (g_file_get_contents (path, &text, &length, NULL) && g_strstr_len (text, length, needle) != NULL)
        g_error ("%s holds the password", path);
    }
}

/* Export, again, take back: with a password that must not be found in any file, and with no keyring to put it into. */
static void
check_way_and_back (const PtlExporter *exporter,
                    const Sketch      *sketch)
{
  g_autoptr (PtlAccount) account = sketch_account (sketch);
  g_autoptr (PtlSecret) secret = ptl_secret_new (PASSWORD, -1);
  char *home = make_home ();
  g_autofree char *path = g_build_filename (home, "document", NULL);
  gboolean needs_path = exporter->apply == NULL || g_str_equal (exporter->id, "publish") || g_str_equal (exporter->id, "thunderbird-isp");
  PtlExportOptions options = { .home = home, .sysroot = home, .secret = secret, .path = needs_path ? path : NULL };
  g_autofree char *before = snapshot (home);
  g_autofree char *between = NULL;
  g_autofree char *said = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (PtlExportResult) result = export_to (exporter->id, account, &options, &error);
  g_autoptr (PtlExportResult) again = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (ptl_export_result_get_target (result), ==, exporter->id);
  g_assert_false (ptl_export_result_is_already_there (result));
  search_folder (home, PASSWORD);
  search_folder (home, "uo'te");

  between = snapshot (home);
  again = export_to (exporter->id, account, &options, &error);
  g_assert_no_error (error);
  assert_same_as (home, between);

  said = undo (ptl_export_result_get_undo_id (result), &options, &error);
  g_assert_no_error (error);
  remove_home (home);
}

static void
test_way_and_back (void)
{
  const PtlExporter *exporter;

  for (guint i = 0; (exporter = get_exporter (i)) != NULL; i++)
    {
      g_autoptr (PtlAccount) account = sketch_account (&imap_sketch);
      g_autoptr (GBytes) bytes = exporter->render != NULL ? exporter->render (account, NULL) : NULL;

      g_test_message ("%s", exporter->id);
      if (g_str_equal (exporter->id, "goa") || has_own_test (exporter))
        continue;
      check_way_and_back (exporter, bytes != NULL || exporter->render == NULL ? &imap_sketch : &pop3_sketch);
    }
}

/* The same without a password: taking back leaves everything as before. */
static void
test_undo (void)
{
  const PtlExporter *exporter;

  for (guint i = 0; (exporter = get_exporter (i)) != NULL; i++)
    {
      g_autoptr (PtlAccount) account = sketch_account (&(Sketch) { .name = "Ada" });
      char *home = make_home ();
      g_autofree char *path = put_file (home, "document", "mine\n");
      gboolean program = exporter->apply != NULL && !g_str_equal (exporter->id, "thunderbird-isp");
      PtlExportOptions options = { .home = home, .sysroot = home, .path = program ? NULL : path };
      g_autofree char *folder = g_build_filename (home, "folder", NULL);
      g_autofree char *before = snapshot (home);
      g_autoptr (GError) error = NULL;
      g_autoptr (PtlExportResult) result = NULL;
      g_autofree char *said = NULL;

      if (g_str_equal (exporter->id, "publish"))
        options.path = folder;
      g_test_message ("%s", exporter->id);
      result = export_to (exporter->id, account, &options, &error);
      if (result == NULL)
        g_assert_true (g_error_matches (error, PTL_ERROR, PTL_ERROR_EXPORT_UNSUPPORTED) || g_str_equal (exporter->id, "goa"));
      else
        said = undo (NULL, &options, &error);
      if (result != NULL)
        g_assert_no_error (error);
      if (said != NULL)
        g_assert_cmpstr (said, ==, g_str_equal (exporter->id, "publish") || g_str_equal (exporter->id, "thunderbird-isp")
                                   ? "What was set up for example.org was taken back."
                                   : "What was set up for ada@example.org was taken back.");
      if (!g_str_has_prefix (exporter->id, "evolution") && !g_str_equal (exporter->id, "geary"))
        assert_same_as (home, before);
      remove_home (home);
    }
}

static char *
add_account (const char             *target,
             const char             *address,
             const PtlExportOptions *options)
{
  g_autoptr (PtlAccount) account = sketch_account (&(Sketch) { .address = address, .name = "Ada" });
  g_autoptr (PtlExportResult) result = export_to (target, account, options, NULL);

  return result != NULL ? g_strdup (ptl_export_result_get_undo_id (result)) : NULL;
}

/* Two accounts share files and folders that the first of them made. Whichever is taken back first, nothing is left of them. */
static void
check_undo_order (const char *target,
                  const char *other_target)
{
  char *home = make_home ();
  PtlExportOptions options = { .home = home, .sysroot = home };
  g_autofree char *first = add_account (target, "ada@example.org", &options);
  g_autofree char *second = add_account (other_target, "bob@example.com", &options);

  g_test_message ("%s, %s: %s, %s", target, other_target, first, second);
  if (first != NULL && second != NULL)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *said = undo (first, &options, &error);
      g_autofree char *said_then = undo (second, &options, &error);
      g_autofree char *journals = g_build_filename (home, ".local", NULL);

      g_assert_no_error (error);
      remove_folder (journals);
      assert_same_as (home, "");
    }
  remove_home (home);
}

static void
test_undo_order (void)
{
  static const char * const pairs[][2] = {
    { "aerc", "neomutt" }, { "mbsync", "getmail" }, { "msmtp", "mutt" }, { "evolution", "geary" }, { "himalaya", "evolution" },
  };
  const PtlExporter *exporter;

  for (guint i = 0; (exporter = get_exporter (i)) != NULL; i++)
    {
      if (exporter->apply != NULL && !g_str_equal (exporter->id, "publish") && !g_str_has_prefix (exporter->id, "thunderbird"))
        check_undo_order (exporter->id, exporter->id);
    }
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    check_undo_order (pairs[i][0], pairs[i][1]);
}

/* A file that was there before: replaced, and a copy kept. */
static void
test_existing_file (void)
{
  static const char * const targets[] = {
    "text", "autoconfig", "apple", "thunderbird-android",
  };
  g_autoptr (PtlAccount) account = sketch_account (&(Sketch) { 0 });

  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      char *home = make_home ();
      g_autofree char *path = put_file (home, "file", "mine\n");
      PtlExportOptions options = { .home = home, .path = path };
      g_autofree char *before = snapshot (home);
      g_autoptr (GError) error = NULL;
      g_autoptr (PtlExportResult) result = export_to (targets[i], account, &options, &error);
      g_autofree char *said = NULL;

      g_assert_no_error (error);
      g_assert_nonnull (strstr (ptl_export_result_get_message (result), "is kept in"));
      said = undo (NULL, &options, &error);
      g_assert_no_error (error);
      assert_same_as (home, before);
      remove_home (home);
    }
}

static void
test_nowhere (void)
{
  g_autoptr (PtlAccount) account = sketch_account (&(Sketch) { 0 });
  char *home = make_home ();
  g_autofree char *path = g_build_filename (home, "no/such/folder/file", NULL);
  PtlExportOptions options = { .home = home, .path = path };
  g_autoptr (GError) error = NULL;

  g_assert_null (export_to ("text", account, &options, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_EXPORT_FAILED);
  remove_home (home);
}

static gboolean
has_text (const char *home,
          const char *relative)
{
  g_autofree char *text = get_file (home, relative);

  return text != NULL && *text != '\0';
}

/* Evolution writes more keys into its files later: they still go; if it was changed, it stays. */
static void
test_key_file_undo (void)
{
  g_autoptr (PtlAccount) account = sketch_account (&(Sketch) { .name = "Ada" });
  char *home = make_home ();
  PtlExportOptions options = { .home = home, .sysroot = home };
  g_autoptr (PtlExportResult) result = export_to ("geary", account, &options, NULL);
  g_autofree char *text = get_file (home, ".config/geary/account_01/geary.ini");
  g_autofree char *more = g_strconcat (text, "\n[Folders]\nsent_folder=Sent\n", NULL);
  g_autofree char *said = NULL;

  g_free (put_file (home, ".config/geary/account_01/geary.ini", more));
  said = undo (NULL, &options, NULL);
  g_assert_cmpstr (said, ==, "What was set up for ada@example.org was taken back.");
  g_assert_false (has_text (home, ".config/geary/account_01/geary.ini"));

  ptl_export_result_unref (g_steal_pointer (&result));
  result = export_to ("geary", account, &options, NULL);
  g_free (put_file (home, ".config/geary/account_01/geary.ini", "[Incoming]\nhost=elsewhere\n"));
  g_free (undo (NULL, &options, NULL));
  g_assert_true (has_text (home, ".config/geary/account_01/geary.ini"));
  remove_home (home);
}

static void
assert_json (const char *payload)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonArray *root, *incoming, *outgoing, *identity;

  json_parser_load_from_data (parser, payload, -1, &error);
  g_assert_no_error (error);
  root = json_node_get_array (json_parser_get_root (parser));
  g_assert_cmpint (json_array_get_length (root), ==, 4);
  incoming = json_array_get_array_element (root, 2);
  g_assert_cmpstr (json_array_get_string_element (incoming, 5), ==, "o'neil x%d;#+");
  outgoing = json_array_get_array_element (json_array_get_array_element (root, 3), 0);
  g_assert_cmpint (json_array_get_int_element (json_array_get_array_element (outgoing, 0), 3), ==, 2);
  identity = json_array_get_array_element (outgoing, 1);
  g_assert_cmpstr (json_array_get_string_element (identity, 1), ==, imap_sketch.name);
}

static void
test_qr (void)
{
  g_autoptr (PtlAccount) account = sketch_account (&imap_sketch);
  g_autoptr (GError) error = NULL;
  g_autofree char *payload = ptl_android_make_payload (account, NULL, 1, 1, &error);
  g_autoptr (PtlQr) qr = NULL;
  g_autofree char *long_text = g_strnfill (5000, 'x');

  g_assert_no_error (error);
  g_assert_true (g_str_is_ascii (payload));
  assert_json (payload);
  qr = ptl_qr_new (payload, &error);
  g_assert_no_error (error);
  g_assert_false (ptl_qr_is_dark (qr, 3, 3));
  g_assert_true (ptl_qr_is_dark (qr, 4, 4));
  g_assert_null (ptl_qr_new (long_text, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_EXPORT_UNSUPPORTED);
}

/* A phone collects the codes of several accounts; the password is in them only where it was asked for. */
static void
test_qr_parts (void)
{
  g_autoptr (PtlAccount) account = sketch_account (&(Sketch) { .name = "Ada \xf0\x9f\x98\x80", .incoming = "imap tls imap.example.org 993 ada" });
  g_autoptr (PtlSecret) secret = ptl_secret_new (PASSWORD "☃", -1);
  g_autoptr (GError) error = NULL;
  g_autofree char *without = ptl_android_make_payload (account, NULL, 2, 3, &error);
  g_autofree char *with = ptl_android_make_payload (account, secret, 2, 3, &error);
  g_autoptr (PtlQr) code = ptl_android_make_code (account, secret, 3, 3, &error);

  g_assert_no_error (error);
  g_assert_nonnull (code);
  g_assert_cmpstr (without, ==, "[1,[2,3],[0,\"imap.example.org\",993,3,1,\"ada\",\"ada@example.org\"],"
                                "[[[0,\"smtp.example.org\",465,3,1,\"ada@example.org\"],"
                                "[\"ada@example.org\",\"Ada \\ud83d\\ude00\"]]]]");
  g_assert_cmpstr (with, ==, "[1,[2,3],[0,\"imap.example.org\",993,3,1,\"ada\",\"ada@example.org\","
                             "\"q\\\"uo'te \\\\ #% $x`:;,=7\\u2603\"],"
                             "[[[0,\"smtp.example.org\",465,3,1,\"ada@example.org\",\"q\\\"uo'te \\\\ #% $x`:;,=7\\u2603\"],"
                             "[\"ada@example.org\",\"Ada \\ud83d\\ude00\"]]]]");
}

static PtlExportPreview *
preview (const PtlExporter      *exporter,
         PtlAccount             *account,
         const PtlExportOptions *options)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  PtlExportPreview *found;

  ptl_export_preview_async (exporter, account, options, NULL, keep_result_cb, &result);
  found = ptl_export_preview_finish (wait_for (&result), &error);
  g_assert_no_error (error);
  return found;
}

/* A preview names what the export writes, writes nothing itself, and afterwards says that it is there. */
static void
test_preview (void)
{
  const PtlExporter *exporter;

  for (guint i = 0; (exporter = get_exporter (i)) != NULL; i++)
    {
      g_autoptr (PtlAccount) account = sketch_account (&(Sketch) { .name = "Ada" });
      g_autoptr (PtlSecret) secret = ptl_secret_new (PASSWORD, -1);
      char *home = make_home ();
      g_autofree char *path = g_build_filename (home, "document", NULL);
      gboolean named = ptl_exporter_needs_place (exporter) || g_str_equal (exporter->id, "thunderbird-isp");
      PtlExportOptions options = { .home = home, .sysroot = home, .path = named ? path : NULL, .secret = secret };
      g_autofree char *before = snapshot (home);
      g_autoptr (PtlExportPreview) first = preview (exporter, account, &options);
      g_autoptr (PtlExportPreview) second = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (PtlExportResult) result = NULL;

      g_test_message ("%s", exporter->id);
      assert_same_as (home, before);
      g_assert_false (first->is_already_there);
      result = export_to (exporter->id, account, &options, &error);
      g_assert_cmpint (first->obstacle != NULL, ==, error != NULL);
      if (error != NULL)
        g_assert_error (first->obstacle, error->domain, error->code);
      for (guint j = 0; error == NULL && first->paths[j] != NULL; j++)
        g_assert_true (g_file_test (first->paths[j], G_FILE_TEST_IS_REGULAR) || g_str_equal (exporter->id, "thunderbird"));
      g_assert_cmpint (first->paths[0] == NULL, ==, result == NULL);

      second = preview (exporter, account, &options);
      g_assert_true (result == NULL || second->is_already_there);
      g_assert_cmpuint (g_strv_length (second->differences), ==, 0);
      remove_home (home);
    }
}

/* Who may not write for everybody is given a command that can. */
static void
test_preview_rights (void)
{
  g_autoptr (PtlAccount) account = sketch_account (&(Sketch) { .name = "Ada" });
  char *home = make_home ();
  PtlExportOptions options = { .home = home, .sysroot = "/proc" };
  gboolean is_root = getuid () == 0 && setreuid (65534, -1) == 0;  /* what access() goes by */
  g_autoptr (PtlExportPreview) found = preview (ptl_exporter_find ("thunderbird-isp"), account, &options);
  PtlExportOptions own = { .home = home, .sysroot = home };
  g_autoptr (PtlExportPreview) mine = NULL;

  if (is_root)
    g_assert_cmpint (setreuid (0, -1), ==, 0);
  mine = preview (ptl_exporter_find ("thunderbird-isp"), account, &own);
  g_assert_null (mine->command);
  g_assert_nonnull (found->command);
  g_assert_cmpstr (found->command[0], ==, "pkexec");
  g_assert_cmpstr (found->command[6], ==, "/proc/usr/lib/thunderbird/isp/example.org.xml");
  remove_home (home);
}

#define PIN "AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99"

static PtlAccount *
pin_account (PtlAccount *account)
{
  g_autoptr (PtlServer) incoming = ptl_server_with_pin (ptl_account_get_incoming (account), PIN);
  g_autoptr (PtlServer) outgoing = ptl_server_with_pin (ptl_account_get_outgoing (account), PIN);
  g_autoptr (GError) error = NULL;
  PtlAccountFields fields = {
    .address = ptl_account_get_address (account), .incoming = incoming, .outgoing = outgoing, .leave = ptl_account_get_leave (account),
    .result = PTL_RESULT_READY,
  };
  PtlAccount *pinned = ptl_account_new (&fields, &error);

  g_assert_no_error (error);
  return pinned;
}

/* A certificate that only the person trusts: written where the program can be kept to it, told where it will ask, refused elsewhere.
 * What is for other people, and the codes for phones, which ask, do not speak of it. */
static void
test_pin (void)
{
  static const char * const silent[] = { "thunderbird-android", "k9s", "apple", "autoconfig", "pdf", "thunderbird-isp", "publish", NULL };
  static const char * const refusing[] = { "goa", "aerc", "himalaya", "himalaya1", "mbsync", "fetchmail", NULL };
  const PtlExporter *exporter;

  for (guint i = 0; (exporter = get_exporter (i)) != NULL; i++)
    {
      gboolean pop3 = g_str_equal (exporter->id, "mpop");
      g_autoptr (PtlAccount) usual = sketch_account (pop3 ? &(Sketch) { .incoming = "pop3 tls pop.example.org 995 ada", .leave = PTL_LEAVE_KEEP }
                                                          : &(Sketch) { 0 });
      g_autoptr (PtlAccount) account = pin_account (usual);
      char *home = make_home ();
      g_autofree char *path = g_build_filename (home, "document", NULL);
      PtlExportOptions options = { .home = home, .sysroot = home, .path = ptl_exporter_needs_place (exporter) ? path : NULL };
      g_autoptr (GError) error = NULL;
      g_autoptr (PtlExportResult) result = NULL;
      g_autofree char *text = NULL;

      g_test_message ("%s", exporter->id);
      if (!g_strv_contains (silent, exporter->id))
        result = export_to (exporter->id, account, &options, &error);
      if (g_str_equal (exporter->id, "thunderbird"))
        text = get_file (ptl_export_result_get_path (result), "cert_override.txt");
      else if (result != NULL && ptl_export_result_get_path (result) != NULL)
        g_file_get_contents (ptl_export_result_get_path (result), &text, NULL, NULL);

      if (g_strv_contains (refusing, exporter->id))
        g_assert_error (error, PTL_ERROR, PTL_ERROR_EXPORT_UNSUPPORTED);
      else if (!g_strv_contains (silent, exporter->id))
        g_assert_true (strstr (ptl_export_result_get_message (result), PIN) != NULL || strstr (text, PIN) != NULL);
      remove_home (home);
    }
}

/* Autoconfig allows 60 characters for the name of a provider, and 20 for the short one. */
static void
test_names (void)
{
  static const struct { const char *provider, *domain, *name, *short_name; } rows[] = {
    { "Example & Söhne", "example.org", "<displayName>Example &amp; Söhne<", "<displayShortName>Example &amp; Söhne<" },
    { NULL, "example.org", "<displayName>example.org<", "<displayShortName>example.org<" },
    { "12345678901234567890", "example.org", "<displayName>12345678901234567890<", "<displayShortName>12345678901234567890<" },
    { "ß23456789012345678901", "example.org", "<displayName>ß23456789012345678901<", "<displayShortName>example.org<" },
    { "ß234567890ß234567890ß234567890ß234567890ß234567890ß234567890ß", "a-very-long-domain.example",
      "<displayName>ß234567890ß234567890ß234567890ß234567890ß234567890ß23456789…<", "<displayShortName>a-very-long-domain.…<" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *address = g_strconcat ("ada@", rows[i].domain, NULL);
      g_autoptr (PtlAccount) usual = sketch_account (&(Sketch) { .address = address });
      PtlAccountFields fields = {
        .address = ptl_account_get_address (usual), .provider = rows[i].provider, .incoming = ptl_account_get_incoming (usual),
        .outgoing = ptl_account_get_outgoing (usual),
      };
      g_autoptr (PtlAccount) account = ptl_account_new (&fields, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = ptl_exporter_find ("autoconfig")->render (account, &error);
      g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

      g_assert_no_error (error);
      if (strstr (text, rows[i].name) == NULL || strstr (text, rows[i].short_name) == NULL)
        g_error ("Unexpected: %s", text);
    }
}

/* The line below a heading is as long as the heading, in wide letters, too. */
static void
test_underline (void)
{
  static const char * const rows[][2] = {
    { "ada@example.org", "Mail settings for ada@example.org\n=================================\n" },
    { "ada@郵便.example", "Mail settings for ada@郵便.example\n==================================\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PtlAccount) account = sketch_account (&(Sketch) { .address = rows[i][0] });
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = ptl_exporter_find ("text")->render (account, &error);
      g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

      g_assert_no_error (error);
      if (!g_str_has_prefix (text, rows[i][1]))
        g_error ("Unexpected: %s", text);
    }
}

/* Only where Thunderbird looks, everybody gets the settings. */
static void
test_isp_elsewhere (void)
{
  g_autoptr (PtlAccount) account = sketch_account (&(Sketch) { 0 });
  char *home = make_home ();
  PtlExportOptions options = { .home = home, .sysroot = home };
  g_autoptr (GError) error = NULL;
  g_autoptr (PtlExportResult) everybody = export_to ("thunderbird-isp", account, &options, &error);
  g_autoptr (PtlExportResult) saved = NULL;
  g_autofree char *path = g_build_filename (home, "mine.xml", NULL);
  g_autofree char *expected = g_strdup_printf ("The settings were saved in “%s”.", path);

  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (ptl_export_result_get_message (everybody), "Everybody who adds an account"));
  options.path = path;
  saved = export_to ("thunderbird-isp", account, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ptl_export_result_get_message (saved), ==, expected);
  remove_home (home);
}

/* Thunderbird drops a file that names no server for sending. */
static void
test_isp_receiving (void)
{
  g_autoptr (PtlAccount) account = sketch_account (&(Sketch) { .outgoing = "-" });
  char *home = make_home ();
  PtlExportOptions options = { .home = home, .sysroot = home };
  g_autoptr (GError) error = NULL;

  g_assert_null (export_to ("thunderbird-isp", account, &options, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_EXPORT_UNSUPPORTED);
  remove_home (home);
}

static void
test_table (void)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  const PtlExporter *exporter;

  for (guint i = 0; (exporter = get_exporter (i)) != NULL; i++)
    {
      g_assert_true (g_hash_table_add (ids, (gpointer) exporter->id));
      g_assert_true (ptl_exporter_find (exporter->id) == exporter);
      g_assert_true (exporter->apply != NULL || (exporter->render != NULL && exporter->file_name != NULL));
    }
  g_assert_null (ptl_exporter_find ("nothing"));
}

/* What fontconfig keeps until the end is its own. Only the leak sanitizer asks for this. */
const char *__lsan_default_suppressions (void);

const char *
__lsan_default_suppressions (void)
{
  return "leak:libfontconfig";
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "disabled:", TRUE);
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/exporters/table", test_table);
  g_test_add_data_func ("/exporters/golden/imap", GINT_TO_POINTER (FALSE), test_golden);
  g_test_add_data_func ("/exporters/golden/pop3", GINT_TO_POINTER (TRUE), test_golden);
  g_test_add_func ("/exporters/clear-text", test_clear_text);
  g_test_add_func ("/exporters/way-and-back", test_way_and_back);
  g_test_add_func ("/exporters/undo", test_undo);
  g_test_add_func ("/exporters/undo/order", test_undo_order);
  g_test_add_func ("/exporters/existing-file", test_existing_file);
  g_test_add_func ("/exporters/nowhere", test_nowhere);
  g_test_add_func ("/exporters/key-file-undo", test_key_file_undo);
  g_test_add_func ("/exporters/preview", test_preview);
  g_test_add_func ("/exporters/preview/rights", test_preview_rights);
  g_test_add_func ("/exporters/pin", test_pin);
  g_test_add_func ("/exporters/names", test_names);
  g_test_add_func ("/exporters/underline", test_underline);
  g_test_add_func ("/exporters/isp-elsewhere", test_isp_elsewhere);
  g_test_add_func ("/exporters/isp-receiving", test_isp_receiving);
  g_test_add_func ("/exporters/qr", test_qr);
  g_test_add_func ("/exporters/qr/parts", test_qr_parts);

  return g_test_run ();
}
