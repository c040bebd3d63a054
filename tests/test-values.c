/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "ptl-account.h"
#include "ptl-async.h"
#include "ptl-enum.h"
#include "ptl-hint.h"
#include "ptl-secret.h"
#include "ptl-step.h"

static PtlServer *
server (PtlProtocol protocol,
        const char *host,
        guint       port,
        PtlSecurity security,
        const char *username)
{
  g_autoptr (GError) error = NULL;
  PtlServer *result = ptl_server_new (protocol, host, port, security, username, &error);

  g_assert_no_error (error);
  return result;
}

static void
test_ports (void)
{
  static const struct
  {
    PtlProtocol protocol;
    PtlSecurity security;
    guint16 port;
  } rows[] = {
    { PTL_PROTOCOL_IMAP, PTL_SECURITY_TLS, 993 }, { PTL_PROTOCOL_IMAP, PTL_SECURITY_STARTTLS, 143 },
    { PTL_PROTOCOL_IMAP, PTL_SECURITY_NONE, 143 }, { PTL_PROTOCOL_POP3, PTL_SECURITY_TLS, 995 },
    { PTL_PROTOCOL_POP3, PTL_SECURITY_STARTTLS, 110 }, { PTL_PROTOCOL_POP3, PTL_SECURITY_NONE, 110 },
    { PTL_PROTOCOL_SMTP, PTL_SECURITY_TLS, 465 }, { PTL_PROTOCOL_SMTP, PTL_SECURITY_STARTTLS, 587 },
    { PTL_PROTOCOL_SMTP, PTL_SECURITY_NONE, 587 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpuint (ptl_protocol_get_default_port (rows[i].protocol, rows[i].security), ==, rows[i].port);
}

static void
test_server_moves (void)
{
  g_autoptr (PtlServer) usual = server (PTL_PROTOCOL_IMAP, "IMAP.Bücher.example", 993, PTL_SECURITY_TLS, "anna");
  g_autoptr (PtlServer) chosen = server (PTL_PROTOCOL_IMAP, "imap.example.org.", 1993, PTL_SECURITY_TLS, NULL);
  g_autoptr (PtlServer) usual_moved = ptl_server_with_security (usual, PTL_SECURITY_STARTTLS);
  g_autoptr (PtlServer) chosen_moved = ptl_server_with_security (chosen, PTL_SECURITY_STARTTLS);
  g_autoptr (PtlServer) renamed = ptl_server_with_host (usual, "mail.example.org", NULL);
  g_autoptr (PtlServer) same = ptl_server_with_username (usual, "bob");

  g_assert_cmpstr (ptl_server_get_host (usual), ==, "imap.xn--bcher-kva.example");
  g_assert_cmpstr (ptl_server_get_host_unicode (usual), ==, "imap.bücher.example");
  g_assert_cmpstr (ptl_server_get_host (chosen), ==, "imap.example.org");
  g_assert_cmpuint (ptl_server_get_port (usual_moved), ==, 143);
  g_assert_cmpuint (ptl_server_get_port (chosen_moved), ==, 1993);
  g_assert_cmpstr (ptl_server_get_host (renamed), ==, "mail.example.org");
  g_assert_cmpstr (ptl_server_get_username (renamed), ==, "anna");
  g_assert_true (ptl_server_same_endpoint (usual, same));
  g_assert_false (ptl_server_equal (usual, same));
}

static void
test_server_refused (void)
{
  static const struct
  {
    const char *host;
    guint port;
    const char *username;
    const char *message;
  } rows[] = {
    { "imap.example.org", 0, NULL, "The port is 0, but*" },
    { "imap.example.org", 65536, NULL, "The port is 65536, but*" },
    { "imap example.org", 993, NULL, "“imap example.org” is not a host name*" },
    { "", 993, NULL, "“” is not a host name*" },
    { "imap.example.org..", 993, NULL, "“imap.example.org.” is not a host name*" },
    { "1.2", 993, NULL, "“1.2” is not a host name*" },
    { "0x7f.1", 993, NULL, "“0x7f.1” is not a host name*" },
    { "imap.0x7F", 993, NULL, "“imap.0x7F” is not a host name*" },
    { "256.1.1.1", 993, NULL, "“256.1.1.1” is not a host name*" },
    { "2130706433", 993, NULL, "“2130706433” is not a host name*" },
    { "imap.example.org", 993, "", "The user name is empty*" },
    { "imap.example.org", 993, "an\nna", "The user name is empty*" },
    { "imap.example.org", 993, "\xff", "The user name is empty*" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ptl_server_new (PTL_PROTOCOL_IMAP, rows[i].host, rows[i].port, PTL_SECURITY_TLS, rows[i].username, &error));
      g_assert_error (error, PTL_ERROR, PTL_ERROR_BAD_DATA);
      g_assert_true (g_pattern_match_simple (rows[i].message, error->message));
    }
}

static void
test_server_numbers (void)
{
  g_autoptr (PtlServer) four = server (PTL_PROTOCOL_IMAP, "192.0.2.1", 993, PTL_SECURITY_TLS, NULL);
  g_autoptr (PtlServer) six = server (PTL_PROTOCOL_IMAP, "[2001:db8::1]", 993, PTL_SECURITY_TLS, NULL);
  g_autoptr (PtlServer) near = server (PTL_PROTOCOL_IMAP, "0x7g.1and1", 993, PTL_SECURITY_TLS, NULL);

  g_assert_cmpstr (ptl_server_get_host (four), ==, "192.0.2.1");
  g_assert_cmpstr (ptl_server_get_host (six), ==, "2001:db8::1");

  /* digits that no program takes for an address */
  g_assert_cmpstr (ptl_server_get_host (near), ==, "0x7g.1and1");
}

/* Every error has a sentence, advice and a stable name of its own. */
static void
test_problems (void)
{
  GEnumClass *errors = g_type_class_ref (PTL_TYPE_ERROR);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < errors->n_values; i++)
    {
      g_autoptr (PtlProblem) problem = ptl_problem_new (errors->values[i].value, NULL);

      g_assert_true (g_hash_table_add (seen, (char *) ptl_problem_get_id (problem)));
      g_assert_cmpuint (strlen (ptl_problem_get_message (problem)), >, 10);
      g_assert_cmpuint (strlen (ptl_problem_get_advice (problem)), >, 10);
    }

  g_type_class_unref (errors);
}

static void
test_hints (void)
{
  for (PtlHintId id = PTL_HINT_APP_PASSWORD; id <= PTL_HINT_DOCUMENTATION; id++)
    {
      g_autoptr (PtlHint) hint = ptl_hint_new (id, "Example 100%", "https://example.org/");
      g_autofree char *text = ptl_hint_get_text (hint);

      g_assert_nonnull (strstr (text, "Example 100%"));
    }
}

static void
test_secret (void)
{
  g_autoptr (PtlSecret) secret = ptl_secret_new ("pässword ", -1);
  g_autofree char *long_text = g_strnfill (20000, 'x');

  g_assert_cmpstr (ptl_secret_peek (secret), ==, "pässword ");
  g_assert_cmpuint (ptl_secret_get_length (secret), ==, strlen ("pässword "));
  g_assert_null (ptl_secret_new (long_text, -1));
  g_assert_null (ptl_secret_new ("a\0b", 3));
}

static PtlSecret *
read_secret (const char  *bytes,
             gsize        length,
             GError     **error)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("ptl-secret-XXXXXX", &path, NULL);
  PtlSecret *secret;

  g_assert_cmpint (write (fd, bytes, length), ==, length);
  g_assert_cmpint (lseek (fd, 0, SEEK_SET), ==, 0);
  secret = ptl_secret_new_read (fd, 0, error);
  close (fd);
  unlink (path);

  return secret;
}

