/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-describe.h"

static void
test_candidate_everywhere (void)
{
  for (int origin = PTL_ORIGIN_MANUAL; origin <= PTL_ORIGIN_GUESS; origin++)
    for (int transport = PTL_TRANSPORT_LOCAL; transport <= PTL_TRANSPORT_LIVE; transport++)
      {
        PtlCandidateFields fields = { .origin = origin, .transport = transport, .evidence = "somewhere" };
        g_autoptr(PtlCandidate) candidate = ptl_candidate_new (&fields);
        g_autofree char *text = ptl_candidate_describe (candidate);

        g_assert_true (g_str_has_suffix (text, "."));
        g_assert_true (g_utf8_validate (text, -1, NULL));
      }
}

static void
test_candidate_words (void)
{
  PtlCandidateFields fields = { .origin = PTL_ORIGIN_AUTOCONFIG, .transport = PTL_TRANSPORT_HTTP, .evidence = "http://…" };
  g_autoptr(PtlCandidate) candidate = ptl_candidate_new (&fields);
  g_autofree char *text = ptl_candidate_describe (candidate);

  g_assert_cmpstr (text, ==, "Found in the provider’s own settings. They came over an unencrypted connection, "
                             "so somebody on the way could have changed them.");
}

static void
test_contact (void)
{
  g_autoptr(PtlContact) contact = ptl_contact_new (PTL_ORIGIN_AUTOCONFIG, "autoconfig.example.org", 443, PTL_SENT_DOMAIN,
                                                   PTL_ANSWER_NOT_FOUND, 12.5, NULL);
  g_autofree char *text = ptl_contact_describe (contact);

  g_assert_cmpstr (text, ==, "It was told the domain. It knew no settings.");
}

static void
test_contact_host (void)
{
  g_autoptr(PtlContact) server = ptl_contact_new (PTL_ORIGIN_AUTOCONFIG, "autoconfig.xn--mller-kva.example", 443,
                                                  PTL_SENT_DOMAIN, PTL_ANSWER_FOUND, 1, NULL);
  g_autoptr(PtlContact) dns = ptl_contact_new (PTL_ORIGIN_SRV, "example.org", 53, PTL_SENT_DOMAIN, PTL_ANSWER_FOUND, 1, NULL);
  g_autofree char *first = ptl_contact_describe_host (server);
  g_autofree char *second = ptl_contact_describe_host (dns);

  g_assert_cmpstr (first, ==, "autoconfig.müller.example, port 443");
  g_assert_cmpstr (second, ==, "Name service, about example.org");
}

static void
test_port (void)
{
  g_autoptr(PtlServer) server = ptl_server_new (PTL_PROTOCOL_IMAP, "imap.example.org", 993, PTL_SECURITY_TLS, NULL, NULL);
  g_autofree char *text = ptl_server_describe_port (server);

  g_assert_cmpstr (text, ==, "Port 993, encrypted from the first byte");
}

static void
test_fields (void)
{
  for (int security = PTL_SECURITY_NONE; security <= PTL_SECURITY_TLS; security++)
    g_assert_nonnull (ptl_security_describe (security));
  for (int method = PTL_AUTHENTICATION_PASSWORD_CLEARTEXT; method <= PTL_AUTHENTICATION_NONE; method++)
    g_assert_nonnull (ptl_authentication_describe (method));

  g_assert_cmpstr (ptl_security_describe (PTL_SECURITY_TLS), ==, "TLS, from the first byte");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/describe/candidate/everywhere", test_candidate_everywhere);
  g_test_add_func ("/describe/candidate/words", test_candidate_words);
  g_test_add_func ("/describe/contact", test_contact);
  g_test_add_func ("/describe/contact-host", test_contact_host);
  g_test_add_func ("/describe/port", test_port);
  g_test_add_func ("/describe/fields", test_fields);

  return g_test_run ();
}
