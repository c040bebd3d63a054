/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "ptl-server.h"

G_BEGIN_DECLS

/* Tries of servers that run side by side, and how long the better ones hold the others up. */

#define PTL_GUESS_N_PROTOCOLS 3
#define PTL_GUESS_MAX_TRIES   42

typedef struct
{
  PtlServer *server;   /* (owned): what is tried */
  PtlServer *found;    /* (owned) (nullable): what answered */
  guint      name;     /* of the names that are tried, which one it is */
  gboolean   connected;
  gboolean   ended;
  gboolean   plain;    /* it answers, but only without encryption */
  char      *objection;  /* (owned) (nullable): it answers, but this keeps its certificate from proving who it is */
  gint64     started;
} PtlGuessTry;

/* The tries of one protocol. */
typedef struct
{
  GCancellable *cancellable;  /* (owned) */
  GSource      *timer;        /* (owned) (nullable) */
  gint64        deadline;
  gboolean      found;
  gboolean      extended;     /* only what is connected is still waited for */
  gboolean      closed;       /* nothing that could still come is waited for */
} PtlGuessSlot;

typedef void (*PtlGuessExpired) (GTask *task);

typedef struct
{
  GTask           *task;      /* (unowned): as old as the contest */
  PtlGuessExpired  expired;   /* called when somebody was waited for long enough */
  PtlGuessSlot     slots[PTL_GUESS_N_PROTOCOLS];
  PtlGuessTry      tries[PTL_GUESS_MAX_TRIES];  /* the preferred ones first */
  guint            n_tries;
  gboolean         more_pending;   /* it is not known yet whether there are more tries to come */
  double           slowest_ms[2];  /* of the tries that answered: outgoing, incoming */
  gint64           started;        /* when the last try was started, or might have been */
} PtlGuessContest;

void          ptl_guess_contest_init     (PtlGuessContest *self,
                                          GTask           *task,
                                          GCancellable    *cancellable,
                                          PtlGuessExpired  expired);
void          ptl_guess_contest_clear    (PtlGuessContest *self);
void          ptl_guess_contest_add      (PtlGuessContest *self,
                                          PtlServer       *server,
                                          guint            name);
PtlGuessSlot *ptl_guess_contest_get_slot (PtlGuessContest *self,
                                          PtlGuessTry     *attempt);
void          ptl_guess_contest_take     (PtlGuessContest *self,
                                          PtlGuessTry     *attempt,
                                          PtlServer       *found,
                                          double           ms);
gboolean      ptl_guess_contest_update   (PtlGuessContest *self);

G_END_DECLS
