/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-dns.h"

#include <glib/gi18n-lib.h>

#include "ptl-async.h"
#include "ptl-error.h"
#include "ptl-network-error.h"

/* Resolvers ask again after some seconds; one that is silent longer than that has nothing to say. */
#define TIMEOUT_MS 6000

typedef struct
{
  char         *name;         /* (owned) */
  GCancellable *cancellable;  /* (owned) */
  GSource      *timer;        /* (owned) */
  gboolean      timed_out;
} Lookup;

static void
lookup_free (Lookup *lookup)
{
  g_free (lookup->name);
  g_source_destroy (lookup->timer);
  g_source_unref (lookup->timer);
  g_object_unref (lookup->cancellable);
  g_free (lookup);
}

static gboolean
timeout_cb (gpointer user_data)
{
  Lookup *lookup = g_task_get_task_data (user_data);

  lookup->timed_out = TRUE;
  g_cancellable_cancel (lookup->cancellable);
  return G_SOURCE_REMOVE;
}

static void
records_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Lookup *lookup = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  GList *list = g_resolver_lookup_records_finish (G_RESOLVER (object), result, &error);

  for (GList *l = list; l != NULL; l = l->next)
    g_ptr_array_add (records, l->data);
  g_list_free (list);

  g_source_destroy (lookup->timer);
  if (error == NULL || g_error_matches (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND))
    g_task_return_pointer (task, g_steal_pointer (&records), (GDestroyNotify) g_ptr_array_unref);
  else if (lookup->timed_out || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    g_task_return_new_error (task, PTL_ERROR, PTL_ERROR_DNS_TIMEOUT,
                             _("The name service did not answer in time about %s."), lookup->name);
  else
    g_task_return_error (task, ptl_network_error_new (error, lookup->name));
}

void
ptl_dns_lookup_async (const char          *name,
                      GResolverRecordType  type,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  Lookup *lookup = g_new0 (Lookup, 1);

  lookup->name = g_strdup (name);
  lookup->cancellable = ptl_cancellable_new_child (cancellable);
  lookup->timer = g_timeout_source_new (TIMEOUT_MS);
  g_task_set_source_tag (task, ptl_dns_lookup_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, lookup, (GDestroyNotify) lookup_free);
  g_task_attach_source (task, lookup->timer, timeout_cb);
  g_resolver_lookup_records_async (resolver, name, type, lookup->cancellable, records_cb, g_steal_pointer (&task));
}

GPtrArray *
ptl_dns_lookup_finish (GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ptl_dns_lookup_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
