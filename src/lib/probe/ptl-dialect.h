/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-problem.h"
#include "ptl-reason.h"
#include "ptl-redactor.h"
#include "ptl-sasl.h"
#include "ptl-server.h"

G_BEGIN_DECLS

/* A conversation with a mail server without its I/O: lines in, lines out. Each protocol is a dialect, one row of dialects[]. */
typedef struct _PtlTalk PtlTalk;

/* Something to do once it is signed in; see ptl-errand.h. */
typedef struct _PtlErrand PtlErrand;

typedef enum
{
  PTL_STAGE_GREETING,
  PTL_STAGE_STARTTLS,      /* asks whether it is offered, and for it; over when TLS is to begin */
  PTL_STAGE_CAPABILITIES,
  PTL_STAGE_SIGN_IN,
  PTL_STAGE_ERRAND,        /* the same for all dialects: ptl-errand.c */
  PTL_STAGE_FACTS,         /* what else a person wants to know; never fails */
  PTL_STAGE_LEAVE,
} PtlStage;

typedef enum
{
  PTL_MOVE_READ,    /* the answer is not complete yet */
  PTL_MOVE_SEND,    /* send ptl_talk_take_out(), then read */
  PTL_MOVE_DONE,    /* the stage is over */
  PTL_MOVE_FAILED,  /* the talk is over; talk->problem says why */
} PtlMove;

typedef struct
{
  PtlProtocol  protocol;
  const char  *service;    /* its name in SASL */
  PtlMove    (*start) (PtlTalk *talk);
  PtlMove    (*take)  (PtlTalk    *talk,
                       const char *line,
                       gsize       length);
} PtlDialect;

struct _PtlTalk
{
  const PtlDialect *dialect;
  PtlStage          stage;
  guint             phase;         /* the dialect's own: which command of the stage is being answered */

  gboolean     capabilities_known;
  GPtrArray   *capabilities;       /* (element-type utf8) (owned) */
  GPtrArray   *mechanisms;         /* (element-type utf8) (owned) */
  gboolean     own_command;        /* IMAP LOGIN or POP3 USER can be used */
  char        *greeting;           /* (owned) (nullable) */
  GPtrArray   *facts;              /* (element-type PtlReason) (owned) */

  const PtlCredentials *credentials;  /* (nullable) */
  PtlSasl              *sasl;         /* (owned) (nullable) */
  PtlSecret            *held;         /* (owned) (nullable): the first response, until the server asks for it */
  const char           *mechanism;    /* (nullable): the one that is tried */
  guint                 attempts;
  gboolean              told;         /* the password went out in this attempt, in whatever form */
  gboolean              broken_off;   /* by us, in the middle of the exchange */
  gboolean              leaving;      /* the server closes the connection with its answer */
  gboolean              signed_in;

  GBytes      *out;                /* (owned) (nullable) */
  char        *shown;              /* (owned) (nullable): stands for @out in the transcript */
  PtlProblem  *problem;            /* (owned) (nullable) */
  PtlRedactor *redactor;           /* (owned) */

  const PtlErrand      *errand;       /* (nullable) */
  gboolean              errand_done;
  guint                 letter;       /* its number or UID in the mailbox, 0 while it is not found */
  guint                 n_looked_at;
  char                 *junk;         /* (owned) (nullable): IMAP: the folder for it, as the server writes its name */

  /* the dialects' own */
  guint        tag;                /* IMAP: of the last command */
  guint        n_tags;             /* IMAP: how many commands are not answered yet */
  gboolean     pre_authenticated;  /* IMAP: the server thinks that it knows us */
  gboolean     in_literal;         /* IMAP: a response goes on after a literal */
  gsize        literal;            /* IMAP: octets of it that are still to come */
  gboolean     in_reply;           /* SMTP: more lines of the reply follow */
  GString     *reply;              /* SMTP: the text of the reply so far */
  guint        status;             /* SMTP: its code */
  char        *alert;              /* (owned) (nullable): IMAP: an alert meant for the person */
  guint        roles;              /* IMAP: folders with a purpose, a bit each */
  guint        n_folders;
  guint64      n_messages;
};

PtlTalk    *ptl_talk_new             (PtlProtocol           protocol,
                                      PtlSecret            *secret);
void        ptl_talk_free            (PtlTalk              *self);
PtlMove     ptl_talk_start           (PtlTalk              *self,
                                      PtlStage              stage);
PtlMove     ptl_talk_take            (PtlTalk              *self,
                                      const char           *line,
                                      gsize                 length);
GBytes     *ptl_talk_take_out        (PtlTalk              *self,
                                      char                **shown);
void        ptl_talk_secured         (PtlTalk              *self);
void        ptl_talk_set_credentials (PtlTalk              *self,
                                      const PtlCredentials *credentials);
GArray     *ptl_talk_list_methods    (PtlTalk              *self);

/* for the dialects */
extern const PtlDialect ptl_imap_dialect;
extern const PtlDialect ptl_pop3_dialect;
extern const PtlDialect ptl_smtp_dialect;

PtlMove     ptl_talk_send              (PtlTalk     *self,
                                        const char  *format,
                                        ...) G_GNUC_PRINTF (2, 3);
PtlMove     ptl_talk_send_secret       (PtlTalk     *self,
                                        const char  *before,
                                        PtlSecret   *secret);
PtlMove     ptl_talk_fail              (PtlTalk     *self,
                                        PtlError     error,
                                        const char  *message,
                                        const char  *quoted);
PtlMove     ptl_talk_fail_foreign      (PtlTalk     *self,
                                        const char  *line);
PtlMove     ptl_talk_fail_unavailable  (PtlTalk     *self,
                                        const char  *quoted);
PtlMove     ptl_talk_fail_unwelcome    (PtlTalk     *self,
                                        const char  *quoted);
char       *ptl_talk_quote             (PtlTalk     *self,
                                        const char  *text);
const char *ptl_talk_find              (PtlTalk     *self,
                                        const char  *capability);
gboolean    ptl_talk_has               (PtlTalk     *self,
                                        const char  *capability);
void        ptl_talk_forget_offers     (PtlTalk     *self);
void        ptl_talk_add_capability    (PtlTalk     *self,
                                        const char  *text);
void        ptl_talk_add_mechanisms    (PtlTalk     *self,
                                        const char  *text);
void        ptl_talk_add_fact          (PtlTalk     *self,
                                        const char  *id,
                                        const char  *text);
gboolean    ptl_talk_choose            (PtlTalk     *self);
PtlMove     ptl_talk_answer            (PtlTalk     *self,
                                        const char  *challenge);
PtlMove     ptl_talk_signed_in         (PtlTalk     *self);
PtlMove     ptl_talk_refused           (PtlTalk     *self,
                                        guint        status,
                                        const char  *code,
                                        const char  *text,
                                        gboolean     harmless);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlTalk, ptl_talk_free)

G_END_DECLS
