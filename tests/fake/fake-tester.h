/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ptl-error.h"
#include "ptl-query.h"

G_BEGIN_DECLS

/* Servers that answer a try after so many milliseconds (having taken the connection at once, if they accept), fail, or are silent until they are cancelled. What it was not told of refuses
 * at once. */
typedef struct _FakeTester FakeTester;

FakeTester *fake_tester_new     (PtlQuery   *query);
void        fake_tester_free    (FakeTester *self);
void        fake_tester_add     (FakeTester *self,
                                 const char *endpoint,
                                 guint       delay);
void        fake_tester_accept  (FakeTester *self,
                                 const char *endpoint,
                                 guint       delay);
void        fake_tester_fail    (FakeTester *self,
                                 const char *endpoint,
                                 guint       delay,
                                 PtlError    code);
void        fake_tester_silence (FakeTester *self,
                                 const char *endpoint);
GPtrArray  *fake_tester_tried   (FakeTester *self);
guint       fake_tester_open    (FakeTester *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeTester, fake_tester_free)

G_END_DECLS
