/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-dialect.h"

#include <glib/gi18n-lib.h>
#include <stdarg.h>
#include <string.h>

#include "ptl-errand.h"
#include "ptl-refusal.h"

/* What is kept of a server's words, in characters, and of its offers. */
#define MAX_QUOTED       300
#define MAX_CAPABILITY   80
#define MAX_CAPABILITIES 200
#define MAX_ATTEMPTS     2

/* By PtlProtocol; to add a protocol is to add a row. */
static const PtlDialect * const dialects[] = { &ptl_imap_dialect, &ptl_pop3_dialect, &ptl_smtp_dialect };

/* How other services speak first, so that a wrong port has a name. */
static const struct
{
  const char *start;
  const char *service;
} voices[] = {
  { "* OK", "IMAP" },
  { "* PREAUTH", "IMAP" },
  { "* BYE", "IMAP" },
  { "+OK", "POP3" },
  { "220", "SMTP" },
  { "HTTP/", "HTTP" },
  { "<html", "HTTP" },
  { "<!doctype", "HTTP" },
  { "SSH-", "SSH" },
  { "RFB ", "VNC" },
  { "\"IMPLEMENTATION\"", "ManageSieve" },
};

/**
 * ptl_talk_new:
 * @protocol: which dialect to speak
 * @secret: (nullable): what must not show up in anything that is kept of the talk
 *
 * Returns: (transfer full): a talk that has not begun
 */
PtlTalk *
ptl_talk_new (PtlProtocol  protocol,
              PtlSecret   *secret)
{
  PtlTalk *self = g_new0 (PtlTalk, 1);

  self->dialect = dialects[protocol];
  self->capabilities = g_ptr_array_new_null_terminated (8, g_free, TRUE);
  self->mechanisms = g_ptr_array_new_null_terminated (8, g_free, TRUE);
  self->facts = ptl_reasons_new ();
  self->redactor = ptl_redactor_new (secret);
  self->reply = g_string_new (NULL);

  return self;
}

void
ptl_talk_free (PtlTalk *self)
{
  g_ptr_array_unref (self->capabilities);
  g_ptr_array_unref (self->mechanisms);
  g_ptr_array_unref (self->facts);
  g_clear_pointer (&self->sasl, ptl_sasl_free);
  g_clear_pointer (&self->held, ptl_secret_unref);
  g_clear_pointer (&self->out, g_bytes_unref);
  g_clear_pointer (&self->problem, ptl_problem_unref);
  g_clear_pointer (&self->redactor, ptl_redactor_free);
  g_string_free (self->reply, TRUE);
  g_free (self->shown);
  g_free (self->greeting);
  g_free (self->alert);
  g_free (self->junk);
  g_free (self);
}

/**
 * ptl_talk_start:
 * @self: a talk whose last stage is over
 * @stage: what comes next
 *
 * Returns: the first move of the stage
 */
PtlMove
ptl_talk_start (PtlTalk  *self,
                PtlStage  stage)
{
  self->stage = stage;
  self->phase = 0;

  return stage == PTL_STAGE_ERRAND ? ptl_errand_start (self) : self->dialect->start (self);
}

/**
 * ptl_talk_take:
 * @self: a talk that reads
 * @line: what the server said, with its line end; NUL-terminated
 * @length: its octets
 *
 * Returns: the next move
 */
PtlMove
ptl_talk_take (PtlTalk    *self,
               const char *line,
               gsize       length)
{
  g_autofree char *text = g_strndup (line, length);
  gsize end = strlen (text);

  if (end < length)
    return ptl_talk_fail (self, PTL_ERROR_GARBAGE, _("The server sent zero bytes, which no mail server does."), NULL);

  while (end > 0 && (text[end - 1] == '\n' || text[end - 1] == '\r'))
    text[--end] = '\0';

  return self->stage == PTL_STAGE_ERRAND ? ptl_errand_take (self, text) : self->dialect->take (self, text, length);
}

/**
 * ptl_talk_take_out:
 * @self: a talk that sends
 * @shown: (out) (transfer full) (nullable): what stands for it in a transcript, if it is secret
 *
 * Returns: (transfer full): what to send
 */
