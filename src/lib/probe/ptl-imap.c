/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* IMAP4rev1 and rev2 (RFC 3501, RFC 9051), as far as a check needs it. */

#include "ptl-imap-facts.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ptl-number.h"

/* More than any name of a folder. */
#define MAX_LITERAL 65536

/* What is being answered: phases of PTL_STAGE_STARTTLS and PTL_STAGE_SIGN_IN. */
enum
{
  PHASE_ASK,
  PHASE_STARTTLS,
};

enum
{
  PHASE_AUTHENTICATE,
  PHASE_LOGIN,           /* name and password went out in one line */
  PHASE_LOGIN_NAME,      /* the server is asked to wait for the name */
  PHASE_LOGIN_PASSWORD,  /* … and for the password */
};

/* A status response: OK, NO, BAD, BYE or PREAUTH, "[code arguments]", text. */
typedef struct
{
  char *kind;
  char *code;
  char *arguments;
  char *text;
} Status;

static void
status_clear (Status *status)
{
  g_free (status->kind);
  g_free (status->code);
  g_free (status->arguments);
  g_free (status->text);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Status, status_clear)

static char *
take_word (const char **text)
{
  gsize length = strcspn (*text, " ");
  char *word = g_strndup (*text, length);

  *text += length;
  *text += strspn (*text, " ");

  return word;
}

static void
read_code (Status      *status,
           const char **text)
{
  const char *end = **text == '[' ? strchr (*text, ']') : NULL;
  g_autofree char *inside = NULL;
  const char *p;

  if (end == NULL)
    return;

  p = inside = g_strndup (*text + 1, end - *text - 1);
  status->code = take_word (&p);
  status->arguments = g_strdup (p);
  *text = end + 1 + strspn (end + 1, " ");
}

static void
read_status (Status     *status,
             const char *text)
{
  status->kind = take_word (&text);
  read_code (status, &text);
  status->text = g_strdup (text);
}

static gboolean
is (const char *word,
    const char *expected)
{
  return word != NULL && g_ascii_strcasecmp (word, expected) == 0;
}

static PtlMove
send_command (PtlTalk    *talk,
              const char *command)
{
  talk->n_tags = 1;
  return ptl_talk_send (talk, "a%u %s", ++talk->tag, command);
}

static void
take_capabilities (PtlTalk    *talk,
                   const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  ptl_talk_forget_offers (talk);
  talk->own_command = TRUE;
  for (gsize i = 0; words[i] != NULL; i++)
    {
      ptl_talk_add_capability (talk, words[i]);
      if (g_ascii_strncasecmp (words[i], "AUTH=", 5) == 0)
        ptl_talk_add_mechanisms (talk, words[i] + 5);
    }
  if (ptl_talk_has (talk, "LOGINDISABLED"))
    talk->own_command = FALSE;
  talk->capabilities_known = TRUE;
}

/* Codes that mean something in any response. */
static void
take_code (PtlTalk      *talk,
           const Status *status)
{
  if (is (status->code, "CAPABILITY"))
    take_capabilities (talk, status->arguments);
  else if (is (status->code, "ALERT") && *status->text != '\0')
    {
      g_free (talk->alert);
      talk->alert = g_strdup (status->text);
    }
}

static PtlMove
take_greeting (PtlTalk    *talk,
               const char *line)
{
  g_auto (Status) status = { NULL };

  if (!g_str_has_prefix (line, "* "))
    return ptl_talk_fail_foreign (talk, line);

  read_status (&status, line + 2);
  if (is (status.kind, "BYE"))
    return ptl_talk_fail_unavailable (talk, status.text);
  if (!is (status.kind, "OK") && !is (status.kind, "PREAUTH"))
    return ptl_talk_fail_foreign (talk, line);

  talk->pre_authenticated = is (status.kind, "PREAUTH");
  talk->greeting = ptl_talk_quote (talk, status.text);
  take_code (talk, &status);

  return PTL_MOVE_DONE;
}

static gboolean
speaks_imap4 (PtlTalk *talk)
{
  return ptl_talk_has (talk, "IMAP4rev1") || ptl_talk_has (talk, "IMAP4rev2") || ptl_talk_has (talk, "IMAP4");
}

