/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-search.h"

#include "ptl-async.h"
#include "ptl-discovery.h"
#include "ptl-error.h"

struct _PtlSearch
{
  GObject parent_instance;

  PtlDiscovery *discovery;   /* (owned) (nullable): the one whose answers are shown */
  GCancellable *running;     /* (owned) (nullable) */
  GListStore   *candidates;  /* (owned) */
  GListStore   *contacts;    /* (owned) */
  GPtrArray    *wishes;      /* (owned) (element-type utf8) */
  PtlProblem   *problem;     /* (owned) (nullable): why it ended with nothing */
  gboolean      settled;
  gboolean      in_portal;   /* see ptl_discovery_get_in_portal() */
};

G_DEFINE_FINAL_TYPE (PtlSearch, ptl_search, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_SETTLED,
  PROP_WISHES,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
set_settled (PtlSearch *self,
             gboolean   settled)
{
  if (self->settled == settled)
    return;

  self->settled = settled;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SETTLED]);
}

static void
stop_watching (PtlSearch *self)
{
  g_autoptr (PtlDiscovery) discovery = g_steal_pointer (&self->discovery);

  if (discovery == NULL)
    return;

  g_signal_handlers_disconnect_by_data (ptl_discovery_get_candidates (discovery), self);
  g_signal_handlers_disconnect_by_data (ptl_query_get_contacts (ptl_discovery_get_query (discovery)), self);
  g_signal_handlers_disconnect_by_data (ptl_discovery_get_query (discovery), self);
  g_signal_handlers_disconnect_by_data (discovery, self);
}

static void
stop_running (PtlSearch *self)
{
  g_autoptr (GCancellable) running = g_steal_pointer (&self->running);

  if (running != NULL)
    g_cancellable_cancel (running);
}

static void
ptl_search_dispose (GObject *object)
{
  PtlSearch *self = PTL_SEARCH (object);

  stop_watching (self);
  stop_running (self);

  G_OBJECT_CLASS (ptl_search_parent_class)->dispose (object);
}

static void
ptl_search_finalize (GObject *object)
{
  PtlSearch *self = PTL_SEARCH (object);

  g_clear_object (&self->candidates);
  g_clear_object (&self->contacts);
  g_clear_pointer (&self->wishes, g_ptr_array_unref);
  g_clear_pointer (&self->problem, ptl_problem_unref);

  G_OBJECT_CLASS (ptl_search_parent_class)->finalize (object);
}

static void
ptl_search_get_property (GObject    *object,
                         guint       property_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_SETTLED:
      g_value_set_boolean (value, PTL_SEARCH (object)->settled);
      break;
    case PROP_WISHES:
      g_value_set_boxed (value, PTL_SEARCH (object)->wishes);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
ptl_search_class_init (PtlSearchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ptl_search_dispose;
  object_class->finalize = ptl_search_finalize;
  object_class->get_property = ptl_search_get_property;

  properties[PROP_SETTLED] = g_param_spec_boolean ("settled", NULL, NULL, FALSE,
                                                   G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_WISHES] = g_param_spec_boxed ("wishes", NULL, NULL, G_TYPE_PTR_ARRAY,
                                                G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ptl_search_init (PtlSearch *self)
{
  self->candidates = g_list_store_new (PTL_TYPE_CANDIDATE);
  self->contacts = g_list_store_new (PTL_TYPE_CONTACT);
  self->wishes = g_ptr_array_new ();
}

PtlSearch *
ptl_search_new (void)
{
  return g_object_new (PTL_TYPE_SEARCH, NULL);
}

GListModel *
ptl_search_get_candidates (PtlSearch *self)
{
  return G_LIST_MODEL (self->candidates);
}

gboolean
ptl_search_is_running (PtlSearch *self)
{
  return self->running != NULL;
}

GListModel *
ptl_search_get_contacts (PtlSearch *self)
{
  return G_LIST_MODEL (self->contacts);
}

gboolean
ptl_search_get_settled (PtlSearch *self)
{
  return self->settled;
}

/**
 * ptl_search_get_wishes:
 * @self: a search
 *
 * Returns: (transfer none) (element-type utf8): who might answer for the whole address
 */
GPtrArray *
ptl_search_get_wishes (PtlSearch *self)
{
  return self->wishes;
}

/**
 * ptl_search_get_problem:
 * @self: a search
 *
 * Returns: (transfer none) (nullable): why it ended with nothing
 */
PtlProblem *
ptl_search_get_problem (PtlSearch *self)
{
  return self->problem;
}

gboolean
ptl_search_get_in_portal (PtlSearch *self)
{
  return self->in_portal;
}

/* Stops; what was found stays. */
void
ptl_search_cancel (PtlSearch *self)
{
  if (self->running != NULL)
    g_cancellable_cancel (self->running);
}

static void
set_wishes (PtlSearch *self,
            GPtrArray *wishes)
{
  g_clear_pointer (&self->wishes, g_ptr_array_unref);
  self->wishes = g_ptr_array_ref (wishes);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WISHES]);
}

/* Stops, and empties the lists. */
void
ptl_search_forget (PtlSearch *self)
{
  stop_watching (self);
  stop_running (self);
  self->in_portal = FALSE;
  g_clear_pointer (&self->problem, ptl_problem_unref);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->candidates)) > 0)
    g_list_store_remove_all (self->candidates);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->contacts)) > 0)
    g_list_store_remove_all (self->contacts);
  if (self->wishes->len > 0)
    {
      g_autoptr (GPtrArray) none = g_ptr_array_new ();

      set_wishes (self, none);
    }
  set_settled (self, FALSE);
}

