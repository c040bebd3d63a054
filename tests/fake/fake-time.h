/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* From now on time passes only while this program has nothing to do: it jumps to the next thing that is due. What a test says of
 * milliseconds is then true however busy the computer is, and costs no waiting. Sockets and other programs know nothing of it. */
void   fake_time_start (void);

/* As if the computer had been busy with others, or asleep. */
void   fake_time_pass (guint ms);

/* Returns: milliseconds since @start, which is one of g_get_monotonic_time() */
double fake_time_since (gint64 start);

G_END_DECLS
