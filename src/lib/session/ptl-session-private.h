/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-agreement.h"
#include "ptl-checks.h"
#include "ptl-search.h"
#include "ptl-session.h"

G_BEGIN_DECLS

/* A session is some ideas in one object: what the person says (ptl-session-person.c), whom the address may be told
 * (ptl-session-wish.c), what follows from it (ptl-session.c), how that is checked (ptl-session-check.c), what
 * is looked for when that fails (ptl-session-look.c and ptl-session-other.c), and a letter to oneself at
 * its end (ptl-session-letter.c). */

struct _PtlSession
{
  GObject parent_instance;

  /* what the person says */
  PtlAddress *address;          /* (owned) (nullable) */
  char       *name;             /* (owned) (nullable) */
  char       *username;         /* (owned) (nullable) */
  PtlNeeds    needs;
  PtlSecret  *secret;           /* (owned) (nullable) */
  PtlServer  *manual_incoming;  /* (owned) (nullable) */
  PtlServer  *manual_outgoing;  /* (owned) (nullable) */
  PtlLeave    leave;
  guint       leave_days;
  guint       timeout;          /* milliseconds; 0: the discovery's own */
  gboolean    own_leave;
  gboolean    offline;
  gboolean    unchecked;
  gboolean    directory;
  gboolean    doubts;           /* what is known does not work: the next search looks beside it */
  gboolean    has_doubted;      /* about this address */
  PtlAgreement agreement;      /* (owned): to servers that nobody vouches for */
  GPtrArray   *allowed;        /* (owned) (element-type utf8): hosts that may be told the address */
  GPtrArray  *exceptions;      /* (owned) (element-type PtlServer): certificates that are trusted anyhow */

  PtlPolicy *policy;            /* (owned) (nullable): of this computer; NULL if it cannot be read */
  GError    *policy_error;      /* (owned) (nullable): why not */

  PtlSearch         *search;          /* (owned) */
  PtlRecommendation *recommendation;  /* (owned) (nullable) */

  /* check */
  PtlChecks         *checks;          /* (owned) (nullable): what is checked, or was */
  PtlProblem        *problem;         /* (owned) (nullable): what was handed out last */
  PtlStep           *letter;          /* (owned) (nullable): to oneself, sent after this check */
  GCancellable      *sending;         /* (owned) (nullable): while it travels */
  gboolean           has_news;        /* since the check began */
  gboolean           adopted;         /* what is recommended is so because the check found that it works */
  PtlStage           stage;
  PtlRecommendation *other;           /* (owned) (nullable): by the other protocol, where the recommended one does not work */
  GCancellable      *trying_other;    /* (owned) (nullable): while that is found out */
  PtlReport         *other_report;    /* (owned) (nullable): what trying another choice has come to, for better or worse */
  gboolean           too_strict;      /* what answers begins without encryption, and the person wants none of that */
  GTask             *waiting;         /* (owned) (nullable): a check that goes on when the search has ended */

  GPtrArray         *exports;         /* (owned) (element-type PtlExportResult) */

  guint n_running;
};

void     ptl_session_recompute           (PtlSession *self);
PtlRecommendation *
         ptl_session_recommend_anew      (PtlSession *self);
void     ptl_session_recommend_checked   (PtlSession *self,
                                          PtlServer  *incoming,
                                          PtlServer  *outgoing);
void     ptl_session_forget_check        (PtlSession *self);
void     ptl_session_begin               (PtlSession *self);
void     ptl_session_end                 (PtlSession *self);
void     ptl_session_set_stage           (PtlSession *self,
                                          PtlStage    stage);
gboolean ptl_session_has_guess           (PtlSession *self);
gboolean ptl_session_knows_other         (PtlSession *self);
void     ptl_session_try_other_async     (PtlSession          *self,
                                          gboolean             relaxed,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
gboolean ptl_session_try_other_finish    (PtlSession          *self,
                                          GAsyncResult        *result);
void     ptl_session_cancel_other        (PtlSession *self);
void     ptl_session_forget_other        (PtlSession *self);
void     ptl_session_search_ended        (PtlSession *self,
                                          gboolean    cancelled);
gboolean ptl_session_may_make_exceptions (PtlSession *self);
void     ptl_session_forget_letter       (PtlSession *self);

G_END_DECLS
