/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The provider list as data/providers/make-index.py packs it: one table, read where it lies. Immutable, and safe in any thread. */
typedef struct _PtlProviderIndex PtlProviderIndex;

#define PTL_TYPE_PROVIDER_INDEX (ptl_provider_index_get_type ())
GType ptl_provider_index_get_type (void);

/* What the list knows about a name. Everything in it belongs to the index. */
typedef struct
{
  const char *id;        /* the provider's main domain */
  const char *origin;    /* when its facts were last looked at, and where they come from: "2026-11-23; ispdb, fairemail" */
  const char *match;     /* the domain or pattern that led here */
  const char *document;  /* its clientConfig document, not ended by NUL */
  gsize       length;
} PtlProvider;

PtlProviderIndex *ptl_provider_index_new           (GBytes            *bytes,
                                                    GError           **error);
PtlProviderIndex *ptl_provider_index_get_bundled   (void);
PtlProviderIndex *ptl_provider_index_ref           (PtlProviderIndex  *self);
void              ptl_provider_index_unref         (PtlProviderIndex  *self);
gsize             ptl_provider_index_get_n         (PtlProviderIndex  *self);
void              ptl_provider_index_get           (PtlProviderIndex  *self,
                                                    gsize              position,
                                                    PtlProvider       *provider);
gboolean          ptl_provider_index_find_domain   (PtlProviderIndex  *self,
                                                    const char        *domain,
                                                    PtlProvider       *provider);
gboolean          ptl_provider_index_find_pattern  (PtlProviderIndex  *self,
                                                    const char        *domain,
                                                    PtlProvider       *provider);
gboolean          ptl_provider_index_find_mx       (PtlProviderIndex  *self,
                                                    const char        *host,
                                                    PtlProvider       *provider);
const char       *ptl_provider_index_suggest       (PtlProviderIndex  *self,
                                                    const char        *domain);
GBytes           *ptl_provider_index_dup_document  (PtlProviderIndex  *self,
                                                    const PtlProvider *provider);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlProviderIndex, ptl_provider_index_unref)

G_END_DECLS
