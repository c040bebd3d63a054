/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Servers that do anything: scripts of good ones, changed at random. Whatever they do, a check ends in time with a report, tells the
 * password to nobody whose certificate did not pass, and believes nobody who did not say yes.
 *
 * PORTOLAN_RUNS=10000 makes more of them; the seed that g_test prints makes the same again. */

#include <string.h>

#include "fake-resolver.h"
#include "fake-server.h"
#include "ptl-probe.h"

#define PASSWORD "Geheim-Wort-77"

#define N_RUNS     2000
#define N_AT_ONCE  16
#define MAX_STEPS  40

#define CONNECT_LIMIT  400
#define GREETING_LIMIT 150
#define TOTAL_LIMIT    500

/* Sixteen at once on a busy computer, which a sanitizer makes a slow one. */
#ifdef __SANITIZE_ADDRESS__
#define SLACK 20000
#else
#define SLACK 4000
#endif

typedef struct
{
  PtlProtocol protocol;
  PtlSecurity security;
  FakeStep    script[24];
} Base;

static const Base bases[] = {
  { PTL_PROTOCOL_IMAP, PTL_SECURITY_TLS,
    { TLS ("good"), SEND ("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=SCRAM-SHA-256] hi\r\n"), EXPECT (""), SEND ("+ cj1hYmM=\r\n"), EXPECT (""),
      SEND ("a1 NO no\r\n"), EXPECT (""), SEND ("a2 OK [CAPABILITY IMAP4rev1 IDLE QUOTA] in\r\n"), EXPECT (""),
      SEND ("* LIST (\\Sent) \"/\" {4}\r\nSent\r\na3 OK\r\n* QUOTA \"\" (STORAGE 1 2)\r\na4 OK\r\n* STATUS INBOX (MESSAGES 3)\r\na5 OK\r\n"), EXPECT (""), SEND ("* BYE\r\n") } },
  { PTL_PROTOCOL_IMAP, PTL_SECURITY_STARTTLS,
    { SEND ("* OK hi\r\n"), EXPECT (""), SEND ("* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\na1 OK\r\n"), EXPECT (""), SEND ("a2 OK go\r\n"), TLS ("good"),
      EXPECT (""), SEND ("* CAPABILITY IMAP4rev1\r\na3 OK\r\n"), EXPECT (""), SEND ("a4 OK in\r\n"), EXPECT (""), SEND ("a5 OK\r\na6 OK\r\na7 OK\r\n") } },
  { PTL_PROTOCOL_POP3, PTL_SECURITY_TLS,
    { TLS ("good"), SEND ("+OK hi\r\n"), EXPECT (""), SEND ("+OK\r\nUSER\r\nSASL PLAIN\r\nEXPIRE 3\r\n.\r\n"), EXPECT (""), SEND ("+ \r\n"), EXPECT (""), SEND ("+OK in\r\n"),
      EXPECT (""), SEND ("+OK 3 4\r\n"), EXPECT (""), SEND ("+OK 1 a\r\n") } },
  { PTL_PROTOCOL_POP3, PTL_SECURITY_STARTTLS,
    { SEND ("+OK hi\r\n"), EXPECT (""), SEND ("+OK\r\nSTLS\r\n.\r\n"), EXPECT (""), SEND ("+OK\r\n"), TLS ("good"), EXPECT (""), SEND ("-ERR\r\n"), EXPECT (""),
      SEND ("+OK\r\n"), EXPECT (""), SEND ("+OK in\r\n"), EXPECT (""), SEND ("+OK 0 0\r\n") } },
  { PTL_PROTOCOL_SMTP, PTL_SECURITY_TLS,
    { TLS ("good"), SEND ("220-hi\r\n220 there\r\n"), EXPECT (""), SEND ("250-hi\r\n250-SIZE 1000\r\n250 AUTH PLAIN LOGIN\r\n"), EXPECT (""), SEND ("504 5.5.4 no\r\n"),
      EXPECT (""), SEND ("334 VXNlcm5hbWU6\r\n"), EXPECT (""), SEND ("334 UGFzc3dvcmQ6\r\n"), EXPECT (""), SEND ("235 2.7.0 in\r\n"), EXPECT (""), SEND ("221 bye\r\n") } },
  { PTL_PROTOCOL_SMTP, PTL_SECURITY_STARTTLS,
    { SEND ("220 hi\r\n"), EXPECT (""), SEND ("250-hi\r\n250 STARTTLS\r\n"), EXPECT (""), SEND ("220 go\r\n"), TLS ("good"), EXPECT (""), SEND ("250-hi\r\n250 AUTH PLAIN\r\n"),
      EXPECT (""), SEND ("235 in\r\n"), EXPECT (""), SEND ("221 bye\r\n") } },
};