GBytes *
ptl_talk_take_out (PtlTalk  *self,
                   char    **shown)
{
  *shown = g_steal_pointer (&self->shown);
  return g_steal_pointer (&self->out);
}

/**
 * ptl_talk_secured:
 * @self: a talk that has just been moved into TLS
 *
 * What a server said before is forgotten: anybody could have said it (RFC 3207 §4.2, RFC 9051 §6.2.1, RFC 2595 §4).
 */
void
ptl_talk_secured (PtlTalk *self)
{
  ptl_talk_forget_offers (self);
  g_clear_pointer (&self->alert, g_free);
}

/**
 * ptl_talk_set_credentials:
 * @self: a talk
 * @credentials: what to sign in with; outlives the talk
 */
void
ptl_talk_set_credentials (PtlTalk              *self,
                          const PtlCredentials *credentials)
{
  self->credentials = credentials;
}

static gboolean
has_mechanism (PtlTalk    *self,
               const char *name)
{
  for (guint i = 0; i < self->mechanisms->len; i++)
    if (g_str_equal (g_ptr_array_index (self->mechanisms, i), name))
      return TRUE;

  return FALSE;
}

static void
add_method (GArray            *methods,
            PtlAuthentication  method,
            gboolean           offered)
{
  if (offered)
    g_array_append_val (methods, method);
}

/**
 * ptl_talk_list_methods:
 * @self: a talk that knows what the server offers
 *
 * The usual password comes first: every mail program can do that. SCRAM shows as the “encrypted password” of settings only where
 * nothing else takes a password, because mail programs mean CRAM-MD5 by it.
 *
 * Returns: (transfer full) (element-type PtlAuthentication): the ways to sign in, in the words of settings
 */
GArray *
ptl_talk_list_methods (PtlTalk *self)
{
  GArray *methods = g_array_new (FALSE, FALSE, sizeof (PtlAuthentication));
  gboolean usual = self->own_command || has_mechanism (self, "PLAIN") || has_mechanism (self, "LOGIN");
  gboolean scram = has_mechanism (self, "SCRAM-SHA-256") || has_mechanism (self, "SCRAM-SHA-1");

  add_method (methods, PTL_AUTHENTICATION_PASSWORD_CLEARTEXT, usual);
  add_method (methods, PTL_AUTHENTICATION_PASSWORD_ENCRYPTED,
              has_mechanism (self, "CRAM-MD5") || has_mechanism (self, "DIGEST-MD5") || (scram && !usual));
  add_method (methods, PTL_AUTHENTICATION_OAUTH2, has_mechanism (self, "OAUTHBEARER") || has_mechanism (self, "XOAUTH2"));
  add_method (methods, PTL_AUTHENTICATION_GSSAPI, has_mechanism (self, "GSSAPI"));
  add_method (methods, PTL_AUTHENTICATION_NTLM, has_mechanism (self, "NTLM"));
  add_method (methods, PTL_AUTHENTICATION_CLIENT_CERTIFICATE, has_mechanism (self, "EXTERNAL"));

  return methods;
}

/* Sets what to send next; the line end is added. */
PtlMove
ptl_talk_send (PtlTalk    *self,
               const char *format,
               ...)
{
  g_autoptr (GString) line = g_string_new (NULL);
  va_list arguments;

  va_start (arguments, format);
  g_string_append_vprintf (line, format, arguments);
  va_end (arguments);
  g_string_append (line, "\r\n");

  g_clear_pointer (&self->shown, g_free);
  g_clear_pointer (&self->out, g_bytes_unref);
  self->out = g_string_free_to_bytes (g_steal_pointer (&line));

  return PTL_MOVE_SEND;
}