static void
test_secret_read (void)
{
  static const struct
  {
    const char *bytes;
    gsize length;
    const char *secret;  /* NULL: refused */
  } rows[] = {
    { "word", 4, "word" }, { "word\n", 5, "word" }, { "word\r\n", 6, "word" }, { "two words \nmore\n", 16, "two words " },
    { "", 0, NULL }, { "\n", 1, NULL }, { "a\0b\n", 4, NULL },
  };
  g_autofree char *long_text = g_strnfill (20000, 'x');

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PtlSecret) secret = read_secret (rows[i].bytes, rows[i].length, &error);

      if (rows[i].secret != NULL)
        g_assert_cmpstr (ptl_secret_peek (secret), ==, rows[i].secret);
      else
        g_assert_error (error, PTL_ERROR, PTL_ERROR_USAGE);
    }

  g_assert_null (read_secret (long_text, 5000, NULL));
}

/* The page of a password is locked and stays out of a core dump: the kernel says so itself. */
static void
test_secret_memory (void)
{
  g_autoptr (PtlSecret) secret = ptl_secret_new ("kept out of dumps", -1);
  guintptr address = (guintptr) ptl_secret_peek (secret);
  g_autofree char *maps = NULL;
  g_auto (GStrv) lines = NULL;
  gboolean inside = FALSE, found = FALSE;

  g_assert_true (g_file_get_contents ("/proc/self/smaps", &maps, NULL, NULL));
  lines = g_strsplit (maps, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      unsigned long from, to;

      if (sscanf (lines[i], "%lx-%lx ", &from, &to) == 2)
        inside = address >= from && address < to;
      if (inside && g_str_has_prefix (lines[i], "VmFlags:"))
        {
          found = TRUE;
          g_assert_nonnull (strstr (lines[i], " dd"));
        }
    }

  g_assert_true (found);
}

