/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-exchange-source.h"

#include <glib/gi18n-lib.h>

#include "ptl-autoconfig.h"
#include "ptl-dns.h"
#include "ptl-domain.h"
#include "ptl-network-error.h"
#include "ptl-provider-index.h"
#include "ptl-srv.h"

/* The provider in our list that these hosts belong to. */
#define PROVIDER "office365.com"

static const char * const domains[] = { "outlook.com", "office365.com", "office.com", "outlook.cn" };

struct _PtlExchangeSource
{
  GObject parent_instance;
};

typedef struct
{
  PtlQuery *query;      /* (owned) */
  gint64    started;
  guint     n_pending;
  char     *host;       /* (owned) (nullable): where autodiscover leads to */
  gboolean  secure;     /* the answer that said so was checked by its signatures */
  GError   *error;      /* (owned) (nullable) */
} Lookup;

static void ptl_exchange_source_iface_init (PtlSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PtlExchangeSource, ptl_exchange_source, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PTL_TYPE_SOURCE, ptl_exchange_source_iface_init))

static void
lookup_free (Lookup *lookup)
{
  g_free (lookup->host);
  g_clear_error (&lookup->error);
  g_object_unref (lookup->query);
  g_free (lookup);
}

static gboolean
is_microsoft (const char *host)
{
  for (guint i = 0; i < G_N_ELEMENTS (domains); i++)
    if (ptl_domain_is_within (host, domains[i]))
      return TRUE;

  return FALSE;
}

static void
note (Lookup *lookup)
{
  PtlAnswer answer = lookup->host != NULL ? PTL_ANSWER_FOUND : lookup->error != NULL ? ptl_network_error_to_answer (lookup->error)
                                                                                     : PTL_ANSWER_NOT_FOUND;
  g_autofree char *detail = NULL;
  g_autoptr (PtlContact) contact = NULL;

  if (lookup->host != NULL)
    /* Translators: a host name */
    detail = g_strdup_printf (_("The name service says that “autodiscover” leads to %s."), lookup->host);
  else
    detail = g_strdup (lookup->error != NULL ? lookup->error->message : _("The name service was asked where “autodiscover” leads to."));

  contact = ptl_contact_new (PTL_ORIGIN_EXCHANGE, ptl_query_get_domain (lookup->query), 53, PTL_SENT_DOMAIN, answer,
                             (double) (g_get_monotonic_time () - lookup->started) / 1000, detail);
  ptl_query_add_contact (lookup->query, contact);
}

/* Returns: (transfer full) (nullable) */
static PtlCandidate *
make_candidate (Lookup *lookup)
{
  PtlProviderIndex *index = ptl_provider_index_get_bundled ();
  PtlProvider provider;
  g_autoptr (GBytes) document = NULL;
  g_autofree char *evidence = NULL;

  if (lookup->host == NULL || !is_microsoft (lookup->host) || !ptl_provider_index_find_domain (index, PROVIDER, &provider))
    return NULL;

  document = ptl_provider_index_dup_document (index, &provider);
  /* Translators: a domain, and a host to which the name “autodiscover” below it leads */
  evidence = g_strdup_printf (_("autodiscover.%s leads to %s; Portolan’s list, %s"), ptl_query_get_domain (lookup->query), lookup->host,
                              PROVIDER);
  return ptl_autoconfig_parse_listed (document, ptl_query_get_address (lookup->query), PTL_ORIGIN_EXCHANGE,
                                      lookup->secure ? PTL_TRANSPORT_DNSSEC : PTL_TRANSPORT_DNS,
                                      lookup->secure ? PTL_TRUST_TRUSTED : PTL_TRUST_CONFIRM, evidence);
}

static void
settle (GTask *task)
{
  Lookup *lookup = g_task_get_task_data (task);
  g_autoptr (GPtrArray) candidates = g_ptr_array_new_with_free_func (g_object_unref);
  PtlCandidate *candidate;

  if (--lookup->n_pending > 0)
    return;

  note (lookup);
  candidate = make_candidate (lookup);
  if (candidate != NULL)
    g_ptr_array_add (candidates, candidate);

  if (lookup->host == NULL && lookup->error != NULL)
    g_task_return_error (task, g_steal_pointer (&lookup->error));
  else
    g_task_return_pointer (task, g_steal_pointer (&candidates), (GDestroyNotify) g_ptr_array_unref);
}

/* What leads to Microsoft says most. */
static void
take_host (Lookup     *lookup,
           const char *host,
           gboolean    secure)
{
  if (host == NULL || *host == '\0' || (lookup->host != NULL && !is_microsoft (host)))
    return;

  g_free (lookup->host);
  lookup->host = g_strdup (host);
  lookup->secure = secure;
}

static void
records_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Lookup *lookup = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) records = ptl_dns_lookup_finish (result, &error);
  g_autoptr (GArray) targets = records != NULL ? ptl_srv_read (records) : NULL;

  if (targets != NULL && targets->len > 0)
    take_host (lookup, g_array_index (targets, PtlDnsTarget, 0).target, ptl_dns_lookup_is_secure (result));
  ptl_network_error_keep (&lookup->error, error);
  settle (task);
}

static void
alias_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Lookup *lookup = g_task_get_task_data (task);
  GError *error = NULL;
  g_autofree char *alias = ptl_dns_lookup_alias_finish (result, &error);

  take_host (lookup, alias, ptl_dns_lookup_is_secure (result));
  ptl_network_error_keep (&lookup->error, error);
  settle (task);
}

static void
ptl_exchange_source_lookup_async (PtlSource           *source,
                                  PtlQuery            *query,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (source, cancellable, callback, user_data);
  g_autofree char *service = g_strdup_printf ("_autodiscover._tcp.%s", ptl_query_get_domain (query));
  g_autofree char *name = g_strdup_printf ("autodiscover.%s", ptl_query_get_domain (query));
  Lookup *lookup = g_new0 (Lookup, 1);

  lookup->query = g_object_ref (query);
  lookup->started = g_get_monotonic_time ();
  lookup->n_pending = 2;
  g_task_set_source_tag (task, ptl_exchange_source_lookup_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, lookup, (GDestroyNotify) lookup_free);
  ptl_dns_lookup_async (service, G_RESOLVER_RECORD_SRV, cancellable, records_cb, g_object_ref (task));
  ptl_dns_lookup_alias_async (name, cancellable, alias_cb, g_object_ref (task));
}

static GPtrArray *
ptl_exchange_source_lookup_finish (PtlSource     *source,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
ptl_exchange_source_iface_init (PtlSourceInterface *iface)
{
  iface->lookup_async = ptl_exchange_source_lookup_async;
  iface->lookup_finish = ptl_exchange_source_lookup_finish;
}

static void
ptl_exchange_source_class_init (PtlExchangeSourceClass *klass)
{
}

static void
ptl_exchange_source_init (PtlExchangeSource *self)
{
}

PtlSource *
ptl_exchange_source_new (void)
{
  return g_object_new (PTL_TYPE_EXCHANGE_SOURCE, NULL);
}
