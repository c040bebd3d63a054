/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-connection.h"
#include "ptl-dialect.h"
#include "ptl-transcript.h"

G_BEGIN_DECLS

/* Runs one stage of a talk over a connection, and writes it down. All three outlive it. It ends well also when the talk fails: then
 * talk->problem says why. An error is the connection's (see ptl-connection.h). */
void      ptl_conversation_run_async  (PtlConnection        *connection,
                                       PtlTalk              *talk,
                                       PtlStage              stage,
                                       PtlTranscript        *transcript,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
gboolean  ptl_conversation_run_finish (GAsyncResult         *result,
                                       GError              **error);

G_END_DECLS
