/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a core dump would show: all memory of this process that is not left out of dumps is searched for the password, while it is
 * waiting for the answer to a sign-in and after the check. The server is another process; here nothing knows the password but the
 * check, and a copy in which every bit is turned over. */

#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fake-resolver.h"
#include "fake-server.h"
#include "ptl-probe.h"
#include "ptl-sasl.h"

#define LENGTH  21  /* a multiple of three, so that its base64 is one piece */
#define N_FORMS 4

typedef struct
{
  char  bytes[2 * LENGTH];  /* every bit turned over */
  gsize length;
} Form;

static Form forms[N_FORMS];
static guint n_found;

static const FakeStep scripts[][12] = {
  { TLS ("good"), SEND ("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] hi\r\n"), EXPECT (""), SLEEP (400), SEND ("a1 OK in\r\n"), HANG },
  { TLS ("good"), SEND ("* OK [CAPABILITY IMAP4rev1] hi\r\n"), EXPECT (""), SLEEP (400), SEND ("a1 NO no\r\n"), HANG },
  { TLS ("good"), SEND ("* OK [CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=LOGIN] hi\r\n"), EXPECT (""), SEND ("+ VXNlciBOYW1lAA==\r\n"), EXPECT (""),
    SEND ("+ UGFzc3dvcmQA\r\n"), EXPECT (""), SLEEP (400), SEND ("a1 NO no\r\n"), HANG },
  { TLS ("good"), SEND ("* OK [CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=CRAM-MD5] hi\r\n"), EXPECT (""), SEND ("+ PDEyMy40QG1haWwudGVzdD4=\r\n"), EXPECT (""),
    SLEEP (400), SEND ("a1 NO no\r\n"), HANG },
};

static void
keep_form (Form       *form,
           const char *text,
           gsize       length)
{
  g_assert_cmpuint (length, <=, sizeof form->bytes);
  form->length = length;
  for (gsize i = 0; i < length; i++)
    form->bytes[i] = ~text[i];
}

/* A password that nobody has thought of, and its base64 at each of three places. */
static PtlSecret *
make_secret (void)
{
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  char text[2 + LENGTH + 1] = { 0 };
  PtlSecret *secret;

  g_assert_cmpint (getrandom (text + 2, LENGTH, 0), ==, LENGTH);
  for (gsize i = 2; i < 2 + LENGTH; i++)
    text[i] = letters[(guchar) text[i] % (sizeof letters - 1)];

  keep_form (&forms[0], text + 2, LENGTH);
  for (gsize before = 0; before < 3; before++)
    {
      char *encoded = g_base64_encode ((guchar *) text + 2 - before, before + LENGTH);
      gsize from = before == 0 ? 0 : 4;

      keep_form (&forms[1 + before], encoded + from, LENGTH + 2 - from);
      ptl_secret_wipe (encoded, strlen (encoded));
      g_free (encoded);
    }
  secret = ptl_secret_new (text + 2, LENGTH);
  ptl_secret_wipe (text, sizeof text);

  return secret;
}

static gboolean
is_form (const Form *form,
         const char *memory,
         gsize       left)
{
  if (left < form->length)
    return FALSE;
  for (gsize i = 0; i < form->length; i++)
    if ((char) ~memory[i] != form->bytes[i])
      return FALSE;

  return TRUE;
}

static void
search_range (guint64     from,
              guint64     until,
              const char *name)
{
  for (const char *p = (const char *) (gsize) from; p < (const char *) (gsize) until; p++)
    for (gsize i = 0; i < N_FORMS; i++)
      if (is_form (&forms[i], p, (const char *) (gsize) until - p))
        {
          g_test_message ("form %zu at %p in %s", i, (gconstpointer) p, name);
          n_found++;
        }
}

/* The end of what can be read from there on. Newer C libraries have guard pages inside of a stack's mapping, which no map shows:
 * the kernel knows, and its own reading fails where ours would end the test. */
static guint64
find_end (int     memory,
          guint64 from,
          guint64 until)
{
  const guint64 page = sysconf (_SC_PAGESIZE);
  char byte;

  while (from < until && pread (memory, &byte, 1, from) == 1)
    from += page;

  return from;
}

static void
search_readable (guint64     from,
                 guint64     until,
                 const char *name)
{
  int memory = open ("/proc/self/mem", O_RDONLY | O_CLOEXEC);

  g_assert_cmpint (memory, >=, 0);
  while (from < until)
    {
      guint64 end = find_end (memory, from, until);

      search_range (from, end, name);
      from = end + sysconf (_SC_PAGESIZE);
    }
  close (memory);
}

/* What may be written to, and is not left out of dumps (“dd”). */
static guint
search_memory (void)
{
  FILE *maps = fopen ("/proc/self/smaps", "re");
  char line[512];
  char name[512] = "";
  guint64 from = 0, until = 0;
  gboolean wanted = FALSE;

  n_found = 0;
  g_assert_nonnull (maps);
  while (fgets (line, sizeof line, maps) != NULL)
    {
      guint64 first, last;
      char permissions[5];

      if (sscanf (line, "%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x %4s %511[^\n]", &first, &last, permissions, name) >= 3)
        {
          from = first;
          until = last;
          wanted = permissions[0] == 'r' && permissions[1] == 'w';
        }
      else if (wanted && g_str_has_prefix (line, "VmFlags:") && strstr (line, " dd") == NULL)
        search_readable (from, until, name);
    }
  fclose (maps);

  return n_found;
}

