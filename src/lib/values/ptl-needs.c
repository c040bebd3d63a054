/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-needs.h"

G_DEFINE_ENUM_TYPE (PtlDevices, ptl_devices,
                    G_DEFINE_ENUM_VALUE (PTL_DEVICES_ONE, "one"),
                    G_DEFINE_ENUM_VALUE (PTL_DEVICES_SEVERAL, "several"))

G_DEFINE_ENUM_TYPE (PtlStorage, ptl_storage,
                    G_DEFINE_ENUM_VALUE (PTL_STORAGE_SERVER, "server"),
                    G_DEFINE_ENUM_VALUE (PTL_STORAGE_COMPUTER, "computer"))

G_DEFINE_ENUM_TYPE (PtlReaders, ptl_readers,
                    G_DEFINE_ENUM_VALUE (PTL_READERS_ONE, "one"),
                    G_DEFINE_ENUM_VALUE (PTL_READERS_SEVERAL, "several"))

G_DEFINE_ENUM_TYPE (PtlSecurityNeed, ptl_security_need,
                    G_DEFINE_ENUM_VALUE (PTL_NEED_ENCRYPTED, "encrypted"),
                    G_DEFINE_ENUM_VALUE (PTL_NEED_STRICT, "strict"),
                    G_DEFINE_ENUM_VALUE (PTL_NEED_ANY, "any"))

G_DEFINE_ENUM_TYPE (PtlProtocolChoice, ptl_protocol_choice,
                    G_DEFINE_ENUM_VALUE (PTL_CHOICE_RECOMMENDED, "recommended"),
                    G_DEFINE_ENUM_VALUE (PTL_CHOICE_IMAP, "imap"),
                    G_DEFINE_ENUM_VALUE (PTL_CHOICE_POP3, "pop3"))

gboolean
ptl_needs_equal (const PtlNeeds *a,
                 const PtlNeeds *b)
{
  return a->devices == b->devices && a->offline_reading == b->offline_reading && a->storage == b->storage &&
         a->readers == b->readers && a->security == b->security && a->protocol == b->protocol;
}
