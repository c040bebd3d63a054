/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-exporter.h"

G_BEGIN_DECLS

/* Settings for everybody at a provider, in the format that mail programs look for on its web server: config-v1.1.xml. */
GBytes *ptl_autoconfig_render (const PtlAccount  *account,
                               GError           **error);

G_END_DECLS
