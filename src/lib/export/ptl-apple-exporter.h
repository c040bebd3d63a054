/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-exporter.h"

G_BEGIN_DECLS

/* A configuration profile for iPhone, iPad and Mac. */

GBytes *ptl_apple_render (const PtlAccount  *account,
                          GError           **error);

G_END_DECLS
