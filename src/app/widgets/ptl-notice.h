/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "ptl-problem.h"

G_BEGIN_DECLS

typedef enum
{
  PTL_NOTICE_INFO,
  PTL_NOTICE_BUSY,
  PTL_NOTICE_SUCCESS,
  PTL_NOTICE_WARNING,
  PTL_NOTICE_ERROR,
} PtlNoticeKind;

#define PTL_TYPE_NOTICE (ptl_notice_get_type ())
G_DECLARE_FINAL_TYPE (PtlNotice, ptl_notice, PTL, NOTICE, AdwBin)

/* What came of something, in its place: what happened, what to do now, and a button that does it. A page that does itself what helps
 * answers the signal "remedy". A second button is for what only few should do: the second remedy of a problem, or what the page
 * offers itself (signal "offered"). */
void ptl_notice_show         (PtlNotice     *self,
                              PtlNoticeKind  kind,
                              const char    *message,
                              const char    *advice);
void ptl_notice_show_problem (PtlNotice     *self,
                              PtlProblem    *problem);
void ptl_notice_rename       (PtlNotice     *self,
                              const char    *label);
void ptl_notice_offer        (PtlNotice     *self,
                              const char    *label);
void ptl_notice_hide         (PtlNotice     *self);

gboolean ptl_notice_offers_help (PtlNotice *self);

G_END_DECLS
