/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "ptl-session.h"

G_BEGIN_DECLS

#define PTL_TYPE_PAGE (ptl_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (PtlPage, ptl_page, PTL, PAGE, AdwBin)

/* One question of the assistant: a title, a sentence, and content in a clamp that scrolls. The window owns Back, Next, Cancel and
 * the banner; a page says whether Next makes sense ("ready"), what it is called ("next-label"), and whether the page is at work on
 * something that can be cancelled ("busy"). Pages never know each other: they share the session, and ask the window for another
 * page with the action “win.show-page”. */
struct _PtlPageClass
{
  AdwBinClass parent_class;

  /* The page will be in front for the first time in a moment: it shows already what it will show then, but says nothing. */
  void     (* prepare)        (PtlPage              *self);
  /* The page is in front now. */
  void     (* shown)          (PtlPage              *self);
  /* Adds a part of what is not seen at once. It is called once a frame while the page is in front, so that no frame takes long, until it
   * returns FALSE: nothing is missing. */
  gboolean (* fill)           (PtlPage              *self);
  /* Something of the page is asked for by name: “win.show-page” with “page/detail”. */
  void     (* reveal)         (PtlPage              *self,
                               const char           *detail);
  /* Next was pressed. TRUE if that means something on the page itself first (a check that has to run); FALSE to go on. */
  gboolean (* take_next)      (PtlPage              *self);
  /* Cancel was pressed while the page is busy. */
  void     (* cancel)         (PtlPage              *self);
  /* What has to be done before the next page can be shown; nothing unless a page says otherwise. */
  void     (* advance_async)  (PtlPage              *self,
                               GCancellable         *cancellable,
                               GAsyncReadyCallback   callback,
                               gpointer              user_data);
  gboolean (* advance_finish) (PtlPage              *self,
                               GAsyncResult         *result,
                               GError              **error);
};

PtlSession   *ptl_page_get_session     (PtlPage              *self);
GCancellable *ptl_page_get_cancellable (PtlPage              *self);
gboolean      ptl_page_get_ready       (PtlPage              *self);
void          ptl_page_set_ready       (PtlPage              *self,
                                        gboolean              ready);
gboolean      ptl_page_get_busy        (PtlPage              *self);
void          ptl_page_set_busy        (PtlPage              *self,
                                        gboolean              busy);
void          ptl_page_set_state       (PtlPage              *self,
                                        gboolean              ready,
                                        gboolean              busy);
const char   *ptl_page_get_title       (PtlPage              *self);
void          ptl_page_set_title       (PtlPage              *self,
                                        const char           *title);
void          ptl_page_set_description (PtlPage              *self,
                                        const char           *description);
const char   *ptl_page_get_description (PtlPage             *self);
const char   *ptl_page_get_next_label  (PtlPage              *self);
void          ptl_page_set_next_label  (PtlPage              *self,
                                        const char           *next_label);
void          ptl_page_scroll_to_top   (PtlPage              *self);

void          ptl_page_begin_fill      (PtlPage              *self);
void          ptl_page_fill            (PtlPage              *self);
void          ptl_page_prepare         (PtlPage              *self);
void          ptl_page_lay_out         (PtlPage              *self,
                                        GtkWidget            *stack);
void          ptl_page_shown           (PtlPage              *self);
void          ptl_page_reveal          (PtlPage              *self,
                                        const char           *detail);
gboolean      ptl_page_take_next       (PtlPage              *self);
void          ptl_page_cancel          (PtlPage              *self);
void          ptl_page_advance_async   (PtlPage              *self,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
gboolean      ptl_page_advance_finish  (PtlPage              *self,
                                        GAsyncResult         *result,
                                        GError              **error);

G_END_DECLS
