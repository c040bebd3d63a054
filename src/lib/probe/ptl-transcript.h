/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-redactor.h"

G_BEGIN_DECLS

/* A conversation written down for a support request: each line with who said it, secrets left out. */
typedef struct _PtlTranscript PtlTranscript;

PtlTranscript *ptl_transcript_new      (PtlSecret      *secret);
void           ptl_transcript_free     (PtlTranscript  *self);
void           ptl_transcript_add      (PtlTranscript  *self,
                                        char            speaker,
                                        const char     *line,
                                        gssize          length);
const char    *ptl_transcript_get_text (PtlTranscript  *self);

G_END_DECLS
