/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-pacc-source.h"

#include <glib/gi18n-lib.h>

#include "ptl-dns.h"
#include "ptl-error.h"
#include "ptl-fetch.h"
#include "ptl-network-error.h"
#include "ptl-pacc.h"

#define TIMEOUT_MS 10000

struct _PtlPaccSource
{
  GObject parent_instance;
};

typedef struct
{
  PtlQuery  *query;    /* (owned) */
  GPtrArray *records;  /* (owned) (nullable) (element-type GVariant): the digests */
  gint64     started;
  gboolean   connected;
} Lookup;

static void ptl_pacc_source_iface_init (PtlSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PtlPaccSource, ptl_pacc_source, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PTL_TYPE_SOURCE, ptl_pacc_source_iface_init))

static void
lookup_free (Lookup *lookup)
{
  g_clear_pointer (&lookup->records, g_ptr_array_unref);
  g_object_unref (lookup->query);
  g_free (lookup);
}

static void
note (Lookup     *lookup,
      const char *host,
      guint16     port,
      PtlAnswer   answer,
      const char *detail)
{
  g_autoptr (PtlContact) contact = ptl_contact_new (PTL_ORIGIN_PACC, host, port, PTL_SENT_DOMAIN, answer,
                                                    (double) (g_get_monotonic_time () - lookup->started) / 1000, detail);

  ptl_query_add_contact (lookup->query, contact);
}

static void
return_candidate (GTask        *task,
                  PtlCandidate *candidate)
{
  GPtrArray *candidates = g_ptr_array_new_with_free_func (g_object_unref);

  if (candidate != NULL)
    g_ptr_array_add (candidates, candidate);
  g_task_return_pointer (task, candidates, (GDestroyNotify) g_ptr_array_unref);
}

static PtlCandidate *
read_document (Lookup      *lookup,
               GBytes      *document,
               const char  *url,
               GError     **error)
{
  if (ptl_pacc_matches (document, lookup->records))
    return ptl_pacc_parse (document, ptl_query_get_address (lookup->query), url, error);

  g_set_error_literal (error, PTL_ERROR, PTL_ERROR_BAD_DATA,
                       _("The document is not the one that the name service has the digest of, so it is not used."));
  return NULL;
}

static void
connected_cb (gpointer user_data)
{
  Lookup *lookup = g_task_get_task_data (user_data);

  if (!lookup->connected)
    ptl_query_begin_alive (lookup->query, PTL_ORIGIN_PACC);
  lookup->connected = TRUE;
}

static void
fetch_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Lookup *lookup = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hosts = ptl_fetch_get_hosts (result);
  g_autofree char *url = NULL;
  g_autoptr (GBytes) document = ptl_fetch_finish (result, &url, &error);
  PtlCandidate *candidate = document != NULL ? read_document (lookup, document, url, &error) : NULL;

  if (lookup->connected)
    ptl_query_end_alive (lookup->query, PTL_ORIGIN_PACC);
  for (guint i = 0; i < hosts->len; i++)
    if (i + 1 < hosts->len)
      note (lookup, hosts->pdata[i], 443, PTL_ANSWER_FOUND, _("It sent on to another address."));
    else
      note (lookup, hosts->pdata[i], 443, ptl_network_error_to_answer (error), error != NULL ? error->message : NULL);

  if (candidate != NULL || ptl_network_error_is_nothing (error))
    return_candidate (task, candidate);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* Without a digest the document would not count, so its server is left in peace. */
static void
records_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Lookup *lookup = g_task_get_task_data (task);
  const char *domain = ptl_query_get_domain (lookup->query);
  g_autofree char *url = g_strdup_printf ("https://ua-auto-config.%s/.well-known/user-agent-configuration.json", domain);
  GError *error = NULL;

  lookup->records = ptl_dns_lookup_finish (result, &error);
  if (error != NULL)
    {
      note (lookup, domain, 53, ptl_network_error_to_answer (error), error->message);
      g_task_return_error (task, error);
      return;
    }

  note (lookup, domain, 53, lookup->records->len > 0 ? PTL_ANSWER_FOUND : PTL_ANSWER_NOT_FOUND,
        _("The name service was asked for the digest of the domain's settings."));
  if (lookup->records->len > 0)
    ptl_fetch_async (url, TIMEOUT_MS, connected_cb, g_task_get_cancellable (task), fetch_cb, g_object_ref (task));
  else
    return_candidate (task, NULL);
}

static void
ptl_pacc_source_lookup_async (PtlSource           *source,
                              PtlQuery            *query,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task = g_task_new (source, cancellable, callback, user_data);
  g_autofree char *name = g_strdup_printf ("_ua-auto-config.%s", ptl_query_get_domain (query));
  Lookup *lookup = g_new0 (Lookup, 1);

  lookup->query = g_object_ref (query);
  lookup->started = g_get_monotonic_time ();
  g_task_set_source_tag (task, ptl_pacc_source_lookup_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, lookup, (GDestroyNotify) lookup_free);
  ptl_dns_lookup_async (name, G_RESOLVER_RECORD_TXT, cancellable, records_cb, task);
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