static const char * const bad_certificates[] = {
  "expired", "not-yet-valid", "wrong-name", "unknown-issuer", "missing-intermediate", "self-signed", "weak-key", "weak-signature",
};

static const char * const odd_lines[] = {
  "* BYE bye\r\n", "a1 OK\r\n", "a2 OK\r\n", "a1 NO\r\n", "+OK\r\n", "-ERR no\r\n", "250 OK\r\n", "235 in\r\n", "535 no\r\n", "421 later\r\n", "+ \r\n", "334 \r\n",
  "* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN] hi\r\n", "* OK [CAPABILITY IMAP4rev1 AUTH=CRAM-MD5] hi\r\n", "* OK {100000}\r\n", "\r\n", "\r", ".\r\n",
  "HTTP/1.1 200 OK\r\n\r\n", "\x16\x03\x01\x02", "\x15\x03\x01\x02\x02\x28", "+ PDEyMy40QG1haWwudGVzdD4=\r\n", "a1 OK you said " PASSWORD "\r\n",
};

/* One server, and the check that meets it. */
typedef struct
{
  guint32     seed;
  GRand      *random;
  GPtrArray  *texts;                /* (element-type utf8) (owned): of the steps */
  FakeStep    script[MAX_STEPS + 1];
  guint       n_steps;
  const Base *base;
  gboolean    trusted;              /* every certificate in the script is good */
  FakeServer *server;
  gint64      started;
} Run;

static guint n_running;
static guint n_signed_in;
static guint n_errors[PTL_ERROR_CANCELLED + 1];

static guint
pick (Run   *run,
      guint  n)
{
  return g_rand_int_range (run->random, 0, n);
}

static const char *
keep (Run  *run,
      char *text)
{
  g_ptr_array_add (run->texts, text);
  return text;
}

static void
insert_step (Run            *run,
             guint           at,
             const FakeStep *step)
{
  if (run->n_steps == MAX_STEPS)
    return;

  memmove (&run->script[at + 1], &run->script[at], (run->n_steps - at) * sizeof (FakeStep));
  run->script[at] = *step;
  run->n_steps++;
}

static void
remove_step (Run   *run,
             guint  at)
{
  memmove (&run->script[at], &run->script[at + 1], (run->n_steps - at - 1) * sizeof (FakeStep));
  run->n_steps--;
  run->script[run->n_steps] = (FakeStep) { FAKE_END };
}

/* Other bytes, fewer, or the same twice. */
static void
change_text (Run      *run,
             FakeStep *step)
{
  g_autoptr (GString) text = g_string_new (step->text);
  guint n_changes = 1 + pick (run, 3);

  for (guint i = 0; i < n_changes && text->len > 0; i++)
    {
      guint at = pick (run, text->len);

      switch (pick (run, 4))
        {
        case 0:
          text->str[at] = 1 + pick (run, 255);
          break;
        case 1:
          g_string_truncate (text, at);
          break;
        case 2:
          g_string_erase (text, at, 1);
          break;
        default:
          g_string_insert (text, at, odd_lines[pick (run, G_N_ELEMENTS (odd_lines))]);
        }
    }
  if (text->len == 0)
    g_string_append_c (text, '\n');

  step->text = keep (run, g_string_free (g_steal_pointer (&text), FALSE));
}

