/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-exporter.h"

G_BEGIN_DECLS

/* GNOME Online Accounts, over D-Bus: Evolution, Geary and the desktop take the account from there. */

#define PTL_CHANGE_GOA "goa"

gboolean ptl_goa_is_installed (const PtlExportOptions *options);
PtlExportResult *ptl_goa_apply (const PtlAccount        *account,
                                const PtlExportOptions  *options,
                                GCancellable            *cancellable,
                                GError                 **error);

char    *ptl_goa_find         (GDBusConnection         *bus,
                               const PtlAccount        *account,
                               GCancellable            *cancellable,
                               GError                 **error);
char    *ptl_goa_add          (GDBusConnection         *bus,
                               const PtlAccount        *account,
                               PtlSecret               *secret,
                               GCancellable            *cancellable,
                               GError                 **error);
gboolean ptl_goa_remove       (GDBusConnection         *bus,
                               const char              *object,
                               GError                 **error);
gboolean ptl_goa_take_back    (GKeyFile                *journal,
                               const char              *group,
                               GError                 **error);

G_END_DECLS
