/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-trouble.h"

#include <glib/gi18n-lib.h>

#include "ptl-enum.h"

/* What GIO reports while it looks for a server and connects to it. */
static const struct
{
  int      code;
  PtlError error;
} io_errors[] = {
  { G_IO_ERROR_CONNECTION_REFUSED, PTL_ERROR_REFUSED },
  { G_IO_ERROR_HOST_UNREACHABLE, PTL_ERROR_UNREACHABLE },
  { G_IO_ERROR_NETWORK_UNREACHABLE, PTL_ERROR_UNREACHABLE },
  { G_IO_ERROR_PERMISSION_DENIED, PTL_ERROR_UNREACHABLE },
  { G_IO_ERROR_PROXY_FAILED, PTL_ERROR_UNREACHABLE },
  { G_IO_ERROR_PROXY_AUTH_FAILED, PTL_ERROR_UNREACHABLE },
  { G_IO_ERROR_PROXY_NEED_AUTH, PTL_ERROR_UNREACHABLE },
  { G_IO_ERROR_PROXY_NOT_ALLOWED, PTL_ERROR_UNREACHABLE },
  { G_IO_ERROR_HOST_NOT_FOUND, PTL_ERROR_NAME_NOT_FOUND },
  { G_IO_ERROR_TIMED_OUT, PTL_ERROR_CONNECT_TIMEOUT },
  { G_IO_ERROR_CONNECTION_CLOSED, PTL_ERROR_RESET },
};

static PtlError
read_code (const GError *error,
           PtlStepId     step)
{
  if (error->domain == G_RESOLVER_ERROR)
    return error->code == G_RESOLVER_ERROR_NOT_FOUND ? PTL_ERROR_NAME_NOT_FOUND : PTL_ERROR_DNS_FAILURE;
  if (error->domain == G_TLS_ERROR)
    return error->code == G_TLS_ERROR_NOT_TLS ? PTL_ERROR_TLS_NOT_SPOKEN : PTL_ERROR_TLS_FAILED;

  for (gsize i = 0; error->domain == G_IO_ERROR && i < G_N_ELEMENTS (io_errors); i++)
    if (error->code == io_errors[i].code)
      return io_errors[i].error;

  return step == PTL_STEP_RESOLVE ? PTL_ERROR_DNS_FAILURE : step == PTL_STEP_CONNECT ? PTL_ERROR_UNREACHABLE : PTL_ERROR_RESET;
}

static gboolean
is_this_computer (const PtlServer *server)
{
  const char *host = ptl_server_get_host (server);
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return g_str_equal (host, "localhost") || (address != NULL && g_inet_address_get_is_loopback (address));
}

/* Without any network the resolver and the router say all kinds of things. */
static gboolean
is_offline (PtlError         code,
            const PtlServer *server)
{
  return (code == PTL_ERROR_NAME_NOT_FOUND || code == PTL_ERROR_DNS_FAILURE || code == PTL_ERROR_DNS_TIMEOUT ||
          code == PTL_ERROR_UNREACHABLE) &&
         !is_this_computer (server) &&
         !g_network_monitor_get_network_available (g_network_monitor_get_default ());
}

static char *
describe (PtlError         code,
          const PtlServer *server)
{
  const char *host = ptl_server_get_host_unicode (server);

  switch (code)
    {
    case PTL_ERROR_NAME_NOT_FOUND:
      /* Translators: the name of a server */
      return g_strdup_printf (_("There is no server named “%s”."), host);
    case PTL_ERROR_REFUSED:
      /* Translators: the name of a server, and a port number */
      return g_strdup_printf (_("The computer “%s” is there, but nothing answers at port %u."), host, ptl_server_get_port (server));
    case PTL_ERROR_CONNECT_TIMEOUT:
      return g_strdup_printf (_("“%s” did not answer at port %u in time."), host, ptl_server_get_port (server));
    case PTL_ERROR_UNREACHABLE:
      return g_strdup_printf (_("There is no way from this network to “%s”."), host);
    default:
      return NULL;
    }
}

static PtlProblem *
new_problem (PtlError         code,
             const PtlServer *server)
{
  PtlError shown = is_offline (code, server) ? PTL_ERROR_OFFLINE : code;
  g_autofree char *message = describe (shown, server);

  return ptl_problem_new (shown, message);
}

/**
 * ptl_trouble_from_error:
 * @error: an error of GIO or of ours
 * @step: what was going on
 * @server: the server
 *
 * Returns: (transfer full): the problem
 */
PtlProblem *
ptl_trouble_from_error (const GError    *error,
                        PtlStepId        step,
                        const PtlServer *server)
{
  if (error->domain == PTL_ERROR || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return ptl_problem_new_for_error (error);

  return new_problem (read_code (error, step), server);
}

PtlProblem *
ptl_trouble_of_time (PtlStepId        step,
                     const PtlServer *server)
{
  switch (step)
    {
    case PTL_STEP_RESOLVE:
      return new_problem (PTL_ERROR_DNS_TIMEOUT, server);
    case PTL_STEP_CONNECT:
      return new_problem (PTL_ERROR_CONNECT_TIMEOUT, server);
    case PTL_STEP_GREETING:
      return new_problem (PTL_ERROR_GREETING_TIMEOUT, server);
    default:
      return new_problem (PTL_ERROR_TIMEOUT, server);
    }
}

gboolean
ptl_trouble_is_old_tls (const char *version)
{
  return version != NULL && !g_str_equal (version, "1.2") && !g_str_equal (version, "1.3");
}

static char *
name_endpoint (guint16     port,
               PtlSecurity security)
{
  return g_strdup_printf ("%u %s", port, ptl_enum_to_nick (PTL_TYPE_SECURITY, security));
}

/**
 * ptl_trouble_point:
 * @problem: (transfer full): a problem
 * @server: the server that has it
 *
 * Returns: (transfer full): @problem, or the same with an argument for its remedy
 */
PtlProblem *
ptl_trouble_point (PtlProblem      *problem,
                   const PtlServer *server)
{
  g_autoptr (PtlProblem) owned = problem;
  PtlProtocol protocol = ptl_server_get_protocol (server);
  g_autofree char *endpoint = NULL;

  if (ptl_problem_get_remedy (problem) != PTL_REMEDY_OTHER_PORT || ptl_problem_get_argument (problem) != NULL)
    return g_steal_pointer (&owned);

  /* Plain mail answered where TLS was expected: the same port with STARTTLS. Else what is encrypted from the first byte. */
  endpoint = ptl_problem_get_code (problem) == PTL_ERROR_TLS_NOT_SPOKEN
               ? name_endpoint (ptl_server_get_port (server), PTL_SECURITY_STARTTLS)
               : name_endpoint (ptl_protocol_get_default_port (protocol, PTL_SECURITY_TLS), PTL_SECURITY_TLS);

  return ptl_problem_new_full (ptl_problem_get_code (problem), ptl_problem_get_message (problem),
                               ptl_problem_get_advice (problem), PTL_REMEDY_OTHER_PORT, endpoint);
}
