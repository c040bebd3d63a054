/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-conversation.h"
#include "ptl-deadline.h"
#include "ptl-probe-private.h"
#include "ptl-trust.h"

G_BEGIN_DECLS

/* A check is two ideas in one object: what it is about (ptl-probe.c), and how it goes on (ptl-probe-run.c). */

/* What is done one after the other. */
typedef enum
{
  ACT_CONNECT,
  ACT_GREET,
  ACT_SWITCH,   /* ask for STARTTLS */
  ACT_ENCRYPT,
  ACT_ASK,      /* what the server offers */
  ACT_SIGN_IN,
  ACT_RUN_ERRAND,
  ACT_LOOK,     /* around in the mailbox */
  ACT_LEAVE,
  ACT_END,
} Act;

struct _PtlProbe
{
  GObject parent_instance;

  PtlServer      *server;
  PtlSecret      *secret;  /* (nullable) */
  PtlProbeLimits  limits;
  gboolean        allow_plaintext;
  gboolean        token;   /* the secret is one */
  gboolean        offer_exception;
  const PtlErrand *errand; /* (nullable) */
  gboolean        errand_done;
  GListStore     *steps;   /* (element-type PtlStep) */

  /* the run */
  GTask          *task;         /* (owned) (nullable): while it runs */
  PtlDeadline    *deadline;     /* (owned) (nullable) */
  const Act      *act;
  PtlStep        *step;         /* (owned) (nullable): the pending one */
  PtlStepId       step_id;      /* of the last one */
  PtlConnection  *connection;   /* (owned) (nullable) */
  PtlTalk        *talk;         /* (owned) (nullable) */
  PtlTranscript  *transcript;   /* (owned) (nullable) */
  PtlCredentials  credentials;
  PtlFamilies     families;     /* of the host's addresses, as they were tried */
  gboolean        settled;      /* what follows cannot make it fail any more */

  PtlTrust       *trust;        /* (owned) (nullable): once it is encrypted */
};

void ptl_probe_begin (PtlProbe *self);

G_END_DECLS