static PtlMove
end_capabilities (PtlTalk    *talk,
                  const char *words)
{
  if (talk->capabilities_known && speaks_imap4 (talk))
    return PTL_MOVE_DONE;

  return ptl_talk_fail (talk, PTL_ERROR_NOT_THIS_PROTOCOL,
                        _("The server does not name any version of IMAP that mail programs use."), words);
}

static PtlMove
start_capabilities (PtlTalk *talk)
{
  return talk->capabilities_known ? end_capabilities (talk, NULL) : send_command (talk, "CAPABILITY");
}

static PtlMove
ask_starttls (PtlTalk *talk)
{
  /* PREAUTH leaves no moment for STARTTLS (RFC 9051 §11.1). */
  if (!ptl_talk_has (talk, "STARTTLS") || talk->pre_authenticated)
    return ptl_talk_fail (talk, PTL_ERROR_STARTTLS_NOT_OFFERED,
                          _("The server does not offer to switch to encryption (STARTTLS)."), NULL);

  talk->phase = PHASE_STARTTLS;
  return send_command (talk, "STARTTLS");
}

static PtlMove
start_starttls (PtlTalk *talk)
{
  talk->phase = PHASE_ASK;
  return talk->capabilities_known ? ask_starttls (talk) : send_command (talk, "CAPABILITY");
}

static gboolean
is_quotable (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if ((guchar) *p < 0x20 || (guchar) *p > 0x7e || *p == '"' || *p == '\\')
      return FALSE;

  return TRUE;
}

/* Quotes where that is safe with every server; anything else goes as a literal, which the server has to agree to first. */
static PtlMove
start_login (PtlTalk *talk)
{
  const char *name = talk->credentials->username;
  const char *password = ptl_secret_peek (talk->credentials->secret);
  g_autofree char *before = NULL;
  g_autoptr (PtlSecret) quoted = NULL;
  char *text;

  if (!is_quotable (name) || !is_quotable (password))
    {
      g_autofree char *command = g_strdup_printf ("LOGIN {%" G_GSIZE_FORMAT "}", strlen (name));

      talk->phase = PHASE_LOGIN_NAME;
      return send_command (talk, command);
    }

  text = g_strconcat ("\"", password, "\"", NULL);
  quoted = ptl_secret_new (text, -1);
  ptl_secret_wipe (text, strlen (text));
  g_free (text);
  if (quoted == NULL)
    return ptl_talk_fail (talk, PTL_ERROR_SIGN_IN_NOT_OFFERED, _("The password is too long for this server."), NULL);

  talk->phase = PHASE_LOGIN;
  talk->told = TRUE;
  talk->n_tags = 1;
  before = g_strdup_printf ("a%u LOGIN \"%s\" ", ++talk->tag, name);

  return ptl_talk_send_secret (talk, before, quoted);
}

static PtlMove
start_authenticate (PtlTalk *talk)
{
  g_autofree char *command = g_strdup_printf ("AUTHENTICATE %s", ptl_sasl_get_mechanism (talk->sasl));
  g_autofree char *before = NULL;
  g_autoptr (PtlSecret) response = NULL;

  talk->phase = PHASE_AUTHENTICATE;
  if (!ptl_talk_has (talk, "SASL-IR") || !ptl_sasl_speaks_first (talk->sasl))
    return send_command (talk, command);

  response = ptl_sasl_respond (talk->sasl, "");
  if (response == NULL)
    return ptl_talk_refused (talk, 0, NULL, "", TRUE);

  talk->told = ptl_sasl_has_told (talk->sasl);
  talk->n_tags = 1;
  before = g_strdup_printf ("a%u %s ", ++talk->tag, command);

  return ptl_talk_send_secret (talk, before, response);
}

static PtlMove
start_sign_in (PtlTalk *talk)
{
  if (talk->pre_authenticated)
    return ptl_talk_fail (talk, PTL_ERROR_SIGN_IN_NOT_OFFERED,
                          _("The server lets everybody in without asking who it is, so the password could not be tried."), NULL);
  if (!ptl_talk_choose (talk))
    return PTL_MOVE_FAILED;

  return talk->sasl != NULL ? start_authenticate (talk) : start_login (talk);
}

