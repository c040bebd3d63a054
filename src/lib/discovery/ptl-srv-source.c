/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-srv-source.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ptl-dns.h"
#include "ptl-domain.h"
#include "ptl-error.h"
#include "ptl-network-error.h"

/* Nobody has more servers than that for one service; the rest would only be tried in vain. */
#define MAX_TARGETS 4

struct _PtlSrvSource
{
  GObject parent_instance;

  PtlRandom random;
  gpointer  random_data;
};

typedef struct
{
  const char  *label;
  PtlProtocol  protocol;
  PtlSecurity  security;
} Service;

/* In the order in which their servers are listed, where the provider's priorities do not say otherwise (RFC 8314 §3). */
static const Service services[] = {
  { "_imaps._tcp", PTL_PROTOCOL_IMAP, PTL_SECURITY_TLS },
  { "_imap._tcp", PTL_PROTOCOL_IMAP, PTL_SECURITY_STARTTLS },
  { "_pop3s._tcp", PTL_PROTOCOL_POP3, PTL_SECURITY_TLS },
  { "_pop3._tcp", PTL_PROTOCOL_POP3, PTL_SECURITY_STARTTLS },
  { "_submissions._tcp", PTL_PROTOCOL_SMTP, PTL_SECURITY_TLS },
  { "_submission._tcp", PTL_PROTOCOL_SMTP, PTL_SECURITY_STARTTLS },
};

#define N_SERVICES G_N_ELEMENTS (services)

/* The servers of one service. */
typedef struct
{
  guint     index;       /* into services[] */
  guint     preference;  /* the best priority of any server of the same protocol; less is better */
  GArray   *targets;     /* (owned) (nullable) (element-type PtlDnsTarget) */
  gboolean  secure;      /* the answer was checked by its signatures */
  gboolean  declined;    /* the provider says that there is no such service */
} Answer;

typedef struct
{
  PtlQuery *query;              /* (owned) */
  Answer    answers[N_SERVICES];
  guint     n_pending;
  GError   *error;              /* (owned) (nullable) */
  gint64    started;
} Run;

typedef struct
{
  GTask *task;   /* (owned) */
  guint  index;
} Ask;

static void ptl_srv_source_iface_init (PtlSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PtlSrvSource, ptl_srv_source, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PTL_TYPE_SOURCE, ptl_srv_source_iface_init))

static void
run_free (Run *run)
{
  for (guint i = 0; i < N_SERVICES; i++)
    g_clear_pointer (&run->answers[i].targets, g_array_unref);
  g_clear_error (&run->error);
  g_object_unref (run->query);
  g_free (run);
}

static void
prefer (Run *run)
{
  for (guint i = 0; i < N_SERVICES; i++)
    {
      run->answers[i].preference = G_MAXUINT;
      for (guint j = 0; j < N_SERVICES; j++)
        if (services[j].protocol == services[i].protocol && run->answers[j].targets != NULL)
          run->answers[i].preference = MIN (run->answers[i].preference,
                                            g_array_index (run->answers[j].targets, PtlDnsTarget, 0).priority);
    }
}

/* RFC 6186 §3.4: a provider that offers IMAP and POP3 says by its priorities which of them it would rather see used. */
static int
compare_answers (gconstpointer a,
                 gconstpointer b)
{
  const Answer *one = a, *other = b;

  if (one->preference != other->preference)
    return one->preference < other->preference ? -1 : 1;
  return (int) one->index - (int) other->index;
}

