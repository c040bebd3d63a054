/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-recommend.h"

#include <string.h>

#include "fake-offers.h"
#include "ptl-enum.h"

/* One letter an answer; whatever is not said is as in PTL_NEEDS_INIT but for one device. */
static PtlNeeds
make_needs (const char *letters)
{
  PtlNeeds needs = PTL_NEEDS_INIT;

  needs.devices = strchr (letters, 'D') != NULL ? PTL_DEVICES_SEVERAL : PTL_DEVICES_ONE;
  needs.readers = strchr (letters, 'R') != NULL ? PTL_READERS_SEVERAL : PTL_READERS_ONE;
  needs.storage = strchr (letters, 'C') != NULL ? PTL_STORAGE_COMPUTER : PTL_STORAGE_SERVER;
  needs.offline_reading = strchr (letters, 'o') != NULL;
  needs.security = strchr (letters, 's') != NULL ? PTL_NEED_STRICT
                   : strchr (letters, 'a') != NULL ? PTL_NEED_ANY : PTL_NEED_ENCRYPTED;
  needs.protocol = strchr (letters, 'p') != NULL ? PTL_CHOICE_POP3
                   : strchr (letters, 'i') != NULL ? PTL_CHOICE_IMAP : PTL_CHOICE_RECOMMENDED;

  return needs;
}

static char *
join_ids (GPtrArray *reasons)
{
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < reasons->len; i++)
    {
      PtlReason *reason = g_ptr_array_index (reasons, i);

      g_assert_cmpstr (reason->text, !=, "");
      g_string_append_printf (ids, "%s%s", i > 0 ? " " : "", reason->id);
    }

  return g_string_free (g_steal_pointer (&ids), FALSE);
}

static char *
word_for_server (PtlServer *server)
{
  if (server == NULL)
    return g_strdup ("");

  return g_strdup_printf ("%s:%u:%s", ptl_enum_to_nick (PTL_TYPE_PROTOCOL, ptl_server_get_protocol (server)),
                          ptl_server_get_port (server),
                          ptl_enum_to_nick (PTL_TYPE_SECURITY, ptl_server_get_security (server)));
}

static char *
join_offers (GPtrArray *offers)
{
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; i < offers->len; i++)
    {
      PtlOffer *offer = g_ptr_array_index (offers, i);
      g_autofree char *word = word_for_server (offer->server);

      g_string_append_printf (words, "%s%s", i > 0 ? " " : "", word);
    }

  return g_string_free (g_steal_pointer (&words), FALSE);
}

#define BOTH "imap:993:tls pop3:995:tls smtp:465:tls"

typedef struct
{
  const char *needs;
  const char *candidates;
  const char *incoming;   /* the choice */
  const char *reasons;
  const char *tradeoffs;
  const char *leave;
} RuleTest;

