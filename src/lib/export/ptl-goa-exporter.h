/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-exporter.h"

G_BEGIN_DECLS

/* GNOME Online Accounts, over D-Bus: Evolution, Geary and the desktop take the account from there. */

#define PTL_CHANGE_GOA     "goa"      /* an account that was added: "Object" is its object and its settings */
#define PTL_CHANGE_GOA_OLD "goa-old"  /* an account that was replaced: "Old" is the object of the new one, and the old settings */

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

gboolean ptl_goa_restore      (GKeyFile                *journal,
                               const char              *group,
                               GError                 **error);

/* The account at @object is there already: what differs is told, or replaced. */
PtlExportResult *ptl_goa_replace (GDBusConnection         *bus,
                                  const char              *object,
                                  const PtlAccount        *account,
                                  const PtlExportOptions  *options,
                                  GCancellable            *cancellable,
                                  GError                 **error);

/* For both files of this exporter. */
GVariant *ptl_goa_call         (GDBusConnection         *bus,
                                const char              *object,
                                const char              *method,
                                GVariant                *parameters,
                                const char              *reply_type,
                                GCancellable            *cancellable,
                                GError                 **error);
GVariant *ptl_goa_make_details (const PtlAccount        *account);

typedef gboolean (*PtlGoaMatch) (GVariant      *interfaces,
                                 gconstpointer  data);

gboolean  ptl_goa_is_account   (GVariant                *interfaces,
                                const char              *address);
char     *ptl_goa_find_match   (GDBusConnection         *bus,
                                PtlGoaMatch              match,
                                gconstpointer            data,
                                GCancellable            *cancellable,
                                GError                 **error);
char     *ptl_goa_find_same    (GDBusConnection         *bus,
                                GVariant                *details,
                                GError                 **error);
char     *ptl_goa_write_note   (const char              *object,
                                GVariant                *details);
char     *ptl_goa_read_note    (GKeyFile                *journal,
                                const char              *group,
                                const char              *key,
                                GVariant               **details);

G_END_DECLS
