/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-exporter.h"
#include "ptl-place.h"

G_BEGIN_DECLS

/* Settings that a program reads from a text file. Where its file may hold several accounts, ours becomes a marked block at the end of
 * it; else it gets a file of its own beside it. */

typedef enum
{
  PTL_SETTINGS_IMAP     = 1 << 0,
  PTL_SETTINGS_POP3     = 1 << 1,
  PTL_SETTINGS_SMTP     = 1 << 2,
  PTL_SETTINGS_STARTTLS = 1 << 3,
  PTL_SETTINGS_DAYS     = 1 << 4,  /* it can remove mail from the server after a number of days */
  PTL_SETTINGS_ASKS     = 1 << 5,  /* it asks for the password, and takes it from nowhere else */
  PTL_SETTINGS_REWRITES = 1 << 6,  /* it writes its settings when it ends */
  PTL_SETTINGS_FOLDER   = 1 << 7,  /* the folder for its mail has to be there */
  PTL_SETTINGS_MAILDIR  = 1 << 8,  /* … and has to be a Maildir */
  PTL_SETTINGS_INBOX    = 1 << 9,  /* … but only for mail that is fetched with POP3 */
  PTL_SETTINGS_PINS     = 1 << 10, /* it can be told to trust one certificate only … */
  PTL_SETTINGS_PINS_TLS = 1 << 11, /* … but not with STARTTLS */
  PTL_SETTINGS_INQUIRES = 1 << 12, /* it asks about certificates that nobody vouches for */
  PTL_SETTINGS_STRIPS   = 1 << 13, /* it takes white space of any script from both ends of a value */
} PtlSettingsAbility;

typedef struct
{
  const char          *id;         /* of the exporter */
  const char          *program;    /* what is started */
  const char          *name;       /* (nullable): what people call it, if that is not @program */
  PtlSettingsAbility   abilities;
  const char * const  *places;     /* where its settings may be, below the home folder; the first is the usual place */
  const char          *alone;      /* (nullable): one account a file; a second one is here, %s being the account's label */
  const char          *start;      /* (nullable): what to start the program with, %s being the account's label, or the path of its file */
  const char          *option;     /* (nullable): the program's option for settings that are elsewhere */
  const char          *no_login[2];/* (nullable): characters that no user name can have, with IMAP and with POP3 */
  const char          *begins;     /* (nullable): the word that begins an account in its file … */
  const char          *host_key;   /* … and those before the host and the user name, to recognise one */
  const char          *user_key;
  const char          *quotes;     /* (nullable): quotation marks, which have to be closed */
  gboolean             bare_quotes;/* between them, everything stands for itself: line ends and backslashes, too */
  guint                longest_line; /* of its file, in bytes, that it reads as one; 0: any */
  const char          *other_key;  /* (nullable): what its keys begin with in a format whose accounts cannot stand beside ours */

  /* The settings. @before (nullable) is what the file holds already. */
  char *             (*write)   (const PtlAccount *account,
                                 const char       *before);
  /* (nullable): the line that includes the program's usual settings in a file of its own */
  char *             (*include) (const char       *path);
} PtlSettings;

GBytes          *ptl_settings_render   (const PtlSettings       *settings,
                                        const PtlAccount        *account,
                                        GError                 **error);
PtlExportResult *ptl_settings_apply    (const PtlSettings       *settings,
                                        const PtlAccount        *account,
                                        const PtlExportOptions  *options,
                                        GCancellable            *cancellable,
                                        GError                 **error);
gboolean         ptl_settings_is_installed (const PtlSettings      *settings,
                                            const PtlExportOptions *options);
gboolean         ptl_settings_mention  (const PtlSettings       *settings,
                                        const PtlAccount        *account,
                                        const char              *text);

/* The three functions of an exporter's row that follow from its settings. */
#define PTL_DEFINE_SETTINGS_EXPORTER(name, settings)                                                          \
  gboolean ptl_##name##_is_installed (const PtlExportOptions *options)                                        \
  {                                                                                                           \
    return ptl_settings_is_installed (&(settings), options);                                                  \
  }                                                                                                           \
                                                                                                              \
  GBytes *ptl_##name##_render (const PtlAccount *account, GError **error)                                     \
  {                                                                                                           \
    return ptl_settings_render (&(settings), account, error);                                                 \
  }                                                                                                           \
                                                                                                              \
  PtlExportResult *ptl_##name##_apply (const PtlAccount *account, const PtlExportOptions *options,            \
                                       GCancellable *cancellable, GError **error)                             \
  {                                                                                                           \
    return ptl_settings_apply (&(settings), account, options, cancellable, error);                            \
  }

/* What the writers share. */
const PtlServer *ptl_settings_get_server (const PtlSettings     *settings,
                                          const PtlAccount      *account);
char            *ptl_settings_get_label  (const PtlAccount      *account);
void             ptl_settings_add        (GString               *text,
                                          const char            *key,
                                          const char            *separator,
                                          char                  *value);
void             ptl_settings_add_port   (GString               *text,
                                          const char            *key,
                                          const char            *separator,
                                          const PtlServer       *server);

G_END_DECLS
