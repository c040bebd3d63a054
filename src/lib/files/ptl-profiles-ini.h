/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A profile that Thunderbird finds in profiles.ini. */
typedef struct
{
  char     *name;        /* (owned): as the person knows it */
  char     *directory;   /* (owned): absolute */
  char     *descriptor;  /* (owned): how installations name it: from the root if it is below, else absolute */
  gboolean  is_default;
} PtlNamedProfile;

/* profiles.ini of a Thunderbird, read as Thunderbird reads it. */
typedef struct
{
  char       *root;      /* (owned): the folder that it is in */
  char       *path;      /* (owned) */
  GBytes     *bytes;     /* (owned) (nullable): NULL if there is none */
  GHashTable *groups;    /* (owned): name → table of keys and values */
  GPtrArray  *profiles;  /* (owned) (element-type PtlNamedProfile) */
  guint       end;       /* the number of the first profile that is not there: nothing behind it is read */
} PtlProfilesIni;

PtlProfilesIni  *ptl_profiles_ini_read         (const char      *root,
                                                GError         **error);
void             ptl_profiles_ini_free         (PtlProfilesIni  *self);
gboolean         ptl_profiles_ini_has          (PtlProfilesIni  *self,
                                                const char      *group);
const char      *ptl_profiles_ini_get          (PtlProfilesIni  *self,
                                                const char      *group,
                                                const char      *key);
char           **ptl_profiles_ini_list_installs (PtlProfilesIni *self);
PtlNamedProfile *ptl_profiles_ini_find         (PtlProfilesIni  *self,
                                                const char      *descriptor);
PtlNamedProfile *ptl_profiles_ini_find_default (PtlProfilesIni  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlProfilesIni, ptl_profiles_ini_free)

G_END_DECLS
