/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Two time limits, of the whole and of what is going on, that act through a cancellable: so a server cannot stretch them by sending
 * a little now and then. */
typedef struct _PtlDeadline PtlDeadline;

PtlDeadline  *ptl_deadline_new             (GCancellable *parent,
                                            guint         milliseconds);
void          ptl_deadline_free            (PtlDeadline  *self);
GCancellable *ptl_deadline_get_cancellable (PtlDeadline  *self);
void          ptl_deadline_set_phase       (PtlDeadline  *self,
                                            guint         milliseconds);
gboolean      ptl_deadline_has_passed      (PtlDeadline  *self);
gboolean      ptl_deadline_is_over         (PtlDeadline  *self);
void          ptl_deadline_renew           (PtlDeadline  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlDeadline, ptl_deadline_free)

G_END_DECLS
