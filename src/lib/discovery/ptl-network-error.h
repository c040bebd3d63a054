/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "ptl-contact.h"

G_BEGIN_DECLS

/* What GIO says when a name, a connection or a handshake fails, in our own terms. */
GError    *ptl_network_error_new             (const GError         *error,
                                              const char           *host);
GError    *ptl_network_error_new_certificate (GTlsCertificate      *certificate,
                                              GTlsCertificateFlags  flags,
                                              const char           *host);
gboolean   ptl_network_error_is_nothing      (const GError         *error);
void       ptl_network_error_keep            (GError             **kept,
                                              GError              *error);
PtlAnswer  ptl_network_error_to_answer       (const GError         *error);
void       ptl_network_error_name_publisher  (GError              **error,
                                              GPtrArray            *hosts);

G_END_DECLS
