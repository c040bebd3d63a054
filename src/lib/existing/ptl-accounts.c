/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-accounts.h"

/* In the order in which they are shown. */
static void (* const readers[]) (const PtlExportOptions *options, GPtrArray *found) = {
  ptl_accounts_read_thunderbird,
  ptl_accounts_read_goa,
  ptl_accounts_read_evolution,
  ptl_accounts_read_geary,
  ptl_accounts_read_claws,
};

/* Returns: (transfer full) (element-type PtlExisting): an empty list */
GPtrArray *
ptl_accounts_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) ptl_existing_unref);
}

/**
 * ptl_accounts_read:
 * @options: (nullable): another home folder, for tests
 *
 * Returns: (transfer full) (element-type PtlExisting): the accounts of all programs
 */
GPtrArray *
ptl_accounts_read (const PtlExportOptions *options)
{
  GPtrArray *found = ptl_accounts_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (readers); i++)
    readers[i] (options, found);

  return found;
}
