/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-async.h"

/**
 * ptl_cancellable_new_child:
 * @parent: (nullable): what cancels the child
 *
 * A sub-operation gets one of these, so that it can be cancelled alone, and is cancelled with the whole. Unlike
 * g_cancellable_connect() it holds nothing that has to be undone: dropping the child is enough.
 *
 * Returns: (transfer full): a cancellable
 */
GCancellable *
ptl_cancellable_new_child (GCancellable *parent)
{
  GCancellable *child = g_cancellable_new ();

  if (parent == NULL)
    return child;

  g_signal_connect_object (parent, "cancelled", G_CALLBACK (g_cancellable_cancel), child, G_CONNECT_SWAPPED);
  if (g_cancellable_is_cancelled (parent))
    g_cancellable_cancel (child);

  return child;
}
