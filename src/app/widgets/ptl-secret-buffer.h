/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "ptl-secret.h"

G_BEGIN_DECLS

#define PTL_TYPE_SECRET_BUFFER (ptl_secret_buffer_get_type ())
G_DECLARE_FINAL_TYPE (PtlSecretBuffer, ptl_secret_buffer, PTL, SECRET_BUFFER, GtkEntryBuffer)

/* What a password entry holds. As long as the entry hides it, whoever asks for its text gets a bullet for each letter: GTK would tell
 * the letters to every program that listens on the accessibility bus, or let it copy them to the clipboard. */
PtlSecretBuffer *ptl_secret_buffer_new        (GtkPasswordEntry *entry);
PtlSecret       *ptl_secret_buffer_dup_secret (PtlSecretBuffer  *self);

G_END_DECLS
