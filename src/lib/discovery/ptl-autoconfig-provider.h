/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-address.h"
#include "ptl-hint.h"
#include "ptl-server.h"

G_BEGIN_DECLS

/* What one <emailProvider> of a clientConfig document says, as far as it has been read. */
typedef struct
{
  gboolean   matches;       /* it names the domain of the address */
  char      *id;            /* (owned) (nullable) */
  char      *display_name;  /* (owned) (nullable) */
  GPtrArray *incoming;      /* (owned) (element-type PtlServer) */
  GPtrArray *outgoing;      /* (owned) (element-type PtlServer) */
  GArray    *hints;         /* (owned): see ptl_autoconfig_hints_add() */
  GPtrArray *complaints;    /* (owned) (element-type utf8) */
  const char *other;        /* (nullable): a way to the mail that is not ours, as people call it: such as Exchange */
} PtlAutoconfigProvider;

PtlAutoconfigProvider *ptl_autoconfig_provider_new           (const char                  *id);
void                   ptl_autoconfig_provider_free          (PtlAutoconfigProvider       *self);
void                   ptl_autoconfig_provider_take_server   (PtlAutoconfigProvider       *self,
                                                              PtlServer                   *server);
gboolean               ptl_autoconfig_provider_is_usable     (const PtlAutoconfigProvider *self);
gboolean               ptl_autoconfig_provider_is_better     (const PtlAutoconfigProvider *self,
                                                              const PtlAutoconfigProvider *other);
/* Returns: (transfer full) (element-type PtlHint): its hints, then those of the whole document */
GPtrArray             *ptl_autoconfig_provider_collect_hints (const PtlAutoconfigProvider *self,
                                                              const GArray                *hints_for_all,
                                                              PtlAddress                  *address);

/* Hints before it is known whose they are. */
GArray                *ptl_autoconfig_hints_new              (void);
void                   ptl_autoconfig_hints_add              (GArray                      *hints,
                                                              PtlHintId                    id,
                                                              const char                  *url);

G_END_DECLS
