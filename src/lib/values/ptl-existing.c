/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-existing.h"

#include <string.h>

struct _PtlExisting
{
  gatomicrefcount ref_count;

  char              *id;
  char              *program;
  char              *name;
  char              *path;
  char              *label;     /* (nullable) */
  char              *address;   /* (nullable) */
  PtlExistingServer  incoming;  /* strings and server owned */
  PtlExistingServer  outgoing;  /* strings and server owned */
  char              *trouble;   /* (nullable) */
};

G_DEFINE_BOXED_TYPE (PtlExisting, ptl_existing, ptl_existing_ref, ptl_existing_unref)

/* Stays the same as long as the program keeps the account where it is, so that it can be named in a later run. */
static char *
make_id (const PtlExistingFields *fields)
{
  const char *key = fields->incoming.key != NULL ? fields->incoming.key : fields->outgoing.key;
  g_autofree char *where = g_strdup_printf ("%s\n%s", fields->path, key != NULL ? key : "");
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, where, -1);

  return g_strdup_printf ("%s-%.8s", fields->program, digest);
}

static PtlExistingServer
copy_server (const PtlExistingServer *server)
{
  return (PtlExistingServer) {
    .server = server->server != NULL ? ptl_server_ref (server->server) : NULL,
    .path = g_strdup (server->path),
    .key = g_strdup (server->key),
  };
}

static void
clear_server (PtlExistingServer *server)
{
  g_clear_pointer (&server->server, ptl_server_unref);
  g_free ((char *) server->path);
  g_free ((char *) server->key);
}

/**
 * ptl_existing_new:
 *
 * Returns: (transfer full): the account
 */
PtlExisting *
ptl_existing_new (const PtlExistingFields *fields)
{
  PtlExisting *self = g_new0 (PtlExisting, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->id = make_id (fields);
  self->program = g_strdup (fields->program);
  self->name = g_strdup (fields->name);
  self->path = g_strdup (fields->path);
  self->label = g_strdup (fields->label);
  self->address = g_strdup (fields->address);
  self->incoming = copy_server (&fields->incoming);
  self->outgoing = copy_server (&fields->outgoing);
  self->trouble = g_strdup (fields->trouble);

  return self;
}

PtlExisting *
ptl_existing_ref (PtlExisting *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ptl_existing_unref (PtlExisting *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  clear_server (&self->incoming);
  clear_server (&self->outgoing);
  g_free (self->id);
  g_free (self->program);
  g_free (self->name);
  g_free (self->path);
  g_free (self->label);
  g_free (self->address);
  g_free (self->trouble);
  g_free (self);
}

/* Returns: the name by which the command line knows it, "thunderbird-1a2b3c4d" */
const char *
ptl_existing_get_id (const PtlExisting *self)
{
  return self->id;
}

const char *
ptl_existing_get_program (const PtlExisting *self)
{
  return self->program;
}

const char *
ptl_existing_get_name (const PtlExisting *self)
{
  return self->name;
}

const char *
ptl_existing_get_path (const PtlExisting *self)
{
  return self->path;
}

/* Returns: (nullable): */
const char *
ptl_existing_get_label (const PtlExisting *self)
{
  return self->label != NULL ? self->label : self->address;
}

/* Returns: what a person recognizes it by: what they call it, its address, or the program's name */
const char *
ptl_existing_get_title (const PtlExisting *self)
{
  const char *label = ptl_existing_get_label (self);

  return label != NULL ? label : self->name;
}

/* Returns: (nullable): */
const char *
ptl_existing_get_address (const PtlExisting *self)
{
  return self->address;
}

const PtlExistingServer *
ptl_existing_get_incoming (const PtlExisting *self)
{
  return &self->incoming;
}

const PtlExistingServer *
ptl_existing_get_outgoing (const PtlExisting *self)
{
  return &self->outgoing;
}

/* Returns: (nullable): */
const char *
ptl_existing_get_trouble (const PtlExisting *self)
{
  return self->trouble;
}
