/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-policy.h"

#include <glib/gstdio.h>

#include "ptl-error.h"

static PtlPolicy *
load (const char  *text,
      GError     **error)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("ptl-policy-XXXXXX", &path, NULL);
  PtlPolicy *policy;

  g_assert_true (g_close (fd, NULL));
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  policy = ptl_policy_load (path, error);
  g_unlink (path);

  return policy;
}

static void
test_none (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PtlPolicy) policy = ptl_policy_load ("/nonexistent/policy.conf", &error);
  g_autoptr (PtlAddress) address = ptl_address_parse ("anna@example.org", NULL);
  PtlNeeds needs = PTL_NEEDS_INIT;

  g_assert_no_error (error);
  needs.security = PTL_NEED_ANY;
  g_assert_true (ptl_policy_allows_directory (policy));
  g_assert_true (ptl_policy_check_address (policy, address, NULL));
  g_assert_true (ptl_policy_check_needs (policy, &needs, NULL));
  g_assert_true (ptl_policy_check_target (policy, "thunderbird", NULL));
}

static void
test_rules (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PtlPolicy) policy = load ("[Policy]\nDirectory=false\nDomains=Bücher.example;example.org\nProtocols=imap\n"
                                       "Security=encrypted\nTargets=thunderbird;text\n", &error);
  g_autoptr (PtlAddress) inside = ptl_address_parse ("anna@bücher.example", NULL);
  g_autoptr (PtlAddress) outside = ptl_address_parse ("anna@example.net", NULL);
  PtlNeeds needs = PTL_NEEDS_INIT;

  g_assert_no_error (error);
  g_assert_false (ptl_policy_allows_directory (policy));
  g_assert_true (ptl_policy_check_address (policy, inside, NULL));
  g_assert_false (ptl_policy_check_address (policy, outside, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_POLICY);
  g_assert_cmpstr (error->message, ==,
                   "On this computer only addresses of these domains can be set up: xn--bcher-kva.example, example.org.");
  g_clear_error (&error);

  g_assert_true (ptl_policy_check_needs (policy, &needs, NULL));
  g_assert_cmpint (ptl_policy_apply (policy, &needs).protocol, ==, PTL_CHOICE_IMAP);
  needs.security = PTL_NEED_ANY;
  g_assert_false (ptl_policy_check_needs (policy, &needs, NULL));
  needs.security = PTL_NEED_STRICT;
  g_assert_true (ptl_policy_check_needs (policy, &needs, NULL));
  needs.protocol = PTL_CHOICE_POP3;
  g_assert_false (ptl_policy_check_needs (policy, &needs, NULL));

  g_assert_true (ptl_policy_check_target (policy, "text", NULL));
  g_assert_false (ptl_policy_check_target (policy, "mutt", NULL));
}

/* The usual needs are met in the stricter way; only who asks for less is refused. */
static void
test_strict (void)
{
  g_autoptr (PtlPolicy) policy = load ("[Policy]\nSecurity=strict\n", NULL);
  g_autoptr (GError) error = NULL;
  PtlNeeds needs = PTL_NEEDS_INIT;

  g_assert_true (ptl_policy_check_needs (policy, &needs, NULL));
  g_assert_cmpint (ptl_policy_apply (policy, &needs).security, ==, PTL_NEED_STRICT);
  needs.security = PTL_NEED_ANY;
  g_assert_false (ptl_policy_check_needs (policy, &needs, &error));
  g_assert_error (error, PTL_ERROR, PTL_ERROR_POLICY);
}

static PtlAccount *
make_account (const char  *address,
              PtlProtocol  protocol,
              PtlSecurity  incoming,
              PtlSecurity  outgoing)
{
  g_autoptr (PtlAddress) owner = ptl_address_parse (address, NULL);
  g_autoptr (PtlServer) from = ptl_server_new (protocol, "mail.example.org", 1143, incoming, "me", NULL);
  g_autoptr (PtlServer) to = ptl_server_new (PTL_PROTOCOL_SMTP, "mail.example.org", 1025, outgoing, "me", NULL);
  PtlAccountFields fields = { .address = owner, .incoming = from, .outgoing = to,
                              .leave = protocol == PTL_PROTOCOL_POP3 ? PTL_LEAVE_KEEP : PTL_LEAVE_UNSET, .result = PTL_RESULT_READY };

  return ptl_account_new (&fields, NULL);
}

