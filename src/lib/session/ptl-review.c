/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-review.h"

#include <glib/gi18n-lib.h>

#include "ptl-fix.h"

struct _PtlReview
{
  GObject parent_instance;

  PtlExisting      *existing;  /* (owned) */
  PtlReviewSide    *incoming;  /* (owned) (nullable) */
  PtlReviewSide    *outgoing;  /* (owned) (nullable) */
  GPtrArray        *known;     /* (owned) (nullable) (element-type PtlServer): what the provider says, once it was looked up */
  char             *undo_id;   /* (owned) (nullable) */
  PtlReviewVerdict  verdict;
  guint             n_pending;
};

G_DEFINE_FINAL_TYPE (PtlReview, ptl_review, G_TYPE_OBJECT)

enum
{
  PROP_VERDICT = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
forget (PtlReview *self)
{
  g_clear_pointer (&self->incoming, ptl_review_side_free);
  g_clear_pointer (&self->outgoing, ptl_review_side_free);
}

static void
ptl_review_finalize (GObject *object)
{
  PtlReview *self = PTL_REVIEW (object);

  forget (self);
  g_clear_pointer (&self->existing, ptl_existing_unref);
  g_clear_pointer (&self->known, g_ptr_array_unref);
  g_free (self->undo_id);

  G_OBJECT_CLASS (ptl_review_parent_class)->finalize (object);
}

static void
ptl_review_get_property (GObject    *object,
                         guint       property_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_VERDICT:
      g_value_set_enum (value, PTL_REVIEW (object)->verdict);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
ptl_review_class_init (PtlReviewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = ptl_review_finalize;
  object_class->get_property = ptl_review_get_property;

  properties[PROP_VERDICT] = g_param_spec_enum ("verdict", NULL, NULL, PTL_TYPE_REVIEW_VERDICT, PTL_REVIEW_WAITING,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ptl_review_init (PtlReview *self)
{
}

static void
changed (PtlReview        *self,
         PtlReviewVerdict  verdict)
{
  self->verdict = verdict;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VERDICT]);
}

PtlExisting *
ptl_review_get_existing (PtlReview *self)
{
  return self->existing;
}

PtlReviewVerdict
ptl_review_get_verdict (PtlReview *self)
{
  return self->verdict;
}

const PtlReviewSide *
ptl_review_get_incoming (PtlReview *self)
{
  return self->incoming;
}

const PtlReviewSide *
ptl_review_get_outgoing (PtlReview *self)
{
  return self->outgoing;
}

static gboolean
is_side_fixable (PtlReview               *self,
                 const PtlReviewSide     *side,
                 const PtlExistingServer *server)
{
  return side != NULL && side->better != NULL && ptl_fix_is_possible (self->existing, server);
}

/* Is there a better setting that Portolan can write? */
gboolean
ptl_review_is_fixable (PtlReview *self)
{
  return is_side_fixable (self, self->incoming, ptl_existing_get_incoming (self->existing)) ||
         is_side_fixable (self, self->outgoing, ptl_existing_get_outgoing (self->existing));
}

/* Returns: (nullable): of the last fix, while it can be taken back */
const char *
ptl_review_get_undo_id (PtlReview *self)
{
  return self->undo_id;
}

static gboolean
is_helpless (const PtlReviewSide *side)
{
  return side != NULL && side->better == NULL && (side->verdict == PTL_REVIEW_BROKEN || side->verdict == PTL_REVIEW_UNENCRYPTED);
}

/* Does something not work, for which nothing was found that does, and whose provider was not asked yet? */
gboolean
ptl_review_can_look_up (PtlReview *self)
{
  return ptl_existing_get_address (self->existing) != NULL && self->known == NULL &&
         (is_helpless (self->incoming) || is_helpless (self->outgoing));
}

/* Returns: (transfer none): a few words */
const char *
ptl_review_verdict_say (PtlReviewVerdict verdict)
{
  switch (verdict)
    {
    case PTL_REVIEW_WAITING:
      return _("Waiting");
    case PTL_REVIEW_CHECKING:
      return _("Checking…");
    case PTL_REVIEW_FINE:
      /* Translators: a mail account works, and is well set up */
      return _("Fine");
    case PTL_REVIEW_OUTDATED:
      return _("Works, but there is a safer setting");
    case PTL_REVIEW_UNENCRYPTED:
      return _("Works, but is not encrypted");
    case PTL_REVIEW_BROKEN:
      return _("Does not work");
    case PTL_REVIEW_UNREADABLE:
      return _("Cannot be checked");
    case PTL_REVIEW_UNCHECKED:
    default:
      return _("Not checked");
    }
}

static const PtlReviewSide *
find_side (PtlReview        *self,
           PtlReviewVerdict  verdict)
{
  if (self->incoming != NULL && self->incoming->verdict == verdict)
    return self->incoming;

  return self->outgoing != NULL && self->outgoing->verdict == verdict ? self->outgoing : NULL;
}

/* Returns: (transfer full) (nullable): a sentence or two: why the verdict is what it is, and what to do */
char *
ptl_review_dup_reason (PtlReview *self)
{
  const PtlReviewSide *side = find_side (self, self->verdict);
  PtlProblem *problem = side != NULL && side->report != NULL ? ptl_report_get_problem (side->report) : NULL;

  switch ((int) self->verdict)
    {
    case PTL_REVIEW_UNREADABLE:
      return g_strdup (ptl_existing_get_trouble (self->existing));
    case PTL_REVIEW_UNENCRYPTED:
      return g_strdup (_("Who shares the network can read your mail and your password."));
    case PTL_REVIEW_OUTDATED:
      return g_strdup (_("The server also answers on a port that is encrypted from the first byte."));
    case PTL_REVIEW_BROKEN:
    case PTL_REVIEW_UNCHECKED:
      if (problem != NULL)
        return g_strdup_printf ("%s %s", ptl_problem_get_message (problem), ptl_problem_get_advice (problem));
      return NULL;
    default:
      return NULL;
    }
}

static void
list_change (GPtrArray           *changes,
             const PtlReviewSide *side)
{
  g_autofree char *better = side != NULL && side->better != NULL ? ptl_server_describe (side->better) : NULL;

  if (better == NULL)
    return;

  g_ptr_array_add (changes, ptl_server_is_incoming (side->better)
                              /* Translators: %s is a server with its port and encryption */
                              ? g_strdup_printf (_("New setting for receiving: %s"), better)
                              : g_strdup_printf (_("New setting for sending: %s"), better));
}

/* Returns: (transfer full) (element-type utf8): what should be used instead, a line for each server */
GPtrArray *
ptl_review_list_changes (PtlReview *self)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func (g_free);

  list_change (changes, self->incoming);
  list_change (changes, self->outgoing);

  return changes;
}

PtlReview *
ptl_review_new (PtlExisting *existing)
{
  PtlReview *self = g_object_new (PTL_TYPE_REVIEW, NULL);

  self->existing = ptl_existing_ref (existing);
  self->verdict = ptl_existing_get_trouble (existing) != NULL ? PTL_REVIEW_UNREADABLE : PTL_REVIEW_WAITING;

  return self;
}

/* The same account, read again. What was seen of it is forgotten. */
void
ptl_review_set_existing (PtlReview   *self,
                         PtlExisting *existing)
{
  ptl_existing_ref (existing);
  ptl_existing_unref (self->existing);
  self->existing = existing;

  forget (self);
  changed (self, ptl_existing_get_trouble (existing) != NULL ? PTL_REVIEW_UNREADABLE : PTL_REVIEW_WAITING);
}

/* @known: (element-type PtlServer): what the provider says; empty if nobody knows */
void
ptl_review_set_known (PtlReview *self,
                      GPtrArray *known)
{
  g_clear_pointer (&self->known, g_ptr_array_unref);
  self->known = g_ptr_array_ref (known);
}

void
ptl_review_set_undo_id (PtlReview  *self,
                        const char *undo_id)
{
  char *copy = g_strdup (undo_id);

  g_free (self->undo_id);
  self->undo_id = copy;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VERDICT]);
}

