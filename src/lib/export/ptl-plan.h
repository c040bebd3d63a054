/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-exporter.h"

G_BEGIN_DECLS

/* What an export is about to do, in order. It is written into a journal before it is done, so that it can be taken back later,
 * also after a crash; and either all of it is done or nothing. */
typedef struct _PtlPlan PtlPlan;

PtlPlan    *ptl_plan_new            (const PtlExportOptions *options,
                                     const char             *target,
                                     const char             *subject);
void        ptl_plan_free           (PtlPlan                *self);
void        ptl_plan_make_directory (PtlPlan                *self,
                                     const char             *path);
void        ptl_plan_write_file     (PtlPlan                *self,
                                     const char             *path,
                                     GBytes                 *before,
                                     GBytes                 *after,
                                     guint                   mode);
void        ptl_plan_append         (PtlPlan                *self,
                                     const char             *path,
                                     GBytes                 *before,
                                     const char             *block,
                                     guint                   mode);
void        ptl_plan_change_lines   (PtlPlan                *self,
                                     const char             *path,
                                     GBytes                 *before,
                                     GBytes                 *after,
                                     const char             *added,
                                     const char             *was);
void        ptl_plan_share_lines    (PtlPlan                *self,
                                     const char             *path,
                                     GBytes                 *before,
                                     const char             *lines);
void        ptl_plan_append_group   (PtlPlan                *self,
                                     const char             *path,
                                     GBytes                 *before,
                                     const char             *block);
void        ptl_plan_write_prefs    (PtlPlan                *self,
                                     const char             *path,
                                     GBytes                 *before,
                                     GBytes                 *after,
                                     const char             *added);
void        ptl_plan_write_key_file (PtlPlan                *self,
                                     const char             *path,
                                     GBytes                 *left,
                                     GKeyFile               *file);
void        ptl_plan_swap           (PtlPlan                *self,
                                     const char             *kind,
                                     const char             *path,
                                     GBytes                 *before,
                                     GBytes                 *after,
                                     const char             *added,
                                     const char             *was);
void        ptl_plan_note           (PtlPlan                *self,
                                     const char             *kind,
                                     const char             *key,
                                     const char             *value);
gboolean    ptl_plan_is_noted       (PtlPlan                *self,
                                     const char             *kind,
                                     const char             *key,
                                     const char             *value);
void        ptl_plan_set_quiet      (PtlPlan                *self,
                                     const char             *unless_used);
void        ptl_plan_set_optional   (PtlPlan                *self);
GPtrArray  *ptl_plan_get_others     (PtlPlan                *self);
gboolean    ptl_plan_commit         (PtlPlan                *self,
                                     GError                **error);
const char *ptl_plan_get_undo_id    (PtlPlan                *self);
const char *ptl_plan_get_backup     (PtlPlan                *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlPlan, ptl_plan_free)

G_END_DECLS
