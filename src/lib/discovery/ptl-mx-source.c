/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-mx-source.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ptl-async.h"
#include "ptl-autoconfig-race.h"
#include "ptl-autoconfig.h"
#include "ptl-dns.h"
#include "ptl-domain.h"
#include "ptl-error.h"
#include "ptl-network-error.h"
#include "ptl-pacc-lookup.h"
#include "ptl-srv.h"

/* The provider in our list whose hosts receive the mail of those who rent Exchange. */
#define EXCHANGE_ID "office365.com"

struct _PtlMxSource
{
  GObject parent_instance;
};

/* The two names above a host whose owner may have settings for its customers. */
#define N_NAMES 2

typedef struct
{
  PtlQuery     *query;         /* (owned) */
  gint64        started;
  gboolean      secure;        /* the answer was checked by its signatures */
  GCancellable *cancellable;   /* (owned) (nullable): ends the look for what is only the second choice */
  GPtrArray    *raced;         /* (owned) (nullable) (element-type PtlCandidate): from documents of autoconfig */
  PtlCandidate *pacc[N_NAMES]; /* (owned) (nullable) */
  GError       *error;         /* (owned) (nullable): the most telling */
  guint         n_pending;
} Lookup;

/* A look at one of the names. */
typedef struct
{
  GTask *task;   /* (owned) */
  guint  index;
} Part;

static void ptl_mx_source_iface_init (PtlSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PtlMxSource, ptl_mx_source, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PTL_TYPE_SOURCE, ptl_mx_source_iface_init))

static void
lookup_free (Lookup *lookup)
{
  for (guint i = 0; i < N_NAMES; i++)
    g_clear_object (&lookup->pacc[i]);
  g_clear_pointer (&lookup->raced, g_ptr_array_unref);
  g_clear_error (&lookup->error);
  g_clear_object (&lookup->cancellable);
  g_object_unref (lookup->query);
  g_free (lookup);
}

static void
note (Lookup       *lookup,
      const char   *host,
      const GError *error)
{
  PtlAnswer answer = error != NULL ? ptl_network_error_to_answer (error) : host != NULL ? PTL_ANSWER_FOUND : PTL_ANSWER_NOT_FOUND;
  g_autofree char *detail = NULL;
  g_autoptr (PtlContact) contact = NULL;

  if (host != NULL)
    /* Translators: a host name */
    detail = g_strdup_printf (_("The name service says that %s receives the mail."), host);
  contact = ptl_contact_new (PTL_ORIGIN_MX, ptl_query_get_domain (lookup->query), 53, PTL_SENT_DOMAIN, answer,
                             (double) (g_get_monotonic_time () - lookup->started) / 1000,
                             error != NULL ? error->message : detail != NULL ? detail :
                             _("The name service was asked who receives the mail."));
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

/* Who receives the mail is the domain's own word only where it is signed. */
static PtlTrust
get_trust (Lookup *lookup)
{
  return lookup->secure ? PTL_TRUST_TRUSTED : PTL_TRUST_CONFIRM;
}

/* Nobody outside need be asked about a host that our own list knows. */
static PtlCandidate *
find_in_list (Lookup     *lookup,
              const char *host)
{
  PtlProviderIndex *index = ptl_provider_index_get_bundled ();
  PtlProvider provider;
  g_autoptr (GBytes) document = NULL;
  g_autofree char *evidence = NULL;

  if (!ptl_provider_index_find_mx (index, host, &provider))
    return NULL;

  document = ptl_provider_index_dup_document (index, &provider);
  /* Translators: a domain, the host that receives its mail, and the provider in our own list whose host that is */
  evidence = g_strdup_printf (_("MX of %s is %s; Portolan’s list, %s"), ptl_query_get_domain (lookup->query), host, provider.match);
  return ptl_autoconfig_parse_listed (document, ptl_query_get_address (lookup->query),
                                      g_str_equal (provider.id, EXCHANGE_ID) ? PTL_ORIGIN_EXCHANGE : PTL_ORIGIN_MX,
                                      lookup->secure ? PTL_TRANSPORT_DNSSEC : PTL_TRANSPORT_DNS, get_trust (lookup), evidence);
}

/* RFC 7505: one record, which names the root. */
static gboolean
has_no_mail (GArray *targets)
{
  return targets->len == 1 && *g_array_index (targets, PtlDnsTarget, 0).target == '\0';
}

static const char *
get_best (GArray *targets)
{
  for (guint i = 0; i < targets->len; i++)
    if (*g_array_index (targets, PtlDnsTarget, i).target != '\0')
      return g_array_index (targets, PtlDnsTarget, i).target;

  return NULL;
}

/* What is in autoconfig counts first, as it says more. */
static void
finish (GTask *task)
{
  Lookup *lookup = g_task_get_task_data (task);

  if (lookup->raced != NULL && lookup->raced->len > 0)
    {
      g_task_return_pointer (task, g_steal_pointer (&lookup->raced), (GDestroyNotify) g_ptr_array_unref);
      return;
    }

  for (guint i = 0; i < N_NAMES; i++)
    if (lookup->pacc[i] != NULL)
      {
        return_candidate (task, g_steal_pointer (&lookup->pacc[i]));
        return;
      }

  if (ptl_network_error_is_nothing (lookup->error))
    return_candidate (task, NULL);
  else
    g_task_return_error (task, g_steal_pointer (&lookup->error));
}

static void
race_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Lookup *lookup = g_task_get_task_data (task);
  GError *error = NULL;

  lookup->raced = ptl_autoconfig_race_finish (result, &error);
  ptl_network_error_keep (&lookup->error, error);

  if (lookup->raced != NULL && lookup->raced->len > 0)
    g_cancellable_cancel (lookup->cancellable);
  if (--lookup->n_pending == 0)
    finish (task);
}

