/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#define _GNU_SOURCE /* for EAI_NODATA */

#include "ptl-resolver.h"

#include <netdb.h>
#include <string.h>
#include <sys/socket.h>

/* As many names as a setup asks for at once; who is silent holds one of them for half a minute at most. */
#define MAX_THREADS 32

/* How long an answer is kept: long enough for one setup, short enough for who mends a network and tries again. */
#define KEEP_SECONDS         30
#define KEEP_NOTHING_SECONDS 5

/* And how many, where a long-running program looks at many domains. */
#define MAX_KEPT 512

struct _PtlResolver
{
  GResolver parent_instance;

  GResolver   *next;       /* (owned): for all but addresses */
  GThreadPool *threads;    /* (owned) */
  GHashTable  *questions;  /* (owned): name → Question */
  GMutex       lock;       /* of questions */
};

/* One name that is being asked for, or was a moment ago. */
typedef struct
{
  gatomicrefcount  ref_count;
  char            *name;        /* (owned) */
  GMutex           lock;        /* of all that follows */
  GPtrArray       *waiting;     /* (owned) (element-type GTask) */
  gboolean         answered;
  gint64           keep_until;
  GList           *addresses;   /* (owned) (element-type GInetAddress) */
  GError          *error;       /* (owned) (nullable) */
} Question;

/* What one who waits wants, and what tells that it no longer does. */
typedef struct
{
  Question                 *question;  /* (owned) */
  GResolverNameLookupFlags  flags;
  GSource                  *cancelled; /* (owned) (nullable) */
} Waiter;

G_DEFINE_FINAL_TYPE (PtlResolver, ptl_resolver, G_TYPE_RESOLVER)

static Question *
question_new (const char *name)
{
  Question *question = g_new0 (Question, 1);

  g_atomic_ref_count_init (&question->ref_count);
  g_mutex_init (&question->lock);
  question->name = g_strdup (name);
  question->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  return question;
}

static Question *
question_ref (Question *question)
{
  g_atomic_ref_count_inc (&question->ref_count);
  return question;
}

static void
question_unref (Question *question)
{
  if (!g_atomic_ref_count_dec (&question->ref_count))
    return;

  g_free (question->name);
  g_ptr_array_unref (question->waiting);
  g_resolver_free_addresses (question->addresses);
  g_clear_error (&question->error);
  g_mutex_clear (&question->lock);
  g_free (question);
}

static void
waiter_free (Waiter *waiter)
{
  if (waiter->cancelled != NULL)
    {
      g_source_destroy (waiter->cancelled);
      g_source_unref (waiter->cancelled);
    }
  question_unref (waiter->question);
  g_free (waiter);
}

static GList *
copy_addresses (GList                    *addresses,
                GResolverNameLookupFlags  flags)
{
  GList *copy = NULL;

  for (GList *l = addresses; l != NULL; l = l->next)
    {
      GSocketFamily family = g_inet_address_get_family (l->data);

      if ((flags == G_RESOLVER_NAME_LOOKUP_FLAGS_IPV4_ONLY && family != G_SOCKET_FAMILY_IPV4) ||
          (flags == G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY && family != G_SOCKET_FAMILY_IPV6))
        continue;
      copy = g_list_prepend (copy, g_object_ref (l->data));
    }

  return g_list_reverse (copy);
}

static void
free_addresses (gpointer addresses)
{
  g_resolver_free_addresses (addresses);
}

static GList *
list_addresses (const struct addrinfo *infos)
{
  GList *addresses = NULL;

  for (const struct addrinfo *info = infos; info != NULL; info = info->ai_next)
    {
      g_autoptr (GSocketAddress) address = g_socket_address_new_from_native (info->ai_addr, info->ai_addrlen);

      if (address != NULL && G_IS_INET_SOCKET_ADDRESS (address))
        addresses = g_list_prepend (addresses, g_object_ref (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address))));
    }

  return g_list_reverse (addresses);
}

/* Blocks; in the order that the system prefers (RFC 6724). */
static GList *
resolve (const char  *name,
         GError     **error)
{
  struct addrinfo hints = { .ai_flags = AI_ADDRCONFIG, .ai_socktype = SOCK_STREAM, .ai_protocol = IPPROTO_TCP };
  struct addrinfo *infos = NULL;
  int code = getaddrinfo (name, NULL, &hints, &infos);
  GList *addresses;

  if (code != 0)
    {
      GResolverError ours = code == EAI_NONAME || code == EAI_NODATA || code == EAI_ADDRFAMILY ? G_RESOLVER_ERROR_NOT_FOUND :
                            code == EAI_AGAIN ? G_RESOLVER_ERROR_TEMPORARY_FAILURE : G_RESOLVER_ERROR_INTERNAL;

      g_set_error (error, G_RESOLVER_ERROR, ours, "%s: %s", name, gai_strerror (code));
      return NULL;
    }

  addresses = list_addresses (infos);
  freeaddrinfo (infos);
  if (addresses == NULL)
    g_set_error (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "%s", name);
  return addresses;
}