static void
insert_something (Run   *run,
                  guint  at)
{
  const FakeStep steps[] = {
    SEND (odd_lines[pick (run, G_N_ELEMENTS (odd_lines))]), SEND (odd_lines[pick (run, G_N_ELEMENTS (odd_lines))]),
    EXPECT (""), RESET, HANG, { FAKE_END }, SLEEP (pick (run, 200)),
    FLOOD ("on and on", 80 * 1024), FLOOD ("* on and on\r\n", 1200 * 1024), DRIP ("* OK slowly slowly slowly\r\n", 20),
    TLS ("good"), TLS_UP_TO (10 + pick (run, 4)),
  };

  insert_step (run, at, &steps[pick (run, G_N_ELEMENTS (steps))]);
}

static void
mutate (Run *run)
{
  guint at = pick (run, run->n_steps);
  FakeStep *step = &run->script[at];

  switch (pick (run, 6))
    {
    case 0:
      if (run->n_steps > 1)
        remove_step (run, at);
      break;
    case 1:
      insert_step (run, pick (run, run->n_steps), &(FakeStep) { step->act, step->text, step->number });
      break;
    case 2:
      if (step->act == FAKE_TLS)
        step->text = bad_certificates[pick (run, G_N_ELEMENTS (bad_certificates))];
      else
        insert_something (run, at);
      break;
    case 3:
      insert_something (run, at);
      break;
    default:
      if (step->act == FAKE_SEND)
        change_text (run, step);
    }
}

static Run *
run_new (guint32 seed)
{
  Run *run = g_new0 (Run, 1);
  guint n_mutations;

  run->seed = seed;
  run->random = g_rand_new_with_seed (seed);
  run->texts = g_ptr_array_new_with_free_func (g_free);
  run->base = &bases[pick (run, G_N_ELEMENTS (bases))];
  for (run->n_steps = 0; run->base->script[run->n_steps].act != FAKE_END; run->n_steps++)
    run->script[run->n_steps] = run->base->script[run->n_steps];

  n_mutations = 1 + pick (run, 4);
  for (guint i = 0; i < n_mutations; i++)
    mutate (run);

  run->trusted = TRUE;
  for (guint i = 0; i < run->n_steps; i++)
    if (run->script[i].act == FAKE_TLS && !g_str_equal (run->script[i].text, "good"))
      run->trusted = FALSE;

  return run;
}

static void
run_free (Run *run)
{
  fake_server_free (run->server);
  g_rand_free (run->random);
  g_ptr_array_unref (run->texts);
  g_free (run);
}

/* In the clear, or as PLAIN and LOGIN write it in base64. */
static gboolean
tells_password (const char *text)
{
  return strstr (text, PASSWORD) != NULL || strstr (text, "dlaGVpbS1Xb3J0LTc3") != NULL || strstr (text, "R2VoZWltLVdvcnQtNzc") != NULL;
}

static gboolean
says_yes (Run *run)
{
  for (guint i = 0; i < run->n_steps; i++)
    if (run->script[i].act == FAKE_SEND &&
        g_regex_match_simple ("^(a[0-9]+ OK|\\+OK|235)", run->script[i].text, G_REGEX_RAW | G_REGEX_MULTILINE | G_REGEX_CASELESS, 0))
      return TRUE;

  return FALSE;
}

static void
check_report (Run       *run,
              PtlReport *report)
{
  PtlProblem *problem = ptl_report_get_problem (report);
  PtlVerdict verdict = ptl_report_get_verdict (report);
  GListModel *steps = ptl_report_get_steps (report);

  g_assert_true ((verdict == PTL_VERDICT_PASSED) == (problem == NULL));
  g_assert_true (verdict == PTL_VERDICT_PASSED || verdict == PTL_VERDICT_FAILED);
  g_assert_true (ptl_report_get_signed_in (report) == (verdict == PTL_VERDICT_PASSED));
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (PtlStep) step = g_list_model_get_item (steps, i);

      g_assert_cmpint (ptl_step_get_verdict (step), !=, PTL_VERDICT_PENDING);
      g_assert_false (ptl_step_get_detail (step) != NULL && tells_password (ptl_step_get_detail (step)));
    }
  g_assert_false (tells_password (ptl_report_get_transcript (report)));
  g_assert_true (g_utf8_validate (ptl_report_get_transcript (report), -1, NULL));
  if (problem == NULL)
    return;

  g_assert_false (tells_password (ptl_problem_get_message (problem)));
  g_assert_cmpint (ptl_problem_get_code (problem), <, PTL_ERROR_CANCELLED);
  n_errors[ptl_problem_get_code (problem)]++;
}

