/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ptl-cli-options.h"

G_BEGIN_DECLS

/* A file that answers for the command line: a key file, group [Setup], with keys named like the options. */

gboolean ptl_cli_answers_read (PtlCliOptions  *self,
                               GArray         *entries,
                               GError        **error);

G_END_DECLS
