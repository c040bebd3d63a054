/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What stays when something is taken back. */
typedef struct
{
  GPtrArray *changed;    /* (element-type utf8) (owned): because somebody changed it since */
  gboolean   is_shared;  /* the server for sending, because another account uses it */
} PtlLeft;

/* What a file is to hold when an addition is taken out of it that others have written into since. Each reads in @group of @journal
 * what was added, and tells in @left what stays. NULL, without an error: that cannot be told. */
typedef GBytes * (*PtlTakeOut) (GKeyFile    *journal,
                                const char  *group,
                                GBytes      *now,
                                PtlLeft     *left,
                                GError     **error);

GBytes *ptl_take_out_block (GKeyFile    *journal,
                            const char  *group,
                            GBytes      *now,
                            PtlLeft     *left,
                            GError     **error);
GBytes *ptl_take_out_lines (GKeyFile    *journal,
                            const char  *group,
                            GBytes      *now,
                            PtlLeft     *left,
                            GError     **error);
GBytes *ptl_take_out_group (GKeyFile    *journal,
                            const char  *group,
                            GBytes      *now,
                            PtlLeft     *left,
                            GError     **error);
GBytes *ptl_take_out_prefs (GKeyFile    *journal,
                            const char  *group,
                            GBytes      *now,
                            PtlLeft     *left,
                            GError     **error);
GBytes *ptl_take_out_all (GKeyFile    *journal,
                          const char  *group,
                          GBytes      *now,
                          PtlLeft     *left,
                          GError     **error);
GBytes *ptl_take_out_swap (GKeyFile    *journal,
                           const char  *group,
                           GBytes      *now,
                           PtlLeft     *left,
                           GError     **error);
GBytes *ptl_take_out_keys (GKeyFile    *journal,
                           const char  *group,
                           GBytes      *now,
                           PtlLeft     *left,
                           GError     **error);
GBytes *ptl_take_out_prefs_swap (GKeyFile    *journal,
                                 const char  *group,
                                 GBytes      *now,
                                 PtlLeft     *left,
                                 GError     **error);

G_END_DECLS
