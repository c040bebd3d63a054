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
  g_test_add_func ("/policy/bad", test_bad);

  return g_test_run ();
}
