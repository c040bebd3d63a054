/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-async.h"

#include <glib/gi18n-lib.h>

/* What a cancellable has to keep in mind: the one that cancels it, and how many seconds it had. */
static G_DEFINE_QUARK (ptl-cancellable-parent, parent)
static G_DEFINE_QUARK (ptl-cancellable-seconds, seconds)

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

  g_object_set_qdata_full (G_OBJECT (child), parent_quark (), g_object_ref (parent), g_object_unref);
  g_signal_connect_object (parent, "cancelled", G_CALLBACK (g_cancellable_cancel), child, G_CONNECT_SWAPPED);
  if (g_cancellable_is_cancelled (parent))
    g_cancellable_cancel (child);

  return child;
}

void
ptl_cancellable_run_out (GCancellable *self,
                         guint         seconds)
{
  g_return_if_fail (G_IS_CANCELLABLE (self));

  g_object_set_qdata (G_OBJECT (self), seconds_quark (), GUINT_TO_POINTER (seconds));
  g_cancellable_cancel (self);
}

/* Returns: 0 if nobody's time has run out */
static guint
find_seconds (GCancellable *self)
{
  for (; self != NULL; self = g_object_get_qdata (G_OBJECT (self), parent_quark ()))
    {
      guint seconds = GPOINTER_TO_UINT (g_object_get_qdata (G_OBJECT (self), seconds_quark ()));

      if (seconds > 0)
        return seconds;
    }

  return 0;
}

/**
 * ptl_cancellable_explain:
 * @self: (nullable): a cancellable that was cancelled
 * @message: (nullable): what is said if somebody wanted that
 *
 * Returns: (transfer full): %PTL_ERROR_TIMEOUT if the time was over, of it or of one that cancels it; else %PTL_ERROR_CANCELLED
 */
PtlProblem *
ptl_cancellable_explain (GCancellable *self,
                         const char   *message)
{
  guint seconds = find_seconds (self);
  g_autofree char *text = NULL;

  if (seconds == 0)
    return ptl_problem_new (PTL_ERROR_CANCELLED, message);

  text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "It was not done within %d second.", "It was not done within %d seconds.", seconds),
                          (int) seconds);
  return ptl_problem_new_full (PTL_ERROR_TIMEOUT, text, _("Try again, or allow more time with “--timeout”."), PTL_REMEDY_RETRY, NULL);
}
