/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-discovery.h"

struct _PtlDiscovery
{
  GObject parent_instance;

  PtlQuery   *query;
  GListStore *candidates;
  gboolean    settled;
  GTask      *task;          /* (owned) (nullable): while it runs */
  gulong      cancelled_id;
};

enum { PROP_0, PROP_SETTLED, N_PROPS };

static GParamSpec *properties[N_PROPS];
static PtlDiscovery *last;  /* (unowned) */
static guint n_open;

G_DEFINE_FINAL_TYPE (PtlDiscovery, ptl_discovery, G_TYPE_OBJECT)

static void
ptl_discovery_finalize (GObject *object)
{
  PtlDiscovery *self = PTL_DISCOVERY (object);

  if (last == self)
    last = NULL;
  g_object_unref (self->query);
  g_object_unref (self->candidates);

  G_OBJECT_CLASS (ptl_discovery_parent_class)->finalize (object);
}

static void
ptl_discovery_get_property (GObject    *object,
                            guint       property_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  g_value_set_boolean (value, PTL_DISCOVERY (object)->settled);
}

static void
ptl_discovery_class_init (PtlDiscoveryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ptl_discovery_finalize;
  G_OBJECT_CLASS (klass)->get_property = ptl_discovery_get_property;
  properties[PROP_SETTLED] = g_param_spec_boolean ("settled", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
}

static void
ptl_discovery_init (PtlDiscovery *self)
{
  self->candidates = g_list_store_new (PTL_TYPE_CANDIDATE);
  last = self;
}

PtlDiscovery *
ptl_discovery_new (PtlQuery *query)
{
  PtlDiscovery *self = g_object_new (PTL_TYPE_DISCOVERY, NULL);

  self->query = g_object_ref (query);

  return self;
}

PtlQuery *
ptl_discovery_get_query (PtlDiscovery *self)
{
  return self->query;
}

GListModel *
ptl_discovery_get_candidates (PtlDiscovery *self)
{
  return G_LIST_MODEL (self->candidates);
}

gboolean
ptl_discovery_get_settled (PtlDiscovery *self)
{
  return self->settled;
}

gboolean
ptl_discovery_get_in_portal (PtlDiscovery *self)
{
  return FALSE;
}

/* Returns: (transfer full) */
static GTask *
take_task (PtlDiscovery *self)
{
  g_assert_nonnull (self->task);
  n_open--;
  if (g_task_get_cancellable (self->task) != NULL)
    g_signal_handler_disconnect (g_task_get_cancellable (self->task), self->cancelled_id);

  return g_steal_pointer (&self->task);
}

static gboolean
cancelled_idle_cb (gpointer user_data)
{
  PtlDiscovery *self = user_data;

  if (self->task != NULL)
    {
      g_autoptr (GTask) task = take_task (self);

      g_task_return_new_error (task, PTL_ERROR, PTL_ERROR_CANCELLED, "cancelled");
    }

  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *cancellable,
              PtlDiscovery *self)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, cancelled_idle_cb, g_object_ref (self), g_object_unref);
}

void
ptl_discovery_run_async (PtlDiscovery        *self,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  n_open++;
  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_check_cancellable (self->task, FALSE);
  if (cancellable != NULL)
    self->cancelled_id = g_signal_connect (cancellable, "cancelled", G_CALLBACK (cancelled_cb), self);
}

gboolean
ptl_discovery_run_finish (PtlDiscovery  *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

PtlQuery *
fake_discovery_query (void)
{
  return last->query;
}

void
fake_discovery_find (PtlCandidate *candidate)
{
  g_list_store_append (last->candidates, candidate);
}

void
fake_discovery_settle (void)
{
  last->settled = TRUE;
  g_object_notify_by_pspec (G_OBJECT (last), properties[PROP_SETTLED]);
}

void
fake_discovery_end (void)
{
  g_autoptr (GTask) task = take_task (last);

  g_task_return_boolean (task, TRUE);
}

void
fake_discovery_fail (PtlError code)
{
  g_autoptr (GTask) task = take_task (last);

  g_task_return_new_error (task, PTL_ERROR, code, "This is why.");
}

guint
fake_discovery_open (void)
{
  return n_open;
}
