/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "ptl-session.h"

G_BEGIN_DECLS

#define PTL_TYPE_WISH_CARD (ptl_wish_card_get_type ())
G_DECLARE_FINAL_TYPE (PtlWishCard, ptl_wish_card, PTL, WISH_CARD, AdwBin)

/* Asks whether one host may be told the whole address. The signal "allowed" says that the person agreed: then search again. */
void ptl_wish_card_show (PtlWishCard *self,
                         PtlSession  *session);

G_END_DECLS