static const RuleTest rule_tests[] = {
  /* 1 only-offered */
  { "C", "bundled imap:993:tls smtp:465:tls", "imap:993:tls", "only-offered encrypted-from-the-start", "space-at-provider", "unset" },
  { "D", "bundled pop3:995:tls smtp:465:tls", "pop3:995:tls", "only-offered encrypted-from-the-start", "pop3-not-shared phone-later", "keep" },
  { "R", "bundled pop3:995:tls", "pop3:995:tls", "only-offered encrypted-from-the-start", "pop3-not-shared phone-later", "keep" },
  { "", "bundled pop3:995:tls", "pop3:995:tls", "only-offered encrypted-from-the-start", "phone-later", "keep" },
  { "C", "bundled pop3:995:tls", "pop3:995:tls", "only-offered encrypted-from-the-start", "only-copy-here phone-later", "days" },
  /* an offer is what the need permits */
  { "C", "bundled imap:993:tls pop3:110:none", "imap:993:tls", "only-offered encrypted-from-the-start", "space-at-provider", "unset" },
  { "Cs", "bundled imap:993:tls pop3:110:starttls", "imap:993:tls", "only-offered encrypted-from-the-start", "space-at-provider", "unset" },
  /* what nobody vouches for does not decide over what somebody does */
  { "C", "autoconfig imap:993:tls | guess confirm pop3:995:tls", "imap:993:tls", "only-offered encrypted-from-the-start", "space-at-provider", "unset" },
  /* 2 shared-mailbox */
  { "R", "bundled " BOTH, "imap:993:tls", "shared-mailbox encrypted-from-the-start", "", "unset" },
  { "RD", "bundled " BOTH, "imap:993:tls", "shared-mailbox encrypted-from-the-start", "", "unset" },
  { "RC", "bundled " BOTH, "imap:993:tls", "shared-mailbox encrypted-from-the-start", "space-at-provider", "unset" },
  /* 3 several-devices */
  { "D", "bundled " BOTH, "imap:993:tls", "several-devices encrypted-from-the-start", "", "unset" },
  { "DCo", "bundled " BOTH, "imap:993:tls", "several-devices offline-copy encrypted-from-the-start", "space-at-provider", "unset" },
  /* 4 free-space */
  { "C", "bundled " BOTH, "pop3:995:tls", "free-space encrypted-from-the-start", "only-copy-here phone-later", "days" },
  { "Co", "bundled " BOTH, "pop3:995:tls", "free-space offline-anyway encrypted-from-the-start", "only-copy-here phone-later", "days" },
  /* 5 kept-at-provider */
  { "", "bundled " BOTH, "imap:993:tls", "kept-at-provider encrypted-from-the-start", "", "unset" },
  { "o", "bundled " BOTH, "imap:993:tls", "kept-at-provider offline-copy encrypted-from-the-start", "", "unset" },
  /* unencrypted, starttls */
  { "Da", "bundled imap:143:none smtp:25:none", "imap:143:none", "only-offered", "unencrypted", "unset" },
  { "Da", "bundled imap:993:tls smtp:587:none", "imap:993:tls", "only-offered encrypted-from-the-start", "unencrypted", "unset" },
  { "Da", "bundled imap:143:starttls imap:143:none smtp:587:none smtp:587:starttls", "imap:143:starttls", "only-offered", "starttls", "unset" },
  { "D", "bundled imap:143:starttls smtp:465:tls", "imap:143:starttls", "only-offered encrypted-from-the-start", "starttls", "unset" },
  { "D", "bundled imap:993:tls smtp:587:starttls", "imap:993:tls", "only-offered encrypted-from-the-start", "starttls", "unset" },
  { "Da", "bundled imap:143:none smtp:587:starttls", "imap:143:none", "only-offered", "unencrypted starttls", "unset" },
  { "Da", "bundled imap:143:none pop3:995:tls", "pop3:995:tls", "only-offered encrypted-from-the-start", "pop3-not-shared phone-later", "keep" },
  /* the person's own choice */
  { "Dp", "bundled " BOTH, "pop3:995:tls", "encrypted-from-the-start", "pop3-not-shared phone-later", "keep" },
  { "Cp", "bundled " BOTH, "pop3:995:tls", "encrypted-from-the-start", "only-copy-here phone-later", "days" },
  { "p", "bundled " BOTH, "pop3:995:tls", "encrypted-from-the-start", "phone-later", "keep" },
  { "Ci", "bundled " BOTH, "imap:993:tls", "encrypted-from-the-start", "space-at-provider", "unset" },
};

static void
test_rules (void)
{
  static const char * const leaves[] = { "unset", "keep", "days", "remove" };

  for (gsize i = 0; i < G_N_ELEMENTS (rule_tests); i++)
    {
      const RuleTest *row = &rule_tests[i];
      PtlNeeds needs = make_needs (row->needs);
      g_autoptr (GListModel) candidates = fake_candidates (row->candidates);
      g_autoptr (PtlRecommendation) result = ptl_recommend (&needs, candidates);
      g_autofree char *incoming = NULL;
      g_autofree char *reasons = join_ids (ptl_recommendation_get_reasons (result));
      g_autofree char *tradeoffs = join_ids (ptl_recommendation_get_tradeoffs (result));

      g_test_message ("“%s” of “%s”", row->needs, row->candidates);
      g_assert_true (ptl_recommendation_has_choice (result));
      incoming = word_for_server (ptl_recommendation_get_incoming (result));
      g_assert_cmpstr (incoming, ==, row->incoming);
      g_assert_cmpstr (reasons, ==, row->reasons);
      g_assert_cmpstr (tradeoffs, ==, row->tradeoffs);
      g_assert_cmpstr (leaves[ptl_recommendation_get_leave (result)], ==, row->leave);
      g_assert_cmpuint (ptl_recommendation_get_leave_days (result), ==, g_str_equal (row->leave, "days") ? 14 : 0);
      g_assert_cmpint (ptl_recommendation_get_offline_copy (result), ==,
                       g_str_has_prefix (row->incoming, "pop3") || strchr (row->needs, 'o') != NULL);
    }
}

