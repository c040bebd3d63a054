/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <gnutls/gnutls.h>
#include <string.h>

#include "fake-server.h"
#include "ptl-connection.h"
#include "ptl-error.h"

typedef struct
{
  FakeServer    *server;
  PtlConnection *connection;
  GAsyncResult  *result;
} Fixture;

static void
result_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  ((Fixture *) user_data)->result = g_object_ref (result);
}

static void
resolved_cb (gpointer user_data)
{
}

static GAsyncResult *
wait_for (Fixture *fixture)
{
  while (fixture->result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return g_steal_pointer (&fixture->result);
}

static void
open_connection (Fixture        *fixture,
                 const FakeStep *script)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fixture->server = fake_server_new (script);
  ptl_connection_open_async ("127.0.0.1", fake_server_get_port (fixture->server), resolved_cb, NULL, result_cb, fixture);
  result = wait_for (fixture);
  fixture->connection = ptl_connection_open_finish (result, &error);
  g_assert_no_error (error);
}

static void
close_connection (Fixture *fixture)
{
  ptl_connection_close (fixture->connection);
  ptl_connection_close (fixture->connection);
  g_assert_finalize_object (fixture->connection);
  fake_server_free (fixture->server);
}

static char *
read_line (Fixture       *fixture,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) line = NULL;

  ptl_connection_read_line_async (fixture->connection, cancellable, result_cb, fixture);
  result = wait_for (fixture);
  line = ptl_connection_read_line_finish (fixture->connection, result, error);

  return line != NULL ? g_strndup (g_bytes_get_data (line, NULL), g_bytes_get_size (line)) : NULL;
}

