/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "ptl-account.h"

G_BEGIN_DECLS

/* What is on the settings sheet, whoever writes, shows or prints it: a title, what the settings are worth, sections of labels and
 * values, notes, and the code that a phone reads. Plain data in the person's language, never with the password. */

typedef struct
{
  char *label;  /* (owned) */
  char *value;  /* (owned) */
} PtlSheetRow;

typedef struct
{
  char      *heading;  /* (owned) (nullable): that about the person has none */
  GPtrArray *rows;     /* (element-type PtlSheetRow) (owned) */
} PtlSheetSection;

typedef struct
{
  char      *title;      /* (owned) */
  char      *worth;      /* (owned): were the settings tried? A sentence */
  gboolean   works;      /* they were, and are good */
  GPtrArray *sections;   /* (element-type PtlSheetSection) (owned) */
  GPtrArray *notes;      /* (element-type utf8) (owned) */
  guint      code_size;  /* modules on a side of the QR code, its light border included; 0: no phone can read this account */
  guint8    *code;       /* (owned) (nullable): its rows, a byte for each module, 1 for a dark one */
  char      *code_note;  /* (owned) (nullable): what to do with it */
} PtlSheet;

PtlSheet *ptl_sheet_new  (const PtlAccount *account);
void      ptl_sheet_free (PtlSheet         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtlSheet, ptl_sheet_free)

G_END_DECLS