static PtlMove
send_login_name (PtlTalk *talk)
{
  talk->phase = PHASE_LOGIN_PASSWORD;
  return ptl_talk_send (talk, "%s {%" G_GSIZE_FORMAT "}", talk->credentials->username,
                        ptl_secret_get_length (talk->credentials->secret));
}

static PtlMove
take_continuation (PtlTalk    *talk,
                   const char *text)
{
  if (talk->stage != PTL_STAGE_SIGN_IN || talk->phase == PHASE_LOGIN)
    return ptl_talk_fail (talk, PTL_ERROR_GARBAGE, _("The server asks for more where nothing is missing."), NULL);

  if (talk->phase == PHASE_AUTHENTICATE)
    return ptl_talk_answer (talk, text);
  if (talk->phase == PHASE_LOGIN_NAME)
    return send_login_name (talk);

  talk->phase = PHASE_LOGIN;
  talk->told = TRUE;
  return ptl_talk_send_secret (talk, "", talk->credentials->secret);
}

static PtlMove
end_sign_in (PtlTalk      *talk,
             const Status *status)
{
  g_autofree char *text = NULL;

  if (is (status->kind, "OK"))
    {
      if (!is (status->code, "CAPABILITY"))
        talk->capabilities_known = FALSE;
      return ptl_talk_signed_in (talk);
    }

  /* An alert is written for the person, the refusal often is not. */
  text = talk->alert != NULL ? g_strdup_printf ("%s %s", talk->alert, status->text) : g_strdup (status->text);
  return ptl_talk_refused (talk, 0, status->code, is (status->code, "ALERT") ? status->text : text, is (status->kind, "BAD"));
}

static PtlMove
take_bye (PtlTalk    *talk,
          const char *text)
{
  g_auto (Status) status = { NULL };
  gboolean says_why;

  if (talk->stage == PTL_STAGE_LEAVE)
    return PTL_MOVE_READ;

  read_status (&status, text);
  says_why = status.code != NULL && !is (status.code, "ALERT");  /* an alert is for the person, and gives no reason */
  if (talk->stage == PTL_STAGE_SIGN_IN)
    {
      talk->leaving = TRUE;
      return ptl_talk_refused (talk, 0, says_why ? status.code : "UNAVAILABLE", status.text, FALSE);
    }

  return ptl_talk_fail_unavailable (talk, status.text);
}

static PtlMove
take_untagged (PtlTalk    *talk,
               const char *text)
{
  const char *rest = text;
  g_autofree char *word = take_word (&rest);
  g_auto (Status) status = { NULL };

  if (is (word, "BYE"))
    return take_bye (talk, text);

  if (is (word, "CAPABILITY"))
    take_capabilities (talk, rest);
  else if (is (word, "OK") || is (word, "NO") || is (word, "BAD"))
    {
      read_status (&status, text);
      take_code (talk, &status);
    }
  else if (talk->stage == PTL_STAGE_FACTS)
    ptl_imap_take_fact (talk, word, rest);

  return PTL_MOVE_READ;
}

static PtlMove
end_command (PtlTalk      *talk,
             const Status *status)
{
  gboolean ok = is (status->kind, "OK");

  switch (talk->stage)
    {
    case PTL_STAGE_STARTTLS:
      if (talk->phase == PHASE_ASK)
        return ask_starttls (talk);
      return ok ? PTL_MOVE_DONE
                : ptl_talk_fail (talk, PTL_ERROR_STARTTLS_REFUSED,
                                 _("The server offers to switch to encryption (STARTTLS), but then refuses to."), status->text);
    case PTL_STAGE_CAPABILITIES:
      if (is (status->code, "UNAVAILABLE"))
        return ptl_talk_fail_unavailable (talk, status->text);
      return end_capabilities (talk, ok ? NULL : status->text);
    case PTL_STAGE_SIGN_IN:
      return end_sign_in (talk, status);
    case PTL_STAGE_FACTS:
      return ptl_imap_end_facts (talk);
    case PTL_STAGE_GREETING:
    case PTL_STAGE_ERRAND:
    case PTL_STAGE_LEAVE:
    default:
      return PTL_MOVE_DONE;
    }
}

