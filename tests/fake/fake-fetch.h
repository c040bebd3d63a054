/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ptl-error.h"
#include "ptl-fetch.h"

G_BEGIN_DECLS

/* Takes the place of ptl-fetch in a test: addresses answer after so many milliseconds with a document, an error, or never. What was
 * not told of is NAME_NOT_FOUND. It remembers what was asked. */
void       fake_fetch_reset   (void);
void       fake_fetch_add     (const char *url,
                               guint       delay,
                               const char *document);
void       fake_fetch_fail    (const char *url,
                               guint       delay,
                               PtlError    code);
void       fake_fetch_silence (const char *url);
GPtrArray *fake_fetch_asked   (void);
guint      fake_fetch_open    (void);

G_END_DECLS