/* The same with the password after @before: it lives in protected memory until it is sent, and is never written down. */
PtlMove
ptl_talk_send_secret (PtlTalk    *self,
                      const char *before,
                      PtlSecret  *secret)
{
  gsize length = strlen (before) + ptl_secret_get_length (secret) + 2;
  char *line = g_strconcat (before, ptl_secret_peek (secret), "\r\n", NULL);
  PtlSecret *kept = ptl_secret_new (line, length);

  ptl_secret_wipe (line, length);
  g_free (line);
  if (kept == NULL)
    return ptl_talk_fail (self, PTL_ERROR_SIGN_IN_NOT_OFFERED, _("The password is too long for this server."), NULL);

  g_free (self->shown);
  self->shown = g_strconcat (before, "[…]", NULL);
  g_clear_pointer (&self->out, g_bytes_unref);
  self->out = g_bytes_new_with_free_func (ptl_secret_peek (kept), length, (GDestroyNotify) ptl_secret_unref, kept);

  return PTL_MOVE_SEND;
}

/* Ends the talk. @quoted is the server's own words, if they help. */
PtlMove
ptl_talk_fail (PtlTalk    *self,
               PtlError    error,
               const char *message,
               const char *quoted)
{
  g_autofree char *words = quoted != NULL ? ptl_talk_quote (self, quoted) : NULL;
  g_autofree char *text = NULL;

  if (words != NULL && *words != '\0')
    /* Translators: a sentence about a failure, and the server's own words */
    text = g_strdup_printf (_("%s The server says: “%s”"), message, words);

  g_clear_pointer (&self->problem, ptl_problem_unref);
  self->problem = ptl_problem_new (error, text != NULL ? text : message);

  return PTL_MOVE_FAILED;
}

static gboolean
is_text (const char *line)
{
  if (!g_utf8_validate (line, -1, NULL))
    return FALSE;

  for (const char *p = line; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p) && *p != '\t')
      return FALSE;

  return TRUE;
}

static const char *
recognise_voice (const char *line)
{
  for (gsize i = 0; i < G_N_ELEMENTS (voices); i++)
    if (g_ascii_strncasecmp (line, voices[i].start, strlen (voices[i].start)) == 0)
      return voices[i].service;

  return NULL;
}

/* Ends the talk over a first line that is not of this protocol. */
PtlMove
ptl_talk_fail_foreign (PtlTalk    *self,
                       const char *line)
{
  const char *name = ptl_protocol_get_name (self->dialect->protocol);
  const char *service = recognise_voice (line);
  g_autofree char *message = NULL;

  if (!is_text (line))
    return ptl_talk_fail (self, PTL_ERROR_GARBAGE, _("The server sent something that is not text, so it is no mail server."), NULL);

  if (service == NULL || g_str_equal (service, name))
    /* Translators: the name of a protocol, such as IMAP */
    message = g_strdup_printf (_("What answers there does not speak %s."), name);
  else
    /* Translators: two names of protocols, the first one was found, such as: This is a POP3 server, not an IMAP server. */
    message = g_strdup_printf (_("What answers there speaks %s, not %s."), service, name);

  return ptl_talk_fail (self, PTL_ERROR_NOT_THIS_PROTOCOL, message, line);
}

PtlMove
ptl_talk_fail_unavailable (PtlTalk    *self,
                           const char *quoted)
{
  return ptl_talk_fail (self, PTL_ERROR_SERVER_UNAVAILABLE, _("The server is there, but says that it cannot help at the moment."), quoted);
}

/* It answers, but not to this computer: waiting does not help, another network may. */
PtlMove
ptl_talk_fail_unwelcome (PtlTalk    *talk,
                         const char *quoted)
{
  PtlMove move = ptl_talk_fail (talk, PTL_ERROR_SERVER_UNAVAILABLE,
                                _("The server is there, but does not want to talk to this computer or network."), quoted);
  g_autoptr (PtlProblem) usual = g_steal_pointer (&talk->problem);

  talk->problem = ptl_problem_new_full (ptl_problem_get_code (usual), ptl_problem_get_message (usual),
                                        _("Try from another network. If it stays like this, ask your provider."),
                                        PTL_REMEDY_RETRY, NULL);
  return move;
}

/* A server's words, fit to be shown. */
char *
ptl_talk_quote (PtlTalk    *self,
                const char *text)
{
  return ptl_redactor_apply (self->redactor, text, -1, MAX_QUOTED);
}

