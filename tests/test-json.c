/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-json.h"

#include <string.h>

static PtlAccount *
account_new (void)
{
  static const PtlAuthentication methods[] = { PTL_AUTHENTICATION_PASSWORD_ENCRYPTED, PTL_AUTHENTICATION_PASSWORD_CLEARTEXT };
  g_autoptr (PtlAddress) address = ptl_address_parse ("Jörg \"x\"@bücher.example", NULL);
  g_autoptr (PtlAddress) plain = ptl_address_parse ("jörg@bücher.example", NULL);
  g_autoptr (PtlServer) pop3 = ptl_server_new (PTL_PROTOCOL_POP3, "pop.bücher.example", 995, PTL_SECURITY_TLS, "jö\\rg\"", NULL);
  g_autoptr (PtlServer) smtp = ptl_server_new (PTL_PROTOCOL_SMTP, "smtp.bücher.example", 587, PTL_SECURITY_STARTTLS, "jörg", NULL);
  g_autoptr (PtlServer) pinned = ptl_server_with_pin (pop3, "0a1b2c3d 4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8:f9");
  g_autoptr (PtlServer) with_methods = ptl_server_with_authentication (pinned, methods, G_N_ELEMENTS (methods));
  const PtlAccountFields fields = {
    .address = plain, .name = "Jörg \"J\" \\ Müller", .provider = "Bücher", .incoming = with_methods, .outgoing = smtp,
    .leave = PTL_LEAVE_DAYS, .leave_days = 14, .offline_copy = TRUE, .result = PTL_RESULT_READY,
  };

  g_assert_null (address);
  return ptl_account_new (&fields, NULL);
}

static char *
account_text (void)
{
  g_autoptr (PtlAccount) account = account_new ();
  g_autoptr (JsonNode) node = ptl_json_from_account (account);

  return ptl_json_to_text (node);
}

static void
test_round_trip (void)
{
  g_autoptr (PtlAccount) account = account_new ();
  g_autofree char *text = account_text ();
  g_autofree char *wrapped = g_strdup_printf ("{\"result\": \"ready\", \"account\": %s}", text);
  const char *forms[] = { text, wrapped };

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PtlAccount) read = ptl_json_to_account (forms[i], -1, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (ptl_address_get_text (ptl_account_get_address (read)), ==,
                       ptl_address_get_text (ptl_account_get_address (account)));
      g_assert_cmpstr (ptl_account_get_name (read), ==, ptl_account_get_name (account));
      g_assert_true (ptl_server_equal (ptl_account_get_incoming (read), ptl_account_get_incoming (account)));
      g_assert_true (ptl_server_equal (ptl_account_get_outgoing (read), ptl_account_get_outgoing (account)));
      g_assert_cmpint (ptl_account_get_leave (read), ==, PTL_LEAVE_DAYS);
      g_assert_cmpuint (ptl_account_get_leave_days (read), ==, 14);
      g_assert_true (ptl_account_get_offline_copy (read));
      g_assert_cmpint (ptl_account_get_result (read), ==, PTL_RESULT_READY);
    }
}

/* One change to a good account, and the sentence that it gets. */
typedef struct
{
  const char *from, *to, *message;
} Bad;

static const Bad bad[] = {
  { "\"port\" : 995", "\"port\" : 99999", "incoming: “port” is not a number from 1 to 65535." },
  { "\"port\" : 995", "\"port\" : \"995\"", "incoming: “port” is not a number from 1 to 65535." },
  { "\"pop3\"", "\"pop4\"", "incoming: “protocol” is “pop4”, which is not known here." },
  { "\"security\" : \"tls\"", "\"security\" : 1", "incoming: “security” is not a text." },
  { "\"host\" : \"pop.", "\"host\" : \"pop .", "incoming: *is not a host name*" },
  { "\"password-encrypted\"", "\"magic\"", "incoming: “authentication” is “magic”, which is not known here." },
  { "\"0A:1B:2C", "\"0A:1B:2", "incoming: “pinned_certificate” is not the SHA-256 fingerprint*" },
  { "\"0A:1B:2C", "\"0A:1B:2C:00", "incoming: “pinned_certificate” is not the SHA-256 fingerprint*" },
  { "\"security\" : \"tls\"", "\"security\" : \"none\"", "incoming: “pinned_certificate” is not the SHA-256 fingerprint*" },
  { "\"address\"", "\"adress\"", "“address” is missing." },
  { "\"incoming\"", "\"coming\"", "“incoming” is missing." },
  { "\"offline_copy\" : true", "\"offline_copy\" : 1", "“offline_copy” is neither true nor false." },
  { "\"leave_days\" : 14", "\"leave_days\" : 0", "“leave_days” is not a number from 1 to 36500." },
  { "\"leave_on_server\" : true", "\"leave_on_server\" : null", "“leave_on_server” is neither true nor false." },
  { "jörg@xn--", "jörg.xn--", "There is no @ in*" },
  { "\"result\" : \"ready\"", "\"result\" : \"perhaps\"", "“result” is “perhaps”, which is not known here." },
};

static void
test_bad (gconstpointer data)
{
  const Bad *row = data;
  g_autofree char *text = account_text ();
  g_auto (GStrv) parts = g_strsplit (text, row->from, 2);
  g_autofree char *changed = g_strjoinv (row->to, parts);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (g_strv_length (parts), ==, 2);
  g_assert_null (ptl_json_to_account (changed, -1, &error));
  g_assert_nonnull (error);
  if (!g_pattern_match_simple (row->message, error->message))
    g_error ("“%s” does not match “%s”", error->message, row->message);
}

static void
test_every_cut (void)
{
  g_autofree char *text = account_text ();

  for (gsize length = 0; length < strlen (text) - 2; length++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ptl_json_to_account (text, length, &error));
      g_assert_error (error, PTL_ERROR, PTL_ERROR_BAD_DATA);
    }
}

static void
test_nothing (void)
{
  JsonNode *nodes[] = {
    ptl_json_from_server (NULL), ptl_json_from_recommendation (NULL), ptl_json_from_problem (NULL), ptl_json_from_report (NULL),
    ptl_json_from_account (NULL), ptl_json_from_certificate (NULL),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (nodes); i++)
    {
      g_assert_true (JSON_NODE_HOLDS_NULL (nodes[i]));
      json_node_unref (nodes[i]);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/json/round-trip", test_round_trip);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *path = g_strdup_printf ("/json/bad/%" G_GSIZE_FORMAT, i);

      g_test_add_data_func (path, &bad[i], test_bad);
    }
  g_test_add_func ("/json/every-cut", test_every_cut);
  g_test_add_func ("/json/nothing", test_nothing);

  return g_test_run ();
}
