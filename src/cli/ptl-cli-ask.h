/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ptl-cli.h"
#include "ptl-secret.h"

G_BEGIN_DECLS

/* Questions in a terminal. They are put on stderr, and while the person thinks, what was started goes on. Each returns NULL or FALSE
 * when the person stops it (Ctrl-C, Ctrl-D). */

char      *ptl_cli_ask_text     (PtlCli             *cli,
                                 const char         *question,
                                 const char         *usual);
gboolean   ptl_cli_ask_choice   (PtlCli             *cli,
                                 const char         *question,
                                 const char * const *answers,
                                 guint               usual,
                                 guint              *chosen);
gboolean   ptl_cli_ask_yes_no   (PtlCli             *cli,
                                 const char         *question,
                                 gboolean            usual,
                                 gboolean           *answer);
gboolean   ptl_cli_ask_password (PtlCli             *cli,
                                 const char         *question,
                                 PtlSecret         **secret);

G_END_DECLS
