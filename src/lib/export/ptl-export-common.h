/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-exporter.h"

G_BEGIN_DECLS

/* What several exporters do alike. */

/* What a program takes. That every connection is encrypted is always asked: no program is told to send a password in the clear. */
typedef enum
{
  PTL_TAKES_ENCRYPTED     = 0,
  PTL_TAKES_ONLY_IMAP     = 1 << 0,
  PTL_TAKES_ONLY_PASSWORD = 1 << 1,  /* no OAuth2, no certificates */
  PTL_TAKES_ONLY_SENDING  = 1 << 2,  /* useless without a server for sending */
  PTL_TAKES_NO_PIN        = 1 << 3,  /* no certificate that only the person trusts: all or none */
} PtlTakes;

gboolean         ptl_export_require_encryption (const PtlAccount        *account,
                                                GError                 **error);
gboolean         ptl_export_check              (const PtlAccount        *account,
                                                const char              *program,
                                                PtlTakes                 takes,
                                                GError                 **error);
gboolean         ptl_export_refuse_pin         (const PtlServer         *server,
                                                const char              *program,
                                                GError                 **error);
char            *ptl_export_say_pin            (const PtlServer         *server,
                                                const char              *program);
char            *ptl_export_add_pins           (const PtlAccount        *account,
                                                const char              *program,
                                                const char              *message);
const char      *ptl_export_get_address        (const PtlAccount        *account);
char            *ptl_export_make_uuid          (const PtlAccount        *account,
                                                const char              *purpose);
GBytes          *ptl_export_take_text          (GString                 *text);
PtlExportResult *ptl_export_print              (const PtlExporter       *exporter,
                                                const PtlAccount        *account,
                                                GError                 **error);
PtlExportResult *ptl_export_save_document      (const PtlExporter       *exporter,
                                                const PtlAccount        *account,
                                                const PtlExportOptions  *options,
                                                GError                 **error);

G_END_DECLS
