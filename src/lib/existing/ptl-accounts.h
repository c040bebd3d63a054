/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-existing.h"
#include "ptl-place.h"
#include "ptl-prefs.h"

G_BEGIN_DECLS

/* The accounts that the mail programs of this computer have: what stands in their files, without a password. What cannot be read is
 * an account that says so. ptl_accounts_read() reads all files, so it belongs into a thread; the others are pure. */

GPtrArray *ptl_accounts_new              (void);
GPtrArray *ptl_accounts_read             (const PtlExportOptions *options);

void       ptl_accounts_read_thunderbird (const PtlExportOptions *options,
                                          GPtrArray              *found);
void       ptl_accounts_read_evolution   (const PtlExportOptions *options,
                                          GPtrArray              *found);
void       ptl_accounts_read_goa         (const PtlExportOptions *options,
                                          GPtrArray              *found);
void       ptl_accounts_read_geary       (const PtlExportOptions *options,
                                          GPtrArray              *found);
void       ptl_accounts_read_claws       (const PtlExportOptions *options,
                                          GPtrArray              *found);

/* @user (nullable): what user.js says, which wins. @path: of prefs.js. */
void       ptl_accounts_from_prefs       (PtlPrefs               *prefs,
                                          PtlPrefs               *user,
                                          const char             *path,
                                          GPtrArray              *found);
/* @sources: (element-type filename GKeyFile): the uid of each, and what it says; @folder: where they are. */
void       ptl_accounts_from_sources     (GHashTable             *sources,
                                          const char             *folder,
                                          GPtrArray              *found);
void       ptl_accounts_from_goa         (GKeyFile               *file,
                                          const char             *path,
                                          GPtrArray              *found);
void       ptl_accounts_from_geary       (GKeyFile               *file,
                                          const char             *path,
                                          GPtrArray              *found);
void       ptl_accounts_from_claws       (GKeyFile               *file,
                                          const char             *path,
                                          GPtrArray              *found);

G_END_DECLS
