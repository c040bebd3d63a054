/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-inquiry.h"

#include "ptl-session.h"

static void
take_all (GPtrArray *known,
          GPtrArray *servers)
{
  for (guint i = 0; servers != NULL && i < servers->len; i++)
    g_ptr_array_add (known, ptl_server_ref (g_ptr_array_index (servers, i)));
}

/* What somebody vouches for. The rest would need the person's word for each server. */
static GPtrArray *
list_known (PtlSession *session)
{
  GListModel *candidates = ptl_session_get_candidates (session);
  GPtrArray *known = g_ptr_array_new_with_free_func ((GDestroyNotify) ptl_server_unref);

  for (guint i = 0; i < g_list_model_get_n_items (candidates); i++)
    {
      g_autoptr (PtlCandidate) candidate = g_list_model_get_item (candidates, i);

      if (ptl_candidate_get_trust (candidate) != PTL_TRUST_TRUSTED)
        continue;
      take_all (known, ptl_candidate_get_incoming (candidate));
      take_all (known, ptl_candidate_get_outgoing (candidate));
    }

  return known;
}

static void
checked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;

  ptl_review_run_finish (PTL_REVIEW (object), result);
  g_task_return_boolean (task, TRUE);
}

static void
discovered_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  PtlReview *review = g_task_get_source_object (task);
  g_autoptr (GPtrArray) known = NULL;
  GError *error = NULL;

  if (!ptl_session_discover_finish (PTL_SESSION (object), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  known = list_known (PTL_SESSION (object));
  ptl_review_set_known (review, known);
  ptl_review_run_async (review, g_task_get_cancellable (task), checked_cb, g_object_ref (task));
}

/**
 * ptl_inquiry_async:
 * @review: an account that is there; the source object of @callback
 * @cancellable: (nullable): to end it
 * @callback: called once
 * @user_data: for @callback
 */
void
ptl_inquiry_async (PtlReview           *review,
                   GCancellable        *cancellable,
                   GAsyncReadyCallback  callback,
                   gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (review, cancellable, callback, user_data);
  const char *text = ptl_existing_get_address (ptl_review_get_existing (review));
  GError *error = NULL;
  g_autoptr (PtlAddress) address = ptl_address_parse (text != NULL ? text : "", &error);
  PtlSession *session;

  g_task_set_source_tag (task, ptl_inquiry_async);
  g_task_set_check_cancellable (task, FALSE);
  if (address == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  session = ptl_session_new ();
  g_task_set_task_data (task, session, g_object_unref);
  ptl_session_set_address (session, address);
  ptl_session_discover_async (session, cancellable, discovered_cb, g_steal_pointer (&task));
}

gboolean
ptl_inquiry_finish (PtlReview     *review,
                    GAsyncResult  *result,
                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, review), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
