/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-contact.h"

struct _PtlContact
{
  GObject parent_instance;

  PtlOrigin  origin;
  char      *host;    /* (owned) */
  guint16    port;
  PtlSent    sent;
  PtlAnswer  answer;
  double     ms;
  char      *detail;  /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (PtlContact, ptl_contact, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (PtlSent, ptl_sent,
                    G_DEFINE_ENUM_VALUE (PTL_SENT_NOTHING, "nothing"),
                    G_DEFINE_ENUM_VALUE (PTL_SENT_DOMAIN, "domain"),
                    G_DEFINE_ENUM_VALUE (PTL_SENT_ADDRESS, "address"))

G_DEFINE_ENUM_TYPE (PtlAnswer, ptl_answer,
                    G_DEFINE_ENUM_VALUE (PTL_ANSWER_FOUND, "found"),
                    G_DEFINE_ENUM_VALUE (PTL_ANSWER_NOT_FOUND, "not-found"),
                    G_DEFINE_ENUM_VALUE (PTL_ANSWER_REFUSED, "refused"),
                    G_DEFINE_ENUM_VALUE (PTL_ANSWER_TIMEOUT, "timeout"),
                    G_DEFINE_ENUM_VALUE (PTL_ANSWER_BAD_DATA, "bad-data"),
                    G_DEFINE_ENUM_VALUE (PTL_ANSWER_ERROR, "error"),
                    G_DEFINE_ENUM_VALUE (PTL_ANSWER_CANCELLED, "cancelled"))

static void
ptl_contact_finalize (GObject *object)
{
  PtlContact *self = PTL_CONTACT (object);

  g_free (self->host);
  g_free (self->detail);

  G_OBJECT_CLASS (ptl_contact_parent_class)->finalize (object);
}

static void
ptl_contact_class_init (PtlContactClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ptl_contact_finalize;
}

static void
ptl_contact_init (PtlContact *self)
{
}

/**
 * ptl_contact_new:
 * @origin: for which source
 * @host: whom
 * @port: where; 0 where there is none, as for the name server
 * @sent: how much of the address was told
 * @answer: what became of it
 * @milliseconds: how long it took
 * @detail: (nullable): what was said, for people
 *
 * Returns: (transfer full): one line of the ledger
 */
PtlContact *
ptl_contact_new (PtlOrigin   origin,
                 const char *host,
                 guint16     port,
                 PtlSent     sent,
                 PtlAnswer   answer,
                 double      milliseconds,
                 const char *detail)
{
  PtlContact *self;

  g_return_val_if_fail (host != NULL, NULL);

  self = g_object_new (PTL_TYPE_CONTACT, NULL);
  self->origin = origin;
  self->host = g_strdup (host);
  self->port = port;
  self->sent = sent;
  self->answer = answer;
  self->ms = milliseconds;
  self->detail = g_strdup (detail);

  return self;
}

PtlOrigin
ptl_contact_get_origin (PtlContact *self)
{
  return self->origin;
}

const char *
ptl_contact_get_host (PtlContact *self)
{
  return self->host;
}

guint16
ptl_contact_get_port (PtlContact *self)
{
  return self->port;
}

PtlSent
ptl_contact_get_sent (PtlContact *self)
{
  return self->sent;
}

PtlAnswer
ptl_contact_get_answer (PtlContact *self)
{
  return self->answer;
}

double
ptl_contact_get_ms (PtlContact *self)
{
  return self->ms;
}

/**
 * ptl_contact_get_detail:
 * @self: a line of the ledger
 *
 * Returns: (transfer none) (nullable): what was said, for people
 */
const char *
ptl_contact_get_detail (PtlContact *self)
{
  return self->detail;
}