static void
add_servers (Run       *run,
             Answer    *answer,
             gboolean   inside,
             GPtrArray *incoming,
             GPtrArray *outgoing,
             GString   *evidence)
{
  const Service *service = &services[answer->index];
  const char *username = ptl_address_get_text (ptl_query_get_address (run->query));
  gboolean any = FALSE;

  for (guint i = 0; i < answer->targets->len && i < MAX_TARGETS; i++)
    {
      PtlDnsTarget *target = &g_array_index (answer->targets, PtlDnsTarget, i);
      g_autoptr (PtlServer) server = NULL;

      if (ptl_domain_is_within (target->target, ptl_query_get_domain (run->query)) != inside)
        continue;

      server = ptl_server_new (service->protocol, target->target, target->port, service->security, username, NULL);
      if (server == NULL)
        continue;
      any = TRUE;
      g_ptr_array_add (ptl_server_is_incoming (server) ? incoming : outgoing, ptl_server_ref (server));
    }

  if (any)
    g_string_append_printf (evidence, "%s%s", evidence->len > 0 ? " " : "", service->label);
}

/* Those that are inside the address's own domain are vouched for by their certificate; for the others there is only the word of
 * a name service that anybody on the way could have forged, unless it is signed (RFC 6186 §6). */
static void
add_candidate (Run       *run,
               gboolean   inside,
               gboolean   secure,
               GPtrArray *candidates)
{
  g_autoptr (GPtrArray) incoming = g_ptr_array_new_with_free_func ((GDestroyNotify) ptl_server_unref);
  g_autoptr (GPtrArray) outgoing = g_ptr_array_new_with_free_func ((GDestroyNotify) ptl_server_unref);
  g_autoptr (GString) labels = g_string_new (NULL);
  g_autofree char *evidence = NULL;

  for (guint i = 0; i < N_SERVICES; i++)
    if (run->answers[i].targets != NULL && run->answers[i].secure == secure)
      add_servers (run, &run->answers[i], inside, incoming, outgoing, labels);

  if (incoming->len + outgoing->len == 0)
    return;

  evidence = g_strdup_printf ("SRV %s, %s", ptl_query_get_domain (run->query), labels->str);
  g_ptr_array_add (candidates, ptl_candidate_new (&(PtlCandidateFields) {
    .origin = PTL_ORIGIN_SRV,
    .transport = secure ? PTL_TRANSPORT_DNSSEC : PTL_TRANSPORT_DNS,
    .trust = inside || secure ? PTL_TRUST_TRUSTED : PTL_TRUST_CONFIRM,
    .evidence = evidence,
    .incoming = incoming,
    .outgoing = outgoing,
  }));
}

static gboolean
offers (Run         *run,
        PtlProtocol  protocol)
{
  for (guint i = 0; i < N_SERVICES; i++)
    if (services[i].protocol == protocol && run->answers[i].targets != NULL)
      return TRUE;

  return FALSE;
}

/* Called while the answers are in the order of the services. Who declines one service of a protocol and offers none means all of it. */
static void
decline (Run *run)
{
  for (guint i = 0; i < N_SERVICES; i++)
    for (PtlSecurity security = PTL_SECURITY_NONE; run->answers[i].declined && security <= PTL_SECURITY_TLS; security++)
      if ((security == PTL_SECURITY_TLS) == (services[i].security == PTL_SECURITY_TLS) || !offers (run, services[i].protocol))
        ptl_query_decline (run->query, services[i].protocol, security);
}

static void
note (Run       *run,
      GPtrArray *candidates)
{
  PtlAnswer answer = candidates->len > 0 ? PTL_ANSWER_FOUND : PTL_ANSWER_NOT_FOUND;
  g_autoptr (PtlContact) contact = NULL;

  if (candidates->len == 0 && run->error != NULL)
    answer = ptl_network_error_to_answer (run->error);

  contact = ptl_contact_new (PTL_ORIGIN_SRV, ptl_query_get_domain (run->query), 53, PTL_SENT_DOMAIN, answer,
                             (double) (g_get_monotonic_time () - run->started) / 1000,
                             run->error != NULL ? run->error->message : _("The name service was asked for mail servers."));
  ptl_query_add_contact (run->query, contact);
}