/* Only with the question answered, when nothing of it changes any more. */
static void
answer (GTask *task)
{
  Waiter *waiter = g_task_get_task_data (task);
  Question *question = waiter->question;
  GList *addresses = copy_addresses (question->addresses, waiter->flags);

  if (waiter->cancelled != NULL)
    g_source_destroy (waiter->cancelled);

  if (addresses != NULL)
    g_task_return_pointer (task, addresses, free_addresses);
  else if (question->error != NULL)
    g_task_return_error (task, g_error_copy (question->error));
  else
    g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "%s", question->name);
}

static gint64
get_keep (const GError *error)
{
  if (error == NULL)
    return KEEP_SECONDS * G_USEC_PER_SEC;
  if (g_error_matches (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND))
    return KEEP_NOTHING_SECONDS * G_USEC_PER_SEC;
  return 0;
}

static void
ask_in_thread (gpointer data,
               gpointer user_data)
{
  Question *question = data;
  g_autoptr (GPtrArray) waiting = NULL;
  g_autoptr (GError) error = NULL;
  GList *addresses = resolve (question->name, &error);

  g_mutex_lock (&question->lock);
  question->addresses = addresses;
  question->keep_until = g_get_monotonic_time () + get_keep (error);
  question->error = g_steal_pointer (&error);
  question->answered = TRUE;
  waiting = g_steal_pointer (&question->waiting);
  question->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  g_mutex_unlock (&question->lock);

  for (guint i = 0; i < waiting->len; i++)
    answer (waiting->pdata[i]);
  question_unref (question);
}

/* Whoever no longer waits is answered at once; the question goes on for the others, and for later. */
static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  GTask *task = user_data;
  Question *question = ((Waiter *) g_task_get_task_data (task))->question;
  gboolean waited;

  g_mutex_lock (&question->lock);
  waited = g_ptr_array_remove (question->waiting, task);
  g_mutex_unlock (&question->lock);

  if (waited)
    g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

static gboolean
is_stale (Question *question)
{
  gboolean stale;

  g_mutex_lock (&question->lock);
  stale = question->answered && question->keep_until <= g_get_monotonic_time ();
  g_mutex_unlock (&question->lock);
  return stale;
}

static gboolean
is_answered (gpointer key,
             gpointer value,
             gpointer user_data)
{
  Question *question = value;
  gboolean answered;

  g_mutex_lock (&question->lock);
  answered = question->answered;
  g_mutex_unlock (&question->lock);
  return answered;
}

/* Returns: (transfer full): the question about @name, which is asked now unless it is being asked, or was */
static Question *
get_question (PtlResolver *self,
              const char  *name)
{
  Question *question;

  g_mutex_lock (&self->lock);
  question = g_hash_table_lookup (self->questions, name);
  if (question == NULL || is_stale (question))
    {
      if (g_hash_table_size (self->questions) >= MAX_KEPT)
        g_hash_table_foreach_remove (self->questions, is_answered, NULL);
      question = question_new (name);
      g_hash_table_replace (self->questions, question->name, question);
      g_thread_pool_push (self->threads, question_ref (question), NULL);
    }
  question_ref (question);
  g_mutex_unlock (&self->lock);

  return question;
}

static void
ask (PtlResolver              *self,
     const char               *name,
     GResolverNameLookupFlags  flags,
     GCancellable             *cancellable,
     GAsyncReadyCallback       callback,
     gpointer                  user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Waiter *waiter = g_new0 (Waiter, 1);
  Question *question = get_question (self, name);
  gboolean answered;

  waiter->question = question;
  waiter->flags = flags;
  g_task_set_source_tag (task, ask);
  g_task_set_task_data (task, waiter, (GDestroyNotify) waiter_free);
  if (g_task_return_error_if_cancelled (task))
    return;

  if (cancellable != NULL)
    {
      waiter->cancelled = g_cancellable_source_new (cancellable);
      g_task_attach_source (task, waiter->cancelled, G_SOURCE_FUNC (cancelled_cb));
    }

  g_mutex_lock (&question->lock);
  answered = question->answered;
  if (!answered)
    g_ptr_array_add (question->waiting, g_object_ref (task));
  g_mutex_unlock (&question->lock);

  if (answered)
    answer (task);
}

static void
ptl_resolver_lookup_by_name_async (GResolver           *resolver,
                                   const char          *name,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  ask (PTL_RESOLVER (resolver), name, G_RESOLVER_NAME_LOOKUP_FLAGS_DEFAULT, cancellable, callback, user_data);
}

static void
ptl_resolver_lookup_by_name_with_flags_async (GResolver                *resolver,
                                              const char               *name,
                                              GResolverNameLookupFlags  flags,
                                              GCancellable             *cancellable,
                                              GAsyncReadyCallback       callback,
                                              gpointer                  user_data)
{
  ask (PTL_RESOLVER (resolver), name, flags, cancellable, callback, user_data);
}

