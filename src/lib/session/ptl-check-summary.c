/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-check.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ptl-weight.h"

static char *
describe_other_host (PtlReport *failed,
                     PtlServer *works)
{
  const char *from = ptl_server_get_host_unicode (ptl_report_get_server (failed));
  const char *to = ptl_server_get_host_unicode (works);

  /* Translators: both %s are names of servers, like “imap.example.org” */
  return ptl_problem_is_silence (ptl_report_get_problem (failed))
         ? g_strdup_printf (_("“%s” did not answer, “%s” works."), from, to)
         : g_strdup_printf (_("“%s” cannot be used, “%s” works."), from, to);
}

static char *
describe_other_port (PtlReport *failed,
                     PtlServer *works)
{
  guint from = ptl_server_get_port (ptl_report_get_server (failed));
  guint to = ptl_server_get_port (works);
  gboolean silent = ptl_problem_is_silence (ptl_report_get_problem (failed));

  switch (ptl_server_get_security (works))
    {
    case PTL_SECURITY_STARTTLS:
      return silent ? g_strdup_printf (_("Port %u did not answer, %u with STARTTLS works."), from, to)
                    : g_strdup_printf (_("Port %u cannot be used, %u with STARTTLS works."), from, to);
    case PTL_SECURITY_NONE:
      return silent ? g_strdup_printf (_("Port %u did not answer, %u without encryption works."), from, to)
                    : g_strdup_printf (_("Port %u cannot be used, %u without encryption works."), from, to);
    case PTL_SECURITY_TLS:
    default:
      return silent ? g_strdup_printf (_("Port %u did not answer, %u works."), from, to)
                    : g_strdup_printf (_("Port %u cannot be used, %u works."), from, to);
    }
}

/**
 * ptl_check_dup_summary:
 * @self: a check that has run
 *
 * Returns: (transfer full) (nullable): a sentence that says what works instead of the first choice; %NULL when that passed at
 *   once, or nothing did
 */
char *
ptl_check_dup_summary (PtlCheck *self)
{
  g_autoptr (PtlReport) first = g_list_model_get_item (ptl_check_get_reports (self), 0);
  PtlReport *last = ptl_check_get_report (self);
  PtlServer *asked, *works;

  if (first == NULL || last == NULL || !ptl_report_is_good (last) || ptl_report_is_good (first))
    return NULL;

  asked = ptl_report_get_server (first);
  works = ptl_report_get_server (last);

  if (ptl_server_same_endpoint (asked, works))
    return g_strdup_printf (strchr (ptl_server_get_username (works), '@') == NULL
                            ? _("The server knows you as “%s”, not by your whole address.") : _("The server knows you as “%s”."),
                            ptl_server_get_username (works));
  if (!g_str_equal (ptl_server_get_host (asked), ptl_server_get_host (works)))
    return describe_other_host (first, works);

  return describe_other_port (first, works);
}
