/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Message submission over SMTP (RFC 6409, RFC 5321) with STARTTLS (RFC 3207) and AUTH (RFC 4954). */

#include "ptl-dialect.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ptl-number.h"

/* RFC 5321 §4.1.4 asks for a name; the computer's own is nobody's business, and this one is what mail programs send
 * (an address literal, §4.1.3). */
#define OUR_NAME "[127.0.0.1]"

/* Octets in a line of a command, with its end (RFC 5321 §4.5.3.1.4). */
#define MAX_COMMAND 512

/* The text of one reply that is kept; the rest of a long one is dropped. */
#define MAX_REPLY 16384

enum
{
  PHASE_EHLO,
  PHASE_STARTTLS,
};

static PtlMove
fail_garbage (PtlTalk    *talk,
              const char *line)
{
  return ptl_talk_fail (talk, PTL_ERROR_GARBAGE, _("The server answers in a way that is not SMTP."), line);
}

/* RFC 5321 §4.2: three digits, then a hyphen if more lines follow. */
static gboolean
read_line (const char *line,
           guint      *status,
           gboolean   *more)
{
  for (gsize i = 0; i < 3; i++)
    if (!g_ascii_isdigit (line[i]))
      return FALSE;
  if (line[0] < '2' || line[0] > '5' || (line[3] != ' ' && line[3] != '-' && line[3] != '\0'))
    return FALSE;

  *status = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
  *more = line[3] == '-';

  return TRUE;
}

/* RFC 3463 §2: "5.7.8" at the start of a reply's text. */
static char *
read_enhanced_code (const char  *text,
                    const char **rest)
{
  gsize length = strspn (text, "0123456789.");
  gsize dots = 0;

  for (gsize i = 0; i < length; i++)
    dots += text[i] == '.';

  *rest = text;
  if (dots != 2 || length < 5 || length > 11 || (text[length] != ' ' && text[length] != '\0'))
    return NULL;

  *rest = text + length + strspn (text + length, " ");
  return g_strndup (text, length);
}

static void
keep_text (PtlTalk    *talk,
           const char *line)
{
  const char *text = strlen (line) > 4 ? line + 4 : "";
  const char *rest = text;

  /* the code of the first line stands for all */
  if (talk->reply->len > 0)
    {
      g_free (read_enhanced_code (text, &rest));
      g_string_append_c (talk->reply, ' ');
    }
  g_string_append_len (talk->reply, rest, MIN (strlen (rest), MAX_REPLY - MIN (MAX_REPLY, talk->reply->len)));
}

static PtlMove
end_greeting (PtlTalk *talk)
{
  /* RFC 5321 §3.1 knows 554 only, but others say 550 and the like to whom they will not serve */
  if (talk->status / 100 == 4)
    return ptl_talk_fail_unavailable (talk, talk->reply->str);
  if (talk->status / 100 == 5)
    return ptl_talk_fail_unwelcome (talk, talk->reply->str);
  if (talk->status != 220)
    return ptl_talk_fail_foreign (talk, talk->reply->str);

  talk->greeting = ptl_talk_quote (talk, talk->reply->str);
  return PTL_MOVE_DONE;
}

static PtlMove
after_ehlo (PtlTalk *talk)
{
  if (talk->stage != PTL_STAGE_STARTTLS)
    return PTL_MOVE_DONE;
  if (!ptl_talk_has (talk, "STARTTLS"))
    return ptl_talk_fail (talk, PTL_ERROR_STARTTLS_NOT_OFFERED,
                          _("The server does not offer to switch to encryption (STARTTLS)."), NULL);

  talk->phase = PHASE_STARTTLS;
  return ptl_talk_send (talk, "STARTTLS");
}

/* RFC 5321 §4.2.4, and 530, which servers of other protocols say to whom they do not know yet. All else is about who is talking. */
static gboolean
is_unknown_command (guint status)
{
  return (status >= 500 && status <= 504) || status == 530 || status / 100 != 5;
}

static PtlMove
end_ehlo (PtlTalk *talk)
{
  if (talk->status / 100 == 2)
    {
      talk->capabilities_known = TRUE;
      return after_ehlo (talk);
    }
  if (talk->status / 100 == 4)
    return ptl_talk_fail_unavailable (talk, talk->reply->str);

  if (!is_unknown_command (talk->status))
    return ptl_talk_fail_unwelcome (talk, talk->reply->str);

  return ptl_talk_fail (talk, PTL_ERROR_NOT_THIS_PROTOCOL,
                        _("The server does not know the commands that mail programs send mail with (EHLO)."), talk->reply->str);
}

/* Each line after the first names an extension; "AUTH=…" is how servers of the last century write it. */
static void
take_extension (PtlTalk    *talk,
                const char *text)
{
  ptl_talk_add_capability (talk, text);
  if (g_ascii_strncasecmp (text, "AUTH ", 5) == 0 || g_ascii_strncasecmp (text, "AUTH=", 5) == 0)
    ptl_talk_add_mechanisms (talk, text + 5);
}

static PtlMove
end_starttls (PtlTalk *talk)
{
  if (talk->status == 220)
    return PTL_MOVE_DONE;

  return ptl_talk_fail (talk, PTL_ERROR_STARTTLS_REFUSED,
                        _("The server offers to switch to encryption (STARTTLS), but then refuses to."), talk->reply->str);
}

