/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include <glib/gstdio.h>

#include "ptl-autoconfig.h"
#include "ptl-bundled-source.h"
#include "ptl-error.h"

static const char good_file[] =
  "<clientConfig version=\"1.1\">\n"
  " <emailProvider id=\"here.example\">\n"
  "  <domain>here.example</domain>\n"
  "  <displayName>Our own post office</displayName>\n"
  "  <incomingServer type=\"imap\">\n"
  "   <hostname>imap.here.example</hostname><port>993</port><socketType>SSL</socketType>\n"
  "   <username>%EMAILLOCALPART%</username><authentication>password-cleartext</authentication>\n"
  "  </incomingServer>\n"
  "  <outgoingServer type=\"smtp\">\n"
  "   <hostname>smtp.here.example</hostname><port>465</port><socketType>SSL</socketType>\n"
  "   <username>%EMAILLOCALPART%</username><authentication>password-cleartext</authentication>\n"
  "  </outgoingServer>\n"
  " </emailProvider>\n"
  "</clientConfig>\n";

typedef struct
{
  char      *directories[3];
  PtlSource *source;
  PtlQuery  *query;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  for (guint i = 0; i < 2; i++)
    {
      fixture->directories[i] = g_dir_make_tmp ("portolan-providers-XXXXXX", NULL);
      g_assert_nonnull (fixture->directories[i]);
    }

  fixture->source = ptl_bundled_source_new_for (ptl_provider_index_get_bundled (),
                                                (const char * const *) fixture->directories);
}

static void
remove_directory (const char *path)
{
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      g_assert_cmpint (g_remove (file), ==, 0);
    }

  g_assert_cmpint (g_rmdir (path), ==, 0);
}

/* A task's thread lets go of the source a moment after it has answered. */
static void
assert_goes_away (PtlSource *source)
{
  gpointer weak = source;

  g_object_add_weak_pointer (G_OBJECT (source), &weak);
  g_object_unref (source);
  for (guint i = 0; i < 2000 && g_atomic_pointer_get (&weak) != NULL; i++)
    g_usleep (1000);
  g_assert_null (weak);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_clear_object (&fixture->query);
  assert_goes_away (fixture->source);
  for (guint i = 0; i < 2; i++)
    {
      remove_directory (fixture->directories[i]);
      g_free (fixture->directories[i]);
    }
}

static void
put (Fixture    *fixture,
     guint       directory,
     const char *name,
     const char *contents,
     gssize      length)
{
  g_autofree char *path = g_build_filename (fixture->directories[directory], name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, contents, length, &error);
  g_assert_no_error (error);
}

