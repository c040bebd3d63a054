/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz.h"

#include <string.h>

#include "ptl-srv.h"

static guint32
dice (guint32  bound,
      gpointer user_data)
{
  return GPOINTER_TO_UINT (user_data) % (bound + 1);
}

static void
check (GArray *targets)
{
  for (guint i = 0; i < targets->len; i++)
    g_assert_true (g_str_is_ascii (g_array_index (targets, PtlDnsTarget, i).target));
}

/* One record a line: six bytes of numbers, then the name. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", 200);
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  g_autoptr (GArray) srv = NULL;
  g_autoptr (GArray) mx = NULL;
  guint n;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const guint8 *bytes = (const guint8 *) lines[i];

      if (strlen (lines[i]) < 6 || !g_utf8_validate (lines[i] + 6, -1, NULL))
        continue;
      g_ptr_array_add (records, g_variant_ref_sink (g_variant_new ("(qqqs)", (guint16) (bytes[0] << 8 | bytes[1]),
                                                                   (guint16) (bytes[2] << 8 | bytes[3]),
                                                                   (guint16) (bytes[4] << 8 | bytes[5]), lines[i] + 6)));
      g_ptr_array_add (records, g_variant_ref_sink (g_variant_new ("(qs)", (guint16) (bytes[0] << 8 | bytes[1]), lines[i] + 6)));
    }

  srv = ptl_srv_read (records);
  mx = ptl_mx_read (records);
  check (srv);
  check (mx);
  n = srv->len;
  ptl_srv_order (srv, dice, GUINT_TO_POINTER (size));
  g_assert_cmpuint (srv->len, ==, n);
  for (guint i = 1; i < srv->len; i++)
    g_assert_cmpuint (g_array_index (srv, PtlDnsTarget, i - 1).priority, <=, g_array_index (srv, PtlDnsTarget, i).priority);

  return 0;
}
