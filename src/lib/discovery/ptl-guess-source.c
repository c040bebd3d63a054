/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-guess-source.h"

#include <glib/gi18n-lib.h>

#include "ptl-async.h"
#include "ptl-certificate.h"
#include "ptl-dns.h"
#include "ptl-domain.h"
#include "ptl-error.h"
#include "ptl-guess-contest.h"
#include "ptl-network-error.h"
#include "ptl-srv.h"

/* What is tried: each name that exists, for the protocols it is usual for, first with TLS and then with STARTTLS (RFC 8314 §3). The
 * order of the tables is the order of preference; after them comes the host that receives the domain's mail, where it is inside the
 * domain: in small places it does everything. All of it runs at the same time, and the number of tries is bounded by the tables. */
#define BIT(protocol) (1u << (protocol))
#define ANY           (BIT (PTL_PROTOCOL_IMAP) | BIT (PTL_PROTOCOL_POP3) | BIT (PTL_PROTOCOL_SMTP))

typedef struct
{
  const char *prefix;
  guint       protocols;
} Name;

static const Name names[] = {
  { "imap.", BIT (PTL_PROTOCOL_IMAP) },
  { "pop.", BIT (PTL_PROTOCOL_POP3) },
  { "pop3.", BIT (PTL_PROTOCOL_POP3) },
  { "smtp.", BIT (PTL_PROTOCOL_SMTP) },
  { "mail.", ANY },
  { "", ANY },
};

#define N_NAMES G_N_ELEMENTS (names)
#define MX_NAME N_NAMES

G_STATIC_ASSERT (2 * PTL_GUESS_N_PROTOCOLS * (N_NAMES + 1) <= PTL_GUESS_MAX_TRIES);

struct _PtlGuessSource
{
  GObject parent_instance;
};

typedef struct
{
  PtlQuery        *query;       /* (owned) */
  PtlTryAsync      try_async;
  PtlTryFinish     try_finish;
  gpointer         try_data;
  GCancellable    *cancellable; /* (owned) */
  PtlGuessContest  contest;
  guint            n_pending;   /* look-ups and tries that have not called back */
  guint            n_names;     /* that exist */
  gint64           started;
  GError          *error;       /* (owned) (nullable): of the name service */
  GError          *unusable;    /* (owned) (nullable): of one that answers, but cannot be used */
} Run;

/* What a callback of one look-up or one try belongs to. */
typedef struct
{
  GTask *task;   /* (owned) */
  guint  index;
} Part;

static void ptl_guess_source_iface_init (PtlSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PtlGuessSource, ptl_guess_source, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PTL_TYPE_SOURCE, ptl_guess_source_iface_init))

static void
run_free (Run *run)
{
  ptl_guess_contest_clear (&run->contest);
  g_clear_error (&run->error);
  g_clear_error (&run->unusable);
  g_clear_object (&run->cancellable);
  g_object_unref (run->query);
  g_free (run);
}

static Part *
part_new (GTask *task,
          guint  index)
{
  Part *part = g_new0 (Part, 1);

  part->task = g_object_ref (task);
  part->index = index;
  return part;
}

static void
add_try (Run         *run,
         PtlProtocol  protocol,
         const char  *host,
         guint        name,
         PtlSecurity  security)
{
  const char *username = ptl_address_get_text (ptl_query_get_address (run->query));
  PtlServer *server = ptl_server_new (protocol, host, ptl_protocol_get_default_port (protocol, security), security, username, NULL);

  if (server != NULL)  /* else the name became too long */
    ptl_guess_contest_add (&run->contest, server, name);
}

static const PtlSecurity securities[] = { PTL_SECURITY_TLS, PTL_SECURITY_STARTTLS };

static void
add_tries_of_name (Run         *run,
                   const char  *host,
                   guint        name,
                   guint        protocols,
                   PtlSecurity  security)
{
  for (guint protocol = 0; protocol < PTL_GUESS_N_PROTOCOLS; protocol++)
    if (protocols & BIT (protocol))
      add_try (run, protocol, host, name, security);
}

static char *
make_name (Run   *run,
           guint  name)
{
  return g_strconcat (names[name].prefix, ptl_query_get_domain (run->query), NULL);
}

static void
add_tries (Run *run)
{
  for (guint i = 0; i < G_N_ELEMENTS (securities); i++)
    for (guint name = 0; name < N_NAMES; name++)
      {
        g_autofree char *host = make_name (run, name);

        add_tries_of_name (run, host, name, names[name].protocols, securities[i]);
      }
}

