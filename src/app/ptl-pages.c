/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-pages.h"

#include "ptl-accounts-page.h"
#include "ptl-address-page.h"
#include "ptl-certificate-page.h"
#include "ptl-check-page.h"
#include "ptl-code-page.h"
#include "ptl-done-page.h"
#include "ptl-guide-page.h"
#include "ptl-help-page.h"
#include "ptl-needs-page.h"
#include "ptl-recommendation-page.h"
#include "ptl-use-page.h"

/* The way, in its order; then the pages beside it. To add a page, add a row. */
static const PtlPageRow pages[] = {
  { "address", ptl_address_page_get_type, FALSE },
  { "needs", ptl_needs_page_get_type, FALSE },
  { "recommendation", ptl_recommendation_page_get_type, FALSE },
  { "check", ptl_check_page_get_type, FALSE },
  { "use", ptl_use_page_get_type, FALSE },
  { "done", ptl_done_page_get_type, FALSE },
  { "guide", ptl_guide_page_get_type, TRUE },
  { "accounts", ptl_accounts_page_get_type, TRUE },
  { "certificate", ptl_certificate_page_get_type, TRUE },
  { "code", ptl_code_page_get_type, TRUE },
  { "help", ptl_help_page_get_type, TRUE },
};

const PtlPageRow *
ptl_pages_get (guint index)
{
  g_return_val_if_fail (index < G_N_ELEMENTS (pages), NULL);

  return &pages[index];
}

/**
 * ptl_pages_count_steps:
 *
 * Returns: how many pages the way has
 */
guint
ptl_pages_count_steps (void)
{
  guint n = 0;

  while (n < G_N_ELEMENTS (pages) && !pages[n].beside)
    n++;

  return n;
}

/**
 * ptl_pages_find:
 * @name: begins with the name of a page
 * @length: that of the name
 * @index: (out): the place of that page
 *
 * Returns: whether there is one
 */
gboolean
ptl_pages_find (const char *name,
                gsize       length,
                guint      *index)
{
  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (index != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    if (strlen (pages[i].name) == length && strncmp (pages[i].name, name, length) == 0)
      {
        *index = i;
        return TRUE;
      }

  return FALSE;
}
