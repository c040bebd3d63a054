/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-candidate.h"

G_BEGIN_DECLS

typedef enum
{
  PTL_SENT_NOTHING,
  PTL_SENT_DOMAIN,
  PTL_SENT_ADDRESS,
} PtlSent;

typedef enum
{
  PTL_ANSWER_FOUND,
  PTL_ANSWER_NOT_FOUND,
  PTL_ANSWER_REFUSED,
  PTL_ANSWER_TIMEOUT,
  PTL_ANSWER_BAD_DATA,
  PTL_ANSWER_ERROR,
  PTL_ANSWER_CANCELLED,  /* we did not wait for it */
} PtlAnswer;

#define PTL_TYPE_SENT (ptl_sent_get_type ())
#define PTL_TYPE_ANSWER (ptl_answer_get_type ())
GType ptl_sent_get_type   (void);
GType ptl_answer_get_type (void);

#define PTL_TYPE_CONTACT (ptl_contact_get_type ())
G_DECLARE_FINAL_TYPE (PtlContact, ptl_contact, PTL, CONTACT, GObject)

/* One line of the ledger: whom we asked, what we told them, what they said. Immutable. */
PtlContact *ptl_contact_new        (PtlOrigin   origin,
                                    const char *host,
                                    guint16     port,
                                    PtlSent     sent,
                                    PtlAnswer   answer,
                                    double      milliseconds,
                                    const char *detail);
PtlOrigin   ptl_contact_get_origin (PtlContact *self);
const char *ptl_contact_get_host   (PtlContact *self);
guint16     ptl_contact_get_port   (PtlContact *self);
PtlSent     ptl_contact_get_sent   (PtlContact *self);
PtlAnswer   ptl_contact_get_answer (PtlContact *self);
double      ptl_contact_get_ms     (PtlContact *self);
const char *ptl_contact_get_detail (PtlContact *self);

G_END_DECLS
