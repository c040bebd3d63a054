/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-dns.h"

#include <glib/gi18n-lib.h>

#include "ptl-async.h"
#include "ptl-dnssec.h"
#include "ptl-domain.h"
#include "ptl-error.h"
#include "ptl-network-error.h"
#include "ptl-resolver.h"

/* Resolvers ask again after some seconds; one that is silent longer than that has nothing to say. */
#define TIMEOUT_MS 6000

/* One search asks about a dozen questions at once; GIO's own threads, which others use as well, are fewer. */
#define MAX_THREADS 32

/* A question that is none of GIO's: of what the name is an alias. */
#define ALIAS ((GResolverRecordType) 0)

typedef struct
{
  char                *name;         /* (owned) */
  GResolverRecordType  type;
  GCancellable        *cancellable;  /* (owned) */
  GSource             *cancelled;    /* (owned) */
  GSource             *timer;        /* (owned) */
  gboolean             timed_out;
  gboolean             ended;
  gboolean             secure;
} Lookup;

/* What a thread is asked, and what it has to say. */
typedef struct
{
  GTask               *task;     /* (owned): of the lookup, which may have ended by then */
  char                *name;     /* (owned) */
  GResolverRecordType  type;
  GPtrArray           *records;  /* (owned) (nullable) */
  char                *alias;    /* (owned) (nullable) */
  gboolean             secure;
  GError              *error;    /* (owned) (nullable) */
} Question;

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;

  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
lookup_free (Lookup *lookup)
{
  clear_source (&lookup->timer);
  clear_source (&lookup->cancelled);
  g_object_unref (lookup->cancellable);
  g_free (lookup->name);
  g_free (lookup);
}

static void
question_free (Question *question)
{
  g_object_unref (question->task);
  g_clear_pointer (&question->records, g_ptr_array_unref);
  g_clear_error (&question->error);
  g_free (question->alias);
  g_free (question->name);
  g_free (question);
}

static gboolean
is_nothing (const GError *error)
{
  return error == NULL || g_error_matches (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND);
}

static GError *
make_error (Lookup       *lookup,
            const GError *error)
{
  if (lookup->timed_out || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return g_error_new (PTL_ERROR, PTL_ERROR_DNS_TIMEOUT, _("The name service did not answer in time about %s."), lookup->name);

  return ptl_network_error_new (error, lookup->name);
}

/* @answer: (nullable): records, or an alias; nothing is an answer, too */
static void
end (GTask          *task,
     gpointer        answer,
     GDestroyNotify  destroy,
     const GError   *error)
{
  Lookup *lookup = g_task_get_task_data (task);

  lookup->ended = TRUE;
  clear_source (&lookup->timer);
  clear_source (&lookup->cancelled);

  if (!is_nothing (error))
    g_task_return_error (task, make_error (lookup, error));
  else if (answer == NULL && lookup->type != ALIAS)
    g_task_return_pointer (task, g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref), (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_pointer (task, answer, destroy);
}

static void
records_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  GList *list = g_resolver_lookup_records_finish (G_RESOLVER (object), result, &error);

  for (GList *l = list; l != NULL; l = l->next)
    g_ptr_array_add (records, l->data);
  g_list_free (list);

  if (is_nothing (error))
    end (task, records, (GDestroyNotify) g_ptr_array_unref, NULL);
  else
    {
      g_ptr_array_unref (records);
      end (task, NULL, NULL, error);
    }
}

static gboolean
answered_cb (gpointer user_data)
{
  Question *question = user_data;
  Lookup *lookup = g_task_get_task_data (question->task);

  if (lookup->ended)
    return G_SOURCE_REMOVE;

  lookup->secure = question->secure;
  if (question->alias != NULL)
    end (question->task, ptl_domain_to_ascii (question->alias, NULL), g_free, NULL);
  else
    end (question->task, g_steal_pointer (&question->records), (GDestroyNotify) g_ptr_array_unref, question->error);
  return G_SOURCE_REMOVE;
}

static void
ask_in_thread (gpointer data,
               gpointer user_data)
{
  Question *question = data;
  g_autoptr (GSource) source = g_idle_source_new ();

  if (question->type == ALIAS)
    question->alias = ptl_dnssec_ask_alias (question->name, &question->secure, &question->error);
  else
    question->records = ptl_dnssec_ask (question->name, question->type, &question->secure, &question->error);
  question->secure = question->secure && ptl_dnssec_is_available ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, answered_cb, question, (GDestroyNotify) question_free);
  g_source_attach (source, g_task_get_context (question->task));
}

/* GIO neither hands on what the resolver says of signatures, nor knows of aliases. */
static void
ask (GTask *task)
{
  static gsize pool;
  Lookup *lookup = g_task_get_task_data (task);
  Question *question = g_new0 (Question, 1);

  if (g_once_init_enter (&pool))
    g_once_init_leave (&pool, (gsize) g_thread_pool_new (ask_in_thread, NULL, MAX_THREADS, FALSE, NULL));

  question->task = g_object_ref (task);
  question->name = g_strdup (lookup->name);
  question->type = lookup->type;
  g_thread_pool_push ((GThreadPool *) pool, question, NULL);
}

static gboolean
timeout_cb (gpointer user_data)
{
  Lookup *lookup = g_task_get_task_data (user_data);

  lookup->timed_out = TRUE;
  g_cancellable_cancel (lookup->cancellable);
  return G_SOURCE_REMOVE;
}

/* Whoever asks GIO is told by GIO. A thread of ours asks on in vain. */
static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");

  end (user_data, NULL, NULL, error);
  return G_SOURCE_REMOVE;
}

static void
look_up (const char          *name,
         GResolverRecordType  type,
         GCancellable        *cancellable,
         GAsyncReadyCallback  callback,
         gpointer             user_data,
         gpointer             tag)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  Lookup *lookup = g_new0 (Lookup, 1);

  lookup->name = g_strdup (name);
  lookup->type = type;
  lookup->cancellable = ptl_cancellable_new_child (cancellable);
  lookup->timer = g_timeout_source_new (TIMEOUT_MS);
  g_task_set_source_tag (task, tag);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, lookup, (GDestroyNotify) lookup_free);
  g_task_attach_source (task, lookup->timer, timeout_cb);

  if (PTL_IS_RESOLVER (resolver))
    {
      lookup->cancelled = g_cancellable_source_new (lookup->cancellable);
      g_task_attach_source (task, lookup->cancelled, G_SOURCE_FUNC (cancelled_cb));
      ask (task);
    }
  else if (type == ALIAS)
    end (task, NULL, NULL, NULL);
  else
    g_resolver_lookup_records_async (resolver, name, type, lookup->cancellable, records_cb, g_steal_pointer (&task));
}

void
ptl_dns_lookup_async (const char          *name,
                      GResolverRecordType  type,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  look_up (name, type, cancellable, callback, user_data, ptl_dns_lookup_async);
}

GPtrArray *
ptl_dns_lookup_finish (GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ptl_dns_lookup_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Where another resolver stands in for ours, there is no answer. */
void
ptl_dns_lookup_alias_async (const char          *name,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  look_up (name, ALIAS, cancellable, callback, user_data, ptl_dns_lookup_alias_async);
}

char *
ptl_dns_lookup_alias_finish (GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ptl_dns_lookup_alias_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
ptl_dns_lookup_is_secure (GAsyncResult *result)
{
  Lookup *lookup = g_task_get_task_data (G_TASK (result));

  return lookup->secure;
}
