/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "ptl-server.h"

G_BEGIN_DECLS

#define PTL_TYPE_SERVER_EDITOR (ptl_server_editor_get_type ())
G_DECLARE_FINAL_TYPE (PtlServerEditor, ptl_server_editor, PTL, SERVER_EDITOR, AdwPreferencesGroup)

/* Every field of a server. A change of protocol or security moves the port along, unless the person typed one. The signal "edited"
 * says that the person changed something; the server is NULL as long as the fields do not make one. */
void       ptl_server_editor_set_server (PtlServerEditor *self,
                                         PtlServer       *server);
void       ptl_server_editor_set_empty  (PtlServerEditor *self,
                                         PtlProtocol      protocol,
                                         const char      *username);
/* For looking at a server without signing in: any protocol, and no fields about the user. */
void       ptl_server_editor_set_any    (PtlServerEditor *self);
PtlServer *ptl_server_editor_get_server (PtlServerEditor *self);

G_END_DECLS