static void
looked_up_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GPtrArray *
look_up (Fixture       *fixture,
         const char    *text,
         GCancellable  *cancellable,
         GError       **error)
{
  g_autoptr (PtlAddress) address = ptl_address_parse (text, NULL);
  g_autoptr (GAsyncResult) result = NULL;

  g_assert_nonnull (address);
  g_clear_object (&fixture->query);
  fixture->query = ptl_query_new (address);
  ptl_source_lookup_async (fixture->source, fixture->query, cancellable, looked_up_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return ptl_source_lookup_finish (fixture->source, result, error);
}

/* Returns: (transfer full): the one candidate there must be */
static PtlCandidate *
find (Fixture    *fixture,
      const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) candidates = look_up (fixture, text, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (candidates->len, ==, 1);

  return g_object_ref (g_ptr_array_index (candidates, 0));
}

static guint
ledger_length (Fixture *fixture)
{
  return g_list_model_get_n_items (ptl_query_get_contacts (fixture->query));
}

static void
assert_ledger (Fixture    *fixture,
               PtlAnswer   answer,
               const char *words)
{
  g_autoptr (PtlContact) contact = g_list_model_get_item (ptl_query_get_contacts (fixture->query), 0);

  g_assert_cmpuint (ledger_length (fixture), ==, 1);
  g_assert_cmpint (ptl_contact_get_origin (contact), ==, PTL_ORIGIN_LOCAL);
  g_assert_true (g_str_has_prefix (ptl_contact_get_host (contact), fixture->directories[0]));
  g_assert_cmpint (ptl_contact_get_sent (contact), ==, PTL_SENT_NOTHING);
  g_assert_cmpint (ptl_contact_get_answer (contact), ==, answer);
  g_assert_nonnull (strstr (ptl_contact_get_detail (contact), words));
}

static const char *
first_host (GPtrArray *servers)
{
  return ptl_server_get_host (g_ptr_array_index (servers, 0));
}

static void
test_domain (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr (PtlCandidate) candidate = find (fixture, "erika@gmx.net");
  PtlServer *server = g_ptr_array_index (ptl_candidate_get_incoming (candidate), 0);

  g_assert_cmpint (ptl_candidate_get_origin (candidate), ==, PTL_ORIGIN_BUNDLED);
  g_assert_cmpint (ptl_candidate_get_transport (candidate), ==, PTL_TRANSPORT_LOCAL);
  g_assert_cmpint (ptl_candidate_get_trust (candidate), ==, PTL_TRUST_TRUSTED);
  g_assert_cmpstr (ptl_candidate_get_evidence (candidate), ==,
                   "Portolan’s list, gmx.net (2026-11-23; ispdb, fairemail, deltachat)");
  g_assert_cmpstr (ptl_candidate_get_display_name (candidate), ==, "GMX Freemail");
  g_assert_cmpstr (ptl_server_get_host (server), ==, "imap.gmx.net");
  g_assert_cmpint (ptl_server_get_port (server), ==, 993);
  g_assert_cmpint (ptl_server_get_security (server), ==, PTL_SECURITY_TLS);
  g_assert_cmpstr (ptl_server_get_username (server), ==, "erika@gmx.net");
  g_assert_nonnull (ptl_candidate_find_hint (candidate, PTL_HINT_ENABLE_FIRST));
  g_assert_cmpstr (ptl_hint_get_url (ptl_candidate_find_hint (candidate, PTL_HINT_ENABLE_FIRST)), ==,
                   "https://hilfe.gmx.net/pop-imap/einschalten.html");
  g_assert_null (ptl_candidate_find_hint (candidate, PTL_HINT_NO_ACCESS));
  g_assert_cmpuint (ledger_length (fixture), ==, 0);
}

/* What large providers want first, which their servers do not say when they refuse a password. */
static void
test_wishes (Fixture       *fixture,
             gconstpointer  data)
{
  static const struct
  {
    const char *address;
    PtlHintId   hint;
  } rows[] = {
    { "me@gmx.net", PTL_HINT_ENABLE_FIRST }, { "me@gmx.com", PTL_HINT_ENABLE_FIRST }, { "me@web.de", PTL_HINT_ENABLE_FIRST },
    { "me@gmail.com", PTL_HINT_APP_PASSWORD }, { "me@yahoo.com", PTL_HINT_APP_PASSWORD }, { "me@aol.com", PTL_HINT_APP_PASSWORD },
    { "me@icloud.com", PTL_HINT_APP_PASSWORD }, { "me@outlook.com", PTL_HINT_OAUTH2_ONLY }, { "me@hotmail.com", PTL_HINT_OAUTH2_ONLY },
    { "me@zoho.com", PTL_HINT_ENABLE_FIRST }, { "me@zoho.eu", PTL_HINT_ENABLE_FIRST }, { "me@yandex.ru", PTL_HINT_ENABLE_FIRST },
    { "me@yandex.ru", PTL_HINT_APP_PASSWORD }, { "me@mail.ru", PTL_HINT_APP_PASSWORD }, { "me@qq.com", PTL_HINT_ENABLE_FIRST },
    { "me@qq.com", PTL_HINT_APP_PASSWORD }, { "me@163.com", PTL_HINT_ENABLE_FIRST }, { "me@163.com", PTL_HINT_APP_PASSWORD },
    { "me@naver.com", PTL_HINT_ENABLE_FIRST }, { "me@t-online.de", PTL_HINT_APP_PASSWORD }, { "me@freenet.de", PTL_HINT_ENABLE_FIRST },
    { "me@free.fr", PTL_HINT_APP_PASSWORD }, { "me@wp.pl", PTL_HINT_APP_PASSWORD }, { "me@ukr.net", PTL_HINT_ENABLE_FIRST },
    { "me@rambler.ru", PTL_HINT_ENABLE_FIRST }, { "me@att.net", PTL_HINT_APP_PASSWORD }, { "me@sbcglobal.net", PTL_HINT_APP_PASSWORD },
    { "me@proton.me", PTL_HINT_BRIDGE_NEEDED }, { "me@tuta.com", PTL_HINT_NO_ACCESS }, { "me@fastmail.com", PTL_HINT_APP_PASSWORD },
    { "me@mailbox.org", PTL_HINT_APP_PASSWORD }, { "me@bluewin.ch", PTL_HINT_APP_PASSWORD }, { "me@sky.com", PTL_HINT_APP_PASSWORD },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PtlCandidate) candidate = find (fixture, rows[i].address);

      g_test_message ("%s", rows[i].address);
      g_assert_nonnull (ptl_candidate_find_hint (candidate, rows[i].hint));
    }
}

