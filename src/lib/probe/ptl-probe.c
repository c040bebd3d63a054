/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-probe-run.h"

G_DEFINE_FINAL_TYPE (PtlProbe, ptl_probe, G_TYPE_OBJECT)

static void
ptl_probe_finalize (GObject *object)
{
  PtlProbe *self = PTL_PROBE (object);

  g_clear_pointer (&self->server, ptl_server_unref);
  g_clear_pointer (&self->secret, ptl_secret_unref);
  g_clear_object (&self->steps);
  g_clear_pointer (&self->transcript, ptl_transcript_free);
  g_clear_pointer (&self->trust, ptl_trust_free);

  G_OBJECT_CLASS (ptl_probe_parent_class)->finalize (object);
}

static void
ptl_probe_class_init (PtlProbeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ptl_probe_finalize;
}

static void
ptl_probe_init (PtlProbe *self)
{
  self->limits = (PtlProbeLimits) PTL_PROBE_LIMITS_INIT;
  self->steps = g_list_store_new (PTL_TYPE_STEP);
}

/**
 * ptl_probe_new:
 * @server: what to check, with the user name to sign in with
 * @secret: (nullable): the password; without it signing in is left out
 *
 * Returns: (transfer full): a check that has not begun
 */
PtlProbe *
ptl_probe_new (PtlServer *server,
               PtlSecret *secret)
{
  PtlProbe *self = g_object_new (PTL_TYPE_PROBE, NULL);

  self->server = ptl_server_ref (server);
  self->secret = secret != NULL ? ptl_secret_ref (secret) : NULL;
  self->transcript = ptl_transcript_new (secret);

  return self;
}

void
ptl_probe_set_limits (PtlProbe             *self,
                      const PtlProbeLimits *limits)
{
  self->limits = *limits;
}

/**
 * ptl_probe_set_allow_plaintext:
 * @self: a check that has not begun
 * @allow: whether the password may go out unencrypted to a server that has no encryption; the person must have said so
 */
void
ptl_probe_set_allow_plaintext (PtlProbe *self,
                               gboolean  allow)
{
  self->allow_plaintext = allow;
}

/**
 * ptl_probe_set_offer_exception:
 * @self: a check that has not begun
 * @offer: whether a certificate that does not pass may get the second remedy %PTL_REMEDY_TRUST_CERTIFICATE
 */
void
ptl_probe_set_offer_exception (PtlProbe *self,
                               gboolean  offer)
{
  self->offer_exception = offer;
}

/**
 * ptl_probe_set_token:
 * @self: a check that has not begun
 * @token: whether the secret is a token of OAuth 2 instead of a password
 */
void
ptl_probe_set_token (PtlProbe *self,
                     gboolean  token)
{
  self->token = token;
}

/**
 * ptl_probe_set_errand:
 * @self: a check that has not begun
 * @errand: what to do after the sign-in; outlives the run
 */
void
ptl_probe_set_errand (PtlProbe        *self,
                      const PtlErrand *errand)
{
  self->errand = errand;
}

/**
 * ptl_probe_get_errand_done:
 * @self: a check that has ended
 *
 * Returns: whether the errand came to what it was for: the letter is handed over, or found
 */
gboolean
ptl_probe_get_errand_done (PtlProbe *self)
{
  return self->errand_done;
}

/**
 * ptl_probe_get_steps:
 * @self: a check
 *
 * Returns: (transfer none): its steps so far, as a list that grows
 */
GListModel *
ptl_probe_get_steps (PtlProbe *self)
{
  return G_LIST_MODEL (self->steps);
}

PtlServer *
ptl_probe_get_server (PtlProbe *self)
{
  return self->server;
}

/**
 * ptl_probe_run_async:
 * @self: a check that has not begun
 * @cancellable: (nullable): to end it
 * @callback: called once
 * @user_data: for @callback
 */
void
ptl_probe_run_async (PtlProbe            *self,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_return_if_fail (self->act == NULL);

  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, ptl_probe_run_async);
  g_task_set_check_cancellable (self->task, FALSE);

  self->talk = ptl_talk_new (ptl_server_get_protocol (self->server), self->secret);
  self->deadline = ptl_deadline_new (cancellable, self->limits.total);
  ptl_probe_begin (self);
}

/**
 * ptl_probe_run_finish:
 * @self: a check
 * @result: what the callback got
 * @error: return location for an error; there is none that a server could cause
 *
 * Returns: (transfer full): what was seen
 */
PtlReport *
ptl_probe_run_finish (PtlProbe      *self,
                      GAsyncResult  *result,
                      GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