/* What a capability says after its name, "" if nothing; NULL if it is not there. */
const char *
ptl_talk_find (PtlTalk    *self,
               const char *capability)
{
  gsize length = strlen (capability);

  for (guint i = 0; i < self->capabilities->len; i++)
    {
      const char *text = g_ptr_array_index (self->capabilities, i);

      if (g_ascii_strncasecmp (text, capability, length) == 0 && (text[length] == ' ' || text[length] == '\0'))
        return text + length + strspn (text + length, " ");
    }

  return NULL;
}

gboolean
ptl_talk_has (PtlTalk    *self,
              const char *capability)
{
  return ptl_talk_find (self, capability) != NULL;
}

/* Before a new list. The ways to sign in stay once one of them is used: servers do not name them again. */
void
ptl_talk_forget_offers (PtlTalk *self)
{
  g_ptr_array_set_size (self->capabilities, 0);
  self->capabilities_known = FALSE;
  if (self->stage >= PTL_STAGE_SIGN_IN)
    return;

  g_ptr_array_set_size (self->mechanisms, 0);
  self->own_command = FALSE;
}

void
ptl_talk_add_capability (PtlTalk    *self,
                         const char *text)
{
  g_autofree char *shown = ptl_redactor_apply (self->redactor, text, -1, MAX_CAPABILITY);

  if (*shown != '\0' && self->capabilities->len < MAX_CAPABILITIES)
    g_ptr_array_add (self->capabilities, g_steal_pointer (&shown));
}