/* What is known of a server that answered. */
typedef enum
{
  PROVEN,    /* it showed a certificate for its name */
  PLAIN,     /* it knows no encryption, and nothing else answers: it could be anybody on the way */
  UNPROVEN,  /* its certificate is not good for its name, and nothing else answers */
} Standing;

/* Returns: (transfer full) (nullable) */
static PtlServer *
dup_server (PtlGuessTry *attempt,
            Standing     standing)
{
  switch (standing)
    {
    case PLAIN:
      return attempt->plain ? ptl_server_with_security (attempt->server, PTL_SECURITY_NONE) : NULL;
    case UNPROVEN:
      return attempt->objection != NULL ? ptl_server_ref (attempt->server) : NULL;
    case PROVEN:
    default:
      return attempt->found != NULL ? ptl_server_ref (attempt->found) : NULL;
    }
}

static GPtrArray *
list_found (Run      *run,
            gboolean  incoming,
            Standing  standing)
{
  GPtrArray *servers = g_ptr_array_new_with_free_func ((GDestroyNotify) ptl_server_unref);

  for (guint i = 0; i < run->contest.n_tries; i++)
    {
      PtlGuessTry *attempt = &run->contest.tries[i];
      PtlServer *server;

      if (ptl_server_is_incoming (attempt->server) != incoming ||
          (standing != PROVEN && ptl_guess_contest_get_slot (&run->contest, attempt)->found))
        continue;
      server = dup_server (attempt, standing);
      if (server != NULL)
        g_ptr_array_add (servers, server);
    }

  return servers;
}

/* Returns: (transfer full) (nullable) */
static PtlCandidate *
create_candidate (Run        *run,
                  Standing    standing,
                  const char *evidence)
{
  g_autoptr (GPtrArray) incoming = list_found (run, TRUE, standing);
  g_autoptr (GPtrArray) outgoing = list_found (run, FALSE, standing);

  if (incoming->len + outgoing->len == 0)
    return NULL;

  return ptl_candidate_new (&(PtlCandidateFields) {
    .origin = PTL_ORIGIN_GUESS,
    .transport = PTL_TRANSPORT_LIVE,
    .trust = standing == PROVEN ? PTL_TRUST_TRUSTED : PTL_TRUST_CONFIRM,
    .evidence = evidence,
    .incoming = incoming,
    .outgoing = outgoing,
  });
}

static void
add_candidate (Run       *run,
               Standing   standing,
               GPtrArray *candidates)
{
  /* Translators: a domain; whether its usual server names answer was tried out */
  g_autofree char *evidence = g_strdup_printf (_("The usual names in %s, tried live"), ptl_query_get_domain (run->query));
  PtlCandidate *candidate = create_candidate (run, standing, evidence);

  if (candidate != NULL)
    g_ptr_array_add (candidates, candidate);
}

/* Somebody's own server at home, or one that shows only its owner's name: where nobody knows anything, the person may know it. */
static void
tell_unproven (Run *run)
{
  for (guint i = 0; i < run->contest.n_tries; i++)
    if (run->contest.tries[i].objection != NULL)
      {
        g_autoptr (PtlCandidate) candidate = create_candidate (run, UNPROVEN, run->contest.tries[i].objection);

        ptl_query_set_unproven (run->query, candidate);
        return;
      }
}

static void
note_names (Run *run)
{
  PtlAnswer answer = run->n_names > 0 ? PTL_ANSWER_FOUND : PTL_ANSWER_NOT_FOUND;
  g_autoptr (PtlContact) contact = NULL;

  if (run->n_names == 0 && run->error != NULL)
    answer = ptl_network_error_to_answer (run->error);

  contact = ptl_contact_new (PTL_ORIGIN_GUESS, ptl_query_get_domain (run->query), 53, PTL_SENT_DOMAIN, answer,
                             (double) (run->contest.started - run->started) / 1000,
                             _("The name service was asked whether the usual names exist."));
  ptl_query_add_contact (run->query, contact);
}

