/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-server.h"

G_BEGIN_DECLS

/* One server of an account that a mail program has, and where that is written. */
typedef struct
{
  PtlServer  *server;  /* (nullable) */
  const char *path;    /* (nullable): the file */
  const char *key;     /* (nullable): what it is called in there; NULL if the file holds nothing else, or cannot be changed */
} PtlExistingServer;

/* What an account is made from. Borrowed. */
typedef struct
{
  const char        *program;   /* as exporters are called: "thunderbird" */
  const char        *name;      /* what people call the program: “Thunderbird” */
  const char        *path;      /* the file in which it was found */
  const char        *label;     /* (nullable): what the person calls the account, or its address */
  const char        *address;   /* (nullable) */
  PtlExistingServer  incoming;
  PtlExistingServer  outgoing;
  const char        *trouble;   /* (nullable): a sentence: why it could not be read, or not be checked */
} PtlExistingFields;

/* An account that a mail program on this computer has already, without its password. Immutable. */
typedef struct _PtlExisting PtlExisting;

#define PTL_TYPE_EXISTING (ptl_existing_get_type ())
GType ptl_existing_get_type (void);

PtlExisting             *ptl_existing_new          (const PtlExistingFields *fields);
PtlExisting             *ptl_existing_ref          (PtlExisting             *self);
void                     ptl_existing_unref        (PtlExisting             *self);
const char              *ptl_existing_get_id       (const PtlExisting       *self);
const char              *ptl_existing_get_program  (const PtlExisting       *self);
const char              *ptl_existing_get_name     (const PtlExisting       *self);
const char              *ptl_existing_get_path     (const PtlExisting       *self);
const char              *ptl_existing_get_label    (const PtlExisting       *self);
const char              *ptl_existing_get_title    (const PtlExisting       *self);
const char              *ptl_existing_get_address  (const PtlExisting       *self);
const PtlExistingServer *ptl_existing_get_incoming (const PtlExisting       *self);
const PtlExistingServer *ptl_existing_get_outgoing (const PtlExisting       *self);
const char              *ptl_existing_get_trouble  (const PtlExisting       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlExisting, ptl_existing_unref)

G_END_DECLS
