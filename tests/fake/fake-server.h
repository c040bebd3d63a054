/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A server on loopback that follows a script, in a thread of its own, and writes down every byte that it gets. */
typedef struct _FakeServer FakeServer;

typedef enum
{
  FAKE_END,      /* the end of the script: close */
  FAKE_SEND,     /* text; number: its octets (0: up to its NUL) */
  FAKE_EXPECT,   /* text: how the next line starts; anything else is noted, and the connection closed */
  FAKE_SLEEP,    /* number: milliseconds */
  FAKE_TLS,      /* text: a certificate by name; number: the newest TLS version it speaks (10, 11, 12, 13; 0: any) */
  FAKE_ASK,      /* TLS will ask for a certificate of the client's, which may go on without */
  FAKE_RAW,      /* text, as it is, whether TLS is spoken or not */
  FAKE_ALERT,    /* number: why TLS ends here, as a number of RFC 8446 §6 */
  FAKE_RESET,    /* close in a way that the other side gets an error */
  FAKE_HANG,     /* wait until the other side goes */
  FAKE_FLOOD,    /* text, over and over; number: octets in all */
  FAKE_DRIP,     /* text, an octet each; number: milliseconds between them */
} FakeAct;

typedef struct
{
  FakeAct  act;
  const char *text;
  guint       number;
} FakeStep;

#define SEND(text)           { FAKE_SEND, text, 0 }
#define SEND_OCTETS(text)    { FAKE_SEND, text, sizeof text - 1 }
#define EXPECT(text)         { FAKE_EXPECT, text, 0 }
#define SLEEP(milliseconds)  { FAKE_SLEEP, NULL, milliseconds }
#define TLS(certificate)     { FAKE_TLS, certificate, 0 }
#define TLS_UP_TO(version)   { FAKE_TLS, "good", version }
#define ASK                  { FAKE_ASK, NULL, 0 }
#define RAW(text)            { FAKE_RAW, text, 0 }
#define ALERT(reason)        { FAKE_ALERT, NULL, reason }
#define RESET                { FAKE_RESET, NULL, 0 }
#define HANG                 { FAKE_HANG, NULL, 0 }
#define FLOOD(text, octets)  { FAKE_FLOOD, text, octets }
#define DRIP(text, interval) { FAKE_DRIP, text, interval }

FakeServer *fake_server_new           (const FakeStep  *script);
void           fake_server_free          (FakeServer      *self);
guint16        fake_server_get_port      (FakeServer      *self);

/* What it knows once it has been stopped. */
void           fake_server_stop          (FakeServer      *self);
const GString *fake_server_get_clear     (FakeServer      *self);
const GString *fake_server_get_encrypted (FakeServer      *self);
const char    *fake_server_get_complaint (FakeServer      *self);
guint          fake_server_count         (FakeServer      *self);
gboolean       fake_server_saw_ends      (FakeServer      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeServer, fake_server_free)

G_END_DECLS
