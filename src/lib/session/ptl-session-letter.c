/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-session-private.h"

#include <glib/gi18n-lib.h>

#include "ptl-async.h"
#include "ptl-error.h"
#include "ptl-letter.h"

/* What was sent before belongs to another check. */
void
ptl_session_forget_letter (PtlSession *self)
{
  if (self->sending != NULL)
    g_cancellable_cancel (self->sending);
  g_clear_object (&self->sending);
  g_clear_object (&self->letter);
}

/* What both directions were signed in with. */
static PtlSecret *
get_secret (PtlSession *self)
{
  PtlSecret *token = self->checks != NULL ? ptl_checks_get_token (self->checks) : NULL;

  return token != NULL ? token : self->secret;
}

static gboolean
is_in (PtlReport *report)
{
  return report != NULL && ptl_report_is_good (report) && ptl_report_get_signed_in (report);
}

/**
 * ptl_session_can_send_letter:
 * @self: a session
 *
 * Returns: whether a letter to oneself can be sent: both directions are good, the mailbox was opened, and none is on its way
 */
gboolean
ptl_session_can_send_letter (PtlSession *self)
{
  PtlReport *outgoing = ptl_session_get_outgoing_report (self);

  return get_secret (self) != NULL && self->sending == NULL && is_in (ptl_session_get_incoming_report (self)) && outgoing != NULL &&
         ptl_session_get_result (self) == PTL_RESULT_READY &&
         (is_in (outgoing) || ptl_server_allows (ptl_report_get_server (outgoing), PTL_AUTHENTICATION_NONE));
}

/* The session may have forgotten this letter meanwhile. */
static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  PtlSession *self = g_task_get_source_object (task);
  GCancellable *sending = g_task_get_cancellable (task);
  g_autoptr (PtlStep) step = ptl_letter_send_finish (result, NULL);
  gboolean cancelled = step == NULL || ptl_step_get_verdict (step) == PTL_VERDICT_CANCELLED;

  if (self->sending == sending)
    {
      g_clear_object (&self->sending);
      if (!cancelled)
        g_set_object (&self->letter, step);
    }
  ptl_session_end (self);

  if (cancelled)
    g_task_return_new_error (task, PTL_ERROR, PTL_ERROR_CANCELLED, "%s",
                             _("It was cancelled. If the message was sent already, it stays in the mailbox."));
  else
    g_task_return_pointer (task, g_steal_pointer (&step), g_object_unref);
}

/**
 * ptl_session_send_letter_async:
 * @self: a session for which ptl_session_can_send_letter() is true
 * @patience: how many seconds to wait until it is there; 0 for the usual
 * @cancellable: (nullable): to end it, as ptl_session_cancel() does
 * @callback: called once
 * @user_data: for @callback
 */
void
ptl_session_send_letter_async (PtlSession          *self,
                               guint                patience,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  PtlLetter letter;

  g_return_if_fail (ptl_session_can_send_letter (self));

  g_clear_object (&self->letter);
  self->sending = ptl_cancellable_new_child (cancellable);
  task = g_task_new (self, self->sending, callback, user_data);
  g_task_set_source_tag (task, ptl_session_send_letter_async);
  g_task_set_check_cancellable (task, FALSE);

  letter = (PtlLetter) {
    .address = self->address,
    .outgoing = ptl_report_get_server (ptl_session_get_outgoing_report (self)),
    .incoming = ptl_report_get_server (ptl_session_get_incoming_report (self)),
    .secret = get_secret (self),
    .token = ptl_checks_get_token (self->checks) != NULL,
    .allow_plaintext = self->needs.security == PTL_NEED_ANY,
    .patience = patience,
  };
  ptl_session_begin (self);
  ptl_letter_send_async (&letter, self->sending, sent_cb, g_object_ref (task));
}

/**
 * ptl_session_send_letter_finish:
 *
 * Returns: (transfer full) (nullable): the step, ended: its verdict is PASSED with how long it took, WARNING if the letter was sent
 *   but did not come in time, or FAILED with a problem. %NULL with %PTL_ERROR_CANCELLED
 */
PtlStep *
ptl_session_send_letter_finish (PtlSession    *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ptl_session_get_letter:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): how the letter that was sent after this check has ended
 */
PtlStep *
ptl_session_get_letter (PtlSession *self)
{
  return self->letter;
}