/* Settings that come from a file are held to the rules like those that were found. */
static void
test_account (void)
{
  static const struct
  {
    const char  *rules;
    const char  *address;
    PtlProtocol  protocol;
    PtlSecurity  incoming, outgoing;
    const char  *message;  /* (nullable): allowed */
  } rows[] = {
    { "Directory=true", "a@example.net", PTL_PROTOCOL_POP3, PTL_SECURITY_NONE, PTL_SECURITY_NONE, NULL },
    { "Domains=example.org", "a@example.org", PTL_PROTOCOL_POP3, PTL_SECURITY_NONE, PTL_SECURITY_NONE, NULL },
    { "Domains=example.org", "a@example.net", PTL_PROTOCOL_IMAP, PTL_SECURITY_TLS, PTL_SECURITY_TLS,
      "On this computer only addresses of these domains can be set up: example.org." },
    { "Protocols=imap", "a@example.org", PTL_PROTOCOL_IMAP, PTL_SECURITY_TLS, PTL_SECURITY_TLS, NULL },
    { "Protocols=imap", "a@example.org", PTL_PROTOCOL_POP3, PTL_SECURITY_TLS, PTL_SECURITY_TLS, "POP3 is not allowed on this computer." },
    { "Protocols=pop3", "a@example.org", PTL_PROTOCOL_IMAP, PTL_SECURITY_TLS, PTL_SECURITY_TLS, "IMAP is not allowed on this computer." },
    { "Security=encrypted", "a@example.org", PTL_PROTOCOL_IMAP, PTL_SECURITY_STARTTLS, PTL_SECURITY_TLS, NULL },
    { "Security=encrypted", "a@example.org", PTL_PROTOCOL_IMAP, PTL_SECURITY_TLS, PTL_SECURITY_NONE,
      "On this computer only encrypted connections are allowed." },
    { "Security=strict", "a@example.org", PTL_PROTOCOL_IMAP, PTL_SECURITY_TLS, PTL_SECURITY_TLS, NULL },
    { "Security=strict", "a@example.org", PTL_PROTOCOL_IMAP, PTL_SECURITY_STARTTLS, PTL_SECURITY_TLS,
      "On this computer only connections are allowed that are encrypted from the first byte." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf ("[Policy]\n%s\n", rows[i].rules);
      g_autoptr (PtlPolicy) policy = load (text, NULL);
      g_autoptr (PtlAccount) account = make_account (rows[i].address, rows[i].protocol, rows[i].incoming, rows[i].outgoing);
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (ptl_policy_check_account (policy, account, &error), ==, rows[i].message == NULL);
      g_assert_cmpstr (error != NULL ? error->message : NULL, ==, rows[i].message);
      g_assert_true (error == NULL || g_error_matches (error, PTL_ERROR, PTL_ERROR_POLICY));
    }
}

/* Rules that cannot be read must not mean that there are none. */
static void
test_bad (void)
{
  static const char * const rows[][2] = {
    { "Directory=false\n", "*Key file does not start with a group*" },
    { "[Rules]\nDirectory=false\n", "*There is no group [[]Policy].*" },
    { "[Policy]\nDirectories=false\n", "*“Directories” is not a rule that Portolan knows.*" },
    { "[Policy]\nDirectory=no\n", "*“Directory” is “no”, but is either true or false.*" },
    { "[Policy]\nSecurity=high\n", "*“Security” is “high”, which is not known here.*" },
    { "[Policy]\nProtocols=smtp\n", "*“Protocols” is “smtp”, which is not known here.*" },
    { "[Policy]\nDomains=exam ple\n", "*“Domains” is “exam ple”, which is not a domain.*" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_auto (GStrv) parts = g_strsplit (rows[i][1], "[[]", -1);
      g_autofree char *pattern = g_strjoinv ("[", parts);

      g_assert_null (load (rows[i][0], &error));
      g_assert_error (error, PTL_ERROR, PTL_ERROR_POLICY);
      if (!g_pattern_match_simple (pattern, error->message))
        g_error ("“%s” does not match “%s”", error->message, pattern);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/policy/none", test_none);
  g_test_add_func ("/policy/rules", test_rules);
  g_test_add_func ("/policy/strict", test_strict);
  g_test_add_func ("/policy/account", test_account);
  g_test_add_func ("/policy/bad", test_bad);

  return g_test_run ();
}
