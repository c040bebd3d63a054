/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-resolver.h"

/* Only names are asked for here that every computer knows by itself. */

typedef struct
{
  guint   n_done;
  GList  *addresses;  /* (owned): of the last that ended */
  GError *error;      /* (owned) (nullable) */
} Outcome;

static void
outcome_clear (Outcome *outcome)
{
  g_resolver_free_addresses (outcome->addresses);
  g_clear_error (&outcome->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

static void
lookup_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Outcome *outcome = user_data;

  outcome_clear (outcome);
  outcome->addresses = g_resolver_lookup_by_name_finish (G_RESOLVER (object), result, &outcome->error);
  outcome->n_done++;
}

static void
wait_for (Outcome *outcome,
          guint    n)
{
  while (outcome->n_done < n)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_name (void)
{
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  g_auto (Outcome) outcome = { 0 };

  g_assert_true (PTL_IS_RESOLVER (resolver));
  g_resolver_lookup_by_name_async (resolver, "localhost", NULL, lookup_cb, &outcome);
  wait_for (&outcome, 1);
  g_assert_no_error (outcome.error);
  g_assert_true (g_inet_address_get_is_loopback (outcome.addresses->data));
}

/* Many who ask at once, and one who asks later, are told the same. */
static void
test_many (void)
{
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  g_auto (Outcome) outcome = { 0 };

  for (guint i = 0; i < 100; i++)
    g_resolver_lookup_by_name_async (resolver, "localhost", NULL, lookup_cb, &outcome);
  wait_for (&outcome, 100);
  g_assert_no_error (outcome.error);
  g_resolver_lookup_by_name_async (resolver, "localhost", NULL, lookup_cb, &outcome);
  wait_for (&outcome, 101);
  g_assert_no_error (outcome.error);
  g_assert_nonnull (outcome.addresses);
}

static void
flags_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  Outcome *outcome = user_data;

  outcome_clear (outcome);
  outcome->addresses = g_resolver_lookup_by_name_with_flags_finish (G_RESOLVER (object), result, &outcome->error);
  outcome->n_done++;
}

static void
test_families (void)
{
  static const GResolverNameLookupFlags flags[] = { G_RESOLVER_NAME_LOOKUP_FLAGS_IPV4_ONLY, G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY };
  static const GSocketFamily families[] = { G_SOCKET_FAMILY_IPV4, G_SOCKET_FAMILY_IPV6 };
  g_autoptr (GResolver) resolver = g_resolver_get_default ();

  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    {
      g_auto (Outcome) outcome = { 0 };

      g_resolver_lookup_by_name_with_flags_async (resolver, "localhost", flags[i], NULL, flags_cb, &outcome);
      wait_for (&outcome, 1);
      if (outcome.error != NULL)
        g_assert_error (outcome.error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND);
      for (GList *l = outcome.addresses; l != NULL; l = l->next)
        g_assert_cmpint (g_inet_address_get_family (l->data), ==, families[i]);
    }
}

/* One who gives up does not take the others along. */
static void
test_cancel (void)
{
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  g_autoptr (GCancellable) before = g_cancellable_new ();
  g_autoptr (GCancellable) during = g_cancellable_new ();
  g_auto (Outcome) stays = { 0 };
  g_auto (Outcome) first = { 0 };
  g_auto (Outcome) second = { 0 };

  g_cancellable_cancel (before);
  g_resolver_lookup_by_name_async (resolver, "ip6-localhost", NULL, lookup_cb, &stays);
  g_resolver_lookup_by_name_async (resolver, "ip6-localhost", before, lookup_cb, &first);
  g_resolver_lookup_by_name_async (resolver, "ip6-localhost", during, lookup_cb, &second);
  g_cancellable_cancel (during);
  wait_for (&stays, 1);
  wait_for (&first, 1);
  wait_for (&second, 1);
  g_assert_error (first.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_error (second.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_error_matches (stays.error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
}

static void
test_blocking (void)
{
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  g_autoptr (GError) error = NULL;
  GList *addresses = g_resolver_lookup_by_name (resolver, "localhost", NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (addresses);
  g_resolver_free_addresses (addresses);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ptl_resolver_install ();

  g_test_add_func ("/resolver/name", test_name);
  g_test_add_func ("/resolver/many", test_many);
  g_test_add_func ("/resolver/families", test_families);
  g_test_add_func ("/resolver/cancel", test_cancel);
  g_test_add_func ("/resolver/blocking", test_blocking);

  return g_test_run ();
}