static void
finish (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  g_autoptr (GPtrArray) candidates = g_ptr_array_new_with_free_func (g_object_unref);

  note_names (run);
  add_candidate (run, PROVEN, candidates);
  add_candidate (run, PLAIN, candidates);
  if (candidates->len == 0)
    tell_unproven (run);

  if (candidates->len == 0 && g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    g_task_return_new_error (task, PTL_ERROR, PTL_ERROR_CANCELLED, _("Trying the usual names was cancelled."));
  else if (candidates->len == 0 && run->unusable != NULL)
    g_task_return_error (task, g_steal_pointer (&run->unusable));
  else if (candidates->len == 0 && run->n_names == 0 && run->error != NULL)
    g_task_return_error (task, g_steal_pointer (&run->error));
  else
    g_task_return_pointer (task, g_steal_pointer (&candidates), (GDestroyNotify) g_ptr_array_unref);
}

/* Called whenever something ended; ends the whole when everything has called back. */
static void
settle (GTask *task)
{
  Run *run = g_task_get_task_data (task);

  if (ptl_guess_contest_update (&run->contest))
    g_cancellable_cancel (run->cancellable);
  if (run->n_pending == 0)
    finish (task);
}

static void
note (Run          *run,
      PtlGuessTry  *attempt,
      double        ms,
      const GError *error)
{
  gboolean dropped = g_error_matches (error, PTL_ERROR, PTL_ERROR_CANCELLED);
  const char *detail = error != NULL ? error->message : NULL;
  g_autoptr (PtlContact) contact = NULL;

  contact = ptl_contact_new (PTL_ORIGIN_GUESS, ptl_server_get_host (attempt->server), ptl_server_get_port (attempt->server),
                             PTL_SENT_NOTHING, ptl_network_error_to_answer (error), ms,
                             dropped ? _("It was not waited for any longer.") : detail);
  ptl_query_add_contact (run->query, contact);
}

/* A server that is there and cannot be used is worth a word: on shared hosting it often has a certificate for its owner's name only,
 * at home one that it made itself. Who hears which server it is, and why, can type it in or write to the provider. A name that is
 * there for nothing but mail and says nothing is worth one, too: the network may be in the way. */
static void
keep_unusable (Run          *run,
               PtlGuessTry  *attempt,
               const GError *error)
{
  const char *host = ptl_server_get_host_unicode (attempt->server);
  static const PtlError codes[] = {
    PTL_ERROR_CERTIFICATE_WRONG_NAME, PTL_ERROR_CERTIFICATE_EXPIRED, PTL_ERROR_CERTIFICATE_NOT_YET_VALID,
    PTL_ERROR_CERTIFICATE_SELF_SIGNED, PTL_ERROR_CERTIFICATE_UNKNOWN_ISSUER, PTL_ERROR_CERTIFICATE_REVOKED,
    PTL_ERROR_CERTIFICATE_WEAK, PTL_ERROR_TLS_TOO_OLD, PTL_ERROR_SERVER_UNAVAILABLE,
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, PTL_ERROR, (int) codes[i]))
      ptl_network_error_keep (&run->unusable,
                              /* Translators: a server's name, like “mail.example.org”, and a sentence that says why */
                              g_error_new (PTL_ERROR, error->code, _("“%s” answers, but it cannot be used. %s"),
                                           host, error->message));

  if (g_error_matches (error, PTL_ERROR, PTL_ERROR_CONNECT_TIMEOUT) && attempt->name < MX_NAME && *names[attempt->name].prefix != '\0')
    ptl_network_error_keep (&run->unusable, g_error_copy (error));
}

static void
connected_cb (gpointer user_data)
{
  Part *part = user_data;
  Run *run = g_task_get_task_data (part->task);

  run->contest.tries[part->index].connected = TRUE;
}

static void
try_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autofree Part *part = user_data;
  g_autoptr (GTask) task = part->task;
  Run *run = g_task_get_task_data (task);
  PtlGuessTry *attempt = &run->contest.tries[part->index];
  g_autoptr (GError) error = NULL;
  double ms = (double) (g_get_monotonic_time () - attempt->started) / 1000;
  PtlServer *found;

  attempt->ended = TRUE;
  found = run->try_finish (result, &error);
  if (found != NULL)
    ptl_guess_contest_take (&run->contest, attempt, found, ms);
  else
    {
      attempt->plain = g_error_matches (error, PTL_ERROR, PTL_ERROR_STARTTLS_NOT_OFFERED);
      if (error->domain == PTL_ERROR && ptl_certificate_is_excusable (error->code))
        attempt->objection = g_strdup (error->message);
      keep_unusable (run, attempt, error);
    }
  note (run, attempt, ms, error);

  run->n_pending--;
  settle (task);
}

static void
start_try (GTask *task,
           guint  index)
{
  Run *run = g_task_get_task_data (task);
  PtlGuessTry *attempt = &run->contest.tries[index];
  PtlGuessSlot *slot = ptl_guess_contest_get_slot (&run->contest, attempt);

  if (slot->closed)
    {
      attempt->ended = TRUE;
      return;
    }

  attempt->started = g_get_monotonic_time ();
  run->n_pending++;
  run->try_async (attempt->server, slot->cancellable, connected_cb, try_cb, part_new (task, index), run->try_data);
}