static void
assert_line (Fixture    *fixture,
             const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = read_line (fixture, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (line, ==, expected);
}

static void
assert_no_line (Fixture *fixture,
                PtlError code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = read_line (fixture, NULL, &error);

  g_assert_null (line);
  g_assert_error (error, PTL_ERROR, (int) code);
}

static gboolean
start_tls (Fixture  *fixture,
           GError  **error)
{
  g_autoptr (GSocketConnectable) identity = g_network_address_new ("mail.test", 993);
  g_autoptr (GAsyncResult) result = NULL;

  ptl_connection_start_tls_async (fixture->connection, identity, NULL, result_cb, fixture);
  result = wait_for (fixture);

  return ptl_connection_start_tls_finish (fixture->connection, result, error);
}

static void
test_lines (void)
{
  static const FakeStep script[] = {
    SEND ("one\r\ntwo\nthr"), SLEEP (30), SEND ("ee\r"), SLEEP (30), SEND ("\n\n\r\nunfinished"), { FAKE_END },
  };
  Fixture fixture = { NULL };

  open_connection (&fixture, script);
  assert_line (&fixture, "one\r\n");
  assert_line (&fixture, "two\n");
  assert_line (&fixture, "three\r\n");
  assert_line (&fixture, "\n");
  assert_line (&fixture, "\r\n");
  assert_no_line (&fixture, PTL_ERROR_RESET);
  close_connection (&fixture);
}

/* A line of 64 KiB is one, a line of an octet more is too long. */
static void
test_line_limit (void)
{
  static char longest[PTL_CONNECTION_MAX_LINE + 1];
  static char too_long[PTL_CONNECTION_MAX_LINE + 2];
  const FakeStep good[] = { SEND (longest), HANG, { FAKE_END } };
  const FakeStep bad[] = { SEND (too_long), HANG, { FAKE_END } };
  Fixture fixture = { NULL };

  memset (longest, 'a', sizeof longest - 1);
  longest[sizeof longest - 2] = '\n';
  memset (too_long, 'a', sizeof too_long - 1);
  too_long[sizeof too_long - 2] = '\n';

  open_connection (&fixture, good);
  assert_line (&fixture, longest);
  close_connection (&fixture);
  open_connection (&fixture, bad);
  assert_no_line (&fixture, PTL_ERROR_TOO_MUCH_DATA);
  close_connection (&fixture);
}

static void
test_session_limit (void)
{
  static const FakeStep script[] = { FLOOD ("0123456789abcde\n", PTL_CONNECTION_MAX_SESSION + 8192), HANG, { FAKE_END } };
  Fixture fixture = { NULL };
  g_autoptr (GError) error = NULL;
  gsize n = 0;

  open_connection (&fixture, script);
  while (error == NULL)
    {
      g_autofree char *line = read_line (&fixture, NULL, &error);

      n++;
    }
  g_assert_error (error, PTL_ERROR, PTL_ERROR_TOO_MUCH_DATA);
  g_assert_cmpuint (n, >=, PTL_CONNECTION_MAX_SESSION / 16 - 4096 / 16);
  g_assert_cmpuint (n, <=, PTL_CONNECTION_MAX_SESSION / 16 + 1);
  close_connection (&fixture);
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static void
test_cancel (void)
{
  static const FakeStep script[] = { SEND ("half a li"), HANG, { FAKE_END } };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;
  Fixture fixture = { NULL };

  open_connection (&fixture, script);
  g_timeout_add (30, cancel_cb, cancellable);
  line = read_line (&fixture, cancellable, &error);
  g_assert_null (line);
  g_assert_error (error, PTL_ERROR, PTL_ERROR_CANCELLED);
  close_connection (&fixture);
}

static void
test_write (void)
{
  static const FakeStep script[] = { EXPECT ("hello"), SEND ("yes\r\n"), HANG, { FAKE_END } };
  g_autoptr (GBytes) bytes = g_bytes_new_static ("hello\r\n", 7);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Fixture fixture = { NULL };

  open_connection (&fixture, script);
  ptl_connection_write_async (fixture.connection, bytes, NULL, result_cb, &fixture);
  result = wait_for (&fixture);
  g_assert_true (ptl_connection_write_finish (fixture.connection, result, &error));
  g_assert_no_error (error);
  assert_line (&fixture, "yes\r\n");
  g_clear_object (&result);
  close_connection (&fixture);
}

static void
test_tls (void)
{
  static const FakeStep script[] = { SEND ("go\r\n"), TLS ("good"), SEND ("inside\r\n"), HANG, { FAKE_END } };
  g_autoptr (GError) error = NULL;
  Fixture fixture = { NULL };

  open_connection (&fixture, script);
  assert_line (&fixture, "go\r\n");
  g_assert_null (ptl_connection_get_tls (fixture.connection));
  g_assert_true (start_tls (&fixture, &error));
  g_assert_no_error (error);
  g_assert_nonnull (ptl_connection_get_tls (fixture.connection));
  g_assert_cmpstr (ptl_connection_get_tls_version (fixture.connection), ==, "1.3");
  assert_line (&fixture, "inside\r\n");
  close_connection (&fixture);
}

/* Together with the go-ahead, or right behind it: whatever comes before the handshake is not taken for encrypted. */
static void
test_injection (void)
{
  static const FakeStep together[] = { SEND ("go\r\nextra"), TLS ("good"), HANG, { FAKE_END } };
  static const FakeStep behind[] = { SEND ("go\r\n"), SLEEP (20), SEND ("extra\r\n"), TLS ("good"), HANG, { FAKE_END } };
  const FakeStep * const scripts[] = { together, behind };

  for (gsize i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      g_autoptr (GError) error = NULL;
      Fixture fixture = { NULL };

      open_connection (&fixture, scripts[i]);
      assert_line (&fixture, "go\r\n");
      g_usleep (60000);
      g_assert_false (start_tls (&fixture, &error));
      g_assert_error (error, PTL_ERROR, PTL_ERROR_STARTTLS_INJECTION);
      close_connection (&fixture);
    }
}

/* A peer may be gone as soon as it is there: before the connection is known to stand, or after that, when it has no address. */
static void
reset_once (void)
{
  static const FakeStep script[] = { RESET, { FAKE_END } };
  Fixture fixture = { fake_server_new (script) };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ptl_connection_open_async ("127.0.0.1", fake_server_get_port (fixture.server), resolved_cb, NULL, result_cb, &fixture);
  result = wait_for (&fixture);
  fixture.connection = ptl_connection_open_finish (result, &error);
  if (fixture.connection != NULL)
    g_assert_false (start_tls (&fixture, &error));
  g_assert_nonnull (error);
  g_clear_object (&fixture.connection);
  fake_server_free (fixture.server);
}

static void
test_gone (void)
{
  for (guint i = 0; i < 100; i++)
    reset_once ();
}

/* A server may ask for a certificate and do without; only what it says of it when it hangs up is about that. */
static void
test_asked (void)
{
  static const struct
  {
    FakeStep last;
    PtlError code;
  } rows[] = {
    { ALERT (GNUTLS_A_CERTIFICATE_REQUIRED), PTL_ERROR_SIGN_IN_NOT_OFFERED },
    { ALERT (GNUTLS_A_BAD_CERTIFICATE), PTL_ERROR_SIGN_IN_NOT_OFFERED },
    { ALERT (GNUTLS_A_INTERNAL_ERROR), PTL_ERROR_RESET },
    { ALERT (GNUTLS_A_PROTOCOL_VERSION), PTL_ERROR_RESET },
    { RAW ("* BYE what is TLS?\r\n"), PTL_ERROR_RESET },
    { RESET, PTL_ERROR_RESET },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const FakeStep script[] = { SEND ("go\r\n"), ASK, TLS ("good"), SEND ("* OK\r\n"), rows[i].last, { FAKE_END } };
      g_autoptr (GError) error = NULL;
      g_autofree char *line = NULL;
      Fixture fixture = { NULL };

      open_connection (&fixture, script);
      assert_line (&fixture, "go\r\n");
      g_assert_true (start_tls (&fixture, &error));
      g_assert_no_error (error);
      assert_line (&fixture, "* OK\r\n");
      line = read_line (&fixture, NULL, &error);
      g_assert_error (error, PTL_ERROR, (int) rows[i].code);
      g_assert_null (strstr (error->message, "required TLS certificate"));
      close_connection (&fixture);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/connection/lines", test_lines);
  g_test_add_func ("/connection/line-limit", test_line_limit);
  g_test_add_func ("/connection/session-limit", test_session_limit);
  g_test_add_func ("/connection/cancel", test_cancel);
  g_test_add_func ("/connection/write", test_write);
  g_test_add_func ("/connection/tls", test_tls);
  g_test_add_func ("/connection/injection", test_injection);
  g_test_add_func ("/connection/gone", test_gone);
  g_test_add_func ("/connection/asked", test_asked);

  return g_test_run ();
}