static GList *
ptl_resolver_lookup_by_name_finish (GResolver     *resolver,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Who blocks is nobody of ours, and gets what GIO would give. */
static GList *
ptl_resolver_lookup_by_name (GResolver     *resolver,
                             const char    *name,
                             GCancellable  *cancellable,
                             GError       **error)
{
  return g_resolver_lookup_by_name (PTL_RESOLVER (resolver)->next, name, cancellable, error);
}

static GList *
ptl_resolver_lookup_by_name_with_flags (GResolver                 *resolver,
                                        const char                *name,
                                        GResolverNameLookupFlags   flags,
                                        GCancellable              *cancellable,
                                        GError                   **error)
{
  return g_resolver_lookup_by_name_with_flags (PTL_RESOLVER (resolver)->next, name, flags, cancellable, error);
}

static char *
ptl_resolver_lookup_by_address (GResolver     *resolver,
                                GInetAddress  *address,
                                GCancellable  *cancellable,
                                GError       **error)
{
  return g_resolver_lookup_by_address (PTL_RESOLVER (resolver)->next, address, cancellable, error);
}

static void
ptl_resolver_lookup_by_address_async (GResolver           *resolver,
                                      GInetAddress        *address,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  PtlResolver *self = PTL_RESOLVER (resolver);

  G_RESOLVER_GET_CLASS (self->next)->lookup_by_address_async (self->next, address, cancellable, callback, user_data);
}

static char *
ptl_resolver_lookup_by_address_finish (GResolver     *resolver,
                                       GAsyncResult  *result,
                                       GError       **error)
{
  PtlResolver *self = PTL_RESOLVER (resolver);

  return G_RESOLVER_GET_CLASS (self->next)->lookup_by_address_finish (self->next, result, error);
}

static GList *
ptl_resolver_lookup_records (GResolver            *resolver,
                             const char           *name,
                             GResolverRecordType   type,
                             GCancellable         *cancellable,
                             GError              **error)
{
  return g_resolver_lookup_records (PTL_RESOLVER (resolver)->next, name, type, cancellable, error);
}

static void
ptl_resolver_lookup_records_async (GResolver           *resolver,
                                   const char          *name,
                                   GResolverRecordType  type,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  PtlResolver *self = PTL_RESOLVER (resolver);

  G_RESOLVER_GET_CLASS (self->next)->lookup_records_async (self->next, name, type, cancellable, callback, user_data);
}

static GList *
ptl_resolver_lookup_records_finish (GResolver     *resolver,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  PtlResolver *self = PTL_RESOLVER (resolver);

  return G_RESOLVER_GET_CLASS (self->next)->lookup_records_finish (self->next, result, error);
}

static void
ptl_resolver_finalize (GObject *object)
{
  PtlResolver *self = PTL_RESOLVER (object);

  g_thread_pool_free (self->threads, FALSE, FALSE);
  g_hash_table_unref (self->questions);
  g_clear_object (&self->next);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (ptl_resolver_parent_class)->finalize (object);
}

static void
ptl_resolver_class_init (PtlResolverClass *klass)
{
  GResolverClass *resolver_class = G_RESOLVER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ptl_resolver_finalize;

  resolver_class->lookup_by_name = ptl_resolver_lookup_by_name;
  resolver_class->lookup_by_name_async = ptl_resolver_lookup_by_name_async;
  resolver_class->lookup_by_name_finish = ptl_resolver_lookup_by_name_finish;
  resolver_class->lookup_by_name_with_flags = ptl_resolver_lookup_by_name_with_flags;
  resolver_class->lookup_by_name_with_flags_async = ptl_resolver_lookup_by_name_with_flags_async;
  resolver_class->lookup_by_name_with_flags_finish = ptl_resolver_lookup_by_name_finish;
  resolver_class->lookup_by_address = ptl_resolver_lookup_by_address;
  resolver_class->lookup_by_address_async = ptl_resolver_lookup_by_address_async;
  resolver_class->lookup_by_address_finish = ptl_resolver_lookup_by_address_finish;
  resolver_class->lookup_records = ptl_resolver_lookup_records;
  resolver_class->lookup_records_async = ptl_resolver_lookup_records_async;
  resolver_class->lookup_records_finish = ptl_resolver_lookup_records_finish;
}

static void
ptl_resolver_init (PtlResolver *self)
{
  g_mutex_init (&self->lock);
  self->threads = g_thread_pool_new (ask_in_thread, NULL, MAX_THREADS, FALSE, NULL);
  self->questions = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) question_unref);
}

/**
 * ptl_resolver_install:
 *
 * Makes it the resolver of this process. A program calls it once, before it asks for anything; tests put their own resolver in
 * its place.
 */
void
ptl_resolver_install (void)
{
  g_autoptr (PtlResolver) self = g_object_new (PTL_TYPE_RESOLVER, NULL);

  self->next = g_resolver_get_default ();
  g_resolver_set_default (G_RESOLVER (self));
}
