/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "ptl-existing.h"

G_BEGIN_DECLS

/* What a reader knows about an account while it reads. What is wrong becomes its trouble; it is never left out. */
typedef struct
{
  PtlExistingFields  fields;   /* borrowed, but its servers are owned */
  char              *trouble;  /* (owned) (nullable): the first one */
} PtlDraft;

/* A server as a file says it, before anybody has checked that. */
typedef struct
{
  PtlProtocol  protocol;
  const char  *host;      /* (nullable) */
  gint64       port;      /* 0: the usual one */
  PtlSecurity  security;
  const char  *username;  /* (nullable) */
  const char  *path;      /* where it is written */
  const char  *key;       /* (nullable) */
} PtlDraftServer;

void      ptl_draft_take_server (PtlDraft              *self,
                                 const PtlDraftServer  *server);
void      ptl_draft_set_trouble (PtlDraft              *self,
                                 const char            *trouble);
void      ptl_draft_set_unknown (PtlDraft              *self,
                                 const char            *kind);
void      ptl_draft_finish      (PtlDraft              *self,
                                 GPtrArray             *found);

/* A file that cannot be read is a line of its own. Takes @error. */
void      ptl_draft_add_broken  (GPtrArray             *found,
                                 const char            *program,
                                 const char            *name,
                                 const char            *path,
                                 GError                *error);

/* Returns: (transfer full) (nullable): NULL if there is no such file, or if it cannot be read, which is a line then */
GKeyFile *ptl_draft_load        (GPtrArray             *found,
                                 const char            *program,
                                 const char            *name,
                                 const char            *path);
gboolean  ptl_draft_get_bool    (GKeyFile              *file,
                                 const char            *group,
                                 const char            *key,
                                 gboolean               missing);
gint64    ptl_draft_get_number  (GKeyFile              *file,
                                 const char            *group,
                                 const char            *key);
char     *ptl_draft_get_text    (GKeyFile              *file,
                                 const char            *group,
                                 const char            *key);

G_END_DECLS
