/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-dialect.h"

G_BEGIN_DECLS

/* What a person wants to know of a mailbox besides that it can be opened: its folders, how full it is, whether it announces mail. */
PtlMove ptl_imap_start_facts (PtlTalk    *talk);
void    ptl_imap_take_fact   (PtlTalk    *talk,
                              const char *word,
                              const char *text);
PtlMove ptl_imap_end_facts   (PtlTalk    *talk);

G_END_DECLS
