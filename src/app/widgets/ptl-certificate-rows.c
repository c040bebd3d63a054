/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-certificate-rows.h"

#include <glib/gi18n.h>

#include "ptl-copy-row.h"

static void
add (GPtrArray  *rows,
     const char *title,
     const char *value)
{
  if (value != NULL && value[0] != '\0')
    g_ptr_array_add (rows, ptl_copy_row_new (title, value));
}

static void
add_validity (GPtrArray      *rows,
              PtlCertificate *certificate)
{
  GDateTime *from = ptl_certificate_get_not_before (certificate);
  GDateTime *to = ptl_certificate_get_not_after (certificate);
  g_autofree char *first = from != NULL ? g_date_time_format (from, "%x") : NULL;
  g_autofree char *last = to != NULL ? g_date_time_format (to, "%x") : NULL;
  g_autofree char *both = NULL;

  if (first == NULL || last == NULL)
    return;

  /* Translators: two dates, from and to */
  both = g_strdup_printf (_("%s – %s"), first, last);
  add (rows, _("Certificate is valid"), both);
}

GPtrArray *
ptl_certificate_rows_new (PtlCertificate *certificate)
{
  GPtrArray *rows = g_ptr_array_new ();
  const char * const *names = ptl_certificate_get_names (certificate);
  g_autofree char *joined = names != NULL ? g_strjoinv (", ", (char **) names) : NULL;

  add (rows, _("Certificate is for"), joined);
  add (rows, _("Issued by"), ptl_certificate_get_issuer (certificate));
  add_validity (rows, certificate);
  add (rows, _("Fingerprint (SHA-256)"), ptl_certificate_get_sha256 (certificate));

  return rows;
}