/* A first response that does not fit into a line of a command waits until it is asked for (RFC 4954 §4, RFC 5321 §4.5.3.1.4). */
static PtlMove
send_first_response (PtlTalk   *talk,
                     PtlSecret *response)
{
  g_autofree char *before = g_strdup_printf ("AUTH %s ", ptl_sasl_get_mechanism (talk->sasl));

  if (strlen (before) + ptl_secret_get_length (response) + strlen ("\r\n") > MAX_COMMAND)
    {
      talk->held = ptl_secret_ref (response);
      return ptl_talk_send (talk, "AUTH %s", ptl_sasl_get_mechanism (talk->sasl));
    }

  talk->told = ptl_sasl_has_told (talk->sasl);
  return ptl_talk_send_secret (talk, before, response);
}

static PtlMove
start_sign_in (PtlTalk *talk)
{
  g_autoptr (PtlSecret) response = NULL;

  if (!ptl_talk_choose (talk))
    return PTL_MOVE_FAILED;
  if (!ptl_sasl_speaks_first (talk->sasl))
    return ptl_talk_send (talk, "AUTH %s", ptl_sasl_get_mechanism (talk->sasl));

  response = ptl_sasl_respond (talk->sasl, "");
  if (response == NULL)
    return ptl_talk_refused (talk, 0, NULL, "", TRUE);

  return send_first_response (talk, response);
}

static PtlMove
end_sign_in (PtlTalk *talk)
{
  const char *text;
  g_autofree char *code = read_enhanced_code (talk->reply->str, &text);

  if (talk->status == 235)
    return ptl_talk_signed_in (talk);
  if (talk->status == 334)
    return ptl_talk_answer (talk, talk->reply->str);
  if (talk->status / 100 < 4)
    return fail_garbage (talk, talk->reply->str);

  talk->leaving = talk->status == 421;

  /* These are about the command, so no password was looked at (RFC 5321 §4.2.2, RFC 4954 §6). */
  return ptl_talk_refused (talk, talk->status, code, text,
                           talk->status >= 500 && talk->status <= 504);
}

static PtlMove
start_facts (PtlTalk *talk)
{
  const char *limit = ptl_talk_find (talk, "SIZE");
  guint64 size;

  if (limit != NULL && ptl_number_parse (limit, 1, G_MAXINT64, &size))
    {
      g_autofree char *text = g_format_size (size);
      /* Translators: a size, such as: 35 MB */
      g_autofree char *fact = g_strdup_printf (_("Messages may have up to %s."), text);

      ptl_talk_add_fact (talk, "size-limit", fact);
    }
  ptl_talk_add_fact (talk, "smtputf8", ptl_talk_has (talk, "SMTPUTF8")
                                         ? _("Addresses may have letters of any script, such as ü or д, before the @ sign.")
                                         : _("Addresses with letters such as ü or д before the @ sign cannot be written to."));

  return PTL_MOVE_DONE;
}

static PtlMove
end_reply (PtlTalk *talk)
{
  switch (talk->stage)
    {
    case PTL_STAGE_GREETING:
      return end_greeting (talk);
    case PTL_STAGE_STARTTLS:
      return talk->phase == PHASE_EHLO ? end_ehlo (talk) : end_starttls (talk);
    case PTL_STAGE_CAPABILITIES:
      return end_ehlo (talk);
    case PTL_STAGE_SIGN_IN:
      return end_sign_in (talk);
    case PTL_STAGE_ERRAND:
    case PTL_STAGE_FACTS:
    case PTL_STAGE_LEAVE:
    default:
      return PTL_MOVE_DONE;
    }
}

static gboolean
is_ehlo_answer (PtlTalk *talk)
{
  return talk->phase == PHASE_EHLO && (talk->stage == PTL_STAGE_STARTTLS || talk->stage == PTL_STAGE_CAPABILITIES);
}

static PtlMove
smtp_take (PtlTalk    *talk,
           const char *line,
           gsize       length)
{
  gboolean more;
  guint status;

  if (!read_line (line, &status, &more))
    return talk->stage == PTL_STAGE_GREETING ? ptl_talk_fail_foreign (talk, line) : fail_garbage (talk, line);
  if (talk->in_reply && status != talk->status)
    return fail_garbage (talk, line);

  if (is_ehlo_answer (talk) && talk->in_reply && strlen (line) > 4)
    take_extension (talk, line + 4);
  if (!talk->in_reply)
    g_string_truncate (talk->reply, 0);
  keep_text (talk, line);
  talk->status = status;
  talk->in_reply = more;

  return more ? PTL_MOVE_READ : end_reply (talk);
}

static PtlMove
start_ehlo (PtlTalk *talk)
{
  talk->phase = PHASE_EHLO;
  if (talk->capabilities_known)
    return after_ehlo (talk);

  ptl_talk_forget_offers (talk);
  return ptl_talk_send (talk, "EHLO " OUR_NAME);
}

static PtlMove
smtp_start (PtlTalk *talk)
{
  switch (talk->stage)
    {
    case PTL_STAGE_STARTTLS:
    case PTL_STAGE_CAPABILITIES:
      return start_ehlo (talk);
    case PTL_STAGE_SIGN_IN:
      return start_sign_in (talk);
    case PTL_STAGE_FACTS:
      return start_facts (talk);
    case PTL_STAGE_LEAVE:
      return ptl_talk_send (talk, "QUIT");
    case PTL_STAGE_GREETING:
    case PTL_STAGE_ERRAND:
    default:
      return PTL_MOVE_READ;
    }
}

const PtlDialect ptl_smtp_dialect = {
  .protocol = PTL_PROTOCOL_SMTP,
  .service = "smtp",
  .start = smtp_start,
  .take = smtp_take,
};
