/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PTL_TYPE_TLS_QUESTIONS (ptl_tls_questions_get_type ())
G_DECLARE_FINAL_TYPE (PtlTlsQuestions, ptl_tls_questions, PTL, TLS_QUESTIONS, GTlsInteraction)

/* What a server asks of us while it shakes hands. It gets no answer, but it is remembered. */
PtlTlsQuestions *ptl_tls_questions_new               (void);
/* Whether it wants to see a certificate of ours. */
gboolean         ptl_tls_questions_want_certificate  (PtlTlsQuestions *self);

G_END_DECLS
