/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "ptl-session.h"

G_BEGIN_DECLS

#define PTL_TYPE_EXPORT_ROW (ptl_export_row_get_type ())
G_DECLARE_FINAL_TYPE (PtlExportRow, ptl_export_row, PTL, EXPORT_ROW, AdwPreferencesRow)

/* One place where the account can go: what will happen, a button that does it, and then what happened and a button that takes it
 * back. */
GtkWidget *ptl_export_row_new      (const PtlExporter *exporter,
                                    PtlSession        *session);
void       ptl_export_row_follow   (PtlExportRow      *self);
void       ptl_export_row_look     (PtlExportRow      *self);
GtkWidget *ptl_export_row_new_done (const PtlExporter *exporter,
                                    PtlSession        *session,
                                    PtlExportResult   *result);

G_END_DECLS