static void
test_account_refused (void)
{
  g_autoptr (PtlAddress) address = ptl_address_parse ("anna@example.org", NULL);
  g_autoptr (PtlServer) imap = server (PTL_PROTOCOL_IMAP, "imap.example.org", 993, PTL_SECURITY_TLS, "anna");
  g_autoptr (PtlServer) nobody = server (PTL_PROTOCOL_IMAP, "imap.example.org", 993, PTL_SECURITY_TLS, NULL);
  g_autoptr (PtlServer) pop3 = server (PTL_PROTOCOL_POP3, "pop.example.org", 995, PTL_SECURITY_TLS, "anna");
  g_autoptr (PtlServer) smtp = server (PTL_PROTOCOL_SMTP, "smtp.example.org", 465, PTL_SECURITY_TLS, "anna");
  g_autoptr (PtlServer) smtp_nobody = server (PTL_PROTOCOL_SMTP, "smtp.example.org", 465, PTL_SECURITY_TLS, NULL);
  const PtlAccountFields rows[] = {
    { .address = address, .incoming = smtp },
    { .address = address, .incoming = nobody },
    { .address = address, .incoming = imap, .outgoing = imap },
    { .address = address, .incoming = imap, .outgoing = smtp_nobody },
    { .address = address, .incoming = imap, .outgoing = smtp, .leave = PTL_LEAVE_KEEP },
    { .address = address, .incoming = pop3, .outgoing = smtp },
    { .address = address, .incoming = pop3, .outgoing = smtp, .leave = PTL_LEAVE_DAYS },
    { .address = address, .incoming = pop3, .outgoing = smtp, .leave = PTL_LEAVE_KEEP, .leave_days = 3 },
    { .address = address, .incoming = imap, .outgoing = smtp, .name = "An\nna" },
  };
  const PtlAccountFields good = { .address = address, .incoming = pop3, .leave = PTL_LEAVE_DAYS, .leave_days = 14 };
  g_autoptr (PtlAccount) account = ptl_account_new (&good, NULL);

  g_assert_nonnull (account);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ptl_account_new (&rows[i], &error));
      g_assert_error (error, PTL_ERROR, PTL_ERROR_BAD_DATA);
    }
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_step (void)
{
  g_autoptr (PtlStep) step = ptl_step_new (PTL_STEP_TLS);
  guint count = 0;

  g_signal_connect_swapped (step, "notify::verdict", G_CALLBACK (count_cb), &count);
  g_assert_cmpint (ptl_step_get_verdict (step), ==, PTL_VERDICT_PENDING);
  ptl_step_end (step, PTL_VERDICT_PASSED, "TLS 1.3", NULL);
  g_assert_cmpuint (count, ==, 1);
  g_assert_cmpstr (ptl_step_get_detail (step), ==, "TLS 1.3");
  g_assert_cmpfloat (ptl_step_get_ms (step), >=, 0);
}