/* RFC 4422 §3.1 */
static gboolean
is_mechanism (const char *name)
{
  gsize length = strlen (name);

  return length >= 1 && length <= 20 && name[strspn (name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")] == '\0';
}

/* @text: names with spaces between them */
void
ptl_talk_add_mechanisms (PtlTalk    *self,
                         const char *text)
{
  g_autofree char *upper = g_ascii_strup (text, -1);
  g_auto (GStrv) names = g_strsplit (upper, " ", MAX_CAPABILITIES);

  for (gsize i = 0; names[i] != NULL; i++)
    if (is_mechanism (names[i]) && !has_mechanism (self, names[i]) && self->mechanisms->len < MAX_CAPABILITIES)
      g_ptr_array_add (self->mechanisms, g_strdup (names[i]));
}

void
ptl_talk_add_fact (PtlTalk    *self,
                   const char *id,
                   const char *text)
{
  g_ptr_array_add (self->facts, ptl_reason_new (id, text));
}

static gboolean
offers_browser (PtlTalk *self)
{
  for (guint i = 0; i < self->mechanisms->len; i++)
    if (ptl_sasl_is_oauth2 (g_ptr_array_index (self->mechanisms, i)))
      return TRUE;

  return FALSE;
}

static PtlMove
fail_not_offered (PtlTalk *self)
{
  if (offers_browser (self))
    return ptl_talk_fail (self, PTL_ERROR_SIGN_IN_OAUTH2_ONLY,
                          _("The server lets mail programs in through the provider’s sign-in page in the browser only, not with a password."),
                          NULL);

  return ptl_talk_fail (self, PTL_ERROR_SIGN_IN_NOT_OFFERED,
                        _("The server does not offer any way of signing in with a password."), NULL);
}

/**
 * ptl_talk_choose:
 * @self: a talk with credentials
 *
 * Takes the next mechanism to try: the best one, or after a refusal the best other one.
 *
 * Returns: %FALSE if there is none; then the talk has failed
 */
gboolean
ptl_talk_choose (PtlTalk *self)
{
  const char *name = ptl_sasl_choose ((const char * const *) self->mechanisms->pdata, self->own_command,
                                      self->credentials, self->mechanism);

  g_clear_pointer (&self->held, ptl_secret_unref);
  g_clear_pointer (&self->sasl, ptl_sasl_free);
  if (name != NULL && !g_str_equal (name, PTL_SASL_OWN_COMMAND))
    self->sasl = ptl_sasl_new (name, self->credentials);

  if (name == NULL || (self->sasl == NULL && !g_str_equal (name, PTL_SASL_OWN_COMMAND)))
    {
      fail_not_offered (self);
      return FALSE;
    }

  self->mechanism = name;
  self->attempts++;
  self->told = FALSE;
  self->broken_off = FALSE;

  return TRUE;
}

/**
 * ptl_talk_answer:
 * @self: a talk in an exchange
 * @challenge: what the server says, in base64
 *
 * Returns: the move with our response; one that breaks the exchange off if the challenge makes no sense
 */
PtlMove
ptl_talk_answer (PtlTalk    *self,
                 const char *challenge)
{
  g_autoptr (PtlSecret) response = NULL;

  if (self->held != NULL)
    response = g_steal_pointer (&self->held);
  else if (self->sasl != NULL && !self->broken_off)
    response = ptl_sasl_respond (self->sasl, challenge);

  if (response == NULL && self->broken_off)
    return ptl_talk_fail (self, PTL_ERROR_GARBAGE, _("The server goes on asking after the sign-in was broken off."), NULL);

  if (response == NULL)
    {
      self->broken_off = TRUE;
      return ptl_talk_send (self, "*");
    }

  self->told = ptl_sasl_has_told (self->sasl);
  return ptl_talk_send_secret (self, "", response);
}

/**
 * ptl_talk_signed_in:
 * @self: a talk in an exchange
 *
 * The server says yes. It is believed only if the exchange came to its end: with SCRAM the server has to prove itself.
 *
 * Returns: the move that follows
 */
PtlMove
ptl_talk_signed_in (PtlTalk *self)
{
  if (self->broken_off || self->held != NULL || (self->sasl != NULL && !ptl_sasl_is_complete (self->sasl)))
    return ptl_talk_fail (self, PTL_ERROR_GARBAGE,
                          _("The server says yes before the sign-in is complete, so it has not shown that it knows your account."), NULL);

  self->signed_in = TRUE;
  return PTL_MOVE_DONE;
}

static gboolean
may_try_again (PtlTalk          *self,
               const PtlRefusal *refusal,
               gboolean          harmless)
{
  if (self->attempts >= MAX_ATTEMPTS || self->leaving || ptl_refusal_is_final (refusal))
    return FALSE;
  if (self->told && (self->broken_off || (!harmless && !ptl_refusal_is_of_mechanism (refusal))))
    return FALSE;

  return ptl_sasl_choose ((const char * const *) self->mechanisms->pdata, self->own_command,
                          self->credentials, self->mechanism) != NULL;
}

/**
 * ptl_talk_refused:
 * @self: a talk in an exchange
 * @status: SMTP: the reply code; else 0
 * @code: (nullable): a response code
 * @text: what the server says
 * @harmless: whether this refusal cannot have counted as a wrong password
 *
 * Returns: the move of the next attempt, with another mechanism, or %PTL_MOVE_FAILED
 */
PtlMove
ptl_talk_refused (PtlTalk    *self,
                  guint       status,
                  const char *code,
                  const char *text,
                  gboolean    harmless)
{
  g_autofree char *words = ptl_talk_quote (self, text);
  PtlRefusal refusal = { self->dialect->protocol, status, code, words, self->greeting, offers_browser (self),
                         self->credentials->encrypted };

  if (may_try_again (self, &refusal, harmless))
    return ptl_talk_start (self, PTL_STAGE_SIGN_IN);

  if (self->broken_off && !ptl_sasl_is_refused (self->sasl))
    return ptl_talk_fail (self, PTL_ERROR_GARBAGE,
                          _("The server’s part of the sign-in makes no sense, so it was broken off."), NULL);

  g_clear_pointer (&self->problem, ptl_problem_unref);
  self->problem = ptl_refusal_read (&refusal);

  /* a token has run out, or was withdrawn; there is no password to type again */
  if (self->credentials->token && ptl_problem_get_code (self->problem) == PTL_ERROR_SIGN_IN_REFUSED)
    return ptl_talk_fail (self, PTL_ERROR_SIGN_IN_OAUTH2_ONLY,
                          _("The server does not accept the sign-in that this computer’s Online Accounts keep for you. Open them and sign in again."),
                          text);

  return PTL_MOVE_FAILED;
}