static void
done_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Run *run = user_data;
  gint64 took = (g_get_monotonic_time () - run->started) / 1000;
  g_autoptr (PtlReport) report = ptl_probe_run_finish (PTL_PROBE (object), result, NULL);

  n_running--;
  g_assert_nonnull (report);
  fake_server_stop (run->server);
  if (took >= TOTAL_LIMIT + SLACK)
    g_test_message ("seed %u took %" G_GINT64_FORMAT " ms", run->seed, took);
  g_assert_cmpint (took, <, TOTAL_LIMIT + SLACK);

  g_assert_false (tells_password (fake_server_get_clear (run->server)->str));
  if (!run->trusted && fake_server_count (run->server) == 1)
    g_assert_true (!ptl_report_get_signed_in (report) || ptl_report_get_certificate (report) != NULL);
  if (ptl_report_get_signed_in (report))
    {
      n_signed_in++;
      g_assert_nonnull (ptl_report_get_tls_version (report));
      g_assert_true (says_yes (run));
    }
  check_report (run, report);
  run_free (run);
}

static void
start (Run       *run,
       PtlSecret *secret)
{
  g_autoptr (PtlServer) server = NULL;
  g_autoptr (PtlProbe) probe = NULL;

  run->server = fake_server_new (run->script);
  server = ptl_server_new (run->base->protocol, "mail.test", fake_server_get_port (run->server), run->base->security, "anna@mail.test", NULL);
  probe = ptl_probe_new (server, secret);
  ptl_probe_set_limits (probe, &(PtlProbeLimits) { CONNECT_LIMIT, GREETING_LIMIT, TOTAL_LIMIT });
  run->started = g_get_monotonic_time ();
  n_running++;
  ptl_probe_run_async (probe, NULL, done_cb, run);
}

static void
test_random (void)
{
  const char *wanted = g_getenv ("PORTOLAN_RUNS");
  guint n_runs = wanted != NULL ? (guint) g_ascii_strtoull (wanted, NULL, 10) : N_RUNS;
  g_autoptr (PtlSecret) secret = ptl_secret_new (PASSWORD, -1);

  for (guint i = 0; i < n_runs; i++)
    {
      while (n_running == N_AT_ONCE)
        g_main_context_iteration (NULL, TRUE);
      start (run_new (g_test_rand_int ()), secret);
    }
  while (n_running > 0)
    g_main_context_iteration (NULL, TRUE);

  g_test_message ("%u servers, %u signed in", n_runs, n_signed_in);
  for (guint i = 0; i < G_N_ELEMENTS (n_errors); i++)
    if (n_errors[i] > 0)
      g_test_message ("%s: %u", ptl_error_get_id (i), n_errors[i]);
  /* Else the scripts are so broken that they test nothing, or hardly changed. */
  g_assert_cmpuint (n_signed_in, <, n_runs / 2);
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *authority = NULL;
  g_autoptr (GTlsDatabase) database = NULL;
  FakeResolver *resolver = fake_resolver_install ();
  int result;

  g_test_init (&argc, &argv, NULL);
  authority = g_test_build_filename (G_TEST_BUILT, "fake", "tls", "ca.pem", NULL);
  database = g_tls_file_database_new (authority, NULL);
  g_tls_backend_set_default_database (g_tls_backend_get_default (), database);
  fake_resolver_add_host (resolver, "mail.test", "127.0.0.1");

  g_test_add_func ("/probe-random/servers", test_random);

  result = g_test_run ();
  fake_resolver_uninstall (resolver);

  return result;
}
