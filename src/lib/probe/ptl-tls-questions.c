/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-tls-questions.h"

struct _PtlTlsQuestions
{
  GTlsInteraction parent_instance;

  int want_certificate;  /* atomic: TLS may ask from a thread of its own */
};

G_DEFINE_FINAL_TYPE (PtlTlsQuestions, ptl_tls_questions, G_TYPE_TLS_INTERACTION)

static GTlsInteractionResult
request_certificate (GTlsInteraction              *interaction,
                     GTlsConnection               *connection,
                     GTlsCertificateRequestFlags   flags,
                     GCancellable                 *cancellable,
                     GError                      **error)
{
  g_atomic_int_set (&PTL_TLS_QUESTIONS (interaction)->want_certificate, TRUE);

  return G_TLS_INTERACTION_UNHANDLED;
}

static void
ptl_tls_questions_class_init (PtlTlsQuestionsClass *klass)
{
  GTlsInteractionClass *interaction_class = G_TLS_INTERACTION_CLASS (klass);

  interaction_class->request_certificate = request_certificate;
}

static void
ptl_tls_questions_init (PtlTlsQuestions *self)
{
}

PtlTlsQuestions *
ptl_tls_questions_new (void)
{
  return g_object_new (PTL_TYPE_TLS_QUESTIONS, NULL);
}

gboolean
ptl_tls_questions_want_certificate (PtlTlsQuestions *self)
{
  g_return_val_if_fail (PTL_IS_TLS_QUESTIONS (self), FALSE);

  return g_atomic_int_get (&self->want_certificate);
}
