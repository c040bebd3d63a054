/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-candidate.h"

struct _PtlCandidate
{
  GObject parent_instance;

  PtlOrigin     origin;
  PtlTransport  transport;
  PtlTrust      trust;
  char         *evidence;      /* (owned) */
  char         *fault;         /* (owned) (nullable) */
  char         *display_name;  /* (owned) (nullable) */
  GPtrArray    *incoming;      /* (owned) (element-type PtlServer) */
  GPtrArray    *outgoing;      /* (owned) (element-type PtlServer) */
  GPtrArray    *hints;         /* (owned) (element-type PtlHint) */
  GPtrArray    *silent;  /* (owned) (element-type PtlServer) */
};

G_DEFINE_FINAL_TYPE (PtlCandidate, ptl_candidate, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (PtlOrigin, ptl_origin,
                    G_DEFINE_ENUM_VALUE (PTL_ORIGIN_MANUAL, "manual"),
                    G_DEFINE_ENUM_VALUE (PTL_ORIGIN_LOCAL, "local"),
                    G_DEFINE_ENUM_VALUE (PTL_ORIGIN_BUNDLED, "bundled"),
                    G_DEFINE_ENUM_VALUE (PTL_ORIGIN_AUTOCONFIG, "autoconfig"),
                    G_DEFINE_ENUM_VALUE (PTL_ORIGIN_PACC, "pacc"),
                    G_DEFINE_ENUM_VALUE (PTL_ORIGIN_DIRECTORY, "directory"),
                    G_DEFINE_ENUM_VALUE (PTL_ORIGIN_SRV, "srv"),
                    G_DEFINE_ENUM_VALUE (PTL_ORIGIN_MX, "mx"),
                    G_DEFINE_ENUM_VALUE (PTL_ORIGIN_EXCHANGE, "exchange"),
                    G_DEFINE_ENUM_VALUE (PTL_ORIGIN_GUESS, "guess"))

G_DEFINE_ENUM_TYPE (PtlTransport, ptl_transport,
                    G_DEFINE_ENUM_VALUE (PTL_TRANSPORT_LOCAL, "local"),
                    G_DEFINE_ENUM_VALUE (PTL_TRANSPORT_HTTPS, "https"),
                    G_DEFINE_ENUM_VALUE (PTL_TRANSPORT_HTTP, "http"),
                    G_DEFINE_ENUM_VALUE (PTL_TRANSPORT_DNS, "dns"),
                    G_DEFINE_ENUM_VALUE (PTL_TRANSPORT_DNSSEC, "dnssec"),
                    G_DEFINE_ENUM_VALUE (PTL_TRANSPORT_LIVE, "live"))

G_DEFINE_ENUM_TYPE (PtlTrust, ptl_trust,
                    G_DEFINE_ENUM_VALUE (PTL_TRUST_TRUSTED, "trusted"),
                    G_DEFINE_ENUM_VALUE (PTL_TRUST_CONFIRM, "confirm"))

static void
ptl_candidate_finalize (GObject *object)
{
  PtlCandidate *self = PTL_CANDIDATE (object);

  g_free (self->evidence);
  g_free (self->fault);
  g_free (self->display_name);
  g_ptr_array_unref (self->incoming);
  g_ptr_array_unref (self->outgoing);
  g_ptr_array_unref (self->hints);
  g_ptr_array_unref (self->silent);

  G_OBJECT_CLASS (ptl_candidate_parent_class)->finalize (object);
}

static void
ptl_candidate_class_init (PtlCandidateClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ptl_candidate_finalize;
}

static void
ptl_candidate_init (PtlCandidate *self)
{
}

static gpointer
copy_server (gconstpointer server,
             gpointer      user_data)
{
  return ptl_server_ref ((PtlServer *) server);
}

static gpointer
copy_hint (gconstpointer hint,
           gpointer      user_data)
{
  return ptl_hint_ref ((PtlHint *) hint);
}

static GPtrArray *
copy_list (GPtrArray      *list,
           GCopyFunc       copy,
           GDestroyNotify  destroy)
{
  GPtrArray *result = g_ptr_array_new_with_free_func (destroy);

  for (guint i = 0; list != NULL && i < list->len; i++)
    g_ptr_array_add (result, copy (list->pdata[i], NULL));

  return result;
}

/**
 * ptl_candidate_new:
 * @fields: what it is made from; evidence is needed
 *
 * Returns: (transfer full): the candidate
 */
PtlCandidate *
ptl_candidate_new (const PtlCandidateFields *fields)
{
  PtlCandidate *self;

  g_return_val_if_fail (fields->evidence != NULL, NULL);

  self = g_object_new (PTL_TYPE_CANDIDATE, NULL);
  self->origin = fields->origin;
  self->transport = fields->transport;
  self->trust = fields->trust;
  self->evidence = g_strdup (fields->evidence);
  self->display_name = g_strdup (fields->display_name);
  self->fault = g_strdup (fields->fault);
  self->incoming = copy_list (fields->incoming, copy_server, (GDestroyNotify) ptl_server_unref);
  self->outgoing = copy_list (fields->outgoing, copy_server, (GDestroyNotify) ptl_server_unref);
  self->hints = copy_list (fields->hints, copy_hint, (GDestroyNotify) ptl_hint_unref);
  self->silent = copy_list (fields->silent, copy_server, (GDestroyNotify) ptl_server_unref);

  return self;
}

PtlOrigin
ptl_candidate_get_origin (PtlCandidate *self)
{
  return self->origin;
}

PtlTransport
ptl_candidate_get_transport (PtlCandidate *self)
{
  return self->transport;
}

PtlTrust
ptl_candidate_get_trust (PtlCandidate *self)
{
  return self->trust;
}

/**
 * ptl_candidate_get_evidence:
 * @self: a candidate
 *
 * Returns: (transfer none): the URL, file or record that said so
 */
const char *
ptl_candidate_get_evidence (PtlCandidate *self)
{
  return self->evidence;
}

/**
 * ptl_candidate_get_display_name:
 * @self: a candidate
 *
 * Returns: (transfer none) (nullable): the provider's name
 */
const char *
ptl_candidate_get_display_name (PtlCandidate *self)
{
  return self->display_name;
}

/**
 * ptl_candidate_get_incoming:
 * @self: a candidate
 *
 * Returns: (transfer none) (element-type PtlServer): servers for receiving, the provider's preference first; never to be changed
 */
GPtrArray *
ptl_candidate_get_incoming (PtlCandidate *self)
{
  return self->incoming;
}

/**
 * ptl_candidate_get_outgoing:
 * @self: a candidate
 *
 * Returns: (transfer none) (element-type PtlServer): servers for sending, the provider's preference first; never to be changed
 */
GPtrArray *
ptl_candidate_get_outgoing (PtlCandidate *self)
{
  return self->outgoing;
}

/**
 * ptl_candidate_get_hints:
 * @self: a candidate
 *
 * Returns: (transfer none) (element-type PtlHint): what to do or to know first; never to be changed
 */
GPtrArray *
ptl_candidate_get_hints (PtlCandidate *self)
{
  return self->hints;
}

/**
 * ptl_candidate_get_fault:
 *
 * Returns: (nullable): what is wrong with the part that should name the servers it lacks, in a sentence
 */
const char *
ptl_candidate_get_fault (PtlCandidate *self)
{
  return self->fault;
}

/**
 * ptl_candidate_get_silent:
 * @self: a candidate
 *
 * Returns: (transfer none) (element-type PtlServer): those of its servers that were tried while others were named, too, and cannot be
 *   used; never to be changed
 */
GPtrArray *
ptl_candidate_get_silent (PtlCandidate *self)
{
  return self->silent;
}

gboolean
ptl_candidate_is_silent (PtlCandidate *self,
                         PtlServer    *server)
{
  for (guint i = 0; i < self->silent->len; i++)
    if (ptl_server_same_endpoint (self->silent->pdata[i], server))
      return TRUE;

  return FALSE;
}

/**
 * ptl_candidate_with_silent:
 * @self: a candidate
 * @server: one of its servers, which cannot be used
 *
 * Returns: (transfer full): the same, that tells of it
 */
PtlCandidate *
ptl_candidate_with_silent (PtlCandidate *self,
                           PtlServer    *server)
{
  PtlCandidate *copy = ptl_candidate_new (&(PtlCandidateFields) {
    .origin = self->origin,
    .transport = self->transport,
    .trust = self->trust,
    .evidence = self->evidence,
    .display_name = self->display_name,
    .incoming = self->incoming,
    .outgoing = self->outgoing,
    .hints = self->hints,
    .silent = self->silent,
    .fault = self->fault,
  });

  g_ptr_array_add (copy->silent, ptl_server_ref (server));
  return copy;
}

/**
 * ptl_candidate_find_hint:
 * @self: a candidate
 * @id: a kind of hint
 *
 * Returns: (transfer none) (nullable): its first hint of that kind
 */
PtlHint *
ptl_candidate_find_hint (PtlCandidate *self,
                         PtlHintId     id)
{
  for (guint i = 0; i < self->hints->len; i++)
    if (ptl_hint_get_id (self->hints->pdata[i]) == id)
      return self->hints->pdata[i];

  return NULL;
}
