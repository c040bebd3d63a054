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

typedef struct
{
  char                *name;         /* (owned) */
  GResolverRecordType  type;
  GCancellable        *cancellable;  /* (owned) */
  GSource             *timer;        /* (owned) */
  gboolean             timed_out;
  gboolean             secure;
} Lookup;

/* What the thread that asks hands over. */
typedef struct
{
  GPtrArray *records;  /* (owned) (nullable) */
  gboolean   secure;
} Answer;

/* And what it is asked. */
typedef struct
{
  char                *name;  /* (owned) */
  GResolverRecordType  type;
} Question;

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
answer_free (Answer *answer)
{
  g_clear_pointer (&answer->records, g_ptr_array_unref);
  g_free (answer);
}

static void
question_free (Question *question)
{
  g_free (question->name);
  g_free (question);
}

/* @records: (transfer full) (nullable) */
static void
end (GTask        *task,
     GPtrArray    *records,
     const GError *error)
{
  Lookup *lookup = g_task_get_task_data (task);

  if (records == NULL)
    records = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);

  g_source_destroy (lookup->timer);
  if (error == NULL || g_error_matches (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND))
    g_task_return_pointer (task, g_ptr_array_ref (records), (GDestroyNotify) g_ptr_array_unref);
  else if (lookup->timed_out || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    g_task_return_new_error (task, PTL_ERROR, PTL_ERROR_DNS_TIMEOUT,
                             _("The name service did not answer in time about %s."), lookup->name);
  else
    g_task_return_error (task, ptl_network_error_new (error, lookup->name));
  g_ptr_array_unref (records);
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
  end (task, records, error);
}

static void
ask_in_thread (GTask        *task,
               gpointer      source,
               gpointer      task_data,
               GCancellable *cancellable)
{
  Question *question = task_data;
  GError *error = NULL;
  gboolean secure;
  GPtrArray *records = ptl_dnssec_ask (question->name, question->type, &secure, &error);
  Answer *answer;

  if (records == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  answer = g_new0 (Answer, 1);
  answer->records = records;
  answer->secure = secure;
  g_task_return_pointer (task, answer, (GDestroyNotify) answer_free);
}

static void
answered_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Lookup *lookup = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  Answer *answer = g_task_propagate_pointer (G_TASK (result), &error);

  lookup->secure = answer != NULL && answer->secure;
  end (task, answer != NULL ? g_steal_pointer (&answer->records) : NULL, error);
  g_clear_pointer (&answer, answer_free);
}

/* GIO does not hand on what the resolver says of signatures. */
static void
ask_for_signatures (GTask *task)
{
  Lookup *lookup = g_task_get_task_data (task);
  g_autoptr (GTask) thread = g_task_new (NULL, lookup->cancellable, answered_cb, g_object_ref (task));
  Question *question = g_new0 (Question, 1);

  question->name = g_strdup (lookup->name);
  question->type = lookup->type;
  g_task_set_task_data (thread, question, (GDestroyNotify) question_free);
  g_task_set_return_on_cancel (thread, TRUE);
  g_task_run_in_thread (thread, ask_in_thread);
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
  lookup->type = type;
  lookup->cancellable = ptl_cancellable_new_child (cancellable);
  lookup->timer = g_timeout_source_new (TIMEOUT_MS);
  g_task_set_source_tag (task, ptl_dns_lookup_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, lookup, (GDestroyNotify) lookup_free);
  g_task_attach_source (task, lookup->timer, timeout_cb);
  if (PTL_IS_RESOLVER (resolver) && ptl_dnssec_is_available ())
    ask_for_signatures (task);
  else
    g_resolver_lookup_records_async (resolver, name, type, lookup->cancellable, records_cb, g_steal_pointer (&task));
}

GPtrArray *
ptl_dns_lookup_finish (GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ptl_dns_lookup_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
ptl_dns_lookup_is_secure (GAsyncResult *result)
{
  Lookup *lookup;

  g_return_val_if_fail (g_async_result_is_tagged (result, ptl_dns_lookup_async), FALSE);

  lookup = g_task_get_task_data (G_TASK (result));
  return lookup->secure;
}

typedef struct
{
  char     *name;    /* (owned) */
  gboolean  secure;
} Alias;

static void
alias_free (Alias *alias)
{
  g_free (alias->name);
  g_free (alias);
}

static void
ask_for_alias (GTask        *task,
               gpointer      source,
               gpointer      task_data,
               GCancellable *cancellable)
{
  Alias *alias = task_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *found = ptl_dnssec_ask_alias (alias->name, &alias->secure, &error);

  if (error != NULL)
    g_task_return_error (task, ptl_network_error_new (error, alias->name));
  else
    g_task_return_pointer (task, found != NULL ? ptl_domain_to_ascii (found, NULL) : NULL, g_free);
}

/* GIO knows no such question, so where another resolver stands in for ours there is no answer. */
void
ptl_dns_lookup_alias_async (const char          *name,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  Alias *alias = g_new0 (Alias, 1);

  alias->name = g_strdup (name);
  g_task_set_source_tag (task, ptl_dns_lookup_alias_async);
  g_task_set_task_data (task, alias, (GDestroyNotify) alias_free);
  g_task_set_return_on_cancel (task, TRUE);
  if (PTL_IS_RESOLVER (resolver))
    g_task_run_in_thread (task, ask_for_alias);
  else
    g_task_return_pointer (task, NULL, NULL);
}

char *
ptl_dns_lookup_alias_finish (GAsyncResult  *result,
                             gboolean      *secure,
                             GError       **error)
{
  g_autoptr (GError) local_error = NULL;
  char *alias;

  g_return_val_if_fail (g_async_result_is_tagged (result, ptl_dns_lookup_alias_async), NULL);

  alias = g_task_propagate_pointer (G_TASK (result), &local_error);
  *secure = alias != NULL && ((Alias *) g_task_get_task_data (G_TASK (result)))->secure;
  if (local_error != NULL)
    g_propagate_error (error, ptl_network_error_new (local_error, ((Alias *) g_task_get_task_data (G_TASK (result)))->name));
  return alias;
}
