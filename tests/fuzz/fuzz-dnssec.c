/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz.h"

#include <string.h>

#include "ptl-dnssec.h"

/* A message of the name service, as it comes from the network. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static const GResolverRecordType types[] = { G_RESOLVER_RECORD_SRV, G_RESOLVER_RECORD_MX, G_RESOLVER_RECORD_TXT };
  static const char * const forms[] = { "(qqqs)", "(qs)", "(as)" };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean secure;
      g_autoptr (GPtrArray) records = ptl_dnssec_read (data, size, types[i], &secure, &error);

      g_assert_true ((records == NULL) == (error != NULL));
      g_assert_true (records != NULL || !secure);
      for (guint j = 0; records != NULL && j < records->len; j++)
        g_assert_true (g_variant_is_of_type (records->pdata[j], G_VARIANT_TYPE (forms[i])));
    }

  return 0;
}
