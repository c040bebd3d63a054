/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-conflict.h"

#include "fake-offers.h"
#include "ptl-enum.h"

static const struct
{
  const char *candidates;
  const char *conflicts;  /* one a line */
} rows[] = {
  { "", "" },
  { "bundled imap:993:tls", "" },
  { "bundled imap:993:tls | srv imap:993:tls", "" },
  /* as long as there is one that all name */
  { "bundled imap:993:tls imap:143:starttls | srv imap:143:starttls", "" },
  { "bundled imap:993:tls | srv pop3:995:tls", "" },
  { "bundled imap:993:tls:a.example.org | srv imap:993:tls:b.example.org",
    "imap host: bundled a.example.org, srv b.example.org\n" },
  { "bundled imap:993:tls | srv imap:143:starttls", "imap port: bundled 993 tls, srv 143 starttls\n" },
  { "bundled imap:143:none | srv imap:143:starttls", "imap port: bundled 143 none, srv 143 starttls\n" },
  { "bundled smtp:465:tls:a.example.org:me | srv smtp:465:tls:a.example.org:me@example.org | guess smtp:465:tls:a.example.org",
    "smtp username: bundled me, srv me@example.org\n" },
};

static void
test_conflicts (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GListModel) candidates = fake_candidates (rows[i].candidates);
      g_autoptr (GPtrArray) conflicts = ptl_conflicts_find (candidates);
      g_autoptr (GString) found = g_string_new (NULL);

      for (guint j = 0; j < conflicts->len; j++)
        {
          PtlConflict *conflict = g_ptr_array_index (conflicts, j);

          g_string_append_printf (found, "%s %s:", ptl_enum_to_nick (PTL_TYPE_PROTOCOL, conflict->protocol), conflict->field);
          for (guint k = 0; k < conflict->claims->len; k++)
            {
              PtlClaim *claim = g_ptr_array_index (conflict->claims, k);

              g_string_append_printf (found, "%s %s %s", k > 0 ? "," : "", ptl_enum_to_nick (PTL_TYPE_ORIGIN, claim->origin), claim->value);
            }
          g_string_append_c (found, '\n');
        }

      g_test_message ("“%s”", rows[i].candidates);
      g_assert_cmpstr (found->str, ==, rows[i].conflicts);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/conflict/table", test_conflicts);

  return g_test_run ();
}
