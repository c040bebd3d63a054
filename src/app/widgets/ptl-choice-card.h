/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "ptl-session.h"

G_BEGIN_DECLS

#define PTL_TYPE_CHOICE_CARD (ptl_choice_card_get_type ())
G_DECLARE_FINAL_TYPE (PtlChoiceCard, ptl_choice_card, PTL, CHOICE_CARD, AdwBin)

/* The recommendation in one card: what, why, what one gives up; and below it the other way, and what that would change. */
void        ptl_choice_card_show         (PtlChoiceCard *self,
                                          PtlSession    *session);
void        ptl_choice_card_hide         (PtlChoiceCard *self);
char *ptl_choice_card_dup_words (PtlChoiceCard *self);

G_END_DECLS