typedef struct
{
  const char *needs;
  const char *candidates;
  const char *incoming;
  const char *outgoing;
} OrderTest;

static const OrderTest order_tests[] = {
  { "Da", "bundled imap:143:none imap:143:starttls imap:10143:starttls imap:1993:tls imap:993:tls",
    "imap:1993:tls imap:993:tls imap:143:starttls imap:10143:starttls imap:143:none", "" },
  { "Da", "bundled imap:993:tls smtp:25:none smtp:2525:none smtp:587:none smtp:25:starttls smtp:2525:starttls smtp:587:starttls smtp:443:tls smtp:465:tls",
    "imap:993:tls",
    "smtp:465:tls smtp:443:tls smtp:587:starttls smtp:2525:starttls smtp:25:starttls smtp:587:none smtp:2525:none smtp:25:none" },
  /* only what is encrypted, only what is from the first byte */
  { "D", "bundled imap:143:none imap:143:starttls imap:993:tls smtp:25:starttls smtp:25:none",
    "imap:993:tls imap:143:starttls", "smtp:25:starttls" },
  { "Ds", "bundled imap:143:none imap:143:starttls imap:993:tls smtp:465:tls smtp:587:starttls", "imap:993:tls", "smtp:465:tls" },
  /* the standard port first where nobody has an order of his own; who is believed more first */
  { "D", "guess confirm imap:1993:tls:b.example.org | guess confirm imap:993:tls:c.example.org", "imap:993:tls imap:1993:tls", "" },
  { "D", "srv imap:1993:tls:b.example.org | autoconfig imap:2993:tls:c.example.org", "imap:2993:tls imap:1993:tls", "" },
  { "D", "guess confirm imap:993:tls:evil.example.net | autoconfig imap:143:starttls", "imap:143:starttls imap:993:tls", "" },
  { "Da", "guess confirm imap:993:tls:evil.example.net | autoconfig imap:143:none", "imap:993:tls imap:143:none", "" },
  { "D", "bundled imap:993:tls | local imap:143:starttls", "imap:143:starttls imap:993:tls", "" },
  { "D", "local imap:993:tls | manual imap:10143:starttls", "imap:10143:starttls imap:993:tls", "" },
  /* the same server named twice is one offer, and the one that is vouched for */
  { "D", "guess confirm imap:993:tls | bundled imap:993:tls smtp:465:tls | srv confirm smtp:465:tls", "imap:993:tls", "smtp:465:tls" },
};

static void
test_order (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (order_tests); i++)
    {
      const OrderTest *row = &order_tests[i];
      PtlNeeds needs = make_needs (row->needs);
      g_autoptr (GListModel) candidates = fake_candidates (row->candidates);
      g_autoptr (PtlRecommendation) result = ptl_recommend (&needs, candidates);
      g_autofree char *incoming = join_offers (ptl_recommendation_list_incoming (result));
      g_autofree char *outgoing = join_offers (ptl_recommendation_list_outgoing (result));

      g_test_message ("“%s” of “%s”", row->needs, row->candidates);
      g_assert_cmpstr (incoming, ==, row->incoming);
      g_assert_cmpstr (outgoing, ==, row->outgoing);
    }
}

