/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "ptl-needs.h"
#include "ptl-secret.h"

G_BEGIN_DECLS

/* The value of a number that nobody has given. */
#define PTL_CLI_NOT_GIVEN G_MININT

/* Which options a subcommand knows. */
typedef enum
{
  PTL_CLI_COMMON  = 1 << 0,  /* --json, --quiet, --verbose, --version, --help: all know them */
  PTL_CLI_SEARCH  = 1 << 1,  /* --offline, --directory, --no-directory, --send-address */
  PTL_CLI_NEEDS   = 1 << 2,
  PTL_CLI_ACCOUNT = 1 << 3,  /* --username, --password-…, --trust-certificate */
  PTL_CLI_SETUP   = 1 << 4,  /* --name, --no-check, --letter, --confirm, --export, --store-password, --replace, --answers */
  PTL_CLI_EXPORT  = 1 << 5,  /* --list, --confirm, --store-password, --replace, --password-… */
  PTL_CLI_PLAIN   = 1 << 6,  /* --security alone */
  PTL_CLI_TIMEOUT = 1 << 7,
  PTL_CLI_ACCOUNTS = 1 << 8, /* --offline, --fix, --look-up */
  PTL_CLI_UNDO    = 1 << 9,  /* --list */
} PtlCliGroups;

/* What was said on the command line and in the file of answers, checked. */
typedef struct
{
  /* common */
  gboolean json;
  gboolean quiet;
  gboolean verbose;
  gboolean version;
  gboolean help;
  gboolean offline;
  gboolean directory;
  gboolean no_directory;
  int      timeout;        /* seconds */
  char   **send_address;   /* (nullable): host names, in ASCII */

  /* accounts */
  char    *fix;            /* (nullable): an id */
  gboolean look_up;

  /* setup */
  gboolean  no_check;
  gboolean  confirm;
  gboolean  list;
  gboolean  replace;
  char     *name;          /* (nullable) */
  char     *username;      /* (nullable) */
  char     *answers;       /* (nullable): a file */
  char    **exports;       /* (nullable) */
  gboolean  letter;
  char    **trusted;       /* (nullable): fingerprints, as ptl_certificate_clean_sha256() writes them */

  /* the password, never itself */
  gboolean  password_stdin;
  char     *password_file; /* (nullable) */
  int       password_fd;   /* PTL_CLI_NOT_GIVEN: none */
  gboolean  store_password;

  /* needs, as words and as values */
  char     *devices;
  char     *offline_reading;
  char     *storage;
  char     *readers;
  char     *security;
  char     *protocol;
  PtlNeeds  needs;

  char    **arguments;     /* what is left */
} PtlCliOptions;

PtlCliOptions *ptl_cli_options_new         (void);
void           ptl_cli_options_free        (PtlCliOptions   *self);
gboolean       ptl_cli_options_parse       (PtlCliOptions   *self,
                                            PtlCliGroups     groups,
                                            char           **arguments,
                                            GError         **error);
char          *ptl_cli_options_help        (const char      *usage,
                                            const char      *summary,
                                            PtlCliGroups     groups);
gboolean       ptl_cli_options_takes_value (const char      *argument);
gboolean       ptl_cli_options_has_password (const PtlCliOptions *self);
PtlSecret     *ptl_cli_options_read_password (PtlCliOptions *self,
                                              GError       **error);
gboolean       ptl_cli_refuse              (GError         **error,
                                            const char      *format,
                                            ...) G_GNUC_PRINTF (2, 3);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlCliOptions, ptl_cli_options_free)

G_END_DECLS
