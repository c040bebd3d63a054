/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "ptl-server.h"

G_BEGIN_DECLS

#define PTL_TYPE_WAY_PICTURE (ptl_way_picture_get_type ())
G_DECLARE_FINAL_TYPE (PtlWayPicture, ptl_way_picture, PTL, WAY_PICTURE, GtkWidget)

/* A small picture of the way of a message with one protocol: devices, the provider, and arrows between them. It is drawn in the
 * colour of the text, and mirrored where people read from right to left. */
GtkWidget *ptl_way_picture_new (PtlProtocol protocol);

G_END_DECLS