static void
resolve_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autofree Part *part = user_data;
  g_autoptr (GTask) task = part->task;
  Run *run = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  GList *addresses = g_resolver_lookup_by_name_finish (G_RESOLVER (object), result, &error);

  run->contest.started = g_get_monotonic_time ();
  run->n_names += addresses != NULL;
  for (guint i = 0; i < run->contest.n_tries; i++)
    if (run->contest.tries[i].name == part->index)
      {
        if (addresses != NULL)
          start_try (task, i);
        else
          run->contest.tries[i].ended = TRUE;
      }
  g_resolver_free_addresses (addresses);

  if (error != NULL && !g_error_matches (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND))
    ptl_network_error_keep (&run->error, ptl_network_error_new (error, ptl_query_get_domain (run->query)));
  run->n_pending--;
  settle (task);
}

/* Returns: (nullable): the host that receives the mail, where it is one of the domain's own and none of the usual names */
static const char *
find_own_exchanger (Run    *run,
                    GArray *targets)
{
  const char *host = targets->len > 0 ? g_array_index (targets, PtlDnsTarget, 0).target : "";

  if (*host == '\0' || !ptl_domain_is_within (host, ptl_query_get_domain (run->query)))
    return NULL;

  for (guint i = 0; i < N_NAMES; i++)
    {
      g_autofree char *usual = make_name (run, i);

      if (g_ascii_strcasecmp (host, usual) == 0 && names[i].protocols == ANY)
        return NULL;
    }

  return host;
}

static void
exchanger_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  g_autoptr (GPtrArray) records = ptl_dns_lookup_finish (result, NULL);
  g_autoptr (GArray) targets = records != NULL ? ptl_mx_read (records) : NULL;
  const char *host = targets != NULL ? find_own_exchanger (run, targets) : NULL;
  guint first = run->contest.n_tries;

  run->contest.more_pending = FALSE;
  for (guint i = 0; host != NULL && i < G_N_ELEMENTS (securities); i++)
    add_tries_of_name (run, host, MX_NAME, ANY, securities[i]);
  for (guint i = first; i < run->contest.n_tries; i++)
    start_try (task, i);
  run->n_names += host != NULL;

  run->n_pending--;
  settle (task);
}

static void
start (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  g_autoptr (GResolver) resolver = g_resolver_get_default ();

  run->n_pending = N_NAMES + 1;
  run->contest.more_pending = TRUE;
  ptl_dns_lookup_async (ptl_query_get_domain (run->query), G_RESOLVER_RECORD_MX, run->cancellable, exchanger_cb, g_object_ref (task));
  for (guint i = 0; i < N_NAMES; i++)
    {
      g_autofree char *host = make_name (run, i);

      g_resolver_lookup_by_name_async (resolver, host, run->cancellable, resolve_cb, part_new (task, i));
    }
}

static void
ptl_guess_source_lookup_async (PtlSource           *source,
                               PtlQuery            *query,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (source, cancellable, callback, user_data);
  Run *run = g_new0 (Run, 1);

  run->query = g_object_ref (query);
  run->started = g_get_monotonic_time ();
  run->cancellable = ptl_cancellable_new_child (cancellable);
  ptl_guess_contest_init (&run->contest, task, run->cancellable, settle);
  g_task_set_source_tag (task, ptl_guess_source_lookup_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, run, (GDestroyNotify) run_free);

  if (!ptl_query_get_tester (query, &run->try_async, &run->try_finish, &run->try_data))
    {
      g_task_return_pointer (task, g_ptr_array_new_with_free_func (g_object_unref), (GDestroyNotify) g_ptr_array_unref);
      return;
    }

  add_tries (run);
  start (task);
}

static GPtrArray *
ptl_guess_source_lookup_finish (PtlSource     *source,
                                GAsyncResult  *result,
                                GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
ptl_guess_source_iface_init (PtlSourceInterface *iface)
{
  iface->lookup_async = ptl_guess_source_lookup_async;
  iface->lookup_finish = ptl_guess_source_lookup_finish;
}

static void
ptl_guess_source_class_init (PtlGuessSourceClass *klass)
{
}

static void
ptl_guess_source_init (PtlGuessSource *self)
{
}

PtlSource *
ptl_guess_source_new (void)
{
  return g_object_new (PTL_TYPE_GUESS_SOURCE, NULL);
}
