/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-checks.h"

#include <glib/gi18n-lib.h>

#include "ptl-async.h"
#include "ptl-error.h"

/* One direction. */
typedef struct
{
  PtlCheck  *check;   /* (owned) (nullable): nothing is known for this direction */
  PtlReport *report;  /* (owned) (nullable): until it has ended */
} Direction;

struct _PtlChecks
{
  GObject parent_instance;

  PtlRecommendation *recommendation;  /* (owned) */
  Direction          incoming;
  Direction          outgoing;
  PtlAddress        *address;         /* (owned) (nullable) */
  PtlToken          *token;           /* (owned) (nullable) */
  GCancellable      *cancellable;     /* (owned) (nullable): while it runs */
  guint              n_pending;
};

G_DEFINE_FINAL_TYPE (PtlChecks, ptl_checks, G_TYPE_OBJECT)

static void
direction_clear (Direction *direction)
{
  g_clear_object (&direction->check);
  g_clear_object (&direction->report);
}

static void
ptl_checks_finalize (GObject *object)
{
  PtlChecks *self = PTL_CHECKS (object);

  g_object_unref (self->recommendation);
  direction_clear (&self->incoming);
  direction_clear (&self->outgoing);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->address, ptl_address_unref);
  g_clear_pointer (&self->token, ptl_token_free);

  G_OBJECT_CLASS (ptl_checks_parent_class)->finalize (object);
}

static void
ptl_checks_class_init (PtlChecksClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ptl_checks_finalize;
}

static void
ptl_checks_init (PtlChecks *self)
{
}

/* Returns: (nullable) (transfer full) */
static PtlCheck *
new_check (GPtrArray             *offers,
           const PtlChecksFields *fields)
{
  PtlCheck *check;

  if (offers->len == 0)
    return NULL;

  check = ptl_check_new (offers, fields->secret, fields->allow_plaintext);
  ptl_check_set_address (check, fields->address);
  ptl_check_set_username (check, fields->username);
  ptl_check_set_agreement (check, fields->agreement);
  ptl_check_set_exceptions (check, fields->exceptions, fields->candidates);

  return check;
}

/**
 * ptl_checks_new:
 * @recommendation: one with a choice
 * @fields: how to check it
 *
 * Returns: (transfer full): checks that can be run once
 */
PtlChecks *
ptl_checks_new (PtlRecommendation     *recommendation,
                const PtlChecksFields *fields)
{
  PtlChecks *self;

  g_return_val_if_fail (ptl_recommendation_has_choice (recommendation), NULL);

  self = g_object_new (PTL_TYPE_CHECKS, NULL);
  self->recommendation = g_object_ref (recommendation);
  self->address = fields->address != NULL ? ptl_address_ref (fields->address) : NULL;
  self->incoming.check = new_check (ptl_recommendation_list_incoming (recommendation), fields);
  self->outgoing.check = new_check (ptl_recommendation_list_outgoing (recommendation), fields);

  return self;
}

PtlRecommendation *
ptl_checks_get_recommendation (PtlChecks *self)
{
  return self->recommendation;
}

PtlCheck *
ptl_checks_get_incoming (PtlChecks *self)
{
  return self->incoming.check;
}

PtlCheck *
ptl_checks_get_outgoing (PtlChecks *self)
{
  return self->outgoing.check;
}

PtlReport *
ptl_checks_get_incoming_report (PtlChecks *self)
{
  return self->incoming.report;
}

PtlReport *
ptl_checks_get_outgoing_report (PtlChecks *self)
{
  return self->outgoing.report;
}

/* Returns: (transfer none) (nullable): the token of Online Accounts, if both directions have signed in with it */
PtlSecret *
ptl_checks_get_token (PtlChecks *self)
{
  const PtlServer *incoming = self->incoming.report != NULL ? ptl_report_get_server (self->incoming.report) : NULL;
  const PtlServer *outgoing = self->outgoing.report != NULL ? ptl_report_get_server (self->outgoing.report) : NULL;

  if (self->token == NULL || incoming == NULL || outgoing == NULL || !ptl_check_used_token (self->incoming.check) ||
      !ptl_check_used_token (self->outgoing.check))
    return NULL;

  return ptl_token_covers (self->token, incoming) && ptl_token_covers (self->token, outgoing) ? self->token->secret : NULL;
}

void
ptl_checks_cancel (PtlChecks *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

static gboolean
was_cancelled (const Direction *direction)
{
  return direction->report != NULL && ptl_report_get_verdict (direction->report) == PTL_VERDICT_CANCELLED;
}

static void
direction_done (GTask *task)
{
  PtlChecks *self = g_task_get_source_object (task);

  if (--self->n_pending > 0)
    return;

  if (g_cancellable_is_cancelled (self->cancellable) || was_cancelled (&self->incoming) || was_cancelled (&self->outgoing))
    g_task_return_new_error (task, PTL_ERROR, PTL_ERROR_CANCELLED, "%s", _("The check was cancelled."));
  else
    g_task_return_boolean (task, TRUE);
}

static void
checked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  PtlChecks *self = g_task_get_source_object (task);
  Direction *direction = PTL_CHECK (object) == self->incoming.check ? &self->incoming : &self->outgoing;

  direction->report = ptl_check_run_finish (PTL_CHECK (object), result, NULL);
  direction_done (task);
}

static void
start (GTask           *task,
       const Direction *direction)
{
  PtlChecks *self = g_task_get_source_object (task);

  if (direction->check == NULL)
    return;

  self->n_pending++;
  ptl_check_set_token (direction->check, self->token);
  ptl_check_run_async (direction->check, self->cancellable, checked_cb, g_object_ref (task));
}

static void
start_both (GTask *task)
{
  PtlChecks *self = g_task_get_source_object (task);

  start (task, &self->incoming);
  start (task, &self->outgoing);
  direction_done (task);
}

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  PtlChecks *self = g_task_get_source_object (task);

  self->token = ptl_token_find_finish (result);
  start_both (task);
}

static gboolean
names_oauth2 (GPtrArray *offers)
{
  for (guint i = 0; i < offers->len; i++)
    {
      PtlOffer *offer = g_ptr_array_index (offers, i);

      if (ptl_server_allows (offer->server, PTL_AUTHENTICATION_OAUTH2))
        return TRUE;
    }

  return FALSE;
}

/* Only then is it worth asking whether there is one. */
static gboolean
takes_token (PtlChecks *self)
{
  return names_oauth2 (ptl_recommendation_list_incoming (self->recommendation)) ||
         names_oauth2 (ptl_recommendation_list_outgoing (self->recommendation));
}

void
ptl_checks_run_async (PtlChecks           *self,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (PTL_IS_CHECKS (self));
  g_return_if_fail (self->cancellable == NULL);

  self->cancellable = ptl_cancellable_new_child (cancellable);
  task = g_task_new (self, self->cancellable, callback, user_data);
  g_task_set_source_tag (task, ptl_checks_run_async);
  /* what was seen until it was cancelled is kept */
  g_task_set_check_cancellable (task, FALSE);

  self->n_pending = 1;  /* held until both are started */
  if (self->address != NULL && takes_token (self))
    ptl_token_find_async (self->address, self->cancellable, found_cb, g_object_ref (task));
  else
    start_both (task);
}

gboolean
ptl_checks_run_finish (PtlChecks     *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
