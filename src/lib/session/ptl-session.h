/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "ptl-account.h"
#include "ptl-check.h"
#include "ptl-contact.h"
#include "ptl-exporter.h"
#include "ptl-needs.h"
#include "ptl-policy.h"
#include "ptl-recommendation.h"
#include "ptl-report.h"
#include "ptl-secret.h"

G_BEGIN_DECLS

/* What ptl_session_check_and_look_async() is at. */
typedef enum
{
  PTL_STAGE_NONE,
  PTL_STAGE_CHECKING,
  PTL_STAGE_LOOKING,  /* for other servers, as those that were checked cannot be used */
  PTL_STAGE_OTHER,    /* for another way to fetch mail, as that which was checked cannot be used */
} PtlStage;

#define PTL_TYPE_STAGE (ptl_stage_get_type ())
GType ptl_stage_get_type (void);

#define PTL_TYPE_SESSION (ptl_session_get_type ())
G_DECLARE_FINAL_TYPE (PtlSession, ptl_session, PTL, SESSION, GObject)

/* One setup from an address to an account: what the assistant and the command line share. The steps are taken in order, and going
 * back to one forgets what came after it:
 *
 *   set_address → discover → (set_needs) → recommendation → check → account → export
 *
 * Properties that notify: "recommendation", "settled", "busy", "wishes", "stage". Lists (candidates, contacts) grow while discovery runs. */
PtlSession        *ptl_session_new                 (void);
void               ptl_session_set_policy          (PtlSession           *self,
                                                    PtlPolicy            *policy);

/* what the person says */
void               ptl_session_set_address         (PtlSession           *self,
                                                    PtlAddress           *address);
PtlAddress        *ptl_session_get_address         (PtlSession           *self);
void               ptl_session_set_name            (PtlSession           *self,
                                                    const char           *name);
const char        *ptl_session_get_name            (PtlSession           *self);
void               ptl_session_set_needs           (PtlSession           *self,
                                                    const PtlNeeds       *needs);
const PtlNeeds    *ptl_session_get_needs           (PtlSession           *self);
void               ptl_session_set_secret          (PtlSession           *self,
                                                    PtlSecret            *secret);
gboolean           ptl_session_has_secret          (PtlSession           *self);
PtlSecret         *ptl_session_dup_secret          (PtlSession           *self);
void               ptl_session_set_username        (PtlSession           *self,
                                                    const char           *username);
void               ptl_session_set_offline         (PtlSession           *self,
                                                    gboolean              offline);
void               ptl_session_set_unchecked       (PtlSession           *self,
                                                    gboolean              unchecked);
void               ptl_session_set_directory       (PtlSession           *self,
                                                    gboolean              directory);
void               ptl_session_set_timeout         (PtlSession           *self,
                                                    guint                 milliseconds);
void               ptl_session_set_confirmed       (PtlSession           *self,
                                                    gboolean              confirmed);
void               ptl_session_confirm_beforehand  (PtlSession           *self);
gboolean           ptl_session_get_confirmed       (PtlSession           *self);
void               ptl_session_agree_to_checked    (PtlSession           *self);
/* The person's own servers (page 3, Details); (nullable): back to the recommended one. */
void               ptl_session_set_manual          (PtlSession           *self,
                                                    PtlServer            *incoming,
                                                    PtlServer            *outgoing);
/* A certificate of the person's own server that is trusted though something is wrong with it. */
gboolean           ptl_session_trust_certificate (PtlSession           *self,
                                                    PtlServer            *server,
                                                    const char           *sha256,
                                                    GError              **error);
void               ptl_session_set_leave           (PtlSession           *self,
                                                    PtlLeave              leave,
                                                    guint                 days);

/* discovery */
void               ptl_session_discover_async      (PtlSession           *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean           ptl_session_discover_finish     (PtlSession           *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
GListModel        *ptl_session_get_candidates      (PtlSession           *self);
GListModel        *ptl_session_get_contacts        (PtlSession           *self);
gboolean           ptl_session_get_settled         (PtlSession           *self);
gboolean           ptl_session_is_awaited          (PtlSession           *self);

/* whom the whole address may be told, if the person agrees: then discover again */
GPtrArray         *ptl_session_get_wishes          (PtlSession           *self);
gboolean           ptl_session_is_address_wanted   (PtlSession           *self);
void               ptl_session_allow_address       (PtlSession           *self,
                                                    const char           *host);

/* what follows from it; (nullable) while nothing is known. Recomputed when candidates or needs change, but not under a check: what
 * is checked stays what is recommended, until something that it depends on is set anew, or another check begins. */
PtlRecommendation *ptl_session_get_recommendation  (PtlSession           *self);

/* the live check of both directions, side by side */
void               ptl_session_check_async         (PtlSession           *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean           ptl_session_check_finish        (PtlSession           *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
/* the same, and where it fails, a look for other servers and a check of those */
void               ptl_session_check_and_look_async  (PtlSession           *self,
                                                      GCancellable         *cancellable,
                                                      GAsyncReadyCallback   callback,
                                                      gpointer              user_data);
gboolean           ptl_session_check_and_look_finish (PtlSession           *self,
                                                      GAsyncResult         *result,
                                                      GError              **error);
PtlStage           ptl_session_get_stage           (PtlSession           *self);
gboolean           ptl_session_has_news            (PtlSession           *self);
PtlCheck          *ptl_session_get_incoming_check  (PtlSession           *self);
PtlCheck          *ptl_session_get_outgoing_check  (PtlSession           *self);
PtlReport         *ptl_session_get_incoming_report (PtlSession           *self);
PtlReport         *ptl_session_get_outgoing_report (PtlSession           *self);

/* A letter to oneself, once both directions are good: sent, waited for, and removed. It ends with a step that says how long it took,
 * or what went wrong; the step stays until the check is forgotten. */
gboolean           ptl_session_can_send_letter     (PtlSession           *self);
void               ptl_session_send_letter_async   (PtlSession           *self,
                                                    guint                 patience,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
PtlStep           *ptl_session_send_letter_finish  (PtlSession           *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
PtlStep           *ptl_session_get_letter          (PtlSession           *self);

/* Stops the search, the check and the letter that run; each ends with PTL_ERROR_CANCELLED. */
void               ptl_session_cancel              (PtlSession           *self);
/* Uses the port or the name that helps against @problem, which the check came to; FALSE if there is none. */
gboolean           ptl_session_mend                (PtlSession           *self,
                                                    PtlProblem           *problem);

/* Chooses the other protocol, which the check has found out could be used instead; FALSE if there is none. */
PtlReport         *ptl_session_get_other_report    (PtlSession           *self);
gboolean           ptl_session_use_other_protocol  (PtlSession           *self);

/* the outcome */
PtlResult          ptl_session_get_result          (PtlSession           *self);
PtlProblem        *ptl_session_get_problem         (PtlSession           *self);
/* Returns: (transfer full) (nullable) */
PtlAccount        *ptl_session_get_account         (PtlSession           *self);

/* what was handed over, in its order */
void               ptl_session_add_export          (PtlSession           *self,
                                                    PtlExportResult      *result);
void               ptl_session_remove_export       (PtlSession           *self,
                                                    PtlExportResult      *result);
GPtrArray         *ptl_session_get_exports         (PtlSession           *self);

G_END_DECLS
