/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-mend.h"

typedef struct
{
  const char *name;
  PtlRemedy   remedy;
  const char *argument;  /* (nullable) */
  const char *expected;  /* (nullable): host, port and security, or NULL where nothing is to be changed */
} Row;

static const Row rows[] = {
  { "name", PTL_REMEDY_USE_CERTIFICATE_NAME, "mail.example.net", "mail.example.net 143 1" },
  { "same-name", PTL_REMEDY_USE_CERTIFICATE_NAME, "imap.example.org", NULL },
  { "bad-name", PTL_REMEDY_USE_CERTIFICATE_NAME, "not a name", NULL },
  { "no-name", PTL_REMEDY_USE_CERTIFICATE_NAME, NULL, NULL },
  { "port", PTL_REMEDY_OTHER_PORT, "993 tls", "imap.example.org 993 2" },
  { "same-port", PTL_REMEDY_OTHER_PORT, "143 starttls", NULL },
  { "port-alone", PTL_REMEDY_OTHER_PORT, "993", NULL },
  { "port-too-high", PTL_REMEDY_OTHER_PORT, "65536 tls", NULL },
  { "port-zero", PTL_REMEDY_OTHER_PORT, "0 tls", NULL },
  { "unknown-security", PTL_REMEDY_OTHER_PORT, "993 rot13", NULL },
  { "empty", PTL_REMEDY_OTHER_PORT, "", NULL },
  { "other-remedy", PTL_REMEDY_RETRY, "993 tls", NULL },
};

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(PtlServer) server = NULL;
  g_autoptr(PtlServer) mended = NULL;
  g_autoptr(PtlProblem) problem = NULL;
  g_autofree char *found = NULL;

  server = ptl_server_new (PTL_PROTOCOL_IMAP, "imap.example.org", 143, PTL_SECURITY_STARTTLS, "anna", &error);
  g_assert_no_error (error);
  problem = ptl_problem_new_full (PTL_ERROR_REFUSED, NULL, NULL, row->remedy, row->argument);
  mended = ptl_mend_server (server, problem);

  if (mended != NULL)
    {
      found = g_strdup_printf ("%s %u %d", ptl_server_get_host (mended), ptl_server_get_port (mended),
                               ptl_server_get_security (mended));
      g_assert_cmpstr (ptl_server_get_username (mended), ==, "anna");
    }
  g_assert_cmpstr (found, ==, row->expected);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/mend/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }

  return g_test_run ();
}
