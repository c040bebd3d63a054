/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-pacc-source.h"

#include "ptl-network-error.h"
#include "ptl-pacc-lookup.h"

struct _PtlPaccSource
{
  GObject parent_instance;
};

static void ptl_pacc_source_iface_init (PtlSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PtlPaccSource, ptl_pacc_source, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PTL_TYPE_SOURCE, ptl_pacc_source_iface_init))

static void
lookup_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  PtlCandidate *candidate = ptl_pacc_lookup_finish (result, &error);
  g_autoptr (GPtrArray) candidates = g_ptr_array_new_with_free_func (g_object_unref);

  if (candidate != NULL)
    g_ptr_array_add (candidates, candidate);

  if (candidate != NULL || ptl_network_error_is_nothing (error))
    g_task_return_pointer (task, g_steal_pointer (&candidates), (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
ptl_pacc_source_lookup_async (PtlSource           *source,
                              PtlQuery            *query,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task = g_task_new (source, cancellable, callback, user_data);

  g_task_set_source_tag (task, ptl_pacc_source_lookup_async);
  g_task_set_check_cancellable (task, FALSE);
  ptl_pacc_lookup_async (query, PTL_ORIGIN_PACC, PTL_TRUST_TRUSTED, ptl_query_get_domain (query), cancellable, lookup_cb, task);
}

static GPtrArray *
ptl_pacc_source_lookup_finish (PtlSource     *source,
                               GAsyncResult  *result,
                               GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
ptl_pacc_source_iface_init (PtlSourceInterface *iface)
{
  iface->lookup_async = ptl_pacc_source_lookup_async;
  iface->lookup_finish = ptl_pacc_source_lookup_finish;
}

static void
ptl_pacc_source_class_init (PtlPaccSourceClass *klass)
{
}

static void
ptl_pacc_source_init (PtlPaccSource *self)
{
}

PtlSource *
ptl_pacc_source_new (void)
{
  return g_object_new (PTL_TYPE_PACC_SOURCE, NULL);
}