static void
test_pattern (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (PtlCandidate) any_ending = find (fixture, "me@yahoo.ie");
  g_autoptr (PtlCandidate) below = find (fixture, "me@nyc.rr.com");
  g_autoptr (PtlCandidate) whole_ending = find (fixture, "me@somebody.ovh");

  g_assert_cmpint (ptl_candidate_get_trust (any_ending), ==, PTL_TRUST_CONFIRM);
  g_assert_nonnull (strstr (ptl_candidate_get_evidence (any_ending), "yahoo.*"));
  g_assert_cmpint (ptl_candidate_get_trust (below), ==, PTL_TRUST_TRUSTED);
  g_assert_cmpint (ptl_candidate_get_trust (whole_ending), ==, PTL_TRUST_CONFIRM);
}

static void
test_unknown (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) candidates = look_up (fixture, "me@example.org", NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (candidates);
  g_assert_cmpuint (candidates->len, ==, 0);
  g_assert_cmpuint (ledger_length (fixture), ==, 0);
}

static void
test_no_servers (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr (PtlCandidate) tuta = find (fixture, "me@tuta.com");
  g_autoptr (PtlCandidate) proton = find (fixture, "me@pm.me");

  g_assert_cmpuint (ptl_candidate_get_incoming (tuta)->len, ==, 0);
  g_assert_nonnull (ptl_candidate_find_hint (tuta, PTL_HINT_NO_ACCESS));
  g_assert_nonnull (ptl_candidate_find_hint (proton, PTL_HINT_BRIDGE_NEEDED));
}

static void
test_file_wins (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr (PtlCandidate) candidate = NULL;
  g_autofree char *path = g_build_filename (fixture->directories[1], "gmx.net.xml", NULL);

  put (fixture, 1, "gmx.net.xml", good_file, -1);
  candidate = find (fixture, "me@gmx.net");
  g_assert_cmpint (ptl_candidate_get_origin (candidate), ==, PTL_ORIGIN_LOCAL);
  g_assert_cmpint (ptl_candidate_get_trust (candidate), ==, PTL_TRUST_TRUSTED);
  g_assert_cmpstr (ptl_candidate_get_evidence (candidate), ==, path);
  g_assert_cmpstr (first_host (ptl_candidate_get_incoming (candidate)), ==, "imap.here.example");
  g_assert_cmpuint (ledger_length (fixture), ==, 0);
}

