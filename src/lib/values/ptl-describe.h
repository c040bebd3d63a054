/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-candidate.h"
#include "ptl-contact.h"
#include "ptl-server.h"

G_BEGIN_DECLS

/* The sentences in which values show where they come from; the window and the terminal say the same. */
char       *ptl_candidate_describe      (PtlCandidate      *self);
char       *ptl_contact_describe        (PtlContact        *self);
char       *ptl_contact_describe_host   (PtlContact        *self);
char       *ptl_server_describe_port    (const PtlServer   *self);
const char *ptl_security_describe       (PtlSecurity        security);
const char *ptl_authentication_describe (PtlAuthentication  method);

G_END_DECLS
