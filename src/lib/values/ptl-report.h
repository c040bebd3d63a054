/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "ptl-certificate.h"
#include "ptl-reason.h"
#include "ptl-server.h"
#include "ptl-step.h"

G_BEGIN_DECLS

/* What a report is made from. Borrowed: ptl_report_new() takes copies or references. */
typedef struct
{
  PtlServer           *server;        /* what was checked, with the user name that was used */
  PtlVerdict           verdict;
  GListModel          *steps;         /* (element-type PtlStep) */
  PtlProblem          *problem;       /* (nullable) */
  const char          *tls_version;   /* (nullable): "1.3" */
  const char          *tls_cipher;    /* (nullable) */
  PtlCertificate      *certificate;   /* (nullable) */
  const char * const  *capabilities;  /* (nullable) */
  const char * const  *mechanisms;    /* (nullable): SASL mechanisms offered */
  const char          *mechanism;     /* (nullable): the one that signed in */
  gboolean             signed_in;
  GPtrArray           *facts;         /* (element-type PtlReason) (nullable): what else was seen: folders, quota, message count… */
  GPtrArray           *tried;         /* (element-type PtlServer) (nullable): servers tried before this one, which failed */
  const char          *transcript;    /* (nullable): the conversation, secrets left out */
} PtlReportFields;

#define PTL_TYPE_REPORT (ptl_report_get_type ())
G_DECLARE_FINAL_TYPE (PtlReport, ptl_report, PTL, REPORT, GObject)

/* What a check of one server saw. Immutable. */
PtlReport           *ptl_report_new              (const PtlReportFields *fields);
PtlReport           *ptl_report_with_tried       (PtlReport             *self,
                                                  GPtrArray             *tried);
PtlServer           *ptl_report_get_server       (PtlReport             *self);
PtlVerdict           ptl_report_get_verdict      (PtlReport             *self);
gboolean             ptl_report_is_good          (PtlReport             *self);
GListModel          *ptl_report_get_steps        (PtlReport             *self);
PtlProblem          *ptl_report_get_problem      (PtlReport             *self);
const char          *ptl_report_get_tls_version  (PtlReport             *self);
const char          *ptl_report_get_tls_cipher   (PtlReport             *self);
PtlCertificate      *ptl_report_get_certificate  (PtlReport             *self);
const char * const  *ptl_report_get_capabilities (PtlReport             *self);
const char * const  *ptl_report_get_mechanisms   (PtlReport             *self);
const char          *ptl_report_get_mechanism    (PtlReport             *self);
gboolean             ptl_report_get_signed_in    (PtlReport             *self);
GPtrArray           *ptl_report_get_facts        (PtlReport             *self);
GPtrArray           *ptl_report_get_tried        (PtlReport             *self);
const char          *ptl_report_get_transcript   (PtlReport             *self);

G_END_DECLS
