/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "ptl-account.h"
#include "ptl-contact.h"
#include "ptl-report.h"

G_BEGIN_DECLS

/* The values as JSON, with the keys that the command line promises, and an account read back from it. The only file that knows
 * json-glib's builders and readers. Every JsonNode is (transfer full); a NULL value becomes a JSON null. */

JsonNode   *ptl_json_from_server         (const PtlServer    *server);
JsonNode   *ptl_json_from_candidate      (PtlCandidate       *candidate);
JsonNode   *ptl_json_from_candidates     (GListModel         *candidates);
JsonNode   *ptl_json_from_contacts       (GListModel         *contacts);
JsonNode   *ptl_json_from_recommendation (PtlRecommendation  *recommendation);
JsonNode   *ptl_json_from_problem        (const PtlProblem   *problem);
JsonNode   *ptl_json_from_certificate    (const PtlCertificate *certificate);
JsonNode   *ptl_json_from_report         (PtlReport          *report);
JsonNode   *ptl_json_from_letter         (PtlStep            *letter);
JsonNode   *ptl_json_from_account        (const PtlAccount   *account);
PtlAccount *ptl_json_to_account          (const char         *text,
                                          gssize              length,
                                          GError            **error);
char       *ptl_json_to_text             (JsonNode           *node);

G_END_DECLS
