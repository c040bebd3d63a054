/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Each mechanism against the server half of the library, and against servers that cheat. */

#include <gsasl.h>
#include <string.h>

#include "ptl-sasl.h"

#define USERNAME "anna@mail.test"

static PtlSecret *secret;

static PtlCredentials
credentials (const char *binding)
{
  return (PtlCredentials) {
    .username = USERNAME,
    .secret = secret,
    .service = "imap",
    .host = "mail.test",
    .tls_exporter = binding,
    .bare = TRUE,
    .encrypted = TRUE,
  };
}

static void
test_choose (void)
{
  static const struct
  {
    const char *offered;
    gboolean own_command;
    gboolean bare;
    gboolean encrypted;
    enum { UNBOUND, TLS_1_2, TLS_1_3 } bound;
    const char *not_this;
    const char *chosen;
  } rows[] = {
    { "PLAIN LOGIN CRAM-MD5", TRUE, TRUE, TRUE, UNBOUND, NULL, "PLAIN" },
    { "PLAIN LOGIN CRAM-MD5", TRUE, TRUE, TRUE, UNBOUND, "PLAIN", "LOGIN" },
    { "LOGIN", TRUE, TRUE, TRUE, UNBOUND, "LOGIN", "" },
    { "", TRUE, TRUE, TRUE, UNBOUND, NULL, "" },
    { "", FALSE, TRUE, TRUE, UNBOUND, NULL, NULL },
    { "CRAM-MD5", FALSE, TRUE, TRUE, UNBOUND, NULL, "CRAM-MD5" },
    { "CRAM-MD5", FALSE, TRUE, TRUE, UNBOUND, "CRAM-MD5", NULL },
    { "PLAIN SCRAM-SHA-1 SCRAM-SHA-256", TRUE, TRUE, TRUE, UNBOUND, NULL, "SCRAM-SHA-256" },
    { "PLAIN SCRAM-SHA-1 SCRAM-SHA-256", TRUE, TRUE, TRUE, UNBOUND, "SCRAM-SHA-256", "SCRAM-SHA-1" },
    { "SCRAM-SHA-256-PLUS SCRAM-SHA-256", TRUE, TRUE, TRUE, TLS_1_2, NULL, "SCRAM-SHA-256-PLUS" },      /* TLS 1.2 */
    { "SCRAM-SHA-256-PLUS SCRAM-SHA-256", TRUE, TRUE, TRUE, TLS_1_3, NULL, "SCRAM-SHA-256" },         /* few can do that */
    { "SCRAM-SHA-256-PLUS", FALSE, TRUE, TRUE, TLS_1_3, NULL, "SCRAM-SHA-256-PLUS" },
    { "SCRAM-SHA-256-PLUS SCRAM-SHA-256", TRUE, TRUE, TRUE, UNBOUND, NULL, "SCRAM-SHA-256" },
    { "PLAIN CRAM-MD5", TRUE, TRUE, FALSE, UNBOUND, NULL, "CRAM-MD5" },  /* not encrypted: nothing that shows the password … */
    { "PLAIN LOGIN", TRUE, TRUE, FALSE, UNBOUND, NULL, "PLAIN" },         /* … unless there is nothing else and one may */
    { "PLAIN LOGIN", TRUE, FALSE, FALSE, UNBOUND, NULL, NULL },
    { "XOAUTH2 GSSAPI", FALSE, TRUE, TRUE, UNBOUND, NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (GStrv) offered = g_strsplit (rows[i].offered, " ", -1);
      PtlCredentials with = credentials (rows[i].bound == TLS_1_3 ? "AAAA" : NULL);

      with.tls_unique = rows[i].bound == TLS_1_2 ? "AAAA" : NULL;
      with.bare = rows[i].bare;
      with.encrypted = rows[i].encrypted;
      g_assert_cmpstr (ptl_sasl_choose ((const char * const *) offered, rows[i].own_command, &with, rows[i].not_this), ==, rows[i].chosen);
    }
}

/* The server's side. */
static int
server_cb (Gsasl          *library,
           Gsasl_session  *session,
           Gsasl_property  property)
{
  const char *password = gsasl_callback_hook_get (library);

  switch ((int) property)
    {
    case GSASL_PASSWORD:
      return gsasl_property_set (session, property, password);
    case GSASL_CB_TLS_EXPORTER:
      return gsasl_property_set (session, property, "QUJDREVGRw==");
    case GSASL_VALIDATE_SIMPLE:
      return g_strcmp0 (gsasl_property_fast (session, GSASL_AUTHID), USERNAME) == 0 &&
             g_strcmp0 (gsasl_property_fast (session, GSASL_PASSWORD), password) == 0 ? GSASL_OK : GSASL_AUTHENTICATION_ERROR;
    default:
      return GSASL_NO_CALLBACK;
    }
}

/* Whether the server says yes at the end; in that case the client must agree. */
static gboolean
exchange (const char *mechanism,
          const char *server_password,
          const char *binding)
{
  PtlCredentials with = credentials (binding);
  g_autoptr (PtlSasl) client = ptl_sasl_new (mechanism, &with);
  Gsasl *library = NULL;
  Gsasl_session *session = NULL;
  char *challenge = NULL;
  g_autofree char *said = g_strdup ("");
  int status = GSASL_NEEDS_MORE;
  gboolean first = ptl_sasl_speaks_first (client);
  g_autoptr (PtlSecret) response = first ? ptl_sasl_respond (client, "") : NULL;

  g_assert_cmpstr (ptl_sasl_get_mechanism (client), ==, mechanism);
  g_assert_cmpint (gsasl_init (&library), ==, GSASL_OK);
  gsasl_callback_hook_set (library, (gpointer) server_password);
  gsasl_callback_set (library, server_cb);
  g_assert_cmpint (gsasl_server_start (library, mechanism, &session), ==, GSASL_OK);

  while (status == GSASL_NEEDS_MORE)
    {
      g_clear_pointer (&challenge, gsasl_free);
      status = gsasl_step64 (session, response != NULL ? ptl_secret_peek (response) : "", &challenge);
      if (status != GSASL_OK && status != GSASL_NEEDS_MORE)
        break;

      if (challenge != NULL && *challenge != '\0' && !ptl_sasl_is_complete (client))
        {
          g_clear_pointer (&response, ptl_secret_unref);
          response = ptl_sasl_respond (client, challenge);
          if (response == NULL)
            break;
        }
    }

  if (status == GSASL_OK)
    g_assert_true (ptl_sasl_is_complete (client));
  if (status == GSASL_OK)
    g_assert_true (ptl_sasl_has_told (client));
  g_clear_pointer (&challenge, gsasl_free);
  gsasl_finish (session);
  gsasl_done (library);

  return status == GSASL_OK;
}

static void
test_exchange (gconstpointer mechanism)
{
  const char *binding = g_str_has_suffix (mechanism, "-PLUS") ? "QUJDREVGRw==" : NULL;

  g_assert_true (exchange (mechanism, ptl_secret_peek (secret), binding));
  g_assert_false (exchange (mechanism, "another password", binding));
  if (binding != NULL)
    g_assert_false (exchange (mechanism, ptl_secret_peek (secret), "YW5vdGhlcg=="));
}

/* A server that does not know the password cannot make the client believe that it does. */
static void
test_impostor (void)
{
  static const char * const finals[] = {
    "v=AAAAAAAAAAAAAAAAAAAAAAAAAAA=", "e=other-error", "", "v=", "x",
  };
  PtlCredentials with = credentials (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (finals); i++)
    {
      g_autoptr (PtlSasl) client = ptl_sasl_new ("SCRAM-SHA-1", &with);
      g_autoptr (PtlSecret) first = ptl_sasl_respond (client, "");
      gsize length;
      g_autofree char *bare = (char *) g_base64_decode (ptl_secret_peek (first), &length);
      g_autofree char *nonce = g_strndup (strstr (bare, "r=") + 2, length - (strstr (bare, "r=") + 2 - bare));
      g_autofree char *challenge = g_strdup_printf ("r=%sserver,s=QSXCR+Q6sek8bf92,i=4096", nonce);
      g_autofree char *challenge64 = g_base64_encode ((guchar *) challenge, strlen (challenge));
      g_autofree char *final64 = g_base64_encode ((guchar *) finals[i], strlen (finals[i]));
      g_autoptr (PtlSecret) proof = NULL;
      g_autoptr (PtlSecret) last = NULL;

      g_assert_false (ptl_sasl_has_told (client));
      proof = ptl_sasl_respond (client, challenge64);
      g_assert_nonnull (proof);
      g_assert_true (ptl_sasl_has_told (client));
      last = ptl_sasl_respond (client, final64);
      g_assert_null (last);
      g_assert_false (ptl_sasl_is_complete (client));
      g_assert_true (ptl_sasl_is_refused (client) == g_str_has_prefix (finals[i], "e="));
    }
}

/* Not base64, not of this mechanism, a nonce that is not ours: the exchange is broken off before anything is told. */
static void
test_bad_challenges (void)
{
  static const char * const challenges[] = { "%%%%", "AAA", "AAAAA", "cj1ub3RvdXJzLHM9UVNYQ1IrUTZzZWs4YmY5MixpPTQwOTY=", "=", "aGVsbG8=" };
  PtlCredentials with = credentials (NULL);
  g_autofree char *huge = g_strnfill (100000, 'A');

  for (gsize i = 0; i <= G_N_ELEMENTS (challenges); i++)
    {
      g_autoptr (PtlSasl) client = ptl_sasl_new ("SCRAM-SHA-256", &with);
      g_autoptr (PtlSecret) first = ptl_sasl_respond (client, "");
      g_autoptr (PtlSecret) response = ptl_sasl_respond (client, i < G_N_ELEMENTS (challenges) ? challenges[i] : huge);

      g_assert_null (response);
      g_assert_false (ptl_sasl_has_told (client));
    }
}

/* A token goes as it is written, only as a token, and only where everything is encrypted. */
static void
test_token (void)
{
  static const struct
  {
    const char *mechanism;
    const char *first;
    const char *last;
  } rows[] = {
    { "XOAUTH2", "user=" USERNAME "\001auth=Bearer Geheim-Wort-77\001\001", "" },
    { "OAUTHBEARER", "n,a=" USERNAME ",\001host=mail.test\001port=993\001auth=Bearer Geheim-Wort-77\001\001", "AQ==" },
  };
  static const char * const offered[] = { "PLAIN", "SCRAM-SHA-256", "XOAUTH2", "OAUTHBEARER", NULL };
  PtlCredentials with = credentials (NULL);

  with.token = TRUE;
  with.port = 993;
  g_assert_cmpstr (ptl_sasl_choose (offered, TRUE, &with, NULL), ==, "OAUTHBEARER");
  g_assert_cmpstr (ptl_sasl_choose ((const char * const []) { "PLAIN", NULL }, TRUE, &with, NULL), ==, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PtlSasl) client = ptl_sasl_new (rows[i].mechanism, &with);
      g_autoptr (PtlSecret) first = ptl_sasl_respond (client, "");
      g_autofree char *expected = g_base64_encode ((const guchar *) rows[i].first, strlen (rows[i].first));
      g_autoptr (PtlSecret) last = NULL;

      g_assert_cmpstr (ptl_secret_peek (first), ==, expected);
      g_assert_true (ptl_sasl_has_told (client) && ptl_sasl_is_complete (client));
      last = ptl_sasl_respond (client, "eyJzdGF0dXMiOiI0MDEifQ==");
      g_assert_cmpstr (ptl_secret_peek (last), ==, rows[i].last);
      g_assert_false (ptl_sasl_is_complete (client));
      g_assert_true (ptl_sasl_is_refused (client));
      g_assert_null (ptl_sasl_respond (client, ""));
    }

  with.encrypted = FALSE;
  g_assert_cmpstr (ptl_sasl_choose (offered, TRUE, &with, NULL), ==, NULL);
}

int
main (int   argc,
      char *argv[])
{
  static const char * const mechanisms[] = {
    "PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS",
  };
  int result;

  g_test_init (&argc, &argv, NULL);
  secret = ptl_secret_new ("Geheim-Wort-77", -1);

  g_test_add_func ("/sasl/choose", test_choose);
  for (gsize i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    {
      g_autofree char *path = g_strconcat ("/sasl/exchange/", mechanisms[i], NULL);

      g_test_add_data_func (path, mechanisms[i], test_exchange);
    }
  g_test_add_func ("/sasl/impostor", test_impostor);
  g_test_add_func ("/sasl/token", test_token);
  g_test_add_func ("/sasl/bad-challenges", test_bad_challenges);

  result = g_test_run ();
  ptl_secret_unref (secret);

  return result;
}
