/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-reviews.h"

#include <glib/gi18n-lib.h>

#include "ptl-accounts.h"
#include "ptl-error.h"
#include "ptl-fix.h"
#include "ptl-inquiry.h"

/* How many accounts are checked at once, with two servers each at most. */
#define AT_ONCE 4

struct _PtlReviews
{
  GObject parent_instance;

  char       *home;  /* (owned) (nullable): the person's own */
  GListStore *list;  /* (owned) (element-type PtlReview) */
  guint       n_busy;
};

G_DEFINE_FINAL_TYPE (PtlReviews, ptl_reviews, G_TYPE_OBJECT)

enum
{
  PROP_BUSY = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
ptl_reviews_finalize (GObject *object)
{
  PtlReviews *self = PTL_REVIEWS (object);

  g_clear_object (&self->list);
  g_free (self->home);

  G_OBJECT_CLASS (ptl_reviews_parent_class)->finalize (object);
}

static void
ptl_reviews_get_property (GObject    *object,
                          guint       property_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_BUSY:
      g_value_set_boolean (value, ptl_reviews_get_busy (PTL_REVIEWS (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
ptl_reviews_class_init (PtlReviewsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = ptl_reviews_finalize;
  object_class->get_property = ptl_reviews_get_property;

  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ptl_reviews_init (PtlReviews *self)
{
  self->list = g_list_store_new (PTL_TYPE_REVIEW);
}

/**
 * ptl_reviews_new:
 * @home: (nullable): another home folder, for tests
 */
PtlReviews *
ptl_reviews_new (const char *home)
{
  PtlReviews *self = g_object_new (PTL_TYPE_REVIEWS, NULL);

  self->home = g_strdup (home);
  return self;
}

/* Returns: (transfer none) (element-type PtlReview): grouped by program */
GListModel *
ptl_reviews_get_list (PtlReviews *self)
{
  return G_LIST_MODEL (self->list);
}

gboolean
ptl_reviews_get_busy (PtlReviews *self)
{
  return self->n_busy > 0;
}

/* Returns: (transfer none) (nullable): */
PtlReview *
ptl_reviews_find (PtlReviews *self,
                  const char *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->list)); i++)
    {
      g_autoptr (PtlReview) review = g_list_model_get_item (G_LIST_MODEL (self->list), i);

      if (g_str_equal (ptl_existing_get_id (ptl_review_get_existing (review)), id))
        return review;
    }

  return NULL;
}

/* Beginning and ending */

static void
add_busy (PtlReviews *self,
          int         n)
{
  gboolean before = self->n_busy > 0;

  self->n_busy += n;
  if (before != (self->n_busy > 0))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

static GTask *
begin (PtlReviews          *self,
       gpointer             source_tag,
       GCancellable        *cancellable,
       GAsyncReadyCallback  callback,
       gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  g_task_set_check_cancellable (task, FALSE);
  add_busy (self, 1);

  return task;
}

static void
end (GTask   *task,
     gboolean done,
     GError  *error)
{
  add_busy (g_task_get_source_object (task), -1);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, done);
}

static void
end_cancelled (GTask *task)
{
  end (task, FALSE, g_error_new_literal (PTL_ERROR, PTL_ERROR_CANCELLED, _("The check was cancelled.")));
}

/* Reading */

static void
read_thread (GTask        *task,
             gpointer      source,
             gpointer      home,
             GCancellable *cancellable)
{
  PtlExportOptions options = { .home = home };

  g_task_return_pointer (task, ptl_accounts_read (&options), (GDestroyNotify) g_ptr_array_unref);
}

static void
start_reading (PtlReviews          *self,
               GAsyncReadyCallback  callback,
               gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_task_data (task, g_strdup (self->home), g_free);
  g_task_run_in_thread (task, read_thread);
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  PtlReviews *self = g_task_get_source_object (task);
  g_autoptr (GPtrArray) found = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autoptr (GPtrArray) reviews = g_ptr_array_new_with_free_func (g_object_unref);

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      end_cancelled (task);
      return;
    }

  for (guint i = 0; i < found->len; i++)
    g_ptr_array_add (reviews, ptl_review_new (g_ptr_array_index (found, i)));
  g_list_store_splice (self->list, 0, g_list_model_get_n_items (G_LIST_MODEL (self->list)), reviews->pdata, reviews->len);
  end (task, TRUE, NULL);
}

void
ptl_reviews_read_async (PtlReviews          *self,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  start_reading (self, read_cb, begin (self, ptl_reviews_read_async, cancellable, callback, user_data));
}

gboolean
ptl_reviews_read_finish (PtlReviews    *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Checking */

typedef struct
{
  GPtrArray *waiting;  /* (owned) (element-type PtlReview) */
  guint      next;
  guint      n_open;
} Queue;

static void
queue_free (Queue *queue)
{
  g_ptr_array_unref (queue->waiting);
  g_free (queue);
}

static Queue *
queue_new (PtlReviews *self)
{
  Queue *queue = g_new0 (Queue, 1);

  queue->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->list)); i++)
    {
      g_autoptr (PtlReview) review = g_list_model_get_item (G_LIST_MODEL (self->list), i);
      PtlReviewVerdict verdict = ptl_review_get_verdict (review);

      if (verdict == PTL_REVIEW_WAITING || verdict == PTL_REVIEW_UNCHECKED)
        g_ptr_array_add (queue->waiting, g_steal_pointer (&review));
    }

