/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-dnssec.h"

static const struct
{
  const char *text;
  gboolean    trustworthy;
} rows[] = {
  { "", FALSE },
  { "nameserver 192.0.2.1\n", FALSE },
  { "nameserver 127.0.0.1\n", TRUE },
  { "nameserver 127.0.0.53\noptions edns0\n", TRUE },
  { "nameserver ::1", TRUE },
  { "  nameserver\t127.0.0.1  \n", TRUE },
  { "nameserver 127.0.0.1\nnameserver 192.0.2.1\n", FALSE },
  { "nameserver 192.0.2.1\noptions trust-ad\n", TRUE },
  { "nameserver 192.0.2.1\noptions edns0 trust-ad timeout:2\n", TRUE },
  { "nameserver 192.0.2.1\n# options trust-ad\n", FALSE },
  { "nameserver 192.0.2.1\noptions no-trust-ad\n", FALSE },
  { "# nameserver 127.0.0.1\n", FALSE },
  { "nameserver localhost\n", FALSE },
  { "nameserver\n", FALSE },
};

static void
test_trustworthy (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].text);
      g_assert_true (ptl_dnssec_is_trustworthy (rows[i].text) == rows[i].trustworthy);
    }
}

/* Two records, the second of another type. */
static const guchar answer[] =
  "\x12\x34\x81\xa0\0\1\0\2\0\0\0\0" "\7example\0\0\x21\0\1"
  "\xc0\x0c\0\x21\0\1\0\0\0\x3c\0\x0d" "\0\1\0\2\3\xe1" "\4mail\xc0\x0c"
  "\xc0\x0c\0\x10\0\1\0\0\0\x3c\0\3" "\2ab";

static void
test_read (void)
{
  g_autoptr (GError) error = NULL;
  gboolean secure;
  g_autoptr (GPtrArray) srv = ptl_dnssec_read (answer, sizeof answer - 1, G_RESOLVER_RECORD_SRV, &secure, &error);
  g_autoptr (GPtrArray) txt = NULL;
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  g_assert_true (secure);
  g_assert_cmpuint (srv->len, ==, 1);
  text = g_variant_print (srv->pdata[0], FALSE);
  g_assert_cmpstr (text, ==, "(1, 2, 993, 'mail.example')");

  txt = ptl_dnssec_read (answer, sizeof answer - 1, G_RESOLVER_RECORD_TXT, &secure, &error);
  g_assert_cmpuint (txt->len, ==, 1);
}

/* Cut anywhere, it is no answer, and never a safe one. */
static void
test_cut (void)
{
  for (gsize length = 0; length < sizeof answer - 1; length++)
    {
      g_autofree guchar *copy = g_memdup2 (answer, length);
      g_autoptr (GError) error = NULL;
      gboolean secure = TRUE;

      g_assert_null (ptl_dnssec_read (copy, length, G_RESOLVER_RECORD_SRV, &secure, &error));
      g_assert_error (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_INTERNAL);
      g_assert_false (secure);
    }
}

/* Without the bit nobody says that it was checked. */
static void
test_insecure (void)
{
  g_autofree guchar *copy = g_memdup2 (answer, sizeof answer - 1);
  gboolean secure = TRUE;
  g_autoptr (GPtrArray) records = NULL;

  copy[3] = 0x80;
  records = ptl_dnssec_read (copy, sizeof answer - 1, G_RESOLVER_RECORD_SRV, &secure, NULL);
  g_assert_cmpuint (records->len, ==, 1);
  g_assert_false (secure);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/dnssec/trustworthy", test_trustworthy);
  g_test_add_func ("/dnssec/read", test_read);
  g_test_add_func ("/dnssec/cut", test_cut);
  g_test_add_func ("/dnssec/insecure", test_insecure);

  return g_test_run ();
}
