/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-live.h"

#include <glib/gi18n-lib.h>

#include "ptl-async.h"
#include "ptl-error.h"
#include "ptl-network-error.h"

/* Nobody names that many servers; a document that does shall not make us knock everywhere. */
#define MAX_TRIES     24
#define MAX_PER_CLAIM 6

/* A try that nobody has taken the connection of is worth as long a wait as the search took to come to it, within these bounds; one
 * that is connected has to be given time for what it has to say. */
#define MIN_HOLD_MS       300
#define MAX_HOLD_MS       1000
#define CONNECTED_HOLD_MS 2000

typedef struct
{
  PtlLive      *live;         /* (unowned) */
  PtlServer    *named;        /* (owned): by the candidate */
  PtlServer    *server;       /* (owned): what is tried, the same or something safer */
  PtlCandidate *candidate;    /* (owned) */
  GCancellable *cancellable;  /* (owned) */
  gint64        started;
  gint64        connected;    /* 0: not yet */
  gboolean      called_off;   /* for its silence */
  gboolean      ended;
} Try;

/* What one candidate would have used for one protocol. */
typedef struct
{
  PtlServer    *server;     /* (owned) */
  PtlCandidate *candidate;  /* (owned) */
} Claim;

struct _PtlLive
{
  PtlQuery     *query;        /* (owned) */
  GCancellable *cancellable;  /* (owned) */
  GPtrArray    *tries;        /* (owned) (element-type Try) */
  GPtrArray    *claims;       /* (owned) (element-type Claim) */
  PtlLiveEnded  ended;
  gpointer      user_data;
  gint64        began;
  guint         n_open;
};

static void
try_free (Try *attempt)
{
  ptl_server_unref (attempt->named);
  ptl_server_unref (attempt->server);
  g_object_unref (attempt->candidate);
  g_object_unref (attempt->cancellable);
  g_free (attempt);
}

static void
claim_free (Claim *claim)
{
  ptl_server_unref (claim->server);
  g_object_unref (claim->candidate);
  g_free (claim);
}

PtlLive *
ptl_live_new (PtlQuery     *query,
              GCancellable *cancellable,
              PtlLiveEnded  ended,
              gpointer      user_data)
{
  PtlLive *self = g_new0 (PtlLive, 1);

  self->query = g_object_ref (query);
  self->cancellable = g_object_ref (cancellable);
  self->tries = g_ptr_array_new_with_free_func ((GDestroyNotify) try_free);
  self->claims = g_ptr_array_new_with_free_func ((GDestroyNotify) claim_free);
  self->ended = ended;
  self->user_data = user_data;
  self->began = g_get_monotonic_time ();
  return self;
}

void
ptl_live_free (PtlLive *self)
{
  g_assert (self->n_open == 0);

  g_ptr_array_unref (self->tries);
  g_ptr_array_unref (self->claims);
  g_object_unref (self->cancellable);
  g_object_unref (self->query);
  g_free (self);
}

/* What both the source and the server know of; where they know nothing in common, the server is right. */
static PtlServer *
learn_methods (PtlServer *named,
               PtlServer *found)
{
  gsize n_named, n_found;
  const PtlAuthentication *methods = ptl_server_get_authentication (named, &n_named);
  g_autoptr (GArray) common = g_array_new (FALSE, FALSE, sizeof (PtlAuthentication));

  ptl_server_get_authentication (found, &n_found);
  for (gsize i = 0; i < n_named; i++)
    if (n_found == 0 || ptl_server_allows (found, methods[i]))
      g_array_append_val (common, methods[i]);

  if (common->len == 0)
    return ptl_server_ref (found);
  return ptl_server_with_authentication (found, (const PtlAuthentication *) (gpointer) common->data, common->len);
}

