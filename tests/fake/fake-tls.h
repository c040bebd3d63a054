/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A certificate authority of a test's own, made in memory, and believed by this process while it is installed. */
typedef struct _FakeAuthority FakeAuthority;

FakeAuthority   *fake_authority_install   (void);
void             fake_authority_uninstall (FakeAuthority *self);
GTlsCertificate *fake_authority_issue     (FakeAuthority *self,
                                           const char    *names,
                                           int            from_days,
                                           int            to_days);
GTlsCertificate *fake_self_signed         (const char    *names);

G_END_DECLS
