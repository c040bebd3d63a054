/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-typo.h"

#include <string.h>

/* No well-known domain is longer, and nobody means one by something much longer. */
#define MAX_LENGTH 32

static guint
min3 (guint a,
      guint b,
      guint c)
{
  return MIN (MIN (a, b), c);
}

/* How many letters were left out, added, mistaken or swapped with their neighbour (Damerau and Levenshtein, each pair of
 * neighbours swapped at most once). */
static guint
edits (const char *a,
       gsize       a_length,
       const char *b,
       gsize       b_length)
{
  guint rows[3][MAX_LENGTH + 1];

  for (gsize j = 0; j <= b_length; j++)
    rows[0][j] = j;

  for (gsize i = 1; i <= a_length; i++)
    {
      guint *row = rows[i % 3];
      const guint *above = rows[(i - 1) % 3];

      row[0] = i;
      for (gsize j = 1; j <= b_length; j++)
        {
          row[j] = min3 (above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
          if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            row[j] = MIN (row[j], rows[(i - 2) % 3][j - 2] + 1);
        }
    }

  return rows[a_length % 3][b_length];
}

static gboolean
only_two_swapped (const char *a,
                  const char *b)
{
  gsize i = 0;

  while (a[i] != '\0' && a[i] == b[i])
    i++;

  return a[i] != '\0' && a[i + 1] != '\0' && a[i] == b[i + 1] && a[i + 1] == b[i] && strcmp (a + i + 2, b + i + 2) == 0;
}

/* People hit the first letter; a difference there is mostly another name (fmail.com), unless the first two are swapped. */
static gboolean
begins_alike (const char *typed,
              const char *meant)
{
  return typed[0] == meant[0] || (typed[0] == meant[1] && typed[1] == meant[0]);
}

/**
 * ptl_typo_in_top_level:
 *
 * Returns: whether @domain ends as nothing does that people write on purpose: .con, .cmo, or .co, .cm and .om right after the
 *   name, which exist but are mostly a .com that lost a letter
 */
gboolean
ptl_typo_in_top_level (const char *domain)
{
  static const char * const usual[] = { "com", "net", "org", "edu", "gov", "info", "biz", "mail", "email", NULL };
  static const char * const lost_a_letter[] = { "co", "cm", "om", NULL };
  const char *last = strrchr (domain, '.');

  if (last == NULL)
    return TRUE;
  if (strlen (last + 1) > 2)
    return !g_strv_contains (usual, last + 1);

  return strchr (domain, '.') == last && g_strv_contains (lost_a_letter, last + 1);
}

/**
 * ptl_typo_distance:
 * @typed: a domain
 * @meant: a well-known one
 *
 * Short names are near to too many others (gmx.de, gmc.de), so there only swapped neighbours count. From eleven letters on two
 * slips are believed, below that one, and one more where the ending is none.
 *
 * Returns: how many slips lead from @meant to @typed, or %G_MAXUINT when it is too far-fetched
 */
guint
ptl_typo_distance (const char *typed,
                   const char *meant)
{
  gsize typed_length = strlen (typed);
  gsize meant_length = strlen (meant);
  guint allowed, distance;

  if (typed_length > MAX_LENGTH || meant_length > MAX_LENGTH || typed_length == 0 || !begins_alike (typed, meant))
    return G_MAXUINT;
  if (strcspn (meant, ".") <= 4)
    return only_two_swapped (typed, meant) ? 1 : G_MAXUINT;

  allowed = MIN (2, (meant_length >= 11 ? 2 : 1) + (ptl_typo_in_top_level (typed) ? 1 : 0));
  distance = edits (typed, typed_length, meant, meant_length);

  return distance <= allowed ? distance : G_MAXUINT;
}