static void
test_first_directory_wins (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autoptr (PtlCandidate) candidate = NULL;

  put (fixture, 1, "here.example.xml", "not this one", -1);
  put (fixture, 0, "here.example.xml", good_file, -1);
  candidate = find (fixture, "me@here.example");
  g_assert_true (g_str_has_prefix (ptl_candidate_get_evidence (candidate), fixture->directories[0]));
}

/* What the administrator wrote is not silently replaced by the list: it may hold other servers on purpose. */
static void
test_broken_file (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) candidates = NULL;

  put (fixture, 0, "gmx.net.xml", good_file, sizeof good_file - 40);
  put (fixture, 1, "gmx.net.xml", good_file, -1);
  candidates = look_up (fixture, "me@gmx.net", NULL, &error);
  g_assert_null (candidates);
  g_assert_error (error, PTL_ERROR, PTL_ERROR_BAD_DATA);
  g_assert_true (g_str_has_prefix (error->message, fixture->directories[0]));
  g_assert_nonnull (strstr (error->message, "ine 1"));
  assert_ledger (fixture, PTL_ANSWER_BAD_DATA, "ine 1");
}

static void
test_bad_section (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr (PtlCandidate) candidate = NULL;
  g_auto (GStrv) parts = g_strsplit (good_file, "<port>993</port>", 2);
  g_autofree char *text = g_strconcat (parts[0], "<port>99143</port>", parts[1], NULL);

  put (fixture, 0, "here.example.xml", text, -1);
  candidate = find (fixture, "me@here.example");
  g_assert_cmpuint (ptl_candidate_get_incoming (candidate)->len, ==, 0);
  g_assert_cmpuint (ptl_candidate_get_outgoing (candidate)->len, ==, 1);
  assert_ledger (fixture, PTL_ANSWER_FOUND, "99143");
}

static void
test_large_file (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *text = g_malloc0 (512 * 1024 + 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) candidates = NULL;

  put (fixture, 0, "here.example.xml", text, 512 * 1024 + 1);
  candidates = look_up (fixture, "me@here.example", NULL, &error);
  g_assert_null (candidates);
  g_assert_error (error, PTL_ERROR, PTL_ERROR_TOO_MUCH_DATA);
  g_assert_nonnull (strstr (error->message, "larger than 512 KiB"));
  assert_ledger (fixture, PTL_ANSWER_BAD_DATA, "larger than 512 KiB");
}

static void
test_not_a_file (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->directories[0], "here.example.xml", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) candidates = NULL;

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  candidates = look_up (fixture, "me@here.example", NULL, &error);
  g_assert_null (candidates);
  g_assert_error (error, PTL_ERROR, PTL_ERROR_BAD_DATA);
  assert_ledger (fixture, PTL_ANSWER_BAD_DATA, "here.example.xml");
}

static void
test_cancelled (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) candidates = NULL;

  g_cancellable_cancel (cancellable);
  candidates = look_up (fixture, "me@gmx.net", cancellable, &error);
  g_assert_null (candidates);
  g_assert_error (error, PTL_ERROR, PTL_ERROR_CANCELLED);
}

/* Where the program itself looks: the last directory is one of $XDG_DATA_DIRS, set in main(). */
static void
test_data_directory (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autofree char *directory = g_build_filename (g_get_system_data_dirs ()[0], "portolan", "providers", NULL);
  g_autofree char *file = g_build_filename (directory, "here.example.xml", NULL);
  g_autoptr (PtlCandidate) candidate = NULL;

  g_assert_cmpint (g_mkdir_with_parents (directory, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, good_file, -1, NULL));
  g_object_unref (fixture->source);
  fixture->source = ptl_bundled_source_new ();
  candidate = find (fixture, "me@here.example");
  g_assert_cmpstr (ptl_candidate_get_evidence (candidate), ==, file);
  g_assert_cmpint (g_remove (file), ==, 0);
}

static guint
count (const PtlProvider *provider,
       const char        *words)
{
  g_autofree char *text = g_strndup (provider->document, provider->length);
  guint n = 0;

  for (const char *at = strstr (text, words); at != NULL; at = strstr (at + 1, words))
    n++;

  return n;
}

