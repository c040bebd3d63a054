/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-json-exporter.h"

#include "ptl-json.h"

GBytes *
ptl_json_render (const PtlAccount  *account,
                 GError           **error)
{
  g_autoptr (JsonNode) node = ptl_json_from_account (account);
  char *text = ptl_json_to_text (node);

  return g_bytes_new_take (text, strlen (text));
}
