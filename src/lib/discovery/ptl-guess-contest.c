/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-guess-contest.h"

#include "ptl-async.h"

/* How long a better-placed try that nobody has even taken the connection of holds an answer back: until it took a fifth longer than
 * the answer did. What is alive is there about as fast, and what drops packets would cost its whole time-out. */
#define GRACE_FACTOR 1.2
#define MIN_GRACE_MS 10
#define MAX_GRACE_MS 1000
/* And how long one may take that is connected, but has much to do, or the other direction, once one of them has answered: an account
 * without it is half an account. */
#define PATIENCE(ms) CLAMP ((ms) * 4, 500, 5000)

static void
clear_timer (PtlGuessSlot *slot)
{
  if (slot->timer == NULL)
    return;

  g_source_destroy (slot->timer);
  g_clear_pointer (&slot->timer, g_source_unref);
}

static void
close_slot (PtlGuessSlot *slot)
{
  slot->closed = TRUE;
  clear_timer (slot);
  g_cancellable_cancel (slot->cancellable);
}

/* Whether nothing that is still silent could be better than what answered. */
static gboolean
is_decided (PtlGuessContest *self,
            PtlProtocol      protocol)
{
  for (guint i = 0; i < self->n_tries; i++)
    {
      PtlGuessTry *attempt = &self->tries[i];

      if (ptl_server_get_protocol (attempt->server) != protocol)
        continue;
      if (attempt->found != NULL)
        return TRUE;
      if (!attempt->ended)
        return FALSE;
    }

  return !self->more_pending;
}

/* Whether one that could still be better than what answered is alive. */
static gboolean
is_promising (PtlGuessContest *self,
              PtlProtocol      protocol)
{
  for (guint i = 0; i < self->n_tries; i++)
    {
      PtlGuessTry *attempt = &self->tries[i];

      if (ptl_server_get_protocol (attempt->server) != protocol)
        continue;
      if (attempt->found != NULL)
        return FALSE;
      if (attempt->connected && !attempt->ended)
        return TRUE;
    }

  return FALSE;
}

static gboolean timer_cb (gpointer user_data);

/* Gives a slot so much more time, and never more than it had. */
static void
limit_slot (PtlGuessContest *self,
            PtlGuessSlot    *slot,
            guint            ms)
{
  gint64 deadline = g_get_monotonic_time () + ms * 1000;

  if (slot->closed || (slot->timer != NULL && slot->deadline <= deadline))
    return;

  clear_timer (slot);
  slot->deadline = deadline;
  slot->timer = g_timeout_source_new (ms);
  g_source_set_priority (slot->timer, g_task_get_priority (self->task));
  g_source_set_callback (slot->timer, timer_cb, self, NULL);
  g_source_attach (slot->timer, g_task_get_context (self->task));
}

static guint
get_grace (PtlGuessContest *self,
           gboolean         incoming)
{
  double elapsed = (double) (g_get_monotonic_time () - self->started) / 1000;

  return (guint) CLAMP (self->slowest_ms[incoming] * GRACE_FACTOR - elapsed, MIN_GRACE_MS, MAX_GRACE_MS);
}

static void
limit_slots (PtlGuessContest *self)
{
  gboolean incoming = self->slots[PTL_PROTOCOL_IMAP].found || self->slots[PTL_PROTOCOL_POP3].found;
  gboolean outgoing = self->slots[PTL_PROTOCOL_SMTP].found;

  for (guint i = 0; i < PTL_GUESS_N_PROTOCOLS; i++)
    {
      PtlGuessSlot *slot = &self->slots[i];

      if (!slot->extended && (slot->found || (incoming && outgoing)))
        limit_slot (self, slot, get_grace (self, i != PTL_PROTOCOL_SMTP));
      else if (!slot->extended && (incoming || outgoing))
        limit_slot (self, slot, PATIENCE (self->slowest_ms[incoming]));
    }
}

static void
slot_expired (PtlGuessContest *self,
              PtlProtocol      protocol)
{
  PtlGuessSlot *slot = &self->slots[protocol];

  if (slot->extended || !is_promising (self, protocol))
    {
      close_slot (slot);
      return;
    }

  slot->extended = TRUE;
  clear_timer (slot);
  limit_slot (self, slot, PATIENCE (MAX (self->slowest_ms[FALSE], self->slowest_ms[TRUE])));
}

static gboolean
timer_cb (gpointer user_data)
{
  PtlGuessContest *self = user_data;
  g_autoptr (GTask) task = g_object_ref (self->task);  /* which keeps the contest */
  gint64 now = g_get_monotonic_time ();

  for (guint i = 0; i < PTL_GUESS_N_PROTOCOLS; i++)
    if (self->slots[i].timer != NULL && self->slots[i].deadline <= now)
      slot_expired (self, i);

  self->expired (task);
  return G_SOURCE_REMOVE;
}

void
ptl_guess_contest_init (PtlGuessContest *self,
                        GTask           *task,
                        GCancellable    *cancellable,
                        PtlGuessExpired  expired)
{
  self->task = task;
  self->expired = expired;
  for (guint i = 0; i < PTL_GUESS_N_PROTOCOLS; i++)
    self->slots[i].cancellable = ptl_cancellable_new_child (cancellable);
}

void
ptl_guess_contest_clear (PtlGuessContest *self)
{
  for (guint i = 0; i < self->n_tries; i++)
    {
      ptl_server_unref (self->tries[i].server);
      g_clear_pointer (&self->tries[i].found, ptl_server_unref);
      g_free (self->tries[i].objection);
    }
  for (guint i = 0; i < PTL_GUESS_N_PROTOCOLS; i++)
    {
      clear_timer (&self->slots[i]);
      g_clear_object (&self->slots[i].cancellable);
    }
}

/* Adds a try that is less preferred than all before. Takes @server. */
void
ptl_guess_contest_add (PtlGuessContest *self,
                       PtlServer       *server,
                       guint            name)
{
  g_return_if_fail (self->n_tries < PTL_GUESS_MAX_TRIES);

  self->tries[self->n_tries].server = server;
  self->tries[self->n_tries].name = name;
  self->n_tries++;
}

PtlGuessSlot *
ptl_guess_contest_get_slot (PtlGuessContest *self,
                            PtlGuessTry     *attempt)
{
  return &self->slots[ptl_server_get_protocol (attempt->server)];
}

/* A try has answered after so many milliseconds. Takes @found. */
void
ptl_guess_contest_take (PtlGuessContest *self,
                        PtlGuessTry     *attempt,
                        PtlServer       *found,
                        double           ms)
{
  gboolean incoming = ptl_server_is_incoming (attempt->server);

  attempt->found = found;
  ptl_guess_contest_get_slot (self, attempt)->found = TRUE;
  self->slowest_ms[incoming] = MAX (self->slowest_ms[incoming], ms);
}

/* Called whenever something ended: calls off what could not be better than what answered.
 *
 * Returns: whether nothing is waited for any longer */
gboolean
ptl_guess_contest_update (PtlGuessContest *self)
{
  gboolean all_closed = TRUE;

  limit_slots (self);
  for (guint i = 0; i < PTL_GUESS_N_PROTOCOLS; i++)
    {
      if (!self->slots[i].closed && (is_decided (self, i) || (self->slots[i].extended && !is_promising (self, i))))
        close_slot (&self->slots[i]);
      all_closed = all_closed && self->slots[i].closed;
    }

  return all_closed;
}
