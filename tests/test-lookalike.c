/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-domain.h"
#include "ptl-lookalike.h"

typedef struct
{
  const char *name;
  gboolean    suspect;
} Row;

static const Row rows[] = {
  { "example.org", FALSE },
  { "bücher.example", FALSE },
  { "straße.de", FALSE },
  { "почта.рф", FALSE },
  { "почта-россии.com", FALSE },
  { "сосна.рф", FALSE },
  { "ελλάδα.gr", FALSE },
  { "例え.jp", FALSE },
  { "mailメール.jp", FALSE },
  { "邮件.cn", FALSE },
  { "메일.kr", FALSE },
  { "बालाजी.com", FALSE },
  { "بريد.com", FALSE },
  { "аррӏе.com", TRUE },         /* all Cyrillic */
  { "gооgle.com", TRUE },        /* Cyrillic о between Latin letters */
  { "mаil.example.org", TRUE },
  { "ρον.com", TRUE },           /* all Greek */
  { "mailבدoo.com", TRUE },      /* Latin, Hebrew and Arabic */
  { "", FALSE },
  { "...", FALSE },
};

static void
test_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].name);
      g_assert_cmpint (ptl_lookalike_is_suspect (rows[i].name), ==, rows[i].suspect);
    }
}

/* What people see: the honest name as they write it, the other in a form that cannot be mistaken. */
static void
test_shown (void)
{
  g_autofree char *honest = ptl_domain_to_unicode ("xn--bcher-kva.example");
  g_autofree char *false_one = ptl_domain_to_unicode ("xn--80ak6aa92e.com");

  g_assert_cmpstr (honest, ==, "bücher.example");
  g_assert_cmpstr (false_one, ==, "xn--80ak6aa92e.com");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lookalike/rows", test_rows);
  g_test_add_func ("/lookalike/shown", test_shown);

  return g_test_run ();
}