/* What does not answer comes after what does, even if that needs agreement, but before what is not encrypted; and it is said. */
static void
test_silent (void)
{
  g_autoptr (PtlCandidate) old = fake_candidate ("autoconfig imap:993:tls:old pop3:995:tls:old smtp:465:tls:old");
  g_autoptr (PtlCandidate) other = fake_candidate ("mx confirm imap:993:tls:new pop3:110:none:new smtp:465:tls:new");
  g_autoptr (GListStore) list = g_list_store_new (PTL_TYPE_CANDIDATE);
  GPtrArray *servers[] = { ptl_candidate_get_incoming (old), ptl_candidate_get_outgoing (old) };
  g_autoptr (PtlCandidate) silent = g_object_ref (old);
  g_autoptr (PtlRecommendation) result = NULL;
  PtlNeeds needs = make_needs ("D");
  GPtrArray *reasons;
  guint n_said = 0;

  for (guint way = 0; way < 2; way++)
    for (guint i = 0; i < servers[way]->len; i++)
      {
        PtlCandidate *next = ptl_candidate_with_silent (silent, servers[way]->pdata[i]);

        g_object_unref (silent);
        silent = next;
      }
  g_list_store_append (list, silent);
  g_list_store_append (list, other);

  needs.security = PTL_NEED_ANY;
  result = ptl_recommend (&needs, G_LIST_MODEL (list));
  g_assert_cmpint (ptl_recommendation_get_protocol (result), ==, PTL_PROTOCOL_IMAP);
  g_assert_cmpstr (ptl_server_get_host (ptl_recommendation_get_incoming (result)), ==, "new");
  g_assert_cmpstr (ptl_server_get_host (ptl_recommendation_get_outgoing (result)), ==, "new");
  g_assert_cmpstr (ptl_server_get_host (ptl_recommendation_get_other (result)->server), ==, "old");
  g_assert_cmpuint (ptl_recommendation_get_confirm (result)->len, ==, 1);

  reasons = ptl_recommendation_get_reasons (result);
  for (guint i = 0; i < reasons->len; i++)
    n_said += g_str_equal (((PtlReason *) reasons->pdata[i])->id, "other-answers");
  g_assert_cmpuint (n_said, ==, 1);
}

typedef struct
{
  const char *needs;
  const char *candidates;
  PtlError    code;
  PtlRemedy   remedy;
} ProblemTest;

static const ProblemTest problem_tests[] = {
  { "D", "", PTL_ERROR_NOTHING_FOUND, PTL_REMEDY_EDIT_SERVER },
  { "D", "bundled smtp:465:tls", PTL_ERROR_NOTHING_FOUND, PTL_REMEDY_EDIT_SERVER },
  { "D", "bundled imap:143:none smtp:465:tls", PTL_ERROR_PLAINTEXT_ONLY, PTL_REMEDY_ALLOW_UNENCRYPTED },
  { "D", "bundled imap:993:tls smtp:25:none", PTL_ERROR_PLAINTEXT_ONLY, PTL_REMEDY_ALLOW_UNENCRYPTED },
  { "Ds", "bundled imap:143:none", PTL_ERROR_PLAINTEXT_ONLY, PTL_REMEDY_ALLOW_UNENCRYPTED },
  { "Ds", "bundled imap:143:starttls imap:143:none", PTL_ERROR_STRICT_IMPOSSIBLE, PTL_REMEDY_ALLOW_STARTTLS },
  { "Ds", "bundled imap:993:tls smtp:587:starttls", PTL_ERROR_STRICT_IMPOSSIBLE, PTL_REMEDY_ALLOW_STARTTLS },
  { "Ds", "srv confirm imap:993:tls", PTL_ERROR_STRICT_IMPOSSIBLE, PTL_REMEDY_ALLOW_STARTTLS },
  { "Dp", "bundled imap:993:tls smtp:465:tls", PTL_ERROR_NOTHING_FOUND, PTL_REMEDY_NONE },
  { "Di", "bundled pop3:995:tls smtp:465:tls", PTL_ERROR_NOTHING_FOUND, PTL_REMEDY_NONE },
  { "Dp", "bundled imap:993:tls pop3:110:none", PTL_ERROR_PLAINTEXT_ONLY, PTL_REMEDY_ALLOW_UNENCRYPTED },
  { "D", "bundled no-access", PTL_ERROR_NO_ACCESS, PTL_REMEDY_EDIT_ADDRESS },
  { "D", "bundled bridge-needed", PTL_ERROR_NO_ACCESS, PTL_REMEDY_EDIT_SERVER },
  { "D", "mx confirm bridge-needed", PTL_ERROR_NO_ACCESS, PTL_REMEDY_EDIT_SERVER },
  { "D", "bundled no-access | guess confirm imap:993:tls", PTL_ERROR_NO_ACCESS, PTL_REMEDY_EDIT_ADDRESS },
};

static void
test_problems (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (problem_tests); i++)
    {
      const ProblemTest *row = &problem_tests[i];
      PtlNeeds needs = make_needs (row->needs);
      g_autoptr (GListModel) candidates = fake_candidates (row->candidates);
      g_autoptr (PtlRecommendation) result = ptl_recommend (&needs, candidates);
      PtlProblem *problem = ptl_recommendation_get_problem (result);

      g_test_message ("“%s” of “%s”", row->needs, row->candidates);
      g_assert_false (ptl_recommendation_has_choice (result));
      g_assert_nonnull (problem);
      g_assert_cmpstr (ptl_problem_get_id (problem), ==, ptl_error_get_id (row->code));
      g_assert_cmpint (ptl_problem_get_remedy (problem), ==, row->remedy);
      g_assert_cmpstr (ptl_problem_get_message (problem), !=, "");
      g_assert_cmpstr (ptl_problem_get_advice (problem), !=, "");
    }
}