static gboolean
search_cb (gpointer user_data)
{
  *(guint *) user_data = search_memory ();
  return G_SOURCE_REMOVE;
}

static void
done_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  *(PtlReport **) user_data = ptl_probe_run_finish (PTL_PROBE (object), result, NULL);
}

/* In a process of its own. Tells its port. */
static pid_t
start_server (const FakeStep *script,
              guint16        *port)
{
  int fds[2];
  pid_t child;

  g_assert_true (g_unix_open_pipe (fds, FD_CLOEXEC, NULL));
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      FakeServer *server;

      prctl (PR_SET_PDEATHSIG, SIGKILL);
      server = fake_server_new (script);
      *port = fake_server_get_port (server);
      if (write (fds[1], port, sizeof *port) != sizeof *port)
        _exit (1);
      for (;;)
        pause ();
    }

  g_assert_cmpint (read (fds[0], port, sizeof *port), ==, sizeof *port);
  close (fds[0]);
  close (fds[1]);

  return child;
}

static void
meet_server (guint16    port,
             PtlSecret *secret)
{
  g_autoptr (PtlServer) server = ptl_server_new (PTL_PROTOCOL_IMAP, "mail.test", port, PTL_SECURITY_TLS, "anna@mail.test", NULL);
  g_autoptr (PtlProbe) probe = ptl_probe_new (server, secret);
  g_autoptr (PtlReport) report = NULL;
  guint n_meanwhile = G_MAXUINT;

  g_timeout_add (250, search_cb, &n_meanwhile);
  ptl_probe_run_async (probe, NULL, done_cb, &report);
  while (report == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpuint (n_meanwhile, ==, 0);
  g_assert_cmpuint (search_memory (), ==, 0);
}

static void
test_memory (void)
{
  guint16 ports[G_N_ELEMENTS (scripts)];
  pid_t children[G_N_ELEMENTS (scripts)];
  g_autofree char *authority = g_test_build_filename (G_TEST_BUILT, "fake", "tls", "ca.pem", NULL);
  g_autoptr (GTlsDatabase) database = NULL;
  FakeResolver *resolver;
  PtlSecret *secret;

  /* before there are any threads here */
  for (gsize i = 0; i < G_N_ELEMENTS (scripts); i++)
    children[i] = start_server (scripts[i], &ports[i]);

  database = g_tls_file_database_new (authority, NULL);
  g_tls_backend_set_default_database (g_tls_backend_get_default (), database);
  resolver = fake_resolver_install ();
  fake_resolver_add_host (resolver, "mail.test", "127.0.0.1");
  secret = make_secret ();
  g_assert_cmpuint (search_memory (), ==, 0);

  for (gsize i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      meet_server (ports[i], secret);
      kill (children[i], SIGKILL);
      waitpid (children[i], NULL, 0);
    }

  ptl_secret_unref (secret);
  fake_resolver_uninstall (resolver);
}

/* SCRAM has no script, since the server's part depends on ours; so here is an exchange without a server. */
static void
test_scram (gconstpointer mechanism)
{
  PtlSecret *secret = make_secret ();
  PtlCredentials credentials = { .username = "anna", .secret = secret, .service = "imap", .host = "mail.test", .encrypted = TRUE };
  PtlSasl *sasl = ptl_sasl_new (mechanism, &credentials);
  g_autoptr (PtlSecret) first = ptl_sasl_respond (sasl, "");
  gsize length;
  g_autofree char *bare = (char *) g_base64_decode (ptl_secret_peek (first), &length);
  g_autofree char *nonce = g_strndup (strstr (bare, "r=") + 2, length - (strstr (bare, "r=") + 2 - bare));
  g_autofree char *challenge = g_strdup_printf ("r=%sserver,s=QSXCR+Q6sek8bf92,i=4096", nonce);
  g_autofree char *encoded = g_base64_encode ((guchar *) challenge, strlen (challenge));
  g_autoptr (PtlSecret) proof = ptl_sasl_respond (sasl, encoded);

  g_assert_nonnull (proof);
  g_assert_cmpuint (search_memory (), ==, 0);
  ptl_sasl_free (sasl);
  g_assert_cmpuint (search_memory (), ==, 0);
  ptl_secret_unref (secret);
}

/* The search finds what is there. */
static void
test_search (void)
{
  PtlSecret *secret = make_secret ();
  char *copy = g_strdup (ptl_secret_peek (secret));

  g_assert_cmpuint (search_memory (), ==, 1);
  ptl_secret_wipe (copy, strlen (copy));
  g_assert_cmpuint (search_memory (), ==, 0);
  g_free (copy);
  ptl_secret_unref (secret);
}

int
main (int   argc,
      char *argv[])
{
#ifdef __SANITIZE_ADDRESS__
  g_print ("1..0 # SKIP a sanitizer keeps what was freed, and does not let it be read\n");
  return 0;
#endif
  /* The tests' environment overwrites what is freed, which would help. */
  if (g_getenv ("MALLOC_PERTURB_") != NULL)
    {
      g_unsetenv ("MALLOC_PERTURB_");
      execv ("/proc/self/exe", argv);
    }

  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/probe-memory/sign-in", test_memory);
  g_test_add_data_func ("/probe-memory/scram-sha-1", "SCRAM-SHA-1", test_scram);
  g_test_add_data_func ("/probe-memory/scram-sha-256", "SCRAM-SHA-256", test_scram);
  g_test_add_func ("/probe-memory/search", test_search);

  return g_test_run ();
}
