/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz.h"

#include "fake-talk.h"
#include "ptl-errand.h"

/* A server's half of a whole check. Its length says whether it is asked for STARTTLS, and to take or give a letter. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static const PtlErrand errand = { FAKE_USERNAME, "<1@mail.test>", "Subject: hi\r\n\r\nthere\r\n" };
  g_autoptr (PtlTalk) talk = fake_talk_new (PTL_PROTOCOL_IMAP, FAKE_USERNAME, FAKE_PASSWORD);

  if (size % 4 >= 2)
    talk->errand = &errand;
  fake_talk_survive (talk, size % 2 == 1, (const char *) data, size);

  return 0;
}
