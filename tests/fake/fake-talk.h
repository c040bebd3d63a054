/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ptl-dialect.h"

G_BEGIN_DECLS

#define FAKE_USERNAME "anna@mail.test"
#define FAKE_PASSWORD "Geheim-Wort-77"

/* A talk with somebody who signs in over TLS. */
PtlTalk *fake_talk_new   (PtlProtocol  protocol,
                          const char  *username,
                          const char  *password);

/* Plays both sides from a script and fails where the talk does anything else. Its lines, up to a NULL:
 *   "> sign-in"  a stage begins        "S text"    the server says
 *   "C text"     and this is sent      "= "        the stage is over
 *   "! error-id" the talk has failed   "TLS"       it has moved into TLS */
void     fake_talk_play  (PtlTalk            *talk,
                          const char * const *script);

/* Takes whatever bytes for a server's half of a whole check. Returns whether it ended up signed in. Fails where the talk breaks a
 * promise: sends the password outside of the sign-in, more than one line, or ends without saying why. */
gboolean fake_talk_survive (PtlTalk    *talk,
                            gboolean    starttls,
                            const char *server,
                            gsize       length);

G_END_DECLS
