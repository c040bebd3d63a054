/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-tester.h"

typedef struct
{
  guint    delay;
  int      code;    /* -1: answers */
  gboolean silent;
  gboolean accepts;
} Endpoint;

struct _FakeTester
{
  PtlQuery   *query;      /* (owned) */
  GHashTable *endpoints;  /* (owned): "host:port" → Endpoint */
  GPtrArray  *tried;      /* (owned) (element-type utf8) */
  guint       n_open;
};

typedef struct
{
  FakeTester *tester;        /* (unowned) */
  PtlServer  *server;        /* (owned) */
  Endpoint   *endpoint;      /* (unowned) (nullable) */
  GSource    *timer;         /* (owned) (nullable) */
  gulong      cancelled_id;
} Attempt;

static void
attempt_free (gpointer data)
{
  Attempt *attempt = data;

  if (attempt->timer != NULL)
    {
      g_source_destroy (attempt->timer);
      g_source_unref (attempt->timer);
    }
  ptl_server_unref (attempt->server);
  g_free (attempt);
}

static gboolean
answer_cb (gpointer user_data)
{
  GTask *task = user_data;
  Attempt *attempt = g_task_get_task_data (task);

  attempt->tester->n_open--;
  g_signal_handler_disconnect (g_task_get_cancellable (task), attempt->cancelled_id);
  if (attempt->endpoint == NULL)
    g_task_return_new_error (task, PTL_ERROR, PTL_ERROR_REFUSED, "refused");
  else if (attempt->endpoint->code >= 0)
    g_task_return_new_error (task, PTL_ERROR, attempt->endpoint->code, "failed");
  else
    {
      static const PtlAuthentication methods[] = { PTL_AUTHENTICATION_PASSWORD_CLEARTEXT };

      g_task_return_pointer (task, ptl_server_with_authentication (attempt->server, methods, 1),
                             (GDestroyNotify) ptl_server_unref);
    }
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_idle_cb (gpointer user_data)
{
  GTask *task = user_data;
  Attempt *attempt = g_task_get_task_data (task);

  attempt->tester->n_open--;
  g_signal_handler_disconnect (g_task_get_cancellable (task), attempt->cancelled_id);
  g_task_return_new_error (task, PTL_ERROR, PTL_ERROR_CANCELLED, "cancelled");
  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *cancellable,
              GTask        *task)
{
  Attempt *attempt = g_task_get_task_data (task);

  if (attempt->timer != NULL)
    g_source_destroy (attempt->timer);
  g_idle_add_full (G_PRIORITY_DEFAULT, cancelled_idle_cb, g_object_ref (task), g_object_unref);
}

static void
try_async (PtlServer           *server,
           GCancellable        *cancellable,
           PtlTryConnected      connected,
           GAsyncReadyCallback  callback,
           gpointer             user_data,
           gpointer             try_data)
{
  FakeTester *self = try_data;
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Attempt *attempt = g_new0 (Attempt, 1);
  char *name = g_strdup_printf ("%s:%u", ptl_server_get_host (server), ptl_server_get_port (server));

  self->n_open++;
  g_ptr_array_add (self->tried, name);
  attempt->tester = self;
  attempt->server = ptl_server_ref (server);
  attempt->endpoint = g_hash_table_lookup (self->endpoints, name);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, attempt, attempt_free);
  if (attempt->endpoint == NULL || !attempt->endpoint->silent)
    {
      attempt->timer = g_timeout_source_new (attempt->endpoint != NULL ? attempt->endpoint->delay : 0);
      g_task_attach_source (task, attempt->timer, answer_cb);
    }
  attempt->cancelled_id = g_signal_connect_data (cancellable, "cancelled", G_CALLBACK (cancelled_cb), g_object_ref (task),
                                                 (GClosureNotify) (void (*) (void)) g_object_unref, 0);
  if (g_cancellable_is_cancelled (cancellable))
    cancelled_cb (cancellable, task);
  else if (attempt->endpoint != NULL && attempt->endpoint->accepts)
    connected (user_data);
}

static PtlServer *
try_finish (GAsyncResult  *result,
            GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

FakeTester *
fake_tester_new (PtlQuery *query)
{
  FakeTester *self = g_new0 (FakeTester, 1);

  self->query = g_object_ref (query);
  self->endpoints = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->tried = g_ptr_array_new_with_free_func (g_free);
  ptl_query_set_tester (query, try_async, try_finish, self);
  return self;
}

void
fake_tester_free (FakeTester *self)
{
  g_assert_cmpuint (self->n_open, ==, 0);
  ptl_query_set_tester (self->query, NULL, NULL, NULL);
  g_object_unref (self->query);
  g_hash_table_unref (self->endpoints);
  g_ptr_array_unref (self->tried);
  g_free (self);
}

static Endpoint *
add (FakeTester *self,
     const char *name,
     guint       delay)
{
  Endpoint *endpoint = g_new0 (Endpoint, 1);

  endpoint->delay = delay;
  endpoint->code = -1;
  g_hash_table_insert (self->endpoints, g_strdup (name), endpoint);
  return endpoint;
}

void
fake_tester_add (FakeTester *self,
                 const char *endpoint,
                 guint       delay)
{
  add (self, endpoint, delay);
}

void
fake_tester_accept (FakeTester *self,
                    const char *endpoint,
                    guint       delay)
{
  add (self, endpoint, delay)->accepts = TRUE;
}

void
fake_tester_fail (FakeTester *self,
                  const char *endpoint,
                  guint       delay,
                  PtlError    code)
{
  add (self, endpoint, delay)->code = code;
}

void
fake_tester_silence (FakeTester *self,
                     const char *endpoint)
{
  add (self, endpoint, 0)->silent = TRUE;
}

GPtrArray *
fake_tester_tried (FakeTester *self)
{
  return self->tried;
}

/* How many tries have not ended. */
guint
fake_tester_open (FakeTester *self)
{
  return self->n_open;
}
