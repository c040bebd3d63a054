/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ptl-probe.h"

G_BEGIN_DECLS

/* Takes the place of ptl-probe in a test: servers, by “host:port”, pass, fail or are silent until they are cancelled. What was not
 * told of refuses the connection; one with a certificate of its own passes only with that as a pin. It remembers who tried what, as “host:port name secret”, and whether plain text was allowed. */
void       fake_probe_reset   (void);
void       fake_probe_pass    (const char *endpoint);
void       fake_probe_fail    (const char *endpoint,
                               PtlError    code);
/* It says no to the person, and that this protocol is closed to them. */
void       fake_probe_close   (const char *endpoint);
void       fake_probe_know    (const char *endpoint,
                               const char *username);
void       fake_probe_self_sign (const char *endpoint,
                                 const char *sha256);
void       fake_probe_silence (const char *endpoint);
char      *fake_probe_log     (void);
guint      fake_probe_open    (void);

G_END_DECLS
