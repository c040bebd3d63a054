/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-conflict.h"

#include <glib/gi18n-lib.h>

#include "ptl-enum.h"

typedef char * (*GetValue) (const PtlServer *server);

static char *
get_host (const PtlServer *server)
{
  return g_strdup (ptl_server_get_host (server));
}

/* A port alone says little: with and without STARTTLS, 143 is not the same. */
static char *
get_port (const PtlServer *server)
{
  return g_strdup_printf ("%u %s", ptl_server_get_port (server),
                          ptl_enum_to_nick (PTL_TYPE_SECURITY, ptl_server_get_security (server)));
}

static char *
get_username (const PtlServer *server)
{
  return g_strdup (ptl_server_get_username (server));
}

static const struct
{
  const char *name;
  GetValue    get;
} fields[] = {
  { "host", get_host },
  { "port", get_port },
  { "username", get_username },
};

static void
claim_free (PtlClaim *claim)
{
  g_free (claim->value);
  g_free (claim);
}

void
ptl_conflict_free (PtlConflict *self)
{
  g_ptr_array_unref (self->claims);
  g_free (self);
}

/* Returns: (transfer full): the values that @candidate names, the preferred first */
static GPtrArray *
list_values (PtlCandidate *candidate,
             PtlProtocol   protocol,
             GetValue      get)
{
  GPtrArray *values = g_ptr_array_new_with_free_func (g_free);
  GPtrArray *servers = protocol == PTL_PROTOCOL_SMTP ? ptl_candidate_get_outgoing (candidate)
                                                     : ptl_candidate_get_incoming (candidate);

  for (guint i = 0; servers != NULL && i < servers->len; i++)
    {
      PtlServer *server = g_ptr_array_index (servers, i);
      char *value = ptl_server_get_protocol (server) == protocol ? get (server) : NULL;

      if (value != NULL)
        g_ptr_array_add (values, value);
    }

  return values;
}

/* Whether everybody else names this value, too. */
static gboolean
is_agreed (GPtrArray  *lists,
           const char *value)
{
  for (guint i = 0; i < lists->len; i++)
    if (!g_ptr_array_find_with_equal_func (g_ptr_array_index (lists, i), value, g_str_equal, NULL))
      return FALSE;

  return TRUE;
}

static gboolean
have_common_value (GPtrArray *lists)
{
  GPtrArray *first = g_ptr_array_index (lists, 0);

  for (guint i = 0; i < first->len; i++)
    if (is_agreed (lists, g_ptr_array_index (first, i)))
      return TRUE;

  return FALSE;
}

/* What was found live beside what somebody names only adds to it. */
static gboolean
is_addition (PtlCandidate *candidate)
{
  return ptl_candidate_get_transport (candidate) == PTL_TRANSPORT_LIVE && ptl_candidate_get_origin (candidate) != PTL_ORIGIN_GUESS;
}

/* Returns: (nullable) (transfer full) */
static PtlConflict *
find_one (GListModel  *candidates,
          PtlProtocol  protocol,
          gsize        field)
{
  g_autoptr (GPtrArray) lists = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  g_autoptr (GPtrArray) claims = g_ptr_array_new_with_free_func ((GDestroyNotify) claim_free);
  PtlConflict *conflict;

  for (guint i = 0; i < g_list_model_get_n_items (candidates); i++)
    {
      g_autoptr (PtlCandidate) candidate = g_list_model_get_item (candidates, i);
      GPtrArray *values = list_values (candidate, protocol, fields[field].get);
      PtlClaim *claim;

      if (values->len == 0 || is_addition (candidate))
        {
          g_ptr_array_unref (values);
          continue;
        }

      claim = g_new0 (PtlClaim, 1);
      claim->origin = ptl_candidate_get_origin (candidate);
      claim->value = g_strdup (g_ptr_array_index (values, 0));
      g_ptr_array_add (claims, claim);
      g_ptr_array_add (lists, values);
    }

  if (lists->len < 2 || have_common_value (lists))
    return NULL;

  conflict = g_new0 (PtlConflict, 1);
  conflict->protocol = protocol;
  conflict->field = fields[field].name;
  conflict->claims = g_steal_pointer (&claims);

  return conflict;
}

/**
 * ptl_conflicts_find:
 * @candidates: (element-type PtlCandidate): what was found
 *
 * Returns: (transfer container) (element-type PtlConflict): where they do not agree
 */
GPtrArray *
ptl_conflicts_find (GListModel *candidates)
{
  static const PtlProtocol protocols[] = { PTL_PROTOCOL_IMAP, PTL_PROTOCOL_POP3, PTL_PROTOCOL_SMTP };
  GPtrArray *conflicts = g_ptr_array_new_with_free_func ((GDestroyNotify) ptl_conflict_free);

  for (gsize i = 0; i < G_N_ELEMENTS (protocols); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (fields); j++)
      {
        PtlConflict *conflict = find_one (candidates, protocols[i], j);

        if (conflict != NULL)
          g_ptr_array_add (conflicts, conflict);
      }

  return conflicts;
}

static const char *
get_format (const PtlConflict *conflict)
{
  if (g_str_equal (conflict->field, "host"))
    /* Translators: both %s are names of servers. */
    return _("Not everybody names the same server: “%s”, but also “%s”. The safest was chosen.");
  if (g_str_equal (conflict->field, "username"))
    /* Translators: both %s are user names. */
    return _("Not everybody names the same user name: “%s”, but also “%s”. The most trustworthy was chosen.");

  return NULL;  /* two ports of one server are no contradiction to a person */
}

/**
 * ptl_conflict_describe:
 *
 * Returns: (transfer full) (nullable): who contradicts whom, in one sentence; nothing where it does not matter to a person
 */
char *
ptl_conflict_describe (const PtlConflict *conflict)
{
  const char *format = get_format (conflict);
  PtlClaim *first = g_ptr_array_index (conflict->claims, 0);

  for (guint i = 1; format != NULL && i < conflict->claims->len; i++)
    {
      PtlClaim *other = g_ptr_array_index (conflict->claims, i);
      g_auto (GStrv) parts = NULL;

      if (g_strcmp0 (other->value, first->value) == 0)
        continue;

      parts = g_strsplit (format, "%s", 3);
      return g_strconcat (parts[0], first->value, parts[1], other->value, parts[2], NULL);
    }

  return NULL;
}
