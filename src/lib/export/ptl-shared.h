/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Exports share folders, the profile that one of them has announced, passwords. What the first has made and another uses stands in
 * the journals of both, and goes with the last one that is taken back, whichever that is. @others are the journals of all other
 * exports, as ptl_journal_load_others() gives them. */

guint    ptl_shared_inherit         (GPtrArray  *others,
                                     GPtrArray  *paths,
                                     GKeyFile   *journal);
gboolean ptl_shared_is_held         (GPtrArray  *others,
                                     GKeyFile   *journal,
                                     const char *group);
char    *ptl_shared_select_lines    (GPtrArray  *others,
                                     const char *path,
                                     const char *lines);
gboolean ptl_shared_is_made         (GPtrArray  *others,
                                     const char *path);
gboolean ptl_shared_is_copy_needed  (GPtrArray  *others,
                                     GKeyFile   *journal,
                                     const char *path);
gboolean ptl_shared_is_changed_later (GPtrArray *others,
                                     GKeyFile   *journal,
                                     const char *path);
gboolean ptl_shared_is_outlived     (GPtrArray  *others,
                                     GKeyFile   *journal,
                                     const char *group);
char    *ptl_shared_find_replacement (GPtrArray *others,
                                     GKeyFile   *journal);

/* A set of lines of files, each with the group in which it stands, if there are groups. */
GHashTable *ptl_shared_new_lines    (void);
void     ptl_shared_add_lines       (GHashTable *set,
                                     const char *text);
void     ptl_shared_add_replaced    (GHashTable *set,
                                     GPtrArray  *others,
                                     const char *path);

G_END_DECLS
