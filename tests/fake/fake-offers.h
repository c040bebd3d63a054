/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "ptl-recommendation.h"

G_BEGIN_DECLS

/* Values written as words. A server is imap:993:tls, with a host imap:993:tls:imap.example.net, with a
 * user name imap:993:tls:imap.example.net:me. A candidate is its origin, perhaps
 * “confirm”, perhaps hints, and servers; candidates are separated by “ | ”. */
PtlServer    *fake_server     (const char *word);
PtlCandidate *fake_candidate  (const char *text);
GListModel   *fake_candidates (const char *text);
GPtrArray    *fake_offers     (const char *text);

G_END_DECLS
