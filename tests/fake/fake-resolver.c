/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-resolver.h"

typedef struct
{
  GPtrArray *addresses;  /* (owned) (element-type GInetAddress) */
  GPtrArray *records;    /* (owned) (element-type GVariant) */
  gboolean   fails;
  gboolean   silent;
} Entry;

struct _FakeResolver
{
  GResolver parent_instance;

  GHashTable *entries;  /* (owned): name, or type and name, → Entry */
  GPtrArray  *asked;    /* (owned) (element-type utf8) */
  GResolver  *before;   /* (owned): the one that was there */
  guint       delay;
};

G_DEFINE_FINAL_TYPE (FakeResolver, fake_resolver, G_TYPE_RESOLVER)

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_ptr_array_unref (entry->addresses);
  g_ptr_array_unref (entry->records);
  g_free (entry);
}

static Entry *
get_entry (FakeResolver *self,
           const char   *name)
{
  Entry *entry = g_hash_table_lookup (self->entries, name);

  if (entry == NULL)
    {
      entry = g_new0 (Entry, 1);
      entry->addresses = g_ptr_array_new_with_free_func (g_object_unref);
      entry->records = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
      g_hash_table_insert (self->entries, g_strdup (name), entry);
    }

  return entry;
}

static char *
record_key (const char          *name,
            GResolverRecordType  type)
{
  return g_strdup_printf ("%d %s", type, name);
}

static void
free_addresses (gpointer list)
{
  g_resolver_free_addresses (list);
}

static void
free_records (gpointer list)
{
  g_list_free_full (list, (GDestroyNotify) g_variant_unref);
}

static GList *
copy_addresses (Entry                    *entry,
                GResolverNameLookupFlags  flags)
{
  GList *list = NULL;

  for (guint i = 0; i < entry->addresses->len; i++)
    {
      GSocketFamily family = g_inet_address_get_family (entry->addresses->pdata[i]);

      if ((flags == G_RESOLVER_NAME_LOOKUP_FLAGS_IPV4_ONLY && family != G_SOCKET_FAMILY_IPV4) ||
          (flags == G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY && family != G_SOCKET_FAMILY_IPV6))
        continue;
      list = g_list_append (list, g_object_ref (entry->addresses->pdata[i]));
    }

  return list;
}

/* One question that is under way. */
typedef struct
{
  Entry                    *entry;  /* (unowned) (nullable) */
  char                     *name;   /* (owned) */
  gboolean                  records;
  GResolverNameLookupFlags  flags;
  gulong                    cancelled_id;
  GSource                  *timer;  /* (owned) (nullable) */
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  if (question->timer != NULL)
    {
      g_source_destroy (question->timer);
      g_source_unref (question->timer);
    }
  g_free (question->name);
  g_free (question);
}

static gboolean
answer_cb (gpointer user_data)
{
  GTask *task = user_data;
  Question *question = g_task_get_task_data (task);
  GList *list = NULL;

  g_cancellable_disconnect (g_task_get_cancellable (task), question->cancelled_id);
  if (question->entry != NULL && question->entry->fails)
    {
      g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_TEMPORARY_FAILURE, "SERVFAIL for %s", question->name);
      return G_SOURCE_REMOVE;
    }

  if (question->entry != NULL && question->records)
    for (guint i = 0; i < question->entry->records->len; i++)
      list = g_list_append (list, g_variant_ref (question->entry->records->pdata[i]));
  else if (question->entry != NULL)
    list = copy_addresses (question->entry, question->flags);

  if (list == NULL)
    g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "No answer for %s", question->name);
  else
    g_task_return_pointer (task, list, question->records ? free_records : free_addresses);
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_idle_cb (gpointer user_data)
{
  GTask *task = user_data;
  Question *question = g_task_get_task_data (task);

  g_cancellable_disconnect (g_task_get_cancellable (task), question->cancelled_id);
  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  GTask *task = user_data;
  Question *question = g_task_get_task_data (task);

  if (question->timer != NULL)
    g_source_destroy (question->timer);
  g_idle_add_full (G_PRIORITY_DEFAULT, cancelled_idle_cb, g_object_ref (task), g_object_unref);
}

static void
ask (FakeResolver             *self,
     const char               *name,
     const char               *key,
     gboolean                  records,
     GResolverNameLookupFlags  flags,
     GCancellable             *cancellable,
     GAsyncReadyCallback       callback,
     gpointer                  user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);

  g_ptr_array_add (self->asked, g_strdup (name));
  question->entry = g_hash_table_lookup (self->entries, key);
  question->name = g_strdup (name);
  question->records = records;
  question->flags = flags;
  g_task_set_task_data (task, question, question_free);

  if (question->entry == NULL || !question->entry->silent)
    {
      question->timer = g_timeout_source_new (self->delay);
      g_task_attach_source (task, question->timer, answer_cb);
    }
  if (cancellable != NULL)
    question->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb),
                                                    g_object_ref (task), g_object_unref);
}

static void
fake_resolver_lookup_by_name_async (GResolver           *resolver,
                                    const char          *name,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  ask (FAKE_RESOLVER (resolver), name, name, FALSE, G_RESOLVER_NAME_LOOKUP_FLAGS_DEFAULT, cancellable, callback, user_data);
}

