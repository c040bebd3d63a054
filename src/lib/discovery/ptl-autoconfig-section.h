/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-address.h"
#include "ptl-server.h"

G_BEGIN_DECLS

/* One <incomingServer> or <outgoingServer> of a clientConfig document while it is being read. */
typedef struct _PtlAutoconfigSection PtlAutoconfigSection;

PtlAutoconfigSection *ptl_autoconfig_section_new  (const char            *element,
                                                   const char            *type,
                                                   int                    line);
const char           *ptl_autoconfig_section_name_other (const char      *type);
void                  ptl_autoconfig_section_free (PtlAutoconfigSection  *self);
void                  ptl_autoconfig_section_take (PtlAutoconfigSection  *self,
                                                   const char            *element,
                                                   const char            *system,
                                                   const char            *value,
                                                   int                    line);
PtlServer            *ptl_autoconfig_section_end  (PtlAutoconfigSection  *self,
                                                   PtlAddress            *address,
                                                   GError               **error);

const char           *ptl_autoconfig_section_get_remark (PtlAutoconfigSection *self);

char                 *ptl_autoconfig_fill_in      (const char            *text,
                                                   PtlAddress            *address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlAutoconfigSection, ptl_autoconfig_section_free)

G_END_DECLS
