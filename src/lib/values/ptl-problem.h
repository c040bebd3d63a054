/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-error.h"

G_BEGIN_DECLS

/* What a button beside a failure can do about it. The page knows how; which one helps is decided here. */
typedef enum
{
  PTL_REMEDY_NONE,
  PTL_REMEDY_RETRY,
  PTL_REMEDY_EDIT_ADDRESS,
  PTL_REMEDY_EDIT_SERVER,
  PTL_REMEDY_EDIT_PASSWORD,
  PTL_REMEDY_USE_CERTIFICATE_NAME,  /* argument: the name that the certificate has */
  PTL_REMEDY_OTHER_PORT,            /* argument: "993 tls", the port and security that should be right */
  PTL_REMEDY_APP_PASSWORD,          /* argument: the page where it is made, if known */
  PTL_REMEDY_ENABLE_ACCESS,         /* argument: the page where IMAP is switched on, if known */
  PTL_REMEDY_OPEN_PORTAL,
  PTL_REMEDY_SET_CLOCK,
  PTL_REMEDY_CLOSE_PROGRAM,         /* argument: the program's name */
  PTL_REMEDY_ALLOW_UNENCRYPTED,
  PTL_REMEDY_ALLOW_STARTTLS,
  PTL_REMEDY_TRUST_CERTIFICATE,     /* argument: the fingerprint; for people with a server of their own, so never the first */
  PTL_REMEDY_OTHER_PROTOCOL,        /* argument: "pop3" or "imap", which answers where the other cannot be used; NULL: not known yet */
  PTL_REMEDY_GO_ON,                 /* as it is: the mail program does the rest itself */
} PtlRemedy;

#define PTL_TYPE_REMEDY (ptl_remedy_get_type ())
GType ptl_remedy_get_type (void);

/* One failure as a person meets it: what happened, what to do now, and the one thing that a button can do. A few have a second
 * remedy, for those who know what they do. Immutable. */
typedef struct _PtlProblem PtlProblem;

#define PTL_TYPE_PROBLEM (ptl_problem_get_type ())
GType ptl_problem_get_type (void);

PtlProblem *ptl_problem_new            (PtlError          code,
                                        const char       *message);
PtlProblem *ptl_problem_new_full       (PtlError          code,
                                        const char       *message,
                                        const char       *advice,
                                        PtlRemedy         remedy,
                                        const char       *argument);
PtlProblem *ptl_problem_new_for_error  (const GError     *error);
PtlProblem *ptl_problem_with_second    (const PtlProblem *self,
                                        PtlRemedy         remedy,
                                        const char       *argument);
gboolean    ptl_problem_equal          (const PtlProblem *self,
                                        const PtlProblem *other);
PtlProblem *ptl_problem_ref            (PtlProblem       *self);
void        ptl_problem_unref          (PtlProblem       *self);
PtlError    ptl_problem_get_code       (const PtlProblem *self);
const char *ptl_problem_get_id         (const PtlProblem *self);
const char *ptl_problem_get_message    (const PtlProblem *self);
const char *ptl_problem_get_advice     (const PtlProblem *self);
PtlRemedy   ptl_problem_get_remedy     (const PtlProblem *self);
const char *ptl_problem_get_argument   (const PtlProblem *self);
PtlRemedy   ptl_problem_get_second_remedy   (const PtlProblem *self);
const char *ptl_problem_get_second_argument (const PtlProblem *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlProblem, ptl_problem_unref)

G_END_DECLS
