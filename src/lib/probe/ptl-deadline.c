/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-deadline.h"

#include "ptl-async.h"

struct _PtlDeadline
{
  GCancellable *parent;       /* (owned) (nullable) */
  GCancellable *cancellable;  /* (owned) */
  GSource      *total;        /* (owned) (nullable) */
  GSource      *phase;        /* (owned) (nullable) */
  gboolean      passed;
  gboolean      over;
};

static void
clear_timer (GSource **timer)
{
  if (*timer != NULL)
    g_source_destroy (*timer);
  g_clear_pointer (timer, g_source_unref);
}

static gboolean
time_out_cb (gpointer user_data)
{
  PtlDeadline *self = user_data;

  self->passed = TRUE;
  self->over |= g_main_current_source () == self->total;
  g_cancellable_cancel (self->cancellable);

  return G_SOURCE_REMOVE;
}

static GSource *
start_timer (PtlDeadline *self,
             guint        milliseconds)
{
  GSource *timer = g_timeout_source_new (milliseconds);

  g_source_set_static_name (timer, "ptl-deadline");
  g_source_set_callback (timer, time_out_cb, self, NULL);
  g_source_attach (timer, g_main_context_get_thread_default ());

  return timer;
}

/**
 * ptl_deadline_new:
 * @parent: (nullable): what else ends the operation
 * @milliseconds: the time for the whole
 *
 * Returns: (transfer full): a deadline, its clock running
 */
PtlDeadline *
ptl_deadline_new (GCancellable *parent,
                  guint         milliseconds)
{
  PtlDeadline *self = g_new0 (PtlDeadline, 1);

  self->parent = parent != NULL ? g_object_ref (parent) : NULL;
  self->cancellable = ptl_cancellable_new_child (parent);
  self->total = start_timer (self, milliseconds);

  return self;
}

void
ptl_deadline_free (PtlDeadline *self)
{
  clear_timer (&self->total);
  clear_timer (&self->phase);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->parent);
  g_free (self);
}

/**
 * ptl_deadline_get_cancellable:
 * @self: a deadline
 *
 * Returns: (transfer none): what to give to the operations; another one after ptl_deadline_renew()
 */
GCancellable *
ptl_deadline_get_cancellable (PtlDeadline *self)
{
  return self->cancellable;
}

/**
 * ptl_deadline_set_phase:
 * @self: a deadline
 * @milliseconds: the time for what begins now; 0: as long as the whole may take
 */
void
ptl_deadline_set_phase (PtlDeadline *self,
                        guint        milliseconds)
{
  clear_timer (&self->phase);
  if (milliseconds > 0)
    self->phase = start_timer (self, milliseconds);
}

/**
 * ptl_deadline_has_passed:
 * @self: a deadline
 *
 * Returns: whether one of the limits has passed; then a cancelled operation is one that took too long
 */
gboolean
ptl_deadline_has_passed (PtlDeadline *self)
{
  return self->passed;
}

/**
 * ptl_deadline_is_over:
 * @self: a deadline
 *
 * Returns: whether the time for the whole is over
 */
gboolean
ptl_deadline_is_over (PtlDeadline *self)
{
  return self->over;
}

/**
 * ptl_deadline_renew:
 * @self: a deadline
 *
 * Lets something else begin after a phase took too long. The clock of the whole goes on.
 */
void
ptl_deadline_renew (PtlDeadline *self)
{
  clear_timer (&self->phase);
  g_object_unref (self->cancellable);
  self->cancellable = ptl_cancellable_new_child (self->parent);
  self->passed = self->over;
  if (self->over)
    g_cancellable_cancel (self->cancellable);
}
