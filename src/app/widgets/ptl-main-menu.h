/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What is beside the way: other windows, the guide, the shortcuts, who made it. */

void ptl_main_menu_attach (GtkMenuButton *button);

G_END_DECLS
