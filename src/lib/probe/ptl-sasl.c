/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-sasl.h"

#include <gsasl.h>
#include <string.h>

/* A challenge of a mail server has a few hundred octets. */
#define MAX_CHALLENGE 12288

typedef struct
{
  const char *name;
  gboolean    bare;       /* the password itself crosses the wire */
  gboolean    first;      /* the client speaks first (RFC 4422 §5) */
  gboolean    bound;      /* to the TLS session */
  guint       telling;    /* the response, counted from 1, that is made from the password */
  gboolean    token;      /* wants a token of OAuth 2 instead */
} Mechanism;

/* Best first, on an encrypted connection. CRAM-MD5 comes last: it makes the server keep the password itself, so many that offer it
 * cannot check it. What does not show the password goes before what does where nothing is encrypted. */
static const Mechanism mechanisms[] = {
  { "SCRAM-SHA-256-PLUS", FALSE, TRUE, TRUE, 2 },
  { "SCRAM-SHA-1-PLUS", FALSE, TRUE, TRUE, 2 },
  { "SCRAM-SHA-256", FALSE, TRUE, FALSE, 2 },
  { "SCRAM-SHA-1", FALSE, TRUE, FALSE, 2 },
  { "PLAIN", TRUE, TRUE, FALSE, 1 },
  { "LOGIN", TRUE, FALSE, FALSE, 2 },
  { PTL_SASL_OWN_COMMAND, TRUE, FALSE, FALSE, 1 },
  { "CRAM-MD5", FALSE, FALSE, FALSE, 1 },
  { "OAUTHBEARER", TRUE, TRUE, FALSE, 1, TRUE },
  { "XOAUTH2", TRUE, TRUE, FALSE, 1, TRUE },
};

struct _PtlSasl
{
  const Mechanism      *mechanism;
  const PtlCredentials *credentials;

  Gsasl         *library;  /* (owned) (nullable) */
  Gsasl_session *session;  /* (owned) (nullable) */
  guint          n_responses;
  gboolean       complete;
  gboolean       refused;
};

