/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ptl-cli.h"
#include "ptl-exporter.h"

G_BEGIN_DECLS

/* Exports, as the command line names them: TARGET or TARGET=PATH. */

const PtlExporter *ptl_cli_export_parse (const char         *word,
                                         char              **path,
                                         GError            **error);
gboolean           ptl_cli_export_check (char              **words,
                                         GError            **error);
PtlExit            ptl_cli_export_run   (PtlCli             *cli,
                                         PtlAccount         *account,
                                         char              **words);

G_END_DECLS
