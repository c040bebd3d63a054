/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One function for each format that settings are written in: a value that may hold anything but control characters becomes a word
 * that the program reads back as the same value. Every result is (transfer full). */

char *ptl_quote_shell     (const char *value);
char *ptl_quote_mbsync    (const char *value);
char *ptl_quote_fetchmail (const char *value);
char *ptl_quote_line      (const char *value);
char *ptl_quote_mutt      (const char *value);
char *ptl_quote_go_ini    (const char *value);
char *ptl_quote_percent   (const char *value);
char *ptl_quote_python    (const char *value);
char *ptl_quote_toml      (const char *value);
char *ptl_quote_zone      (const char *value);
char *ptl_quote_url       (const char *value);
char *ptl_quote_host      (const char *host);
char *ptl_quote_mailbox   (const char *name,
                           const char *address);
char *ptl_quote_label     (const char *value);

G_END_DECLS
