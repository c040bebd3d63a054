/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-mnemonic.h"

static void
test_apart (void)
{
  static const struct
  {
    const char *label, *taken, *apart;
  } rows[] = {
    { "_Try Again", "", "_Try Again" },
    { "_Try Again", "pa", "_Try Again" },
    { "_Try Again", "t", "Try _Again" },
    { "_Try Again", "ta", "T_ry Again" },
    { "Try A_gain", "g", "_Try Again" },
    { "_Try Again", "tryagin", "Try Again" },
    { "Try Again", "ta", "Try Again" },  /* nobody has given it a letter */
    { "", "t", "" },
    { "_", "t", "_" },
    { "Use __init__ _Now", "n", "_Use __init__ Now" },
    { "a__b _Now", "n", "_a__b Now" },
    { "_Ändern", "ä", "Ä_ndern" },
    { "_Знаю", "з", "З_наю" },
    { "_Use “mail.example.org” Instead", "u", "Use “_mail.example.org” Instead" },
    { "2 _Times", "t", "2 T_imes" },
    { "再试一次(_T)", "", "再试一次(_T)" },
    { "再试一次(_T)", "t", "再试一次(_A)" },
    { "再试一次(_T)", "tabd", "再试一次(_C)" },
    { "再试一次(_T)…", "abcdefghijklmnopqrstuvwxyz", "再试一次…" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *apart = ptl_mnemonic_set_apart (rows[i].label, rows[i].taken);

      g_assert_cmpstr (apart, ==, rows[i].apart);
    }
}

static void
test_letter (void)
{
  g_assert_cmpuint (ptl_mnemonic_get_letter ("Chan_Ge"), ==, 'g');
  g_assert_cmpuint (ptl_mnemonic_get_letter ("a__b _Ä"), ==, 0xe4);
  g_assert_cmpuint (ptl_mnemonic_get_letter ("a__b"), ==, 0);
  g_assert_cmpuint (ptl_mnemonic_get_letter ("end_"), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/mnemonic/apart", test_apart);
  g_test_add_func ("/mnemonic/letter", test_letter);

  return g_test_run ();
}
