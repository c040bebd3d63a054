/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <stdio.h>

G_BEGIN_DECLS

/* Text for people in a terminal: wrapped to its width, with colours where it has them, and without anything in it that a server
 * could have put there to play tricks on the terminal. */

typedef enum
{
  PTL_CLI_NORMAL,
  PTL_CLI_BOLD,
  PTL_CLI_FAINT,
  PTL_CLI_GOOD,
  PTL_CLI_WARNING,
  PTL_CLI_BAD,
} PtlCliStyle;

char *ptl_cli_clean        (const char   *text);
void  ptl_cli_put          (FILE         *stream,
                            const char   *text);
void  ptl_cli_print_text   (FILE         *stream,
                            const char   *first,
                            guint         indent,
                            PtlCliStyle   style,
                            const char   *text);
void  ptl_cli_print        (PtlCliStyle   style,
                            const char   *text);
void  ptl_cli_print_line   (const char   *text);
void  ptl_cli_heading      (const char   *text);
void  ptl_cli_bullet       (PtlCliStyle   style,
                            const char   *text);
void  ptl_cli_field        (const char   *label,
                            const char   *text);
void  ptl_cli_gap          (void);
void  ptl_cli_say          (PtlCliStyle   style,
                            const char   *text);
void  ptl_cli_put_question (const char   *text);

G_END_DECLS
