/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Mozilla's preference files, prefs.js and user.js: read strictly, changed line by line. Every byte that is not part of a changed
 * preference survives. Pure: bytes in, bytes out. */
typedef struct _PtlPrefs PtlPrefs;

PtlPrefs   *ptl_prefs_parse       (GBytes          *bytes,
                                   GError         **error);
void        ptl_prefs_free        (PtlPrefs        *self);
guint       ptl_prefs_get_size    (PtlPrefs        *self);
const char *ptl_prefs_get_name    (PtlPrefs        *self,
                                   guint            index);
gboolean    ptl_prefs_has         (PtlPrefs        *self,
                                   const char      *name);
const char *ptl_prefs_get_string  (PtlPrefs        *self,
                                   const char      *name);
gint        ptl_prefs_get_int     (PtlPrefs        *self,
                                   const char      *name,
                                   gint             missing);
char      **ptl_prefs_get_list    (PtlPrefs        *self,
                                   const char      *name);
gboolean    ptl_prefs_same        (PtlPrefs        *self,
                                   PtlPrefs        *other,
                                   const char      *name);
void        ptl_prefs_set_string  (PtlPrefs        *self,
                                   const char      *name,
                                   const char      *value);
void        ptl_prefs_set_int     (PtlPrefs        *self,
                                   const char      *name,
                                   gint             value);
void        ptl_prefs_set_bool    (PtlPrefs        *self,
                                   const char      *name,
                                   gboolean         value);
void        ptl_prefs_replace     (PtlPrefs        *self,
                                   const char      *name,
                                   const char      *value);
void        ptl_prefs_put_string  (PtlPrefs        *self,
                                   const char      *name,
                                   const char      *value);
void        ptl_prefs_put_int     (PtlPrefs        *self,
                                   const char      *name,
                                   gint             value);
void        ptl_prefs_assign      (PtlPrefs        *self,
                                   const char      *name,
                                   PtlPrefs        *from,
                                   const char      *from_name);
char       *ptl_prefs_write_value (PtlPrefs        *self,
                                   const char      *name);
void        ptl_prefs_write_line  (PtlPrefs        *self,
                                   const char      *name,
                                   GString         *text);
void        ptl_prefs_remove      (PtlPrefs        *self,
                                   const char      *name);
const char *ptl_prefs_get_added   (PtlPrefs        *self);
GBytes     *ptl_prefs_to_bytes    (PtlPrefs        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlPrefs, ptl_prefs_free)

G_END_DECLS
