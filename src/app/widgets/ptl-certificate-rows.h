/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "ptl-certificate.h"

G_BEGIN_DECLS

/* Returns: (transfer full) (element-type GtkWidget): a row for each thing that the certificate says, all of which can be copied; the
 * rows are floating */
GPtrArray *ptl_certificate_rows_new (PtlCertificate *certificate);

G_END_DECLS
