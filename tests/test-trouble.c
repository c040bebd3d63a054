/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ptl-trouble.h"

/* A computer without a network, for GIO's own seam. */
#define TEST_TYPE_MONITOR (test_monitor_get_type ())
G_DECLARE_FINAL_TYPE (TestMonitor, test_monitor, TEST, MONITOR, GObject)

struct _TestMonitor
{
  GObject parent_instance;
};

static gboolean network_available;

static void test_monitor_initable_init (GInitableIface *iface);
static void test_monitor_monitor_init (GNetworkMonitorInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestMonitor, test_monitor, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, test_monitor_initable_init)
                               G_IMPLEMENT_INTERFACE (G_TYPE_NETWORK_MONITOR, test_monitor_monitor_init))

enum
{
  PROP_0,
  PROP_NETWORK_AVAILABLE,
  PROP_NETWORK_METERED,
  PROP_CONNECTIVITY,
};

static void
test_monitor_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  if (prop_id == PROP_NETWORK_AVAILABLE)
    g_value_set_boolean (value, network_available);
}

static void
test_monitor_class_init (TestMonitorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = test_monitor_get_property;
  g_object_class_override_property (object_class, PROP_NETWORK_AVAILABLE, "network-available");
  g_object_class_override_property (object_class, PROP_NETWORK_METERED, "network-metered");
  g_object_class_override_property (object_class, PROP_CONNECTIVITY, "connectivity");
}

static void
test_monitor_init (TestMonitor *self)
{
}

static gboolean
test_monitor_initable (GInitable     *initable,
                       GCancellable  *cancellable,
                       GError       **error)
{
  return TRUE;
}

static void
test_monitor_initable_init (GInitableIface *iface)
{
  iface->init = test_monitor_initable;
}

static void
test_monitor_monitor_init (GNetworkMonitorInterface *iface)
{
}

static PtlServer *
make_server (const char *host)
{
  return ptl_server_new (PTL_PROTOCOL_IMAP, host, 993, PTL_SECURITY_TLS, NULL, NULL);
}

static void
test_errors (void)
{
  struct
  {
    GQuark domain;
    int code;
    PtlStepId step;
    gboolean network;
    const char *host;
    const char *error;
  } rows[] = {
    { G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, PTL_STEP_RESOLVE, TRUE, "mail.test", "name-not-found" },
    { G_RESOLVER_ERROR, G_RESOLVER_ERROR_TEMPORARY_FAILURE, PTL_STEP_RESOLVE, TRUE, "mail.test", "dns-failure" },
    { G_RESOLVER_ERROR, G_RESOLVER_ERROR_INTERNAL, PTL_STEP_RESOLVE, TRUE, "mail.test", "dns-failure" },
    { G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, PTL_STEP_CONNECT, TRUE, "mail.test", "refused" },
    { G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE, PTL_STEP_CONNECT, TRUE, "mail.test", "unreachable" },
    { G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE, PTL_STEP_CONNECT, TRUE, "mail.test", "unreachable" },
    { G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, PTL_STEP_CONNECT, TRUE, "mail.test", "unreachable" },
    { G_IO_ERROR, G_IO_ERROR_TIMED_OUT, PTL_STEP_CONNECT, TRUE, "mail.test", "connect-timeout" },
    { G_IO_ERROR, G_IO_ERROR_PROXY_FAILED, PTL_STEP_CONNECT, TRUE, "mail.test", "unreachable" },
    { G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, PTL_STEP_CONNECT, TRUE, "mail.test", "reset" },
    { G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, PTL_STEP_GREETING, TRUE, "mail.test", "reset" },
    { G_IO_ERROR, G_IO_ERROR_FAILED, PTL_STEP_CONNECT, TRUE, "mail.test", "unreachable" },
    { G_IO_ERROR, G_IO_ERROR_CANCELLED, PTL_STEP_CONNECT, TRUE, "mail.test", "cancelled" },
    { G_TLS_ERROR, G_TLS_ERROR_HANDSHAKE, PTL_STEP_TLS, TRUE, "mail.test", "tls-failed" },
    { PTL_ERROR, PTL_ERROR_GARBAGE, PTL_STEP_GREETING, TRUE, "mail.test", "garbage" },
    /* without a network everything on the way there is that */
    { G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, PTL_STEP_RESOLVE, FALSE, "mail.test", "offline" },
    { G_RESOLVER_ERROR, G_RESOLVER_ERROR_TEMPORARY_FAILURE, PTL_STEP_RESOLVE, FALSE, "mail.test", "offline" },
    { G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE, PTL_STEP_CONNECT, FALSE, "mail.test", "offline" },
    { G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, PTL_STEP_CONNECT, FALSE, "mail.test", "refused" },
    { G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE, PTL_STEP_CONNECT, FALSE, "127.0.0.1", "unreachable" },
    { G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE, PTL_STEP_CONNECT, FALSE, "::1", "unreachable" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = g_error_new_literal (rows[i].domain, rows[i].code, "what the library says");
      g_autoptr (PtlServer) server = make_server (rows[i].host);
      g_autoptr (PtlProblem) problem = NULL;

      network_available = rows[i].network;
      problem = ptl_trouble_from_error (error, rows[i].step, server);
      g_assert_cmpstr (ptl_problem_get_id (problem), ==, rows[i].error);
      g_assert_cmpstr (ptl_problem_get_message (problem), !=, "");
    }
}

static void
test_time (void)
{
  static const struct
  {
    PtlStepId step;
    const char *error;
  } rows[] = {
    { PTL_STEP_RESOLVE, "dns-timeout" }, { PTL_STEP_CONNECT, "connect-timeout" }, { PTL_STEP_GREETING, "greeting-timeout" },
    { PTL_STEP_TLS, "timeout" }, { PTL_STEP_SIGN_IN, "timeout" },
  };
  g_autoptr (PtlServer) server = make_server ("mail.test");

  network_available = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PtlProblem) problem = ptl_trouble_of_time (rows[i].step, server);

      g_assert_cmpstr (ptl_problem_get_id (problem), ==, rows[i].error);
    }
}

static void
test_point (void)
{
  g_autoptr (PtlServer) server = make_server ("mail.test");
  g_autoptr (PtlProblem) missing = ptl_trouble_point (ptl_problem_new (PTL_ERROR_STARTTLS_NOT_OFFERED, NULL), server);
  g_autoptr (PtlProblem) plain = ptl_trouble_point (ptl_problem_new (PTL_ERROR_TLS_NOT_SPOKEN, NULL), server);
  g_autoptr (PtlProblem) other = ptl_trouble_point (ptl_problem_new (PTL_ERROR_GARBAGE, NULL), server);

  g_assert_cmpstr (ptl_problem_get_argument (missing), ==, "993 tls");
  g_assert_cmpstr (ptl_problem_get_argument (plain), ==, "993 starttls");
  g_assert_cmpstr (ptl_problem_get_argument (other), ==, NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("GIO_USE_NETWORK_MONITOR", "test", TRUE);
  g_io_extension_point_register (G_NETWORK_MONITOR_EXTENSION_POINT_NAME);
  g_io_extension_point_implement (G_NETWORK_MONITOR_EXTENSION_POINT_NAME, TEST_TYPE_MONITOR, "test", 0);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/trouble/errors", test_errors);
  g_test_add_func ("/trouble/time", test_time);
  g_test_add_func ("/trouble/point", test_point);

  return g_test_run ();
}
