/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz.h"

#include "ptl-autoconfig.h"

/* Documents of odd length are read as our own, with our own additions. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (PtlAddress) address = ptl_address_parse ("user.name@example.org", NULL);
  g_autoptr (GPtrArray) complaints = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GBytes) document = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  PtlOrigin origin = size % 2 == 0 ? PTL_ORIGIN_AUTOCONFIG : PTL_ORIGIN_BUNDLED;
  g_autoptr (PtlCandidate) candidate =
    ptl_autoconfig_parse (document, NULL, address, origin, PTL_TRANSPORT_HTTPS, PTL_TRUST_TRUSTED, "fuzz", complaints, &error);

  g_assert_true ((candidate == NULL) == (error != NULL));
  if (candidate != NULL)
    for (guint i = 0; i < ptl_candidate_get_incoming (candidate)->len; i++)
      {
        g_autofree char *text = ptl_server_describe (ptl_candidate_get_incoming (candidate)->pdata[i]);

        g_assert_true (g_utf8_validate (text, -1, NULL));
      }

  return 0;
}