static gboolean
is_offered (const Mechanism    *mechanism,
            const char * const *offered,
            gboolean            own_command)
{
  if (g_str_equal (mechanism->name, PTL_SASL_OWN_COMMAND))
    return own_command;

  for (gsize i = 0; offered != NULL && offered[i] != NULL; i++)
    if (g_ascii_strcasecmp (offered[i], mechanism->name) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
is_usable (const Mechanism      *mechanism,
           const PtlCredentials *credentials,
           const char           *not_this)
{
  if (not_this != NULL && g_str_equal (mechanism->name, not_this))
    return FALSE;
  if (mechanism->bare && !credentials->bare)
    return FALSE;
  if (mechanism->token != credentials->token || (credentials->token && !credentials->encrypted))
    return FALSE;

  return !mechanism->bound || credentials->tls_unique != NULL || credentials->tls_exporter != NULL;
}

/* What is tied to TLS 1.3 comes last: servers offer it that only know how to tie to TLS 1.2, and then refuse the right password
 * (RFC 9266 came later). Over a certificate that passed, the same mechanism without the tie keeps the password as well. */
static const char *
choose_among (const char * const   *offered,
              gboolean              own_command,
              const PtlCredentials *credentials,
              const char           *not_this,
              gboolean              bare_too,
              gboolean              new_tie_too)
{
  for (gsize i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    if ((bare_too || !mechanisms[i].bare) && (new_tie_too || !mechanisms[i].bound || credentials->tls_exporter == NULL) &&
        is_offered (&mechanisms[i], offered, own_command) &&
        is_usable (&mechanisms[i], credentials, not_this))
      return mechanisms[i].name;

  return NULL;
}

/**
 * ptl_sasl_choose:
 * @offered: (nullable) (array zero-terminated=1): the mechanisms that the server names
 * @own_command: whether the protocol's own command can be used as well
 * @credentials: what there is to sign in with
 * @not_this: (nullable): a mechanism that has failed before
 *
 * Returns: (transfer none) (nullable): the safest mechanism that both sides have, or %NULL
 */
const char *
ptl_sasl_choose (const char * const   *offered,
                 gboolean              own_command,
                 const PtlCredentials *credentials,
                 const char           *not_this)
{
  const char *name = NULL;

  if (!credentials->encrypted)
    name = choose_among (offered, own_command, credentials, not_this, FALSE, FALSE);
  if (name == NULL)
    name = choose_among (offered, own_command, credentials, not_this, TRUE, FALSE);
  if (name == NULL)
    name = choose_among (offered, own_command, credentials, not_this, TRUE, TRUE);

  return name;
}

/**
 * ptl_sasl_is_oauth2:
 * @mechanism: the name of a mechanism
 *
 * Returns: whether it signs in with a token from the browser instead of a password (RFC 7628, and what came before it)
 */
gboolean
ptl_sasl_is_oauth2 (const char *mechanism)
{
  return g_ascii_strcasecmp (mechanism, "XOAUTH2") == 0 || g_ascii_strcasecmp (mechanism, "OAUTHBEARER") == 0;
}

static const Mechanism *
find_mechanism (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    if (g_str_equal (mechanisms[i].name, name))
      return &mechanisms[i];

  return NULL;
}

static int
answer_cb (Gsasl          *library,
           Gsasl_session  *session,
           Gsasl_property  property)
{
  PtlSasl *self = gsasl_callback_hook_get (library);
  const PtlCredentials *credentials = self->credentials;
  const char *value = NULL;

  switch ((int) property)
    {
    case GSASL_AUTHID:
      value = credentials->username;
      break;
    case GSASL_PASSWORD:
      value = ptl_secret_peek (credentials->secret);
      break;
    case GSASL_SERVICE:
      value = credentials->service;
      break;
    case GSASL_HOSTNAME:
      value = credentials->host;
      break;
    case GSASL_CB_TLS_UNIQUE:
      value = self->mechanism->bound && credentials->tls_exporter == NULL ? credentials->tls_unique : NULL;
      break;
    case GSASL_CB_TLS_EXPORTER:
      value = self->mechanism->bound ? credentials->tls_exporter : NULL;
      break;
    default:
      break;
    }

  return value != NULL && gsasl_property_set (session, property, value) == GSASL_OK ? GSASL_OK : GSASL_NO_CALLBACK;
}

/**
 * ptl_sasl_new:
 * @mechanism: one that ptl_sasl_choose() gave, not the protocol's own command
 * @credentials: what to sign in with; outlives the exchange
 *
 * Returns: (transfer full) (nullable): the exchange, or %NULL if the mechanism cannot be had here
 */
PtlSasl *
ptl_sasl_new (const char           *mechanism,
              const PtlCredentials *credentials)
{
  g_autoptr (PtlSasl) self = g_new0 (PtlSasl, 1);

  self->mechanism = find_mechanism (mechanism);
  self->credentials = credentials;
  if (self->mechanism != NULL && self->mechanism->token)
    return g_steal_pointer (&self);
  if (self->mechanism == NULL || gsasl_init (&self->library) != GSASL_OK)
    return NULL;

  gsasl_callback_hook_set (self->library, self);
  gsasl_callback_set (self->library, answer_cb);
  if (gsasl_client_start (self->library, mechanism, &self->session) != GSASL_OK)
    return NULL;

  return g_steal_pointer (&self);
}

/* The library frees its copy of the password without wiping it. */
static void
forget_password (PtlSasl *self)
{
  char *copy = (char *) gsasl_property_fast (self->session, GSASL_PASSWORD);

  if (copy != NULL)
    ptl_secret_wipe (copy, strlen (copy));
  gsasl_property_free (self->session, GSASL_PASSWORD);
}

void
ptl_sasl_free (PtlSasl *self)
{
  if (self->session != NULL)
    {
      forget_password (self);
      gsasl_finish (self->session);
    }
  if (self->library != NULL)
    gsasl_done (self->library);
  g_free (self);
}

const char *
ptl_sasl_get_mechanism (PtlSasl *self)
{
  return self->mechanism->name;
}

/**
 * ptl_sasl_speaks_first:
 * @self: an exchange
 *
 * Returns: whether its first response may go along with the command that starts it
 */
gboolean
ptl_sasl_speaks_first (PtlSasl *self)
{
  return self->mechanism->first;
}

static PtlSecret *
encode (const char *output,
        gsize       length)
{
  char *encoded = g_base64_encode ((const guchar *) output, length);
  PtlSecret *response = ptl_secret_new (encoded, -1);

  ptl_secret_wipe (encoded, strlen (encoded));
  g_free (encoded);

  return response;
}

static guchar *
decode (const char *challenge,
        gsize      *length)
{
  guchar *plain;

  *length = 0;
  if (strlen (challenge) > MAX_CHALLENGE || strlen (challenge) % 4 != 0)
    return NULL;
  if (challenge[strspn (challenge, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")] != '\0')
    return NULL;

  plain = g_base64_decode (challenge, length);
  plain = g_realloc (plain, *length + 1);
  plain[*length] = '\0';

  return plain;
}

/* RFC 7628 §3.1; and what Google and Microsoft had before it. */
static char *
write_token (PtlSasl *self)
{
  const PtlCredentials *credentials = self->credentials;
  const char *token = ptl_secret_peek (credentials->secret);

  if (g_str_equal (self->mechanism->name, "XOAUTH2"))
    return g_strdup_printf ("user=%s\001auth=Bearer %s\001\001", credentials->username, token);

  return g_strdup_printf ("n,a=%s,\001host=%s\001port=%u\001auth=Bearer %s\001\001", credentials->username, credentials->host,
                          credentials->port, token);
}

/* A second challenge says what is wrong; a response without words lets the server say no (RFC 7628 §3.2.3). */
static PtlSecret *
respond_with_token (PtlSasl *self)
{
  g_autoptr (PtlSecret) response = NULL;
  char *text;

  if (self->refused)
    return NULL;
  if (self->complete)
    {
      self->complete = FALSE;
      self->refused = TRUE;
      return g_str_equal (self->mechanism->name, "XOAUTH2") ? ptl_secret_new ("", -1) : encode ("\001", 1);
    }

  text = write_token (self);
  response = encode (text, strlen (text));
  ptl_secret_wipe (text, strlen (text));
  g_free (text);
  self->complete = response != NULL;
  self->n_responses++;

  return g_steal_pointer (&response);
}

/**
 * ptl_sasl_respond:
 * @self: an exchange
 * @challenge: what the server says, in base64; "" at the start
 *
 * Returns: (transfer full) (nullable): our response in base64, maybe empty; or %NULL if the challenge is not one, the server could
 *   not prove that it knows the password, or the password does not fit the mechanism: then the exchange must be broken off
 */
PtlSecret *
ptl_sasl_respond (PtlSasl    *self,
                  const char *challenge)
{
  gsize length = 0;
  g_autofree guchar *input = decode (challenge, &length);
  PtlSecret *response = NULL;
  char *output = NULL;
  size_t output_length = 0;
  int status;

  if (input == NULL)
    return NULL;
  if (self->mechanism->token)
    return respond_with_token (self);
  if (self->complete)
    return NULL;

  status = gsasl_step (self->session, (const char *) input, length, &output, &output_length);
  if (status == GSASL_OK || status == GSASL_NEEDS_MORE)
    response = encode (output != NULL ? output : "", output != NULL ? output_length : 0);
  if (response != NULL)
    self->n_responses++;

  self->complete = status == GSASL_OK;
  self->refused = status != GSASL_OK && g_str_has_prefix ((const char *) input, "e=");
  forget_password (self);
  if (output != NULL)
    ptl_secret_wipe (output, output_length);
  gsasl_free (output);

  return response;
}

/**
 * ptl_sasl_has_told:
 * @self: an exchange
 *
 * Returns: whether a response was made from the password already, so that a refusal may count as a wrong password
 */
gboolean
ptl_sasl_has_told (PtlSasl *self)
{
  return self->n_responses >= self->mechanism->telling;
}

/**
 * ptl_sasl_is_complete:
 * @self: an exchange
 *
 * Returns: whether it came to its end, and the server has proved itself where the mechanism makes it
 */
gboolean
ptl_sasl_is_complete (PtlSasl *self)
{
  return self->complete;
}

/**
 * ptl_sasl_is_refused:
 * @self: an exchange
 *
 * Returns: whether the server said within the exchange that the password is wrong (RFC 5802 §7, "server-error")
 */
gboolean
ptl_sasl_is_refused (PtlSasl *self)
{
  return self->refused;
}
