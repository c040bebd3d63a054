/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-autoconfig-source.h"

#include "ptl-autoconfig-race.h"

struct _PtlAutoconfigSource
{
  GObject parent_instance;

  PtlOrigin           origin;
  const char * const *places;  /* (unowned): static; "@" stands for the domain */
};

static void ptl_autoconfig_source_iface_init (PtlSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PtlAutoconfigSource, ptl_autoconfig_source, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PTL_TYPE_SOURCE, ptl_autoconfig_source_iface_init))

/* draft-ietf-mailmaint-autoconfig §4.1; the first binds more. */
static const char * const own_places[] = {
  "https://autoconfig.@/mail/config-v1.1.xml",
  "https://@/.well-known/autoconfig/mail/config-v1.1.xml",
  NULL,
};

static const char * const directory_places[] = {
  "https://" PTL_DIRECTORY_HOST "/@",
  NULL,
};

static void
race_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *candidates = ptl_autoconfig_race_finish (result, &error);

  if (candidates != NULL)
    g_task_return_pointer (task, candidates, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static char *
make_url (const char *place,
          const char *domain)
{
  g_auto (GStrv) parts = g_strsplit (place, "@", 2);

  return g_strjoinv (domain, parts);
}

static void
ptl_autoconfig_source_lookup_async (PtlSource           *source,
                                    PtlQuery            *query,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  PtlAutoconfigSource *self = PTL_AUTOCONFIG_SOURCE (source);
  GTask *task = g_task_new (source, cancellable, callback, user_data);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) urls = NULL;

  for (guint i = 0; self->places[i] != NULL; i++)
    {
      g_autofree char *url = make_url (self->places[i], ptl_query_get_domain (query));

      g_strv_builder_add (builder, url);
    }
  urls = g_strv_builder_end (builder);

  g_task_set_source_tag (task, ptl_autoconfig_source_lookup_async);
  g_task_set_check_cancellable (task, FALSE);
  ptl_autoconfig_race_async (query, self->origin, PTL_TRUST_TRUSTED, (const char * const *) urls, cancellable, race_cb, task);
}

static GPtrArray *
ptl_autoconfig_source_lookup_finish (PtlSource     *source,
                                     GAsyncResult  *result,
                                     GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
ptl_autoconfig_source_iface_init (PtlSourceInterface *iface)
{
  iface->lookup_async = ptl_autoconfig_source_lookup_async;
  iface->lookup_finish = ptl_autoconfig_source_lookup_finish;
}

static void
ptl_autoconfig_source_class_init (PtlAutoconfigSourceClass *klass)
{
}

static void
ptl_autoconfig_source_init (PtlAutoconfigSource *self)
{
}

static PtlSource *
new_source (PtlOrigin           origin,
            const char * const *places)
{
  PtlAutoconfigSource *self = g_object_new (PTL_TYPE_AUTOCONFIG_SOURCE, NULL);

  self->origin = origin;
  self->places = places;
  return PTL_SOURCE (self);
}

PtlSource *
ptl_autoconfig_source_new (void)
{
  return new_source (PTL_ORIGIN_AUTOCONFIG, own_places);
}

PtlSource *
ptl_directory_source_new (void)
{
  return new_source (PTL_ORIGIN_DIRECTORY, directory_places);
}