static void
check_server (PtlServer *server)
{
  g_assert_null (strchr (ptl_server_get_host (server), '%'));
  g_assert_true (ptl_server_has_standard_port (server) || ptl_server_get_port (server) == 25);
  if (ptl_server_allows (server, PTL_AUTHENTICATION_NONE))
    return;

  g_assert_nonnull (ptl_server_get_username (server));
  g_assert_null (strchr (ptl_server_get_username (server), '%'));
  g_assert_cmpstr (ptl_server_get_username (server), !=, "");
}

static void
check_provider (const PtlProvider *provider)
{
  g_autofree char *text = g_strdup_printf ("first.last@%s", provider->id);
  g_autoptr (PtlAddress) address = ptl_address_parse (text, NULL);
  g_autoptr (GPtrArray) complaints = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GBytes) document = g_bytes_new (provider->document, provider->length);
  g_autoptr (GError) error = NULL;
  g_autoptr (PtlCandidate) candidate = ptl_autoconfig_parse (document, NULL, address, PTL_ORIGIN_BUNDLED, PTL_TRANSPORT_LOCAL,
                                                             PTL_TRUST_TRUSTED, provider->id, complaints, &error);
  guint n_hints = count (provider, "<hint ");

  g_test_message ("%s", provider->id);
  g_assert_no_error (error);
  g_assert_cmpuint (complaints->len, ==, 0);
  g_assert_cmpstr (ptl_candidate_get_display_name (candidate), !=, "");
  g_assert_cmpuint (ptl_candidate_get_incoming (candidate)->len, ==, count (provider, "<incomingServer "));
  g_assert_cmpuint (ptl_candidate_get_outgoing (candidate)->len, ==, count (provider, "<outgoingServer "));
  g_ptr_array_foreach (ptl_candidate_get_incoming (candidate), (GFunc) (GCallback) check_server, NULL);
  g_ptr_array_foreach (ptl_candidate_get_outgoing (candidate), (GFunc) (GCallback) check_server, NULL);

  for (guint i = 0; i < ptl_candidate_get_hints (candidate)->len; i++)
    if (ptl_hint_get_id (g_ptr_array_index (ptl_candidate_get_hints (candidate), i)) != PTL_HINT_DOCUMENTATION)
      n_hints--;
  g_assert_cmpuint (n_hints, ==, 0);
}

static void
test_all (void)
{
  PtlProviderIndex *index = ptl_provider_index_get_bundled ();

  for (gsize i = 0; i < ptl_provider_index_get_n (index); i++)
    {
      PtlProvider provider;

      ptl_provider_index_get (index, i, &provider);
      check_provider (&provider);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *data = g_dir_make_tmp ("portolan-data-XXXXXX", NULL);
  g_autofree char *own = g_build_filename (data, "portolan", NULL);
  g_autofree char *providers = g_build_filename (own, "providers", NULL);
  int status;

  g_setenv ("XDG_DATA_DIRS", data, TRUE);
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) \
  g_test_add ("/bundled-source/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("domain", test_domain);
  ADD ("wishes", test_wishes);
  ADD ("pattern", test_pattern);
  ADD ("unknown", test_unknown);
  ADD ("no-servers", test_no_servers);
  ADD ("file-wins", test_file_wins);
  ADD ("first-directory-wins", test_first_directory_wins);
  ADD ("broken-file", test_broken_file);
  ADD ("bad-section", test_bad_section);
  ADD ("large-file", test_large_file);
  ADD ("not-a-file", test_not_a_file);
  ADD ("cancelled", test_cancelled);
  ADD ("data-directory", test_data_directory);
  g_test_add_func ("/bundled-source/all", test_all);

  status = g_test_run ();
  g_rmdir (providers);
  g_rmdir (own);
  g_rmdir (data);

  return status;
}
