/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-mend.h"

#include "ptl-enum.h"
#include "ptl-number.h"

/* “993 tls” */
static PtlServer *
use_other_port (PtlServer  *server,
                const char *argument)
{
  g_auto(GStrv) words = g_strsplit (argument, " ", 2);
  guint64 port;
  int security;

  if (words[0] == NULL || words[1] == NULL)
    return NULL;
  if (!ptl_number_parse (words[0], 1, G_MAXUINT16, &port))
    return NULL;
  if (!ptl_enum_from_nick (PTL_TYPE_SECURITY, words[1], &security))
    return NULL;

  return ptl_server_with_endpoint (server, (guint16) port, (PtlSecurity) security);
}

PtlServer *
ptl_mend_server (PtlServer        *server,
                 const PtlProblem *problem)
{
  const char *argument = ptl_problem_get_argument (problem);
  g_autoptr(PtlServer) mended = NULL;

  if (argument == NULL)
    return NULL;

  switch ((int) ptl_problem_get_remedy (problem))
    {
    case PTL_REMEDY_USE_CERTIFICATE_NAME:
      mended = ptl_server_with_host (server, argument, NULL);
      break;
    case PTL_REMEDY_OTHER_PORT:
      mended = use_other_port (server, argument);
      break;
    default:
      break;
    }

  if (mended == NULL || ptl_server_same_endpoint (mended, server))
    return NULL;

  return g_steal_pointer (&mended);
}
