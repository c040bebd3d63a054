/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How long the provider list takes to answer, in this process. Figures only; nothing is asserted. */

#include <locale.h>

#include <glib.h>

#include "ptl-autoconfig.h"
#include "ptl-provider-index.h"

#define ROUNDS 20000

static const char * const domains[] = { "gmail.com", "gmx.net", "yahoo.ie", "example.org", "worldonline.co.uk", NULL };

typedef gboolean (*Find) (PtlProviderIndex *self,
                          const char       *name,
                          PtlProvider      *provider);

static void
report (const char *what,
        gint64      started,
        guint       rounds)
{
  g_print ("%-44s %10.3f µs\n", what, (double) (g_get_monotonic_time () - started) / rounds);
}

static void
measure (const char *what,
         Find        find)
{
  PtlProviderIndex *index = ptl_provider_index_get_bundled ();
  gint64 started = g_get_monotonic_time ();

  for (guint i = 0; i < ROUNDS; i++)
    for (guint j = 0; domains[j] != NULL; j++)
      find (index, domains[j], NULL);

  report (what, started, ROUNDS * (G_N_ELEMENTS (domains) - 1));
}

static gboolean
suggest (PtlProviderIndex *index,
         const char       *name,
         PtlProvider      *provider)
{
  return ptl_provider_index_suggest (index, name) != NULL;
}

static void
measure_document (void)
{
  PtlProviderIndex *index = ptl_provider_index_get_bundled ();
  g_autoptr (PtlAddress) address = ptl_address_parse ("me@gmx.net", NULL);
  gint64 started = g_get_monotonic_time ();

  for (guint i = 0; i < ROUNDS / 10; i++)
    {
      PtlProvider provider;
      g_autoptr (GBytes) document = NULL;
      g_autoptr (PtlCandidate) candidate = NULL;

      ptl_provider_index_find_domain (index, "gmx.net", &provider);
      document = ptl_provider_index_dup_document (index, &provider);
      candidate = ptl_autoconfig_parse (document, NULL, address, PTL_ORIGIN_BUNDLED, PTL_TRANSPORT_LOCAL, PTL_TRUST_TRUSTED, "",
                                        NULL, NULL);
    }

  report ("domain to candidate (gmx.net)", started, ROUNDS / 10);
}

int
main (void)
{
  gint64 started;

  setlocale (LC_ALL, "");
  started = g_get_monotonic_time ();
  ptl_provider_index_get_bundled ();
  report ("open the list, once", started, 1);
  started = g_get_monotonic_time ();
  ptl_provider_index_find_domain (ptl_provider_index_get_bundled (), "gmx.net", NULL);
  report ("first look-up, cold", started, 1);
  measure ("look up a domain", ptl_provider_index_find_domain);
  measure ("look up a pattern", ptl_provider_index_find_pattern);
  measure ("look up a mail host", ptl_provider_index_find_mx);
  measure ("suggest a domain", suggest);
  measure_document ();

  return 0;
}
