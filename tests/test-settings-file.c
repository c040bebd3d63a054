/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib.h>
#include <string.h>

#include "ptl-error.h"
#include "ptl-settings-file.h"

#define XML_START \
  "<?xml version=\"1.0\"?>\n<clientConfig version=\"1.1\"><emailProvider id=\"example.org\"><domain>example.org</domain>"
#define XML_IN \
  "<incomingServer type=\"imap\"><hostname>imap.example.org</hostname><port>993</port><socketType>SSL</socketType>" \
  "<username>%EMAILADDRESS%</username><authentication>password-cleartext</authentication></incomingServer>"
#define XML_OUT \
  "<outgoingServer type=\"smtp\"><hostname>smtp.example.org</hostname><port>465</port><socketType>SSL</socketType>" \
  "<username>%EMAILADDRESS%</username><authentication>password-cleartext</authentication></outgoingServer>"
#define XML_END "</emailProvider></clientConfig>"

/* What a file holds, and whom it makes one connect to; NULL: it is refused. */
static const struct
{
  const char *name;
  const char *text;
  const char *incoming;
  const char *outgoing;
} rows[] = {
  { "autoconfig", XML_START XML_IN XML_OUT XML_END, "imap.example.org", "smtp.example.org" },
  { "autoconfig-with-mark", "\xef\xbb\xbf" XML_START XML_IN XML_OUT XML_END, "imap.example.org", "smtp.example.org" },
  { "autoconfig-blanks", "\n  " XML_START XML_IN XML_OUT XML_END, "imap.example.org", "smtp.example.org" },
  { "autoconfig-only-sending", XML_START XML_OUT XML_END, NULL, NULL },
  { "autoconfig-cut", XML_START XML_IN, NULL, NULL },
  { "web-page", "<html><body>Not found</body></html>", NULL, NULL },
  { "json-cut", "{\"version\": 1", NULL, NULL },
  { "json-other", "{\"colour\": \"blue\"}", NULL, NULL },
  { "text", "imap.example.org", NULL, NULL },
  { "empty", "", NULL, NULL },
};

static void
test_row (gconstpointer data)
{
  const char *text = rows[GPOINTER_TO_UINT (data)].text;
  const char *incoming = rows[GPOINTER_TO_UINT (data)].incoming;
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (PtlAddress) address = ptl_address_parse ("ann@example.org", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (PtlSettingsFile) settings = ptl_settings_file_parse (bytes, address, &error);

  if (incoming == NULL)
    {
      g_assert_null (settings);
      g_assert_error (error, PTL_ERROR, PTL_ERROR_BAD_DATA);
      return;
    }

  g_assert_no_error (error);
  g_assert_cmpstr (ptl_server_get_host (settings->incoming), ==, incoming);
  g_assert_cmpstr (ptl_server_get_host (settings->outgoing), ==, rows[GPOINTER_TO_UINT (data)].outgoing);
  g_assert_cmpstr (ptl_server_get_username (settings->incoming), ==, "ann@example.org");
}

/* As an editor of Windows may save it. */
static void
test_utf16 (void)
{
  gsize length;
  g_autofree char *text = g_convert (XML_START XML_IN XML_OUT XML_END, -1, "UTF-16", "UTF-8", NULL, &length, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);
  g_autoptr (PtlAddress) address = ptl_address_parse ("ann@example.org", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (PtlSettingsFile) settings = NULL;

  g_assert_true (ptl_settings_file_needs_address (bytes));
  settings = ptl_settings_file_parse (bytes, address, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ptl_server_get_host (settings->incoming), ==, "imap.example.org");
}

/* Something that is no text at all is not called empty. */
static void
test_binary (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\0\0\0\014ftyp", 8);
  g_autoptr (GBytes) nothing = g_bytes_new_static (" \n", 2);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) empty = NULL;

  g_assert_null (ptl_settings_file_parse (bytes, NULL, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_BAD_DATA);
  g_assert_null (ptl_settings_file_parse (nothing, NULL, &empty));
  g_assert_error (empty, PTL_ERROR, PTL_ERROR_BAD_DATA);
  g_test_message ("%s", error->message);
  g_assert_cmpstr (error->message, !=, empty->message);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/settings-file/", rows[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_row);
    }

  g_test_add_func ("/settings-file/utf-16", test_utf16);
  g_test_add_func ("/settings-file/binary", test_binary);

  return g_test_run ();
}