static void
test_manual_beats_no_access (void)
{
  PtlNeeds needs = make_needs ("D");
  g_autoptr (GListModel) candidates = fake_candidates ("bundled no-access | manual imap:993:tls");
  g_autoptr (PtlRecommendation) result = ptl_recommend (&needs, candidates);

  g_assert_true (ptl_recommendation_has_choice (result));
}

static void
test_confirm (void)
{
  PtlNeeds needs = make_needs ("D");
  g_autoptr (GListModel) one = fake_candidates ("srv confirm imap:993:tls:a.example.net smtp:465:tls:b.example.net");
  g_autoptr (GListModel) two = fake_candidates ("srv confirm imap:993:tls:a.example.net smtp:465:tls:b.example.com");
  g_autoptr (GListModel) half = fake_candidates ("autoconfig imap:993:tls | srv confirm smtp:465:tls:b.example.com");
  g_autoptr (PtlRecommendation) first = ptl_recommend (&needs, one);
  g_autoptr (PtlRecommendation) second = ptl_recommend (&needs, two);
  g_autoptr (PtlRecommendation) third = ptl_recommend (&needs, half);
  g_autofree char *ids = join_ids (ptl_recommendation_get_confirm (second));
  PtlReason *reason = g_ptr_array_index (ptl_recommendation_get_confirm (first), 0);

  g_assert_cmpuint (ptl_recommendation_get_confirm (first)->len, ==, 1);
  g_assert_nonnull (strstr (reason->text, "“example.net”"));
  g_assert_cmpstr (ids, ==, "not-vouched not-vouched");
  g_assert_cmpuint (ptl_recommendation_get_confirm (third)->len, ==, 1);
}

static void
test_hints (void)
{
  PtlNeeds needs = make_needs ("D");
  g_autoptr (GListModel) candidates = fake_candidates ("bundled app-password documentation imap:993:tls | srv app-password enable-first smtp:465:tls | mx oauth2-only pop3:995:tls");
  g_autoptr (PtlRecommendation) result = ptl_recommend (&needs, candidates);
  GPtrArray *hints = ptl_recommendation_get_hints (result);

  g_assert_cmpuint (hints->len, ==, 3);
  g_assert_cmpint (ptl_hint_get_id (g_ptr_array_index (hints, 0)), ==, PTL_HINT_APP_PASSWORD);
  g_assert_cmpint (ptl_hint_get_id (g_ptr_array_index (hints, 1)), ==, PTL_HINT_DOCUMENTATION);
  g_assert_cmpint (ptl_hint_get_id (g_ptr_array_index (hints, 2)), ==, PTL_HINT_ENABLE_FIRST);
}