/* Copies a change of @from to @to, which outlives it. */
static void
mirror (GListStore *to,
        guint       position,
        guint       n_removed,
        guint       n_added,
        GListModel *from)
{
  g_autoptr (GPtrArray) added = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n_added; i++)
    g_ptr_array_add (added, g_list_model_get_item (from, position + i));

  g_list_store_splice (to, position, n_removed, added->pdata, added->len);
}

static void
candidates_changed_cb (PtlSearch  *self,
                       guint       position,
                       guint       n_removed,
                       guint       n_added,
                       GListModel *candidates)
{
  mirror (self->candidates, position, n_removed, n_added, candidates);
}

static void
contacts_changed_cb (PtlSearch  *self,
                     guint       position,
                     guint       n_removed,
                     guint       n_added,
                     GListModel *contacts)
{
  mirror (self->contacts, position, n_removed, n_added, contacts);
}

static void
wishes_cb (PtlSearch *self)
{
  set_wishes (self, ptl_query_get_wishes (ptl_discovery_get_query (self->discovery)));
}

static void
settled_cb (PtlSearch *self)
{
  set_settled (self, ptl_discovery_get_settled (self->discovery));
}

static void
watch (PtlSearch *self)
{
  GListModel *candidates = ptl_discovery_get_candidates (self->discovery);
  GListModel *contacts = ptl_query_get_contacts (ptl_discovery_get_query (self->discovery));

  g_signal_connect_object (candidates, "items-changed", G_CALLBACK (candidates_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (contacts, "items-changed", G_CALLBACK (contacts_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (ptl_discovery_get_query (self->discovery), "notify::wishes", G_CALLBACK (wishes_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->discovery, "notify::settled", G_CALLBACK (settled_cb), self, G_CONNECT_SWAPPED);
}

static void
discovered_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  PtlSearch *self = g_task_get_source_object (task);
  gboolean found = ptl_discovery_run_finish (PTL_DISCOVERY (object), result, &error);

  /* another one was started, or this one forgotten: its cancellable has been cancelled */
  if (self->discovery != PTL_DISCOVERY (object))
    {
      g_task_return_new_error (task, PTL_ERROR, PTL_ERROR_CANCELLED, "%s", "Cancelled");
      return;
    }

  g_clear_object (&self->running);
  self->in_portal = ptl_discovery_get_in_portal (self->discovery);
  if (found)
    {
      set_settled (self, TRUE);
      g_task_return_boolean (task, TRUE);
      return;
    }

  if (!g_error_matches (error, PTL_ERROR, PTL_ERROR_CANCELLED))
    {
      self->problem = ptl_problem_new_for_error (error);
      set_settled (self, TRUE);
    }
  g_task_return_error (task, g_steal_pointer (&error));
}

/* One that still runs is cancelled. */
void
ptl_search_run_async (PtlSearch           *self,
                      PtlQuery            *query,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, ptl_search_run_async);
  g_task_set_check_cancellable (task, FALSE);

  ptl_search_forget (self);
  self->discovery = ptl_discovery_new (query);
  self->running = ptl_cancellable_new_child (cancellable);
  watch (self);

  ptl_discovery_run_async (self->discovery, self->running, discovered_cb, g_object_ref (task));
}

/* Returns: TRUE if there is a candidate */
gboolean
ptl_search_run_finish (PtlSearch     *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
