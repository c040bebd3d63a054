/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-srv.h"

#include <string.h>

#include "ptl-domain.h"

static void
target_clear (gpointer data)
{
  PtlDnsTarget *target = data;

  g_free (target->target);
}

static GArray *
new_targets (void)
{
  GArray *targets = g_array_new (FALSE, FALSE, sizeof (PtlDnsTarget));

  g_array_set_clear_func (targets, target_clear);
  return targets;
}

/* A name as it stands in a record; NULL for what is no host name. The root alone says that there is nothing (RFC 2782, RFC 7505). */
static char *
read_target (const char *name)
{
  gsize length = strlen (name);

  if (length > 0 && name[length - 1] == '.')
    length--;
  if (length == 0)
    return g_strdup ("");

  {
    g_autofree char *bare = g_strndup (name, length);

    return ptl_domain_to_ascii (bare, NULL);
  }
}

static void
add (GArray      *targets,
     guint16      priority,
     guint16      weight,
     guint16      port,
     const char  *name)
{
  PtlDnsTarget target = { priority, weight, port, read_target (name) };

  if (target.target != NULL)
    g_array_append_val (targets, target);
}

/**
 * ptl_srv_read:
 * @records: (element-type GVariant): of type (qqqs)
 *
 * Returns: (transfer full) (element-type PtlDnsTarget): in the order of @records
 */
GArray *
ptl_srv_read (GPtrArray *records)
{
  GArray *targets = new_targets ();

  for (guint i = 0; i < records->len; i++)
    {
      guint16 priority, weight, port;
      const char *name;

      if (!g_variant_is_of_type (records->pdata[i], G_VARIANT_TYPE ("(qqqs)")))
        continue;
      g_variant_get (records->pdata[i], "(qqq&s)", &priority, &weight, &port, &name);
      add (targets, priority, weight, port, name);
    }

  return targets;
}

static int
compare_priority (gconstpointer a,
                  gconstpointer b)
{
  const PtlDnsTarget *one = a, *other = b;

  if (one->priority != other->priority)
    return one->priority - other->priority;
  return strcmp (one->target, other->target);
}

/**
 * ptl_mx_read:
 * @records: (element-type GVariant): of type (qs)
 *
 * Returns: (transfer full) (element-type PtlDnsTarget): the most preferred first, by name among equals
 */
GArray *
ptl_mx_read (GPtrArray *records)
{
  GArray *targets = new_targets ();

  for (guint i = 0; i < records->len; i++)
    {
      guint16 priority;
      const char *name;

      if (!g_variant_is_of_type (records->pdata[i], G_VARIANT_TYPE ("(qs)")))
        continue;
      g_variant_get (records->pdata[i], "(q&s)", &priority, &name);
      add (targets, priority, 0, 0, name);
    }

  g_array_sort (targets, compare_priority);
  return targets;
}

/* Within one priority those without weight come first, so that they get a small chance (RFC 2782). */
static int
compare_record (gconstpointer a,
                gconstpointer b)
{
  const PtlDnsTarget *one = a, *other = b;

  if (one->priority != other->priority)
    return one->priority - other->priority;
  return (one->weight != 0) - (other->weight != 0);
}

/* Draws one of the records from @first up to @end, each with a chance as large as its weight. */
static guint
draw (GArray    *targets,
      guint      first,
      guint      end,
      PtlRandom  random,
      gpointer   user_data)
{
  guint32 sum = 0;
  guint32 number;

  for (guint i = first; i < end; i++)
    sum += g_array_index (targets, PtlDnsTarget, i).weight;

  number = random (sum, user_data);
  sum = 0;
  for (guint i = first; i < end; i++)
    {
      sum += g_array_index (targets, PtlDnsTarget, i).weight;
      if (sum >= number)
        return i;
    }

  return first;
}

/**
 * ptl_srv_order:
 * @targets: (element-type PtlDnsTarget): SRV records; the order of those of one priority is drawn by weight (RFC 2782)
 * @random: where chance comes from
 */
void
ptl_srv_order (GArray    *targets,
               PtlRandom  random,
               gpointer   user_data)
{
  g_array_sort (targets, compare_record);

  for (guint i = 0; i < targets->len; i++)
    {
      PtlDnsTarget drawn;
      guint end = i;
      guint chosen;

      while (end < targets->len && g_array_index (targets, PtlDnsTarget, end).priority ==
                                   g_array_index (targets, PtlDnsTarget, i).priority)
        end++;

      chosen = draw (targets, i, end, random, user_data);
      drawn = g_array_index (targets, PtlDnsTarget, chosen);
      for (guint j = chosen; j > i; j--)
        g_array_index (targets, PtlDnsTarget, j) = g_array_index (targets, PtlDnsTarget, j - 1);
      g_array_index (targets, PtlDnsTarget, i) = drawn;
    }
}

guint32
ptl_srv_random (guint32  bound,
                gpointer user_data)
{
  return bound < G_MAXINT32 ? (guint32) g_random_int_range (0, (gint32) bound + 1) : g_random_int ();
}