static PtlCandidate *
make_candidate (Try       *attempt,
                PtlServer *found)
{
  g_autoptr (GPtrArray) servers = g_ptr_array_new_with_free_func ((GDestroyNotify) ptl_server_unref);
  g_autofree char *evidence = NULL;
  PtlCandidate *from = attempt->candidate;
  gboolean incoming = ptl_server_is_incoming (found);

  g_ptr_array_add (servers, learn_methods (attempt->named, found));
  /* Translators: a port, a host, and a URL, file or record that names the host */
  evidence = g_strdup_printf (_("Port %u of %s, tried live; the host is named by %s"), ptl_server_get_port (found),
                              ptl_server_get_host (found), ptl_candidate_get_evidence (from));
  return ptl_candidate_new (&(PtlCandidateFields) {
    .origin = ptl_candidate_get_origin (from),
    .transport = PTL_TRANSPORT_LIVE,
    .trust = ptl_candidate_get_trust (from),
    .evidence = evidence,
    .display_name = ptl_candidate_get_display_name (from),
    .incoming = incoming ? servers : NULL,
    .outgoing = incoming ? NULL : servers,
    .hints = ptl_candidate_get_hints (from),
  });
}

static gboolean
is_upgrade (Try *attempt)
{
  return attempt->server != attempt->named;
}

/* Whether the server cannot be used, as far as anybody can tell: one that was called off has had its time. */
static gboolean
is_silent (Try          *attempt,
           const GError *error)
{
  if (is_upgrade (attempt) || error == NULL)
    return FALSE;

  return attempt->called_off || !g_error_matches (error, PTL_ERROR, PTL_ERROR_CANCELLED);
}

static void
note (Try          *attempt,
      const GError *error)
{
  gboolean dropped = g_error_matches (error, PTL_ERROR, PTL_ERROR_CANCELLED);
  const char *well = is_upgrade (attempt) ? _("A safer connection was looked for, and is there.")
                                          : _("Others name another server, so it was tried.");
  double ms = (double) (g_get_monotonic_time () - attempt->started) / 1000;
  const char *detail = error == NULL ? well : error->message;
  PtlAnswer answer = attempt->called_off && error != NULL ? PTL_ANSWER_TIMEOUT : ptl_network_error_to_answer (error);
  g_autoptr (PtlContact) contact = NULL;

  contact = ptl_contact_new (ptl_candidate_get_origin (attempt->candidate), ptl_server_get_host (attempt->server),
                             ptl_server_get_port (attempt->server), PTL_SENT_NOTHING, answer, ms,
                             dropped ? _("It was not waited for any longer.") : detail);
  ptl_query_add_contact (attempt->live->query, contact);
}

static void
connected_cb (gpointer user_data)
{
  Try *attempt = user_data;

  attempt->connected = g_get_monotonic_time ();
}

static void
try_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  Try *attempt = user_data;
  PtlLive *self = attempt->live;
  PtlTryAsync try_async;
  PtlTryFinish try_finish;
  gpointer try_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PtlServer) found = NULL;
  g_autoptr (PtlCandidate) candidate = NULL;

  ptl_query_get_tester (self->query, &try_async, &try_finish, &try_data);
  found = try_finish (result, &error);
  attempt->ended = TRUE;
  self->n_open--;
  note (attempt, error);
  if (found != NULL && is_upgrade (attempt))
    candidate = make_candidate (attempt, found);
  self->ended (candidate, is_silent (attempt, error) ? attempt->server : NULL, self->user_data);
}

static gboolean
was_tried (PtlLive   *self,
           PtlServer *server)
{
  for (guint i = 0; i < self->tries->len; i++)
    {
      Try *attempt = g_ptr_array_index (self->tries, i);

      if (ptl_server_same_endpoint (attempt->server, server) &&
          ptl_server_get_security (attempt->server) == ptl_server_get_security (server))
        return TRUE;
    }

  return FALSE;
}

