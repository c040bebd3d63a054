/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ptl-page.h"

G_BEGIN_DECLS

#define PTL_TYPE_ADDRESS_PAGE (ptl_address_page_get_type ())
G_DECLARE_FINAL_TYPE (PtlAddressPage, ptl_address_page, PTL, ADDRESS_PAGE, PtlPage)

/* Who are you? Name and address; nothing is asked of anybody before Next. */

void ptl_address_page_take_file (PtlAddressPage *self,
                                 const char     *name,
                                 GBytes         *bytes);

G_END_DECLS