/* The check page speaks to people: a passed step says what that means, the others say why. */
static void
test_step_summary (void)
{
  g_autoptr (PtlStep) passed = ptl_step_new (PTL_STEP_TLS);
  g_autoptr (PtlStep) found = ptl_step_new (PTL_STEP_RESOLVE);
  g_autoptr (PtlStep) skipped = ptl_step_new (PTL_STEP_SIGN_IN);
  g_autoptr (PtlStep) failed = ptl_step_new (PTL_STEP_SIGN_IN);
  g_autoptr (PtlProblem) problem = ptl_problem_new (PTL_ERROR_TIMEOUT, "It took too long.");

  ptl_step_end (passed, PTL_VERDICT_PASSED, "TLS 1.3", NULL);
  g_assert_cmpstr (ptl_step_get_summary (passed), ==, "Nobody on the way can read along.");
  ptl_step_end (found, PTL_VERDICT_PASSED, "mail.example.org", NULL);
  g_assert_cmpstr (ptl_step_get_summary (found), ==, "mail.example.org");
  ptl_step_end (skipped, PTL_VERDICT_SKIPPED, "No password was given.", NULL);
  g_assert_cmpstr (ptl_step_get_summary (skipped), ==, "No password was given.");
  ptl_step_end (failed, PTL_VERDICT_FAILED, NULL, problem);
  g_assert_cmpstr (ptl_step_get_summary (failed), ==, "It took too long.");
}

static void
test_cancellable_child (void)
{
  g_autoptr (GCancellable) parent = g_cancellable_new ();
  g_autoptr (GCancellable) child = ptl_cancellable_new_child (parent);
  g_autoptr (GCancellable) alone = ptl_cancellable_new_child (NULL);
  g_autoptr (GCancellable) other = ptl_cancellable_new_child (parent);
  g_autoptr (GCancellable) late = NULL;

  g_cancellable_cancel (other);
  g_assert_false (g_cancellable_is_cancelled (parent));
  g_cancellable_cancel (parent);
  g_assert_true (g_cancellable_is_cancelled (child));
  g_assert_false (g_cancellable_is_cancelled (alone));

  late = ptl_cancellable_new_child (parent);
  g_assert_true (g_cancellable_is_cancelled (late));
}

/* Whoever is cancelled can say why, at whatever depth. */
static void
test_cancellable_explain (void)
{
  g_autoptr (GCancellable) parent = g_cancellable_new ();
  g_autoptr (GCancellable) child = ptl_cancellable_new_child (parent);
  g_autoptr (GCancellable) grandchild = ptl_cancellable_new_child (child);
  g_autoptr (GCancellable) other = ptl_cancellable_new_child (NULL);
  g_autoptr (PtlProblem) stopped = NULL;
  g_autoptr (PtlProblem) over = NULL;

  ptl_cancellable_run_out (parent, 20);
  g_assert_true (g_cancellable_is_cancelled (grandchild));
  over = ptl_cancellable_explain (grandchild, "It was stopped.");
  g_assert_cmpstr (ptl_problem_get_id (over), ==, "timeout");
  g_assert_cmpstr (ptl_problem_get_message (over), ==, "It was not done within 20 seconds.");

  g_cancellable_cancel (other);
  stopped = ptl_cancellable_explain (other, "It was stopped.");
  g_assert_cmpstr (ptl_problem_get_id (stopped), ==, "cancelled");
  g_assert_cmpstr (ptl_problem_get_message (stopped), ==, "It was stopped.");
}

static void
test_nicks (void)
{
  int value = -1;

  g_assert_cmpstr (ptl_enum_to_nick (PTL_TYPE_SECURITY, PTL_SECURITY_STARTTLS), ==, "starttls");
  g_assert_true (ptl_enum_from_nick (PTL_TYPE_PROTOCOL, "pop3", &value));
  g_assert_cmpint (value, ==, PTL_PROTOCOL_POP3);
  g_assert_false (ptl_enum_from_nick (PTL_TYPE_PROTOCOL, "POP3", &value));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server/ports", test_ports);
  g_test_add_func ("/server/moves", test_server_moves);
  g_test_add_func ("/server/refused", test_server_refused);
  g_test_add_func ("/server/numbers", test_server_numbers);
  g_test_add_func ("/problem/all", test_problems);
  g_test_add_func ("/hint/all", test_hints);
  g_test_add_func ("/secret/new", test_secret);
  g_test_add_func ("/secret/read", test_secret_read);
  g_test_add_func ("/secret/memory", test_secret_memory);
  g_test_add_func ("/account/refused", test_account_refused);
  g_test_add_func ("/step/ends", test_step);
  g_test_add_func ("/step/summary", test_step_summary);
  g_test_add_func ("/cancellable/child", test_cancellable_child);
  g_test_add_func ("/cancellable/explain", test_cancellable_explain);
  g_test_add_func ("/enum/nicks", test_nicks);

  return g_test_run ();
}
