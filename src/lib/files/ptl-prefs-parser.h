/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The lines of a preference file, one after the other. */

typedef enum
{
  PTL_PREFS_STRING,
  PTL_PREFS_INT,
  PTL_PREFS_BOOL,
} PtlPrefsKind;

/* One user_pref ("name", value); as it stands in the file. */
typedef struct
{
  char         *name;         /* (owned) */
  char         *string;       /* (owned) (nullable) */
  gint          number;       /* or the truth of a boolean */
  PtlPrefsKind  kind;
  gsize         start;
  gsize         end;          /* behind the semicolon */
  char         *replacement;  /* (owned) (nullable): what is written instead; "" to take it out */
} PtlPrefsEntry;

gboolean ptl_prefs_read_entries (GBytes         *bytes,
                                 GPtrArray      *entries,
                                 GError        **error);
void     ptl_prefs_entry_free   (PtlPrefsEntry  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlPrefsEntry, ptl_prefs_entry_free)

G_END_DECLS
