/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-patience.h"

/* Silence is waited for not less than MIN, and until UNKNOWN while nobody answered. */
#define MIN_HOLD_MS     300
#define UNKNOWN_HOLD_MS 1000

#define MIN_LINGER_MS 200
#define MAX_LINGER_MS 2000

/**
 * ptl_patience_is_alive:
 * @origin: a source that has not ended
 * @elapsed: milliseconds since the discovery began
 *
 * Returns: whether it waits for somebody who is there, and still may
 */
gboolean
ptl_patience_is_alive (PtlQuery  *query,
                       PtlOrigin  origin,
                       double     elapsed)
{
  return ptl_query_is_alive (query, origin) && elapsed < PTL_PATIENCE_ALIVE_MS;
}

/* The slowest answer so far of a server, be it for the web or for mail: both need about as many round trips. */
static double
get_pace (PtlQuery *query)
{
  GListModel *contacts = ptl_query_get_contacts (query);
  double pace = 0;

  for (guint i = 0; i < g_list_model_get_n_items (contacts); i++)
    {
      g_autoptr (PtlContact) contact = g_list_model_get_item (contacts, i);
      guint16 port = ptl_contact_get_port (contact);
      PtlAnswer answer = ptl_contact_get_answer (contact);

      if (port != 0 && port != 53 && answer != PTL_ANSWER_TIMEOUT && answer != PTL_ANSWER_CANCELLED)
        pace = MAX (pace, ptl_contact_get_ms (contact));
    }

  return pace;
}

/**
 * ptl_patience_get_hold:
 *
 * Returns: milliseconds until silence is no longer waited for; 0 when that is past
 */
guint
ptl_patience_get_hold (PtlQuery *query,
                       double    elapsed)
{
  double pace = get_pace (query);
  double end = pace > 0 ? MAX (pace, MIN_HOLD_MS) : UNKNOWN_HOLD_MS;

  return elapsed < end ? (guint) (end - elapsed) + 1 : 0;
}

/**
 * ptl_patience_get_linger:
 *
 * Returns: milliseconds that those who are silent get, once nothing better is to be expected: half as long again as it took to get
 *   there, for they may still add to the list, or contradict it. Who has not even taken a connection in the time in which others
 *   said all they had to say will not do so in twice that time either
 */
guint
ptl_patience_get_linger (PtlQuery *query,
                         double    elapsed)
{
  double pace = get_pace (query);

  if (pace > 0 && elapsed > MAX (pace, MIN_HOLD_MS) && elapsed < PTL_PATIENCE_ALIVE_MS)
    return 0;
  return (guint) CLAMP (elapsed / 2, MIN_LINGER_MS, MAX_LINGER_MS);
}