/* Running */

static PtlReviewVerdict
get_worst (PtlReview *self)
{
  PtlReviewVerdict verdict = self->incoming != NULL ? self->incoming->verdict : PTL_REVIEW_FINE;

  return self->outgoing != NULL ? MAX (verdict, self->outgoing->verdict) : verdict;
}

static void
side_done (GTask *task)
{
  PtlReview *self = g_task_get_source_object (task);

  if (--self->n_pending > 0)
    return;

  if (self->verdict == PTL_REVIEW_CHECKING)
    changed (self, get_worst (self));
  g_task_return_boolean (task, TRUE);
}

static void
incoming_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  PtlReview *self = g_task_get_source_object (task);

  g_clear_pointer (&self->incoming, ptl_review_side_free);
  self->incoming = ptl_review_side_run_finish (result);
  side_done (task);
}

static void
outgoing_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  PtlReview *self = g_task_get_source_object (task);

  g_clear_pointer (&self->outgoing, ptl_review_side_free);
  self->outgoing = ptl_review_side_run_finish (result);
  side_done (task);
}

static void
start (GTask                   *task,
       const PtlExistingServer *place,
       GAsyncReadyCallback      callback)
{
  PtlReview *self = g_task_get_source_object (task);

  if (place->server == NULL)
    return;

  self->n_pending++;
  ptl_review_side_run_async (place->server, self->known, g_task_get_cancellable (task), callback, g_object_ref (task));
}

/* Checks both servers, side by side. It ends well whatever is seen; one that is unreadable ends at once. */
void
ptl_review_run_async (PtlReview           *self,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (self->n_pending == 0);

  g_task_set_source_tag (task, ptl_review_run_async);
  g_task_set_check_cancellable (task, FALSE);
  self->n_pending = 1;
  if (ptl_existing_get_trouble (self->existing) == NULL)
    {
      changed (self, PTL_REVIEW_CHECKING);
      start (task, ptl_existing_get_incoming (self->existing), incoming_cb);
      start (task, ptl_existing_get_outgoing (self->existing), outgoing_cb);
    }
  side_done (task);
}

void
ptl_review_run_finish (PtlReview    *self,
                       GAsyncResult *result)
{
  g_return_if_fail (g_task_is_valid (result, self));

  g_task_propagate_boolean (G_TASK (result), NULL);
}