static void
fake_resolver_lookup_by_name_with_flags_async (GResolver                *resolver,
                                               const char               *name,
                                               GResolverNameLookupFlags  flags,
                                               GCancellable             *cancellable,
                                               GAsyncReadyCallback       callback,
                                               gpointer                  user_data)
{
  ask (FAKE_RESOLVER (resolver), name, name, FALSE, flags, cancellable, callback, user_data);
}

static void
fake_resolver_lookup_records_async (GResolver           *resolver,
                                    const char          *name,
                                    GResolverRecordType  type,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  g_autofree char *key = record_key (name, type);

  ask (FAKE_RESOLVER (resolver), name, key, TRUE, 0, cancellable, callback, user_data);
}

static GList *
fake_resolver_lookup_finish (GResolver     *resolver,
                             GAsyncResult  *result,
                             GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
fake_resolver_finalize (GObject *object)
{
  FakeResolver *self = FAKE_RESOLVER (object);

  g_hash_table_unref (self->entries);
  g_ptr_array_unref (self->asked);
  g_clear_object (&self->before);

  G_OBJECT_CLASS (fake_resolver_parent_class)->finalize (object);
}

static void
fake_resolver_class_init (FakeResolverClass *klass)
{
  GResolverClass *resolver_class = G_RESOLVER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = fake_resolver_finalize;

  resolver_class->lookup_by_name_async = fake_resolver_lookup_by_name_async;
  resolver_class->lookup_by_name_finish = fake_resolver_lookup_finish;
  resolver_class->lookup_by_name_with_flags_async = fake_resolver_lookup_by_name_with_flags_async;
  resolver_class->lookup_by_name_with_flags_finish = fake_resolver_lookup_finish;
  resolver_class->lookup_records_async = fake_resolver_lookup_records_async;
  resolver_class->lookup_records_finish = fake_resolver_lookup_finish;
}

static void
fake_resolver_init (FakeResolver *self)
{
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, entry_free);
  self->asked = g_ptr_array_new_with_free_func (g_free);
}

FakeResolver *
fake_resolver_install (void)
{
  FakeResolver *self = g_object_new (FAKE_TYPE_RESOLVER, NULL);

  self->before = g_resolver_get_default ();
  g_resolver_set_default (G_RESOLVER (self));
  return self;
}

/* Puts the name service back that was there before, and lets go of this one. */
void
fake_resolver_uninstall (FakeResolver *self)
{
  g_resolver_set_default (self->before);
  g_assert_finalize_object (self);
}

void
fake_resolver_add_host (FakeResolver *self,
                        const char   *name,
                        const char   *address)
{
  g_ptr_array_add (get_entry (self, name)->addresses, g_inet_address_new_from_string (address));
}

void
fake_resolver_add_record (FakeResolver        *self,
                          const char          *name,
                          GResolverRecordType  type,
                          GVariant            *record)
{
  g_autofree char *key = record_key (name, type);

  g_ptr_array_add (get_entry (self, key)->records, g_variant_ref_sink (record));
}

void
fake_resolver_add_srv (FakeResolver *self,
                       const char   *name,
                       guint16       priority,
                       guint16       weight,
                       guint16       port,
                       const char   *target)
{
  fake_resolver_add_record (self, name, G_RESOLVER_RECORD_SRV, g_variant_new ("(qqqs)", priority, weight, port, target));
}

void
fake_resolver_add_mx (FakeResolver *self,
                      const char   *name,
                      guint16       priority,
                      const char   *target)
{
  fake_resolver_add_record (self, name, G_RESOLVER_RECORD_MX, g_variant_new ("(qs)", priority, target));
}

/* GLib hands a TXT record out as a tuple of an array of its strings. */
void
fake_resolver_add_txt (FakeResolver *self,
                       const char   *name,
                       const char   *text)
{
  const char *strings[] = { text, NULL };

  fake_resolver_add_record (self, name, G_RESOLVER_RECORD_TXT, g_variant_new ("(^as)", strings));
}

/* The name service has trouble with this name: SERVFAIL. */
void
fake_resolver_fail (FakeResolver *self,
                    const char   *name)
{
  get_entry (self, name)->fails = TRUE;
  for (GResolverRecordType type = G_RESOLVER_RECORD_SRV; type <= G_RESOLVER_RECORD_NS; type++)
    {
      g_autofree char *key = record_key (name, type);

      get_entry (self, key)->fails = TRUE;
    }
}

/* The name service never answers about this name. */
void
fake_resolver_silence (FakeResolver *self,
                       const char   *name)
{
  get_entry (self, name)->silent = TRUE;
  for (GResolverRecordType type = G_RESOLVER_RECORD_SRV; type <= G_RESOLVER_RECORD_NS; type++)
    {
      g_autofree char *key = record_key (name, type);

      get_entry (self, key)->silent = TRUE;
    }
}

void
fake_resolver_set_delay (FakeResolver *self,
                         guint         milliseconds)
{
  self->delay = milliseconds;
}

gboolean
fake_resolver_was_asked (FakeResolver *self,
                         const char   *name)
{
  return g_ptr_array_find_with_equal_func (self->asked, name, g_str_equal, NULL);
}

GPtrArray *
fake_resolver_get_asked (FakeResolver *self)
{
  return self->asked;
}
