/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "ptl-address.h"
#include "ptl-server.h"

G_BEGIN_DECLS

/* Settings that somebody gave the person as a file: the JSON that “portolan export json” writes, or an autoconfig document. */
typedef struct
{
  PtlAddress *address;   /* (owned) (nullable): whose they are, if the file says so */
  char       *name;      /* (owned) (nullable) */
  PtlServer  *incoming;  /* (owned) */
  PtlServer  *outgoing;  /* (owned) (nullable) */
} PtlSettingsFile;

gboolean         ptl_settings_file_needs_address (GBytes           *bytes);
PtlSettingsFile *ptl_settings_file_parse         (GBytes           *bytes,
                                                  PtlAddress       *address,
                                                  GError          **error);
void             ptl_settings_file_free          (PtlSettingsFile  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlSettingsFile, ptl_settings_file_free)

G_END_DECLS