/* Whether the provider itself names such a connection to this host, on whatever port. */
static gboolean
is_named (GPtrArray   *servers,
          PtlServer   *server,
          PtlSecurity  security)
{
  for (guint i = 0; i < servers->len; i++)
    if (ptl_server_get_protocol (servers->pdata[i]) == ptl_server_get_protocol (server) &&
        ptl_server_get_security (servers->pdata[i]) == security &&
        g_str_equal (ptl_server_get_host (servers->pdata[i]), ptl_server_get_host (server)))
      return TRUE;

  return FALSE;
}

static guint
start_try (PtlLive      *self,
           PtlCandidate *candidate,
           PtlServer    *named,
           PtlServer    *server)
{
  PtlTryAsync try_async;
  PtlTryFinish try_finish;
  gpointer try_data;
  Try *attempt;

  if ( self->tries->len == MAX_TRIES || was_tried (self, server) ||
      !ptl_query_get_tester (self->query, &try_async, &try_finish, &try_data))
    return 0;

  attempt = g_new0 (Try, 1);
  attempt->live = self;
  attempt->named = ptl_server_ref (named);
  attempt->server = ptl_server_ref (server);
  attempt->candidate = g_object_ref (candidate);
  attempt->cancellable = ptl_cancellable_new_child (self->cancellable);
  attempt->started = g_get_monotonic_time ();
  g_ptr_array_add (self->tries, attempt);
  self->n_open++;
  try_async (attempt->server, attempt->cancellable, connected_cb, try_cb, attempt, try_data);
  return 1;
}

static guint
try_safer (PtlLive      *self,
           PtlCandidate *candidate,
           PtlServer    *named,
           guint16       port,
           PtlSecurity   security)
{
  g_autoptr (PtlServer) server = ptl_server_new (ptl_server_get_protocol (named), ptl_server_get_host (named), port, security,
                                                 ptl_server_get_username (named), NULL);

  return server != NULL ? start_try (self, candidate, named, server) : 0;
}

static guint
look_at (PtlLive      *self,
         PtlCandidate *candidate,
         GPtrArray    *servers)
{
  guint n = 0;

  for (guint i = 0; servers != NULL && i < servers->len; i++)
    {
      PtlServer *server = servers->pdata[i];
      PtlSecurity security = ptl_server_get_security (server);

      if (security != PTL_SECURITY_TLS && !is_named (servers, server, PTL_SECURITY_TLS))
        n += try_safer (self, candidate, server,
                        ptl_protocol_get_default_port (ptl_server_get_protocol (server), PTL_SECURITY_TLS), PTL_SECURITY_TLS);
      if (security == PTL_SECURITY_NONE && !is_named (servers, server, PTL_SECURITY_STARTTLS))
        n += try_safer (self, candidate, server, ptl_server_get_port (server), PTL_SECURITY_STARTTLS);
    }

  return n;
}

static GPtrArray *
get_servers (PtlCandidate *candidate,
             PtlProtocol   protocol)
{
  return protocol == PTL_PROTOCOL_SMTP ? ptl_candidate_get_outgoing (candidate) : ptl_candidate_get_incoming (candidate);
}

/* Returns: (nullable) (transfer none): the server of a protocol that the candidate names first */
static PtlServer *
pick (PtlCandidate *candidate,
      PtlProtocol   protocol)
{
  GPtrArray *servers = get_servers (candidate, protocol);

  for (guint i = 0; i < servers->len; i++)
    if (ptl_server_get_protocol (servers->pdata[i]) == protocol)
      return servers->pdata[i];

  return NULL;
}

/* Whether its servers have passed already. */
static gboolean
is_live (PtlCandidate *candidate)
{
  return ptl_candidate_get_transport (candidate) == PTL_TRANSPORT_LIVE;
}

