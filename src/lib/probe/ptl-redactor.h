/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-secret.h"

G_BEGIN_DECLS

/* Makes what a server says fit to be shown: readable text without control characters, and without the password, in whichever
 * common form the server echoes it. */
typedef struct _PtlRedactor PtlRedactor;

PtlRedactor *ptl_redactor_new   (PtlSecret    *secret);
void         ptl_redactor_free  (PtlRedactor  *self);
char        *ptl_redactor_apply (PtlRedactor  *self,
                                 const char   *text,
                                 gssize        length,
                                 gsize         max_chars);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlRedactor, ptl_redactor_free)

G_END_DECLS
