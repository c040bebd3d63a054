/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-offers.h"

#include <gio/gio.h>
#include <string.h>

#include "ptl-enum.h"

PtlServer *
fake_server (const char *word)
{
  g_auto (GStrv) parts = g_strsplit (word, ":", 5);
  g_autoptr (GError) error = NULL;
  int protocol, security;
  PtlServer *server;

  g_assert_cmpuint (g_strv_length (parts), >=, 3);
  g_assert_true (ptl_enum_from_nick (PTL_TYPE_PROTOCOL, parts[0], &protocol));
  g_assert_true (ptl_enum_from_nick (PTL_TYPE_SECURITY, parts[2], &security));
  server = ptl_server_new (protocol, parts[3] != NULL ? parts[3] : "mail.example.org",
                           (guint) g_ascii_strtoull (parts[1], NULL, 10), security,
                           parts[3] != NULL ? parts[4] : NULL, &error);
  g_assert_no_error (error);

  return server;
}

PtlCandidate *
fake_candidate (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  g_autoptr (GPtrArray) incoming = g_ptr_array_new_with_free_func ((GDestroyNotify) ptl_server_unref);
  g_autoptr (GPtrArray) outgoing = g_ptr_array_new_with_free_func ((GDestroyNotify) ptl_server_unref);
  g_autoptr (GPtrArray) hints = g_ptr_array_new_with_free_func ((GDestroyNotify) ptl_hint_unref);
  PtlCandidateFields fields = { .transport = PTL_TRANSPORT_HTTPS, .evidence = "test",
                                .incoming = incoming, .outgoing = outgoing, .hints = hints };
  int value;

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (strchr (words[i], ':') != NULL)
        {
          PtlServer *server = fake_server (words[i]);

          g_ptr_array_add (ptl_server_is_incoming (server) ? incoming : outgoing, server);
        }
      else if (ptl_enum_from_nick (PTL_TYPE_ORIGIN, words[i], &value))
        fields.origin = value;
      else if (ptl_enum_from_nick (PTL_TYPE_TRUST, words[i], &value))
        fields.trust = value;
      else
        {
          g_assert_true (ptl_enum_from_nick (PTL_TYPE_HINT_ID, words[i], &value));
          g_ptr_array_add (hints, ptl_hint_new (value, "Example", "https://example.org/help"));
        }
    }

  return ptl_candidate_new (&fields);
}

GListModel *
fake_candidates (const char *text)
{
  GListStore *store = g_list_store_new (PTL_TYPE_CANDIDATE);
  g_auto (GStrv) parts = g_strsplit (text, " | ", -1);

  for (guint i = 0; parts[i] != NULL && *parts[i] != '\0'; i++)
    {
      g_autoptr (PtlCandidate) candidate = fake_candidate (parts[i]);

      g_list_store_append (store, candidate);
    }

  return G_LIST_MODEL (store);
}

/* Returns: (transfer full) (element-type PtlOffer): all servers of the candidates, for receiving first, in this order */
GPtrArray *
fake_offers (const char *text)
{
  GPtrArray *offers = g_ptr_array_new_with_free_func ((GDestroyNotify) ptl_offer_free);
  g_autoptr (GListModel) candidates = fake_candidates (text);

  for (guint i = 0; i < g_list_model_get_n_items (candidates); i++)
    {
      g_autoptr (PtlCandidate) candidate = g_list_model_get_item (candidates, i);
      GPtrArray *lists[] = { ptl_candidate_get_incoming (candidate), ptl_candidate_get_outgoing (candidate) };

      for (guint j = 0; j < 2; j++)
        for (guint k = 0; lists[j] != NULL && k < lists[j]->len; k++)
          g_ptr_array_add (offers, ptl_offer_new (g_ptr_array_index (lists[j], k), candidate));
    }

  return offers;
}