static void
test_preview (void)
{
  static const struct { const char *needs; PtlProtocol protocol; const char *words; } rows[] = {
    { "R", PTL_PROTOCOL_IMAP, "several people" },
    { "RDC", PTL_PROTOCOL_IMAP, "several people" },
    { "D", PTL_PROTOCOL_IMAP, "phone" },
    { "DC", PTL_PROTOCOL_IMAP, "phone" },
    { "C", PTL_PROTOCOL_POP3, "frees the space" },
    { "", PTL_PROTOCOL_IMAP, "stays safe" },
    { "Cs", PTL_PROTOCOL_POP3, "frees the space" },
    { "Dp", PTL_PROTOCOL_POP3, "chosen POP3" },
    { "Ci", PTL_PROTOCOL_IMAP, "chosen IMAP" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      PtlNeeds needs = make_needs (rows[i].needs);
      g_autofree char *sentence = NULL;

      g_assert_cmpint (ptl_recommend_preview (&needs, &sentence), ==, rows[i].protocol);
      g_assert_nonnull (strstr (sentence, rows[i].words));
      g_assert_nonnull (strstr (sentence, rows[i].protocol == PTL_PROTOCOL_POP3 ? "POP3" : "IMAP"));
    }
}

/* The walk: every need with every set of servers in every arrangement, and what must be true of each answer. */

static const char * const incoming_words[] = { "imap:993:tls", "imap:143:starttls", "imap:143:none", "imap:9993:tls",
                                               "pop3:995:tls", "pop3:110:starttls", "pop3:110:none" };
static const char * const outgoing_words[] = { "smtp:465:tls", "smtp:587:starttls", "smtp:25:starttls", "smtp:587:none" };
#define N_INCOMING G_N_ELEMENTS (incoming_words)
#define N_OUTGOING G_N_ELEMENTS (outgoing_words)

typedef enum
{
  ONE_TRUSTED,
  ONE_CONFIRM,
  ODD_ONES_CONFIRM,    /* every second server is named by somebody nobody vouches for, who answers first */
  EVEN_ONES_LOCAL,     /* every second by the administrator of this computer */
  N_ARRANGEMENTS
} Arrangement;

static const char * const arrangements[N_ARRANGEMENTS][2] = {
  { "bundled", "autoconfig" },
  { "srv confirm", "guess confirm" },
  { "guess confirm", "autoconfig" },
  { "bundled", "local" },
};

static GListModel *
arrange (guint       incoming,
         guint       outgoing,
         Arrangement arrangement)
{
  g_autoptr (GString) first = g_string_new (arrangements[arrangement][0]);
  g_autoptr (GString) second = g_string_new (arrangements[arrangement][1]);
  gboolean split = arrangement >= ODD_ONES_CONFIRM;

  for (guint i = 0; i < N_INCOMING; i++)
    if (incoming & (1u << i))
      g_string_append_printf (split && i % 2 == 0 ? second : first, " %s", incoming_words[i]);
  for (guint i = 0; i < N_OUTGOING; i++)
    if (outgoing & (1u << i))
      g_string_append_printf (split && i % 2 == 0 ? second : first, " %s", outgoing_words[i]);

  g_string_append_printf (first, " | %s", second->str);

  return fake_candidates (first->str);
}

static gboolean
permitted (const PtlNeeds *needs,
           PtlServer      *server,
           PtlCandidate   *candidate)
{
  PtlSecurity security = ptl_server_get_security (server);

  switch (needs->security)
    {
    case PTL_NEED_ANY:
      return TRUE;
    case PTL_NEED_ENCRYPTED:
      return security != PTL_SECURITY_NONE;
    case PTL_NEED_STRICT:
    default:
      return security == PTL_SECURITY_TLS && ptl_candidate_get_trust (candidate) == PTL_TRUST_TRUSTED;
    }
}

/* How many servers of a direction are listed, and permitted, by protocol. */
typedef struct
{
  guint listed[3];
  guint permitted[3];
  guint permitted_encrypted[3];
} Count;

static Count
count_servers (const PtlNeeds *needs,
               GListModel     *candidates)
{
  Count count = { { 0 } };

  for (guint i = 0; i < g_list_model_get_n_items (candidates); i++)
    {
      g_autoptr (PtlCandidate) candidate = g_list_model_get_item (candidates, i);
      GPtrArray *lists[] = { ptl_candidate_get_incoming (candidate), ptl_candidate_get_outgoing (candidate) };

      for (guint j = 0; j < 2; j++)
        for (guint k = 0; lists[j] != NULL && k < lists[j]->len; k++)
          {
            PtlServer *server = g_ptr_array_index (lists[j], k);
            PtlProtocol protocol = ptl_server_get_protocol (server);
            gboolean good = permitted (needs, server, candidate);

            count.listed[protocol]++;
            count.permitted[protocol] += good;
            count.permitted_encrypted[protocol] += good && ptl_server_get_security (server) != PTL_SECURITY_NONE;
          }
    }

  return count;
}

static gboolean
has_id (GPtrArray  *reasons,
        const char *id)
{
  for (guint i = 0; i < reasons->len; i++)
    if (g_str_equal (((PtlReason *) g_ptr_array_index (reasons, i))->id, id))
      return TRUE;

  return FALSE;
}

static gboolean
is_trusted (PtlOffer *offer)
{
  return ptl_candidate_get_trust (offer->candidate) == PTL_TRUST_TRUSTED;
}

/* Nothing plain before anything encrypted; among equally believed ones, implicit TLS before STARTTLS, and 25 last of its kind. */
static void
check_order (const PtlNeeds *needs,
             GPtrArray      *offers)
{
  for (guint i = 0; i < offers->len; i++)
    {
      PtlOffer *offer = g_ptr_array_index (offers, i);
      PtlSecurity security = ptl_server_get_security (offer->server);

      g_assert_true (permitted (needs, offer->server, offer->candidate));
      for (guint j = i + 1; j < offers->len; j++)
        {
          PtlOffer *later = g_ptr_array_index (offers, j);
          PtlSecurity later_security = ptl_server_get_security (later->server);

          g_assert_false (ptl_server_same_endpoint (offer->server, later->server));
          if (security == PTL_SECURITY_NONE)
            g_assert_cmpint (later_security, ==, PTL_SECURITY_NONE);
          else if (ptl_candidate_get_origin (offer->candidate) == ptl_candidate_get_origin (later->candidate))
            g_assert_cmpint (security, >=, later_security);
          if (later_security != PTL_SECURITY_NONE)
            g_assert_true (is_trusted (offer) || !is_trusted (later));
          if (is_trusted (offer) == is_trusted (later) && security == later_security &&
              ptl_candidate_get_origin (later->candidate) == ptl_candidate_get_origin (offer->candidate))
            g_assert_false (ptl_server_get_port (offer->server) == 25 && ptl_server_get_port (later->server) == 587);
        }
    }
}

static void
check_problem (const PtlNeeds    *needs,
               PtlRecommendation *result,
               const Count       *count)
{
  PtlError code = ptl_problem_get_code (ptl_recommendation_get_problem (result));
  guint wanted = needs->protocol == PTL_CHOICE_IMAP ? count->permitted[PTL_PROTOCOL_IMAP]
                 : needs->protocol == PTL_CHOICE_POP3 ? count->permitted[PTL_PROTOCOL_POP3]
                 : count->permitted[PTL_PROTOCOL_IMAP] + count->permitted[PTL_PROTOCOL_POP3];

  g_assert_null (ptl_recommendation_get_incoming (result));
  g_assert_true (wanted == 0 || (count->permitted[PTL_PROTOCOL_SMTP] == 0 && count->listed[PTL_PROTOCOL_SMTP] > 0));
  if (needs->security == PTL_NEED_ANY)
    g_assert_cmpint (code, ==, PTL_ERROR_NOTHING_FOUND);
  if (needs->security == PTL_NEED_ENCRYPTED)
    g_assert_cmpint (code, !=, PTL_ERROR_STRICT_IMPOSSIBLE);
}

static void
check_choice (const PtlNeeds    *needs,
              PtlRecommendation *result,
              const Count       *count)
{
  PtlProtocol protocol = ptl_recommendation_get_protocol (result);
  PtlProtocol other_protocol = protocol == PTL_PROTOCOL_IMAP ? PTL_PROTOCOL_POP3 : PTL_PROTOCOL_IMAP;
  GPtrArray *incoming = ptl_recommendation_list_incoming (result);
  GPtrArray *outgoing = ptl_recommendation_list_outgoing (result);
  GPtrArray *reasons = ptl_recommendation_get_reasons (result);
  GPtrArray *tradeoffs = ptl_recommendation_get_tradeoffs (result);
  PtlOffer *chosen = g_ptr_array_index (incoming, 0);
  PtlOffer *sending = outgoing->len > 0 ? g_ptr_array_index (outgoing, 0) : NULL;
  PtlOffer *other = ptl_recommendation_get_other (result);
  gboolean plain = ptl_server_get_security (chosen->server) == PTL_SECURITY_NONE;
  gboolean plain_sending = sending != NULL && ptl_server_get_security (sending->server) == PTL_SECURITY_NONE;
  gboolean own = needs->protocol != PTL_CHOICE_RECOMMENDED;
  PtlLeave leave = ptl_recommendation_get_leave (result);

  /* exactly one choice, the first of the list, with a reason */
  g_assert_null (ptl_recommendation_get_problem (result));
  g_assert_true (ptl_recommendation_get_incoming (result) == chosen->server);
  g_assert_true (ptl_recommendation_get_outgoing (result) == (sending != NULL ? sending->server : NULL));
  g_assert_true (own || reasons->len >= 1);
  if (own)
    g_assert_cmpint (protocol, ==, needs->protocol == PTL_CHOICE_POP3 ? PTL_PROTOCOL_POP3 : PTL_PROTOCOL_IMAP);
  for (guint i = 0; i < incoming->len; i++)
    g_assert_cmpint (ptl_server_get_protocol (((PtlOffer *) g_ptr_array_index (incoming, i))->server), ==, protocol);

  /* nothing plain unless it is allowed and there is nothing else */
  if (plain)
    g_assert_cmpuint (count->permitted_encrypted[protocol] + (own ? 0 : count->permitted_encrypted[other_protocol]), ==, 0);
  if (plain_sending)
    g_assert_cmpuint (count->permitted_encrypted[PTL_PROTOCOL_SMTP], ==, 0);
  if (plain || plain_sending)
    g_assert_cmpint (needs->security, ==, PTL_NEED_ANY);
  g_assert_cmpint (has_id (tradeoffs, "unencrypted"), ==, plain || plain_sending);
  check_order (needs, incoming);
  check_order (needs, outgoing);
  g_assert_cmpuint (incoming->len, ==, count->permitted[protocol]);
  g_assert_cmpuint (outgoing->len, ==, count->permitted[PTL_PROTOCOL_SMTP]);

  /* POP3 says what becomes of the mail at the provider; IMAP does not ask */
  g_assert_cmpint (leave == PTL_LEAVE_UNSET, ==, protocol == PTL_PROTOCOL_IMAP);
  g_assert_cmpint (has_id (tradeoffs, "phone-later"), ==, protocol == PTL_PROTOCOL_POP3);
  if (leave == PTL_LEAVE_DAYS)
    g_assert_true (needs->devices == PTL_DEVICES_ONE && needs->readers == PTL_READERS_ONE &&
                   needs->storage == PTL_STORAGE_COMPUTER);
  g_assert_cmpint (leave, !=, PTL_LEAVE_REMOVE);

  /* agreement is asked for exactly when nobody vouches */
  g_assert_cmpint (ptl_recommendation_get_confirm (result)->len > 0, ==,
                   !is_trusted (chosen) || (sending != NULL && !is_trusted (sending)));
  if (needs->security == PTL_NEED_STRICT)
    g_assert_cmpuint (ptl_recommendation_get_confirm (result)->len, ==, 0);

  /* the alternative is the other protocol, wherever it may be used */
  g_assert_cmpint (other != NULL, ==, count->permitted[other_protocol] > 0);
  if (other != NULL)
    g_assert_cmpint (ptl_server_get_protocol (other->server), ==, other_protocol);
}

static void
walk_needs (GListModel *candidates,
            guint      *n_walked)
{
  for (guint bits = 0; bits < 16 * 9; bits++)
    {
      PtlNeeds needs = {
        .devices = bits & 1, .offline_reading = (bits >> 1) & 1, .storage = (bits >> 2) & 1, .readers = (bits >> 3) & 1,
        .security = (bits / 16) % 3, .protocol = bits / 48,
      };
      g_autoptr (PtlRecommendation) result = ptl_recommend (&needs, candidates);
      Count count = count_servers (&needs, candidates);

      if (ptl_recommendation_has_choice (result))
        check_choice (&needs, result, &count);
      else
        check_problem (&needs, result, &count);
      ++*n_walked;
    }
}

static void
test_walk (void)
{
  guint n_walked = 0;

  for (guint arrangement = 0; arrangement < N_ARRANGEMENTS; arrangement++)
    for (guint incoming = 0; incoming < (1u << N_INCOMING); incoming++)
      for (guint outgoing = 0; outgoing < (1u << N_OUTGOING); outgoing++)
        {
          g_autoptr (GListModel) candidates = arrange (incoming, outgoing, arrangement);

          walk_needs (candidates, &n_walked);
        }

  g_test_message ("walked %u combinations of needs and offers", n_walked);
  g_assert_cmpuint (n_walked, ==, 144 * N_ARRANGEMENTS * (1u << N_INCOMING) * (1u << N_OUTGOING));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/recommend/rules", test_rules);
  g_test_add_func ("/recommend/order", test_order);
  g_test_add_func ("/recommend/silent", test_silent);
  g_test_add_func ("/recommend/problems", test_problems);
  g_test_add_func ("/recommend/manual-beats-no-access", test_manual_beats_no_access);
  g_test_add_func ("/recommend/confirm", test_confirm);
  g_test_add_func ("/recommend/hints", test_hints);
  g_test_add_func ("/recommend/preview", test_preview);
  g_test_add_func ("/recommend/walk", test_walk);

  return g_test_run ();
}