/* "a12 OK …": the answers of one stage count down from its last tag. */
static gboolean
read_tag (PtlTalk     *talk,
          const char  *line,
          const char **rest)
{
  g_autofree char *expected = g_strdup_printf ("a%u ", talk->tag - talk->n_tags + 1);

  if (talk->n_tags == 0 || !g_str_has_prefix (line, expected))
    return FALSE;

  *rest = line + strlen (expected);
  return TRUE;
}

static PtlMove
take_tagged (PtlTalk    *talk,
             const char *line)
{
  g_auto (Status) status = { NULL };
  const char *rest = NULL;

  if (!read_tag (talk, line, &rest))
    return ptl_talk_fail (talk, PTL_ERROR_GARBAGE, _("The server answers in a way that is not IMAP."), line);

  read_status (&status, rest);
  if (!is (status.kind, "OK") && !is (status.kind, "NO") && !is (status.kind, "BAD"))
    return ptl_talk_fail (talk, PTL_ERROR_GARBAGE, _("The server answers in a way that is not IMAP."), line);

  take_code (talk, &status);
  if (--talk->n_tags > 0)
    return PTL_MOVE_READ;

  return end_command (talk, &status);
}

/* RFC 9051 §4.3: "{12}" at the end of a line announces octets in which line ends mean nothing. */
static gboolean
announces_literal (const char *line,
                   gsize      *size)
{
  const char *open = strrchr (line, '{');
  g_autofree char *digits = NULL;
  guint64 value;

  if (open == NULL || !g_str_has_suffix (open, "}"))
    return FALSE;

  digits = g_strndup (open + 1, strlen (open) - 2);
  if (!ptl_number_parse (digits, 0, G_MAXINT32, &value))
    return FALSE;

  *size = value;
  return TRUE;
}

/* What a literal says is of no interest; what comes after it on the line goes with the line before. */
static PtlMove
skip_literal (PtlTalk    *talk,
              const char *line,
              gsize       length)
{
  gsize size;

  if (length <= talk->literal)
    {
      talk->literal -= length;
      return PTL_MOVE_READ;
    }

  talk->in_literal = announces_literal (line + MIN (talk->literal, strlen (line)), &size);
  talk->literal = talk->in_literal ? size : 0;

  return talk->literal > MAX_LITERAL ? ptl_talk_fail (talk, PTL_ERROR_TOO_MUCH_DATA, _("The server sends far too much."), NULL)
                                     : PTL_MOVE_READ;
}

static PtlMove
imap_take (PtlTalk    *talk,
           const char *line,
           gsize       length)
{
  gsize size;

  if (talk->stage == PTL_STAGE_GREETING)
    return take_greeting (talk, line);
  if (talk->in_literal)
    return skip_literal (talk, line, length);

  if (g_str_has_prefix (line, "* ") && announces_literal (line, &size))
    {
      talk->in_literal = TRUE;
      talk->literal = size;
      if (size > MAX_LITERAL)
        return ptl_talk_fail (talk, PTL_ERROR_TOO_MUCH_DATA, _("The server sends far too much."), NULL);
    }

  if (g_str_has_prefix (line, "* "))
    return take_untagged (talk, line + 2);
  if (line[0] == '+')
    return take_continuation (talk, line[1] == ' ' ? line + 2 : line + 1);

  return take_tagged (talk, line);
}

static PtlMove
imap_start (PtlTalk *talk)
{
  switch (talk->stage)
    {
    case PTL_STAGE_STARTTLS:
      return start_starttls (talk);
    case PTL_STAGE_CAPABILITIES:
      return start_capabilities (talk);
    case PTL_STAGE_SIGN_IN:
      return start_sign_in (talk);
    case PTL_STAGE_FACTS:
      return ptl_imap_start_facts (talk);
    case PTL_STAGE_LEAVE:
      return send_command (talk, "LOGOUT");
    case PTL_STAGE_GREETING:
    case PTL_STAGE_ERRAND:
    default:
      return PTL_MOVE_READ;
    }
}

const PtlDialect ptl_imap_dialect = {
  .protocol = PTL_PROTOCOL_IMAP,
  .service = "imap",
  .start = imap_start,
  .take = imap_take,
};
