/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-place.h"

G_BEGIN_DECLS

/* The profile that Thunderbird will start with. */
typedef struct
{
  char     *root;          /* (owned) (nullable): the folder with profiles.ini; NULL for a folder that the person named */
  char     *directory;     /* (owned) */
  gboolean  is_new;        /* it has to be made */
  GBytes   *profiles_ini;  /* (owned) (nullable): what profiles.ini holds */
  char     *addition;      /* (owned) (nullable): what has to be added to profiles.ini, to announce a new one */
  char     *chosen_name;   /* (owned) (nullable): its name, where Thunderbird asks at its start which of several to use */
} PtlThunderbirdProfile;

PtlThunderbirdProfile *ptl_thunderbird_profile_choose (const PtlExportOptions  *options,
                                                       GError                 **error);
void                   ptl_thunderbird_profile_free   (PtlThunderbirdProfile   *self);
gboolean               ptl_thunderbird_is_installed   (const PtlExportOptions  *options);
char                  *ptl_thunderbird_find_program   (const PtlExportOptions  *options);
char                 **ptl_thunderbird_list_roots     (const PtlExportOptions  *options);
char                 **ptl_thunderbird_list_profiles  (const char              *root,
                                                       GError                 **error);
char                  *ptl_thunderbird_hash_install   (const char              *directory);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlThunderbirdProfile, ptl_thunderbird_profile_free)

G_END_DECLS