static void
pacc_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autofree Part *part = user_data;
  g_autoptr (GTask) task = part->task;
  Lookup *lookup = g_task_get_task_data (task);
  GError *error = NULL;

  lookup->pacc[part->index] = ptl_pacc_lookup_finish (result, &error);
  ptl_network_error_keep (&lookup->error, error);

  if (--lookup->n_pending == 0)
    finish (task);
}

static void
start_pacc (GTask      *task,
            guint       index,
            const char *name)
{
  Lookup *lookup = g_task_get_task_data (task);
  Part *part = g_new0 (Part, 1);

  part->task = g_object_ref (task);
  part->index = index;
  lookup->n_pending++;
  ptl_pacc_lookup_async (lookup->query, PTL_ORIGIN_MX, get_trust (lookup), name, lookup->cancellable, pacc_cb, part);
}

static void
look_up_host (GTask      *task,
              const char *host)
{
  Lookup *lookup = g_task_get_task_data (task);
  PtlCandidate *candidate = find_in_list (lookup, host);
  const char *domain = ptl_query_get_domain (lookup->query);
  g_auto (GStrv) urls = NULL;
  g_auto (GStrv) names = NULL;

  if (candidate != NULL)
    {
      return_candidate (task, candidate);
      return;
    }

  urls = ptl_mx_get_places (host, domain, ptl_query_get_directory (lookup->query));
  names = ptl_mx_get_names (host, domain);
  lookup->cancellable = ptl_cancellable_new_child (g_task_get_cancellable (task));
  lookup->n_pending = 1;
  for (guint i = 0; names[i] != NULL; i++)
    start_pacc (task, i, names[i]);
  ptl_autoconfig_race_async (lookup->query, PTL_ORIGIN_MX, get_trust (lookup), (const char * const *) urls,
                             g_task_get_cancellable (task), race_cb, g_object_ref (task));
}

