/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz.h"

#include <string.h>

#include "ptl-pacc.h"

/* A TXT record up to the first line end, and the document after it. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  const uint8_t *end = size > 0 ? memchr (data, '\n', size) : NULL;
  size_t record_size = end != NULL ? (size_t) (end - data) : size;
  g_autofree char *record = g_strndup ((const char *) data, record_size);
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  g_autoptr (GBytes) document = g_bytes_new (end != NULL ? end + 1 : data, end != NULL ? size - record_size - 1 : 0);
  g_autoptr (PtlAddress) address = ptl_address_parse ("user.name@example.org", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (PtlCandidate) candidate = ptl_pacc_parse (document, address, PTL_ORIGIN_PACC, PTL_TRANSPORT_HTTPS, PTL_TRUST_TRUSTED, "fuzz", &error);

  g_assert_true ((candidate == NULL) == (error != NULL));
  if (g_utf8_validate (record, -1, NULL))
    {
      const char *strings[] = { record, NULL };

      g_ptr_array_add (records, g_variant_ref_sink (g_variant_new ("(^as)", strings)));
    }
  ptl_pacc_matches (document, records);

  return 0;
}
