/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-dialect.h"

G_BEGIN_DECLS

/* What a talk does once it is signed in: hand a letter to an outgoing server; look for it in a mailbox and remove it. */
struct _PtlErrand
{
  const char *address;     /* whom the letter is from and to */
  const char *message_id;  /* with its angle brackets */
  const char *letter;      /* (nullable): all of it, CRLF at the line ends, no line of a single dot */
  gboolean    in_junk;     /* IMAP: look into the folder for junk instead of the inbox, if the server names one */
};

PtlMove ptl_errand_start (PtlTalk    *talk);
PtlMove ptl_errand_take  (PtlTalk    *talk,
                          const char *line);

G_END_DECLS
