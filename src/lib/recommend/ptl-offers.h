/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "ptl-recommendation.h"

G_BEGIN_DECLS

/* How far an offer is believed, best first. Encrypted always comes before plain, and what somebody vouches for before what nobody
 * does: else whoever can forge an answer of the DNS could put a server of his own before the provider's. */
typedef enum
{
  PTL_STANDING_MANUAL,   /* the person typed it */
  PTL_STANDING_LOCAL,    /* the administrator of this computer laid it down */
  PTL_STANDING_VOUCHED,
  PTL_STANDING_UNVOUCHED,
  PTL_STANDING_SILENT,   /* encrypted, but it was tried live and cannot be used */
  PTL_STANDING_PLAIN,
  PTL_STANDING_NONE,     /* there is none */
} PtlStanding;

/* The servers of one protocol that a need permits, best first, and what it did not permit. */
typedef struct
{
  PtlProtocol  protocol;
  GPtrArray   *list;         /* (element-type PtlOffer) (owned) */
  guint        n_listed;     /* all of them, permitted or not */
  guint        n_plain;      /* listed, but refused as not encrypted */
  guint        n_starttls;   /* refused as not encrypted from the first byte */
  guint        n_unvouched;  /* refused as not vouched for */
} PtlOffers;

PtlOffers  *ptl_offers_new          (GListModel      *candidates,
                                     PtlProtocol      protocol,
                                     PtlSecurityNeed  need);
void        ptl_offers_free         (PtlOffers       *self);
PtlOffer   *ptl_offers_get_best     (const PtlOffers *self);
PtlStanding ptl_offers_get_standing (const PtlOffers *self);

PtlOffer   *ptl_offers_find_silent  (const PtlOffers *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlOffers, ptl_offers_free)

/* What was checked and works comes first, if it is among them; @server: (nullable) */
void         ptl_offers_promote      (PtlOffers       *self,
                                      PtlServer       *server);

G_END_DECLS
