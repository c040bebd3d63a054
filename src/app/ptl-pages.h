/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* A page of the window, by its place in the list of all. */
typedef struct
{
  const char *name;
  GType       (* get_type) (void);
  gboolean    beside;  /* the way: Back leaves it */
} PtlPageRow;

const PtlPageRow *ptl_pages_get         (guint       index);
guint             ptl_pages_count_steps (void);
gboolean          ptl_pages_find        (const char *name,
                                         gsize       length,
                                         guint      *index);

G_END_DECLS