  return queue;
}

static void go_on (GTask *task);

static void
checked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Queue *queue = g_task_get_task_data (task);

  ptl_review_run_finish (PTL_REVIEW (object), result);
  queue->n_open--;
  go_on (task);
}

static void
go_on (GTask *task)
{
  Queue *queue = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  gboolean cancelled = g_cancellable_is_cancelled (cancellable);

  while (!cancelled && queue->n_open < AT_ONCE && queue->next < queue->waiting->len)
    {
      queue->n_open++;
      ptl_review_run_async (g_ptr_array_index (queue->waiting, queue->next++), cancellable, checked_cb, g_object_ref (task));
    }

  if (queue->n_open > 0)
    return;

  if (cancelled)
    end_cancelled (task);
  else
    end (task, TRUE, NULL);
}

void
ptl_reviews_check_async (PtlReviews          *self,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr (GTask) task = begin (self, ptl_reviews_check_async, cancellable, callback, user_data);

  g_task_set_task_data (task, queue_new (self), (GDestroyNotify) queue_free);
  go_on (task);
}

gboolean
ptl_reviews_check_finish (PtlReviews    *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Asking the provider */

static void
inquired_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gboolean done = ptl_inquiry_finish (PTL_REVIEW (object), result, &error);

  if (error == NULL && g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    end_cancelled (task);
  else
    end (task, done, error);
}

void
ptl_reviews_look_up_async (PtlReviews          *self,
                           PtlReview           *review,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  GTask *task = begin (self, ptl_reviews_look_up_async, cancellable, callback, user_data);

  ptl_inquiry_async (review, cancellable, inquired_cb, task);
}

gboolean
ptl_reviews_look_up_finish (PtlReviews    *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Changing */

typedef struct
{
  PtlReview *review;   /* (owned) */
  char      *message;  /* (owned) (nullable) */
  char      *undo_id;  /* (owned) (nullable) */
} Change;

static void
change_free (Change *change)
{
  g_object_unref (change->review);
  g_free (change->message);
  g_free (change->undo_id);
  g_free (change);
}

static GTask *
begin_change (PtlReviews          *self,
              PtlReview           *review,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  GTask *task = begin (self, ptl_reviews_fix_async, cancellable, callback, user_data);
  Change *change = g_new0 (Change, 1);

  change->review = g_object_ref (review);
  g_task_set_task_data (task, change, (GDestroyNotify) change_free);

  return task;
}

/* It is done, whatever the check of it comes to. */
static void
changed_and_checked_cb (GObject      *object,
                        GAsyncResult *result,
                        gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  PtlReviews *self = g_task_get_source_object (task);
  Change *change = g_task_get_task_data (task);

  ptl_reviews_check_finish (self, result, NULL);
  add_busy (self, -1);
  g_task_return_pointer (task, g_steal_pointer (&change->message), g_free);
}

static gboolean
is_same_server (const PtlExistingServer *a,
                const PtlExistingServer *b)
{
  if (a->server == NULL || b->server == NULL)
    return a->server == b->server;

  return ptl_server_same_endpoint (a->server, b->server);
}

/* Several accounts may share a server. */
static void
renew (PtlReviews  *self,
       PtlExisting *existing)
{
  PtlReview *review = ptl_reviews_find (self, ptl_existing_get_id (existing));
  PtlExisting *old = review != NULL ? ptl_review_get_existing (review) : NULL;

  if (old == NULL || (is_same_server (ptl_existing_get_incoming (old), ptl_existing_get_incoming (existing)) &&
                      is_same_server (ptl_existing_get_outgoing (old), ptl_existing_get_outgoing (existing))))
    return;

  ptl_review_set_existing (review, existing);
}

static void
read_again_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  PtlReviews *self = g_task_get_source_object (task);
  Change *change = g_task_get_task_data (task);
  g_autoptr (GPtrArray) found = g_task_propagate_pointer (G_TASK (result), NULL);

  for (guint i = 0; i < found->len; i++)
    renew (self, g_ptr_array_index (found, i));

  ptl_review_set_undo_id (change->review, change->undo_id);
  ptl_reviews_check_async (self, g_task_get_cancellable (task), changed_and_checked_cb, g_object_ref (task));
}

static void
fixed_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  PtlReviews *self = g_task_get_source_object (task);
  Change *change = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (PtlExportResult) done = ptl_export_fix_finish (result, &error);

  if (done == NULL)
    {
      end (task, FALSE, error);
      return;
    }

  change->message = g_strdup (ptl_export_result_get_message (done));
  change->undo_id = g_strdup (ptl_export_result_get_undo_id (done));
  start_reading (self, read_again_cb, g_steal_pointer (&task));
}

