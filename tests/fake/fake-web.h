/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A web server on loopback that says what a test told it to say, byte for byte. */
typedef struct _FakeWeb FakeWeb;

typedef enum
{
  FAKE_WEB_SAY,      /* says it, and closes */
  FAKE_WEB_DRIP,     /* says it at a byte every 20 ms */
  FAKE_WEB_SILENT,   /* takes the request, and says nothing */
  FAKE_WEB_REPEAT,   /* says the last 16 KiB of it again and again */
} FakeWebManner;

/* @certificate: (nullable): speaks no TLS without */
FakeWeb    *fake_web_new         (GTlsCertificate *certificate);
void        fake_web_free        (FakeWeb         *self);
guint16     fake_web_get_port    (FakeWeb         *self);
void        fake_web_add         (FakeWeb         *self,
                                  const char      *path,
                                  FakeWebManner    manner,
                                  GBytes          *answer);
void        fake_web_add_text    (FakeWeb         *self,
                                  const char      *path,
                                  const char      *head,
                                  const char      *body);
guint       fake_web_get_n       (FakeWeb         *self);
char       *fake_web_get_request (FakeWeb         *self,
                                  guint            position);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeWeb, fake_web_free)

G_END_DECLS
