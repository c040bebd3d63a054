/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-reason.h"

/**
 * ptl_reason_new:
 * @id: a stable name, a static string
 * @text: the sentence, translated
 *
 * Returns: (transfer full): the two together
 */
PtlReason *
ptl_reason_new (const char *id,
                const char *text)
{
  PtlReason *self = g_new0 (PtlReason, 1);

  self->id = id;
  self->text = g_strdup (text);

  return self;
}

void
ptl_reason_free (PtlReason *self)
{
  g_free (self->text);
  g_free (self);
}

/**
 * ptl_reasons_new:
 *
 * Returns: (transfer full) (element-type PtlReason): an empty list that owns what is added to it
 */
GPtrArray *
ptl_reasons_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) ptl_reason_free);
}