static void
finish (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  g_autoptr (GPtrArray) candidates = g_ptr_array_new_with_free_func (g_object_unref);

  decline (run);
  prefer (run);
  qsort (run->answers, N_SERVICES, sizeof (Answer), compare_answers);
  add_candidate (run, TRUE, TRUE, candidates);
  add_candidate (run, TRUE, FALSE, candidates);
  add_candidate (run, FALSE, TRUE, candidates);
  add_candidate (run, FALSE, FALSE, candidates);
  note (run, candidates);

  if (candidates->len == 0 && run->error != NULL)
    g_task_return_error (task, g_steal_pointer (&run->error));
  else
    g_task_return_pointer (task, g_steal_pointer (&candidates), (GDestroyNotify) g_ptr_array_unref);
}

/* A target of "." says that the service is not offered (RFC 6186 §3.4), whatever else is listed. */
static gboolean
is_declined (GArray *targets)
{
  for (guint i = 0; i < targets->len; i++)
    {
      PtlDnsTarget *target = &g_array_index (targets, PtlDnsTarget, i);

      if (*target->target == '\0')
        return TRUE;
    }

  return FALSE;
}

static void
take_records (Run       *run,
              guint      index,
              GPtrArray *records,
              PtlRandom  random,
              gpointer   random_data)
{
  g_autoptr (GArray) targets = ptl_srv_read (records);

  run->answers[index].declined = is_declined (targets);
  if (run->answers[index].declined || targets->len == 0)
    return;

  ptl_srv_order (targets, random, random_data);
  run->answers[index].targets = g_steal_pointer (&targets);
}

static void
lookup_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autofree Ask *ask = user_data;
  g_autoptr (GTask) task = ask->task;
  PtlSrvSource *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) records = ptl_dns_lookup_finish (result, &error);

  if (records != NULL)
    {
      run->answers[ask->index].secure = ptl_dns_lookup_is_secure (result);
      take_records (run, ask->index, records, self->random, self->random_data);
    }
  else
    ptl_network_error_keep (&run->error, error);

  if (--run->n_pending == 0)
    finish (task);
}

static void
ptl_srv_source_lookup_async (PtlSource           *source,
                             PtlQuery            *query,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (source, cancellable, callback, user_data);
  Run *run = g_new0 (Run, 1);

  run->query = g_object_ref (query);
  run->started = g_get_monotonic_time ();
  run->n_pending = N_SERVICES;
  g_task_set_source_tag (task, ptl_srv_source_lookup_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, run, (GDestroyNotify) run_free);

  for (guint i = 0; i < N_SERVICES; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s.%s", services[i].label, ptl_query_get_domain (query));
      Ask *ask = g_new0 (Ask, 1);

      run->answers[i].index = i;
      ask->task = g_object_ref (task);
      ask->index = i;
      ptl_dns_lookup_async (name, G_RESOLVER_RECORD_SRV, cancellable, lookup_cb, ask);
    }
}

static GPtrArray *
ptl_srv_source_lookup_finish (PtlSource     *source,
                              GAsyncResult  *result,
                              GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
ptl_srv_source_iface_init (PtlSourceInterface *iface)
{
  iface->lookup_async = ptl_srv_source_lookup_async;
  iface->lookup_finish = ptl_srv_source_lookup_finish;
}

static void
ptl_srv_source_class_init (PtlSrvSourceClass *klass)
{
}

static void
ptl_srv_source_init (PtlSrvSource *self)
{
  self->random = ptl_srv_random;
}

PtlSource *
ptl_srv_source_new (void)
{
  return g_object_new (PTL_TYPE_SRV_SOURCE, NULL);
}

/**
 * ptl_srv_source_set_random:
 * @random: where chance comes from, for servers of one priority: a test wants the same order each time
 */
void
ptl_srv_source_set_random (PtlSrvSource *self,
                           PtlRandom     random,
                           gpointer      user_data)
{
  g_return_if_fail (PTL_IS_SRV_SOURCE (self));

  self->random = random;
  self->random_data = user_data;
}
