/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "ptl-diagnosis.h"

#define FULL   { TRUE, G_NETWORK_CONNECTIVITY_FULL }
#define PORTAL { TRUE, G_NETWORK_CONNECTIVITY_PORTAL }
#define NONE   { FALSE, G_NETWORK_CONNECTIVITY_LOCAL }
#define LIMITED { TRUE, G_NETWORK_CONNECTIVITY_LIMITED }
#define WEB    { TRUE, G_NETWORK_CONNECTIVITY_FULL, TRUE }
#define ONE_PLACE { TRUE, G_NETWORK_CONNECTIVITY_FULL, FALSE, TRUE }

#define PASSED PTL_ERROR_INTERNAL  /* in a row: this server works */

typedef struct
{
  PtlProtocol protocol;
  const char *host;
  guint16     port;
  PtlError    error;
  const char *seen;  /* (nullable): the fingerprint of a certificate, or the first line */
} Seen;

typedef struct
{
  const char      *name;
  PtlSurroundings  surroundings;
  Seen             seen[4];
  const char      *error;     /* (nullable): nothing that they have in common */
  const char      *message;   /* (nullable): a pattern */
  const char      *argument;  /* (nullable) */
} Row;

#define IMAP PTL_PROTOCOL_IMAP
#define SMTP PTL_PROTOCOL_SMTP

static const Row rows[] = {
  { "fine", FULL, { { IMAP, "imap.test", 993, PASSED }, { SMTP, "smtp.test", 465, PASSED } } },
  { "fine-in-a-portal", PORTAL, { { IMAP, "imap.test", 993, PASSED }, { SMTP, "smtp.test", 465, PASSED } } },
  { "password", FULL, { { IMAP, "imap.test", 993, PTL_ERROR_SIGN_IN_REFUSED }, { SMTP, "smtp.test", 465, PTL_ERROR_SIGN_IN_REFUSED } } },
  { "one-down", FULL, { { IMAP, "imap.test", 993, PTL_ERROR_REFUSED }, { SMTP, "smtp.test", 465, PASSED } } },
  { "one-silent", FULL, { { IMAP, "imap.test", 993, PTL_ERROR_CONNECT_TIMEOUT } } },

  { "portal-known", PORTAL, { { IMAP, "imap.test", 993, PTL_ERROR_TLS_FAILED } }, "captive-portal" },
  { "portal-seen", FULL, { { IMAP, "imap.test", 993, PTL_ERROR_NOT_THIS_PROTOCOL, "HTTP/1.1 302 Found" },
                           { SMTP, "smtp.test", 465, PTL_ERROR_NOT_THIS_PROTOCOL, "HTTP/1.1 302 Found" } }, "captive-portal" },
  { "one-place", ONE_PLACE, { { IMAP, "imap.test", 993, PTL_ERROR_REFUSED }, { SMTP, "smtp.test", 465, PTL_ERROR_REFUSED } }, "captive-portal" },
  { "one-place-that-works", ONE_PLACE, { { IMAP, "imap.test", 993, PASSED }, { SMTP, "smtp.test", 465, PTL_ERROR_REFUSED } } },
  { "web-at-one-port", FULL, { { IMAP, "imap.test", 993, PTL_ERROR_NOT_THIS_PROTOCOL, "HTTP/1.1 400 Bad" }, { SMTP, "smtp.test", 465, PASSED } } },
  { "web-at-one-port-twice", FULL, { { IMAP, "imap.test", 993, PTL_ERROR_NOT_THIS_PROTOCOL, "HTTP/1.1 400 Bad" },
                                     { IMAP, "imap.test", 993, PTL_ERROR_NOT_THIS_PROTOCOL, "HTTP/1.1 400 Bad" } } },
  { "answers-alike", FULL, { { IMAP, "imap.test", 993, PTL_ERROR_NOT_THIS_PROTOCOL, "Welcome to the hotel" },
                             { SMTP, "smtp.test", 465, PTL_ERROR_NOT_THIS_PROTOCOL, "Welcome to the hotel" } }, "captive-portal" },
  { "answers-otherwise", FULL, { { IMAP, "imap.test", 993, PTL_ERROR_NOT_THIS_PROTOCOL, "+OK" }, { SMTP, "smtp.test", 465, PTL_ERROR_NOT_THIS_PROTOCOL, "* OK" } } },
  { "intercepted", LIMITED, { { IMAP, "imap.test", 993, PTL_ERROR_CERTIFICATE_WRONG_NAME, "AA" }, { SMTP, "smtp.test", 465, PTL_ERROR_CERTIFICATE_WRONG_NAME, "AA" } }, "captive-portal" },
  { "same-wrong-name", FULL, { { IMAP, "imap.test", 993, PTL_ERROR_CERTIFICATE_WRONG_NAME, "AA" }, { SMTP, "smtp.test", 465, PTL_ERROR_CERTIFICATE_WRONG_NAME, "AA" } } },
  { "no-names", FULL, { { IMAP, "imap.test", 993, PTL_ERROR_DNS_TIMEOUT }, { SMTP, "smtp.test", 465, PTL_ERROR_DNS_FAILURE } }, "dns-timeout", "*any of the mail servers*" },
  { "no-name", FULL, { { IMAP, "mail.test", 993, PTL_ERROR_DNS_TIMEOUT }, { SMTP, "mail.test", 465, PTL_ERROR_DNS_TIMEOUT } } },
  { "one-name", FULL, { { IMAP, "imap.test", 993, PTL_ERROR_DNS_FAILURE }, { SMTP, "smtp.test", 465, PASSED } } },
  { "offline", NONE, { { IMAP, "imap.test", 993, PTL_ERROR_DNS_FAILURE }, { SMTP, "smtp.test", 465, PTL_ERROR_UNREACHABLE } }, "offline" },
  { "offline-but-something-answers", NONE, { { IMAP, "imap.test", 993, PTL_ERROR_REFUSED }, { SMTP, "smtp.test", 465, PTL_ERROR_UNREACHABLE } } },

  { "clock-ahead", FULL, { { IMAP, "imap.test", 993, PTL_ERROR_CERTIFICATE_EXPIRED, "AA" }, { SMTP, "smtp.test", 465, PTL_ERROR_CERTIFICATE_EXPIRED, "BB" } },
    "certificate-expired", "*clock*" },
  { "clock-behind", FULL, { { IMAP, "imap.test", 993, PTL_ERROR_CERTIFICATE_NOT_YET_VALID, "AA" }, { SMTP, "smtp.test", 465, PTL_ERROR_CERTIFICATE_NOT_YET_VALID, "BB" } },
    "certificate-not-yet-valid", "*clock*" },
  { "one-certificate-twice", FULL, { { IMAP, "imap.test", 993, PTL_ERROR_CERTIFICATE_EXPIRED, "AA" }, { SMTP, "smtp.test", 465, PTL_ERROR_CERTIFICATE_EXPIRED, "AA" } } },
  { "clock-is-right", FULL, { { IMAP, "imap.test", 993, PTL_ERROR_CERTIFICATE_EXPIRED, "AA" }, { IMAP, "mail.test", 993, PTL_ERROR_CERTIFICATE_EXPIRED, "BB" },
                              { SMTP, "smtp.test", 465, PASSED, "CC" } } },

  { "all-blocked", FULL, { { IMAP, "imap.test", 993, PTL_ERROR_CONNECT_TIMEOUT }, { SMTP, "smtp.test", 465, PTL_ERROR_UNREACHABLE } },
    "connect-timeout", "*this network seems to let no mail through*" },
  { "all-but-web-blocked", WEB, { { IMAP, "imap.test", 993, PTL_ERROR_CONNECT_TIMEOUT }, { SMTP, "smtp.test", 465, PTL_ERROR_CONNECT_TIMEOUT } },
    "connect-timeout", "Web pages work*" },
  { "host-down", FULL, { { IMAP, "mail.test", 993, PTL_ERROR_CONNECT_TIMEOUT }, { SMTP, "mail.test", 465, PTL_ERROR_CONNECT_TIMEOUT } },
    "connect-timeout", "*does not answer at any*" },
  { "not-all-silent", FULL, { { IMAP, "imap.test", 993, PTL_ERROR_CONNECT_TIMEOUT }, { SMTP, "smtp.test", 465, PTL_ERROR_REFUSED } } },

  { "sending-blocked", FULL, { { IMAP, "imap.test", 993, PASSED }, { SMTP, "smtp.test", 587, PTL_ERROR_CONNECT_TIMEOUT } },
    "connect-timeout", "Receiving works*port 587*", "465 tls" },
  { "sending-blocked-all", FULL, { { IMAP, "imap.test", 993, PASSED }, { SMTP, "smtp.test", 587, PTL_ERROR_CONNECT_TIMEOUT }, { SMTP, "smtp.test", 465, PTL_ERROR_CONNECT_TIMEOUT } },
    "connect-timeout", "Receiving works*" },
  { "sending-works-elsewhere", FULL, { { IMAP, "imap.test", 993, PASSED }, { SMTP, "smtp.test", 587, PTL_ERROR_CONNECT_TIMEOUT }, { SMTP, "smtp.test", 465, PASSED } } },
  { "sending-refused", FULL, { { IMAP, "imap.test", 993, PASSED }, { SMTP, "smtp.test", 587, PTL_ERROR_REFUSED } } },
};

