/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib/gstdio.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "ptl-error.h"
#include "ptl-exporter.h"

/* What the tests of exporters share: accounts, homes, and exports that are waited for. */

typedef struct
{
  const char    *address;   /* NULL: ada@example.org */
  const char    *name;
  const char    *incoming;  /* "imap tls imap.example.org 993 login", NULL for that with the address as login */
  const char    *outgoing;  /* the same; "-" for none */
  PtlLeave       leave;
  guint          days;
  gboolean       offline_copy;
} Sketch;

static inline PtlServer *
sketch_server (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", 5);
  PtlProtocol protocol = g_str_equal (words[0], "imap") ? PTL_PROTOCOL_IMAP
                         : g_str_equal (words[0], "pop3") ? PTL_PROTOCOL_POP3 : PTL_PROTOCOL_SMTP;
  PtlSecurity security = g_str_equal (words[1], "tls") ? PTL_SECURITY_TLS
                         : g_str_equal (words[1], "starttls") ? PTL_SECURITY_STARTTLS : PTL_SECURITY_NONE;
  const PtlAuthentication none = PTL_AUTHENTICATION_NONE;
  g_autoptr (GError) error = NULL;
  g_autoptr (PtlServer) server = ptl_server_new (protocol, words[2], atoi (words[3]), security, words[4], &error);

  g_assert_no_error (error);
  return words[4] != NULL ? g_steal_pointer (&server) : ptl_server_with_authentication (server, &none, 1);
}

static inline PtlAccount *
sketch_account (const Sketch *sketch)
{
  const char *text = sketch->address != NULL ? sketch->address : "ada@example.org";
  g_autoptr (GError) error = NULL;
  g_autoptr (PtlAddress) address = ptl_address_parse (text, &error);
  g_autofree char *default_incoming = g_strdup_printf ("imap tls imap.example.org 993 %s", text);
  g_autofree char *default_outgoing = g_strdup_printf ("smtp tls smtp.example.org 465 %s", text);
  const char *outgoing_text = sketch->outgoing != NULL ? sketch->outgoing : default_outgoing;
  g_autoptr (PtlServer) incoming = sketch_server (sketch->incoming != NULL ? sketch->incoming : default_incoming);
  g_autoptr (PtlServer) outgoing = g_str_equal (outgoing_text, "-") ? NULL : sketch_server (outgoing_text);
  PtlAccountFields fields = {
    .address = address, .name = sketch->name, .incoming = incoming, .outgoing = outgoing,
    .leave = sketch->leave, .leave_days = sketch->days, .offline_copy = sketch->offline_copy, .result = PTL_RESULT_READY,
  };
  PtlAccount *account = ptl_account_new (&fields, &error);

  g_assert_no_error (error);
  return account;
}

static inline void
keep_result_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

static inline GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *result;
}

static inline PtlExportResult *
export_to (const char              *target,
           PtlAccount              *account,
           const PtlExportOptions  *options,
           GError                 **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ptl_export_async (ptl_exporter_find (target), account, options, NULL, keep_result_cb, &result);
  return ptl_export_finish (wait_for (&result), error);
}

static inline char *
undo (const char              *id,
      const PtlExportOptions  *options,
      GError                 **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ptl_export_undo_async (id, options, NULL, keep_result_cb, &result);
  return ptl_export_undo_finish (wait_for (&result), error);
}

static inline char *
make_home (void)
{
  g_autoptr (GError) error = NULL;
  char *home = g_dir_make_tmp ("portolan-test-XXXXXX", &error);

  g_assert_no_error (error);
  return home;
}

static inline void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        remove_folder (path);
      else
        g_unlink (path);
    }
  g_rmdir (folder);
}

static inline void
remove_home (char *home)
{
  remove_folder (home);
  g_free (home);
}

static inline char *
put_file (const char *home,
          const char *relative,
          const char *text)
{
  char *path = g_build_filename (home, relative, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return path;
}

static inline char *
get_file (const char *home,
          const char *relative)
{
  g_autofree char *path = g_build_filename (home, relative, NULL);
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

static inline int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

static inline void
describe_entry (const char *path,
                const char *name,
                GString    *listing)
{
  g_autofree char *link = g_file_read_link (path, NULL);
  g_autofree char *text = NULL;
  g_autofree char *digest = NULL;
  gsize length = 0;
  GStatBuf status;

  g_assert_cmpint (g_lstat (path, &status), ==, 0);
  if (S_ISREG (status.st_mode) && g_file_get_contents (path, &text, &length, NULL))
    digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guint8 *) text, length);
  g_string_append_printf (listing, "%s %o %s\n", name, status.st_mode, link != NULL ? link : digest != NULL ? digest : "");
}

/* Everything below a folder: names, permissions, contents. Portolan's own journal is left out. */
static inline void
list_folder (const char *folder,
             const char *prefix,
             GString    *listing)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *entry;

  while (dir != NULL && (entry = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (entry));
  g_ptr_array_sort (names, compare_names);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *name = g_build_filename (prefix, g_ptr_array_index (names, i), NULL);
      g_autofree char *path = g_build_filename (folder, g_ptr_array_index (names, i), NULL);

      if (g_str_equal (name, ".local"))
        continue;
      describe_entry (path, name, listing);
      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        list_folder (path, name, listing);
    }
}

static inline char *
snapshot (const char *home)
{
  GString *listing = g_string_new (NULL);

  list_folder (home, "", listing);
  return g_string_free (listing, FALSE);
}

static inline void
assert_same_as (const char *home,
                const char *before)
{
  g_autofree char *now = snapshot (home);

  g_assert_cmpstr (now, ==, before);
}
