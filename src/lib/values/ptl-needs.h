/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  PTL_DEVICES_ONE,
  PTL_DEVICES_SEVERAL,
} PtlDevices;

typedef enum
{
  PTL_STORAGE_SERVER,
  PTL_STORAGE_COMPUTER,
} PtlStorage;

typedef enum
{
  PTL_READERS_ONE,
  PTL_READERS_SEVERAL,
} PtlReaders;

typedef enum
{
  PTL_NEED_ENCRYPTED,
  PTL_NEED_STRICT,
  PTL_NEED_ANY,
} PtlSecurityNeed;

/* The person's own choice of protocol, which the rules then follow. */
typedef enum
{
  PTL_CHOICE_RECOMMENDED,
  PTL_CHOICE_IMAP,
  PTL_CHOICE_POP3,
} PtlProtocolChoice;

#define PTL_TYPE_DEVICES (ptl_devices_get_type ())
#define PTL_TYPE_STORAGE (ptl_storage_get_type ())
#define PTL_TYPE_READERS (ptl_readers_get_type ())
#define PTL_TYPE_SECURITY_NEED (ptl_security_need_get_type ())
#define PTL_TYPE_PROTOCOL_CHOICE (ptl_protocol_choice_get_type ())
GType ptl_devices_get_type         (void);
GType ptl_storage_get_type         (void);
GType ptl_readers_get_type         (void);
GType ptl_security_need_get_type   (void);
GType ptl_protocol_choice_get_type (void);

/* How a person uses mail: the answers of the second page. Plain data, copied by assignment. */
typedef struct
{
  PtlDevices        devices;
  gboolean          offline_reading;
  PtlStorage        storage;
  PtlReaders        readers;
  PtlSecurityNeed   security;
  PtlProtocolChoice protocol;
} PtlNeeds;

/* What Enter alone answers on the second page. */
#define PTL_NEEDS_INIT { PTL_DEVICES_SEVERAL, TRUE, PTL_STORAGE_SERVER, PTL_READERS_ONE, PTL_NEED_ENCRYPTED, \
                         PTL_CHOICE_RECOMMENDED }

gboolean ptl_needs_equal (const PtlNeeds *a,
                          const PtlNeeds *b);

G_END_DECLS