static void
records_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Lookup *lookup = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = ptl_dns_lookup_finish (result, &error);
  g_autoptr (GArray) targets = records != NULL ? ptl_mx_read (records) : NULL;
  const char *host = targets != NULL ? get_best (targets) : NULL;

  lookup->secure = records != NULL && ptl_dns_lookup_is_secure (result);
  note (lookup, host, error);
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (has_no_mail (targets))
    g_task_return_new_error (task, PTL_ERROR, PTL_ERROR_NO_MAIL, _("%s says that it receives no mail at all."),
                             ptl_address_get_domain_unicode (ptl_query_get_address (lookup->query)));
  else if (host != NULL)
    look_up_host (task, host);
  else
    return_candidate (task, NULL);
}

static void
ptl_mx_source_lookup_async (PtlSource           *source,
                            PtlQuery            *query,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task = g_task_new (source, cancellable, callback, user_data);
  Lookup *lookup = g_new0 (Lookup, 1);

  lookup->query = g_object_ref (query);
  lookup->started = g_get_monotonic_time ();
  g_task_set_source_tag (task, ptl_mx_source_lookup_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, lookup, (GDestroyNotify) lookup_free);
  ptl_dns_lookup_async (ptl_query_get_domain (query), G_RESOLVER_RECORD_MX, cancellable, records_cb, task);
}

static GPtrArray *
ptl_mx_source_lookup_finish (PtlSource     *source,
                             GAsyncResult  *result,
                             GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
ptl_mx_source_iface_init (PtlSourceInterface *iface)
{
  iface->lookup_async = ptl_mx_source_lookup_async;
  iface->lookup_finish = ptl_mx_source_lookup_finish;
}

static void
ptl_mx_source_class_init (PtlMxSourceClass *klass)
{
}

static void
ptl_mx_source_init (PtlMxSource *self)
{
}

PtlSource *
ptl_mx_source_new (void)
{
  return g_object_new (PTL_TYPE_MX_SOURCE, NULL);
}

/* The host without its first label, as long as that leaves more than what one party registered. */
static const char *
get_full (const char *host,
          const char *base)
{
  const char *dot = strchr (host, '.');

  return dot != NULL && strlen (dot + 1) > strlen (base) ? dot + 1 : NULL;
}

/* Whether one party registered @name, and it is neither a public suffix nor a number: what stands below it then belongs to it. */
static gboolean
is_registered (const char *name)
{
  g_autofree char *below = g_strconcat ("x.", name, NULL);
  g_autofree char *registrable = ptl_domain_get_registrable (below);

  return g_str_equal (registrable, name);
}

static void
add_place (GStrvBuilder *urls,
           const char   *before,
           const char   *name,
           const char   *after)
{
  g_autofree char *url = g_strconcat (before, name, after, NULL);

  g_strv_builder_add (urls, url);
}

GStrv
ptl_mx_get_names (const char *host,
                  const char *domain)
{
  g_autofree char *base = ptl_domain_get_registrable (host);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  const char *above[N_NAMES] = { get_full (host, base), base };

  /* A name that is itself a public suffix belongs to nobody: “autoconfig.co.uk” would be a stranger. */
  for (guint i = 0; is_registered (base) && i < N_NAMES; i++)
    if (above[i] != NULL && !g_str_equal (above[i], domain))
      g_strv_builder_add (names, above[i]);

  return g_strv_builder_end (names);
}

GStrv
ptl_mx_get_places (const char *host,
                   const char *domain,
                   gboolean    directory)
{
  g_auto (GStrv) names = ptl_mx_get_names (host, domain);
  g_autoptr (GStrvBuilder) urls = g_strv_builder_new ();

  for (guint i = 0; names[i] != NULL; i++)
    add_place (urls, "https://autoconfig.", names[i], "/mail/config-v1.1.xml");
  for (guint i = 0; directory && names[i] != NULL; i++)
    add_place (urls, "https://" PTL_DIRECTORY_HOST "/", names[i], "");

  return g_strv_builder_end (urls);
}