static PtlServer *
get_better (PtlReview               *review,
            const PtlReviewSide     *side,
            const PtlExistingServer *place)
{
  return side != NULL && ptl_fix_is_possible (ptl_review_get_existing (review), place) ? side->better : NULL;
}

void
ptl_reviews_fix_async (PtlReviews          *self,
                       PtlReview           *review,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  PtlExisting *existing = ptl_review_get_existing (review);
  PtlServer *incoming = get_better (review, ptl_review_get_incoming (review), ptl_existing_get_incoming (existing));
  PtlServer *outgoing = get_better (review, ptl_review_get_outgoing (review), ptl_existing_get_outgoing (existing));
  PtlExportOptions options = { .home = self->home };

  g_return_if_fail (ptl_review_is_fixable (review));

  ptl_export_fix_async (existing, incoming, outgoing, &options, cancellable, fixed_cb,
                        begin_change (self, review, cancellable, callback, user_data));
}

static void
undone_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  PtlReviews *self = g_task_get_source_object (task);
  Change *change = g_task_get_task_data (task);
  GError *error = NULL;

  change->message = ptl_export_undo_finish (result, &error);
  if (change->message == NULL)
    end (task, FALSE, error);
  else
    start_reading (self, read_again_cb, g_steal_pointer (&task));
}

void
ptl_reviews_undo_async (PtlReviews          *self,
                        PtlReview           *review,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  PtlExportOptions options = { .home = self->home };

  g_return_if_fail (ptl_review_get_undo_id (review) != NULL);

  ptl_export_undo_async (ptl_review_get_undo_id (review), &options, cancellable, undone_cb,
                         begin_change (self, review, cancellable, callback, user_data));
}

char *
ptl_reviews_change_finish (PtlReviews    *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
