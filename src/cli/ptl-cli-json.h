/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "ptl-session.h"

G_BEGIN_DECLS

/* A session in the one JSON object that a call prints, each level holding the keys of the one before. */

void ptl_cli_json_discovery      (JsonObject *json,
                                  PtlSession *session);
void ptl_cli_json_recommendation (JsonObject *json,
                                  PtlSession *session);
void ptl_cli_json_setup          (JsonObject *json,
                                  PtlSession *session);
void ptl_cli_json_report         (JsonObject *json,
                                  PtlReport  *report,
                                  gboolean    verbose);

G_END_DECLS
