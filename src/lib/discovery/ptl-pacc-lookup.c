/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-pacc-lookup.h"

#include <glib/gi18n-lib.h>

#include "ptl-dns.h"
#include "ptl-error.h"
#include "ptl-fetch.h"
#include "ptl-network-error.h"
#include "ptl-pacc.h"

#define TIMEOUT_MS 10000

typedef struct
{
  PtlQuery  *query;    /* (owned) */
  PtlOrigin  origin;
  PtlTrust   trust;
  char      *name;     /* (owned): the domain whose settings they are */
  GPtrArray *records;  /* (owned) (nullable) (element-type GVariant): the digests */
  gint64     started;
  gboolean   connected;
} Lookup;

static void
lookup_free (Lookup *lookup)
{
  g_clear_pointer (&lookup->records, g_ptr_array_unref);
  g_object_unref (lookup->query);
  g_free (lookup->name);
  g_free (lookup);
}

static void
note (Lookup     *lookup,
      const char *host,
      guint16     port,
      PtlAnswer   answer,
      const char *detail)
{
  g_autoptr (PtlContact) contact = ptl_contact_new (lookup->origin, host, port, PTL_SENT_DOMAIN, answer,
                                                    (double) (g_get_monotonic_time () - lookup->started) / 1000, detail);

  ptl_query_add_contact (lookup->query, contact);
}

static PtlCandidate *
read_document (Lookup      *lookup,
               GBytes      *document,
               const char  *url,
               GError     **error)
{
  if (ptl_pacc_matches (document, lookup->records))
    return ptl_pacc_parse (document, ptl_query_get_address (lookup->query), lookup->origin, ptl_query_judge_transport (lookup->origin, lookup->trust), lookup->trust, url,
                           error);

  g_set_error_literal (error, PTL_ERROR, PTL_ERROR_BAD_DATA,
                       _("The document is not the one that the name service has the digest of, so it is not used."));
  return NULL;
}

static void
connected_cb (gpointer user_data)
{
  Lookup *lookup = g_task_get_task_data (user_data);

  if (!lookup->connected)
    ptl_query_begin_alive (lookup->query, lookup->origin);
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
    ptl_query_end_alive (lookup->query, lookup->origin);
  for (guint i = 0; i < hosts->len; i++)
    if (i + 1 < hosts->len)
      note (lookup, hosts->pdata[i], 443, PTL_ANSWER_FOUND, _("It sent on to another address."));
    else
      note (lookup, hosts->pdata[i], 443, ptl_network_error_to_answer (error), error != NULL ? error->message : NULL);

  if (document != NULL)
    ptl_network_error_name_publisher (&error, hosts);
  if (candidate != NULL)
    g_task_return_pointer (task, candidate, g_object_unref);
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
  g_autofree char *url = g_strdup_printf ("https://ua-auto-config.%s/.well-known/user-agent-configuration.json", lookup->name);
  GError *error = NULL;

  lookup->records = ptl_dns_lookup_finish (result, &error);
  if (error != NULL)
    {
      note (lookup, lookup->name, 53, ptl_network_error_to_answer (error), error->message);
      g_task_return_error (task, error);
      return;
    }

  note (lookup, lookup->name, 53, lookup->records->len > 0 ? PTL_ANSWER_FOUND : PTL_ANSWER_NOT_FOUND,
        _("The name service was asked for the digest of the domain's settings."));
  if (lookup->records->len > 0)
    ptl_fetch_async (url, TIMEOUT_MS, connected_cb, g_task_get_cancellable (task), fetch_cb, g_object_ref (task));
  else
    g_task_return_new_error (task, PTL_ERROR, PTL_ERROR_NOTHING_FOUND, _("There is no digest of settings for %s."), lookup->name);
}

void
ptl_pacc_lookup_async (PtlQuery            *query,
                       PtlOrigin            origin,
                       PtlTrust             trust,
                       const char          *name,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  g_autofree char *record = g_strdup_printf ("_ua-auto-config.%s", name);
  Lookup *lookup = g_new0 (Lookup, 1);

  lookup->query = g_object_ref (query);
  lookup->origin = origin;
  lookup->trust = trust;
  lookup->name = g_strdup (name);
  lookup->started = g_get_monotonic_time ();
  g_task_set_source_tag (task, ptl_pacc_lookup_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, lookup, (GDestroyNotify) lookup_free);
  ptl_dns_lookup_async (record, G_RESOLVER_RECORD_TXT, cancellable, records_cb, task);
}

PtlCandidate *
ptl_pacc_lookup_finish (GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ptl_pacc_lookup_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