static PtlReport *
make_report (const Seen *seen)
{
  g_autoptr (PtlServer) server = ptl_server_new (seen->protocol, seen->host, seen->port, PTL_SECURITY_TLS, NULL, NULL);
  g_autoptr (GListStore) steps = g_list_store_new (PTL_TYPE_STEP);
  g_autoptr (PtlProblem) problem = seen->error != PASSED ? ptl_problem_new (seen->error, NULL) : NULL;
  g_autofree char *transcript = g_strdup_printf ("S: %s\n", seen->seen != NULL ? seen->seen : "");
  g_autoptr (PtlCertificate) certificate = ptl_certificate_new (&(PtlCertificateFields) { .sha256 = seen->seen });

  return ptl_report_new (&(PtlReportFields) {
    .server = server,
    .steps = G_LIST_MODEL (steps),
    .verdict = problem != NULL ? PTL_VERDICT_FAILED : PTL_VERDICT_PASSED,
    .problem = problem,
    .certificate = seen->seen != NULL ? certificate : NULL,
    .transcript = transcript,
  });
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (GPtrArray) reports = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (PtlProblem) problem = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (row->seen) && row->seen[i].host != NULL; i++)
    g_ptr_array_add (reports, make_report (&row->seen[i]));

  problem = ptl_diagnose (reports, &row->surroundings);
  g_assert_cmpstr (problem != NULL ? ptl_problem_get_id (problem) : NULL, ==, row->error);
  if (row->message != NULL)
    g_assert_true (g_pattern_match_simple (row->message, ptl_problem_get_message (problem)));
  if (problem != NULL)
    g_assert_cmpstr (ptl_problem_get_argument (problem), ==, row->argument);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/diagnosis/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }

  return g_test_run ();
}