/* Tries what a claim names; an unencrypted server is nobody's argument. */
static guint
try_claim (PtlLive *self,
           Claim   *claim)
{
  GPtrArray *servers = get_servers (claim->candidate, ptl_server_get_protocol (claim->server));
  guint n = 0;

  if (is_live (claim->candidate))
    return 0;

  for (guint i = 0; i < servers->len && i < MAX_PER_CLAIM; i++)
    if (ptl_server_get_security (servers->pdata[i]) != PTL_SECURITY_NONE)
      n += start_try (self, claim->candidate, servers->pdata[i], servers->pdata[i]);

  return n;
}

/* Tries a new claim and all that contradict it. One that agrees with what is there adds nothing. */
static guint
contest (PtlLive      *self,
         PtlCandidate *candidate,
         PtlServer    *server)
{
  Claim *claim = g_new0 (Claim, 1);
  guint n = 0;

  claim->server = ptl_server_ref (server);
  claim->candidate = g_object_ref (candidate);
  for (guint i = 0; i < self->claims->len; i++)
    {
      Claim *other = g_ptr_array_index (self->claims, i);

      if (ptl_server_get_protocol (other->server) == ptl_server_get_protocol (server) &&
          !g_str_equal (ptl_server_get_host (other->server), ptl_server_get_host (server)))
        n += try_claim (self, other) + try_claim (self, claim);
    }

  g_ptr_array_add (self->claims, claim);
  return n;
}

/* Whoever names another host for IMAP does so for POP3. */
static guint
contest_both (PtlLive      *self,
              PtlCandidate *candidate)
{
  PtlServer *imap = pick (candidate, PTL_PROTOCOL_IMAP);
  PtlServer *incoming = imap != NULL ? imap : pick (candidate, PTL_PROTOCOL_POP3);
  PtlServer *outgoing = pick (candidate, PTL_PROTOCOL_SMTP);

  return (incoming != NULL ? contest (self, candidate, incoming) : 0) + (outgoing != NULL ? contest (self, candidate, outgoing) : 0);
}

/**
 * ptl_live_look:
 * @candidate: what somebody says
 *
 * Returns: how many tries have begun
 */
guint
ptl_live_look (PtlLive      *self,
               PtlCandidate *candidate)
{
  if (is_live (candidate))
    return ptl_candidate_get_origin (candidate) == PTL_ORIGIN_GUESS ? contest_both (self, candidate) : 0;

  return look_at (self, candidate, ptl_candidate_get_incoming (candidate)) +
         look_at (self, candidate, ptl_candidate_get_outgoing (candidate)) + contest_both (self, candidate);
}

guint
ptl_live_get_open (PtlLive *self)
{
  return self->n_open;
}

static gint64
get_end (PtlLive *self,
         Try     *attempt)
{
  gint64 came_to = (attempt->started - self->began) / 1000;

  if (attempt->connected != 0)
    return attempt->connected + CONNECTED_HOLD_MS * 1000;
  return attempt->started + CLAMP (came_to, MIN_HOLD_MS, MAX_HOLD_MS) * 1000;
}

/**
 * ptl_live_get_hold:
 *
 * Returns: milliseconds until no try is worth waiting for; 0 when that is past
 */
guint
ptl_live_get_hold (PtlLive *self)
{
  gint64 now = g_get_monotonic_time ();
  gint64 end = now;

  for (guint i = 0; i < self->tries->len; i++)
    {
      Try *attempt = g_ptr_array_index (self->tries, i);

      if (!attempt->ended)
        end = MAX (end, get_end (self, attempt));
    }

  return end > now ? (guint) ((end - now) / 1000) + 1 : 0;
}

/* Calls those off that are not worth waiting for. */
void
ptl_live_cancel_silent (PtlLive *self)
{
  gint64 now = g_get_monotonic_time ();

  for (guint i = 0; i < self->tries->len; i++)
    {
      Try *attempt = g_ptr_array_index (self->tries, i);

      if (attempt->ended || attempt->called_off || get_end (self, attempt) > now)
        continue;

      attempt->called_off = TRUE;
      g_cancellable_cancel (attempt->cancellable);
    }
}
