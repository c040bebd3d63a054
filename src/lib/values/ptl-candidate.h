/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-hint.h"
#include "ptl-server.h"

G_BEGIN_DECLS

/* Who can say how a mailbox is reached, in the order in which they are believed. */
typedef enum
{
  PTL_ORIGIN_MANUAL,
  PTL_ORIGIN_LOCAL,      /* this computer's own list, laid down by its administrator */
  PTL_ORIGIN_BUNDLED,
  PTL_ORIGIN_AUTOCONFIG,
  PTL_ORIGIN_PACC,
  PTL_ORIGIN_DIRECTORY,
  PTL_ORIGIN_SRV,
  PTL_ORIGIN_MX,
  PTL_ORIGIN_EXCHANGE,
  PTL_ORIGIN_GUESS,
} PtlOrigin;

#define PTL_TYPE_ORIGIN (ptl_origin_get_type ())
GType ptl_origin_get_type (void);

typedef enum
{
  PTL_TRANSPORT_LOCAL,
  PTL_TRANSPORT_HTTPS,
  PTL_TRANSPORT_HTTP,
  PTL_TRANSPORT_DNS,
  PTL_TRANSPORT_DNSSEC,
  PTL_TRANSPORT_LIVE,
} PtlTransport;

#define PTL_TYPE_TRANSPORT (ptl_transport_get_type ())
GType ptl_transport_get_type (void);

/* Whether settings may be used at once, or the person has to agree to the servers first. */
typedef enum
{
  PTL_TRUST_TRUSTED,
  PTL_TRUST_CONFIRM,
} PtlTrust;

#define PTL_TYPE_TRUST (ptl_trust_get_type ())
GType ptl_trust_get_type (void);

/* What a candidate is made from. Borrowed: ptl_candidate_new() takes copies or references of everything. */
typedef struct
{
  PtlOrigin     origin;
  PtlTransport  transport;
  PtlTrust      trust;
  const char   *evidence;      /* the URL, file or record that said so */
  const char   *display_name;  /* (nullable): the provider's name */
  GPtrArray    *incoming;      /* (element-type PtlServer) (nullable): the provider's preference first */
  GPtrArray    *outgoing;      /* (element-type PtlServer) (nullable) */
  GPtrArray    *hints;         /* (element-type PtlHint) (nullable) */
  GPtrArray    *silent;        /* (element-type PtlServer) (nullable): those of its servers that were tried and cannot be used */
  const char   *fault;         /* (nullable): a sentence: what is wrong with the part that should name the servers it lacks */
} PtlCandidateFields;

#define PTL_TYPE_CANDIDATE (ptl_candidate_get_type ())
G_DECLARE_FINAL_TYPE (PtlCandidate, ptl_candidate, PTL, CANDIDATE, GObject)

/* One answer to "how do I reach this mailbox?", and who gave it. Immutable. */
PtlCandidate *ptl_candidate_new              (const PtlCandidateFields *fields);
PtlOrigin     ptl_candidate_get_origin       (PtlCandidate             *self);
PtlTransport  ptl_candidate_get_transport    (PtlCandidate             *self);
PtlTrust      ptl_candidate_get_trust        (PtlCandidate             *self);
const char   *ptl_candidate_get_evidence     (PtlCandidate             *self);
const char   *ptl_candidate_get_display_name (PtlCandidate             *self);
GPtrArray    *ptl_candidate_get_incoming     (PtlCandidate             *self);
GPtrArray    *ptl_candidate_get_outgoing     (PtlCandidate             *self);
GPtrArray    *ptl_candidate_get_hints        (PtlCandidate             *self);
const char   *ptl_candidate_get_fault        (PtlCandidate             *self);
GPtrArray    *ptl_candidate_get_silent       (PtlCandidate             *self);
gboolean      ptl_candidate_is_silent        (PtlCandidate             *self,
                                              PtlServer                *server);
PtlCandidate *ptl_candidate_with_silent      (PtlCandidate             *self,
                                              PtlServer                *server);
PtlHint      *ptl_candidate_find_hint        (PtlCandidate             *self,
                                              PtlHintId                 id);

G_END_DECLS
