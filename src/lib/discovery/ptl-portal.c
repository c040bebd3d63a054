/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-portal.h"

typedef struct
{
  char  *host;     /* (owned) (nullable) */
  GList *nowhere;  /* (owned) (element-type GInetAddress): where the name that cannot exist leads to */
} Look;

static void
look_free (Look *look)
{
  g_resolver_free_addresses (look->nowhere);
  g_free (look->host);
  g_free (look);
}

static gboolean
shares_address (GList *a,
                GList *b)
{
  for (; a != NULL; a = a->next)
    for (GList *other = b; other != NULL; other = other->next)
      if (g_inet_address_equal (a->data, other->data))
        return TRUE;

  return FALSE;
}

static void
host_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Look *look = g_task_get_task_data (task);
  GList *addresses = g_resolver_lookup_by_name_finish (G_RESOLVER (object), result, NULL);

  g_task_return_boolean (task, shares_address (look->nowhere, addresses));
  g_resolver_free_addresses (addresses);
}

static void
nowhere_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Look *look = g_task_get_task_data (task);

  look->nowhere = g_resolver_lookup_by_name_finish (G_RESOLVER (object), result, NULL);
  if (look->nowhere == NULL || look->host == NULL)
    g_task_return_boolean (task, look->nowhere != NULL);
  else
    g_resolver_lookup_by_name_async (G_RESOLVER (object), look->host, g_task_get_cancellable (task), host_cb, g_object_ref (task));
}

/**
 * ptl_portal_look_async:
 * @host: (nullable): one that does exist, and has to lead to the same place: some name services answer for what does not exist only
 * @cancellable: (nullable): to end it
 * @callback: called once
 * @user_data: for @callback
 */
void
ptl_portal_look_async (const char          *host,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Look *look = g_new0 (Look, 1);

  look->host = g_strdup (host);
  g_task_set_source_tag (task, ptl_portal_look_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, look, (GDestroyNotify) look_free);
  g_resolver_lookup_by_name_async (resolver, "nothing.invalid", cancellable, nowhere_cb, task);
}

/* Returns: whether this network leads every name to itself */
gboolean
ptl_portal_look_finish (GAsyncResult *result)
{
  return g_task_propagate_boolean (G_TASK (result), NULL);
}
