/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-exporter.h"

G_BEGIN_DECLS

/* The journal of what exports have done: one key file an export, below $XDG_STATE_HOME/portolan/undo. Group [Undo] says what it
 * was, the groups [Change0], [Change1] … what was changed, in order; what others of them made and it uses comes first. It is never
 * written anew, and it never holds a password. */

#define PTL_JOURNAL_GROUP "Change%u"

/* The kinds of changes. */
#define PTL_CHANGE_DIRECTORY "directory"
#define PTL_CHANGE_FILE      "file"
#define PTL_CHANGE_BLOCK     "block"
#define PTL_CHANGE_LINES     "lines"
#define PTL_CHANGE_GROUP     "group"
#define PTL_CHANGE_PREFS     "prefs"
#define PTL_CHANGE_KEY_FILE  "key-file"
/* … and of those that took the place of something. */
#define PTL_CHANGE_SWAP       "swap"
#define PTL_CHANGE_KEYS       "keys"
#define PTL_CHANGE_PREFS_SWAP "prefs-swap"

GKeyFile *ptl_journal_new        (const char              *target,
                                  const char              *subject);
char     *ptl_journal_save       (const PtlExportOptions  *options,
                                  const char              *target,
                                  GKeyFile                *file,
                                  GError                 **error);
void      ptl_journal_set_open   (const PtlExportOptions  *options,
                                  const char              *id,
                                  gboolean                 is_open);
GKeyFile *ptl_journal_load       (const PtlExportOptions  *options,
                                  const char              *id,
                                  GError                 **error);
GPtrArray *ptl_journal_load_others (const PtlExportOptions *options,
                                  const char              *id);
GPtrArray *ptl_journal_load_open (const PtlExportOptions  *options);
GStrv     ptl_journal_list_changes (GKeyFile              *file);

/* Something about a change. */
typedef gboolean (*PtlJournalMatch) (GKeyFile      *file,
                                     const char    *group,
                                     gconstpointer  data);

gboolean  ptl_journal_has_change (GKeyFile                *file,
                                  PtlJournalMatch          match,
                                  gconstpointer            data);
gboolean  ptl_journal_is_kind    (GKeyFile                *file,
                                  const char              *group,
                                  gconstpointer            kind);
gboolean  ptl_journal_was_there  (GKeyFile                *file,
                                  const char              *group);
char     *ptl_journal_find_last  (const PtlExportOptions  *options);
void      ptl_journal_forget     (const PtlExportOptions  *options,
                                  const char              *id);
void      ptl_journal_set_path   (GKeyFile                *file,
                                  const char              *group,
                                  const char              *key,
                                  const char              *path);
char     *ptl_journal_get_path   (GKeyFile                *file,
                                  const char              *group,
                                  const char              *key);
void      ptl_journal_set_text   (GKeyFile                *file,
                                  const char              *group,
                                  const char              *key,
                                  const char              *text);
char     *ptl_journal_get_text   (GKeyFile                *file,
                                  const char              *group,
                                  const char              *key);
void      ptl_journal_set_digest (GKeyFile                *file,
                                  const char              *group,
                                  const char              *key,
                                  GBytes                  *bytes);
gboolean  ptl_journal_is_digest  (GKeyFile                *file,
                                  const char              *group,
                                  const char              *key,
                                  GBytes                  *bytes);

G_END_DECLS
