/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ptl-page.h"
#include "ptl-report.h"

G_BEGIN_DECLS

#define PTL_TYPE_CERTIFICATE_PAGE (ptl_certificate_page_get_type ())
G_DECLARE_FINAL_TYPE (PtlCertificatePage, ptl_certificate_page, PTL, CERTIFICATE_PAGE, PtlPage)

/* A certificate that something is wrong with, for people who run the server themselves: what it says, what is risked, and the
 * decision to trust exactly this one. The page is revealed with the fingerprint. */

void ptl_certificate_page_show (PtlCertificatePage *self,
                                PtlReport          *report);

G_END_DECLS
