/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz.h"

#include "fake-talk.h"

/* A server's half of a whole check. Those of odd length are asked for STARTTLS. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (PtlTalk) talk = fake_talk_new (PTL_PROTOCOL_SMTP, FAKE_USERNAME, FAKE_PASSWORD);

  fake_talk_survive (talk, size % 2 == 1, (const char *) data, size);

  return 0;
}
