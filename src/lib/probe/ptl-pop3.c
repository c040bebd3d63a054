/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* POP3 (RFC 1939) with CAPA (RFC 2449), STLS (RFC 2595) and AUTH (RFC 5034). */

#include "ptl-dialect.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ptl-number.h"

/* What is being answered, stage by stage. */
enum
{
  PHASE_CAPA,
  PHASE_CAPA_LIST,  /* its lines, up to "." */
  PHASE_STLS,
};

enum
{
  PHASE_AUTH,
  PHASE_USER,
  PHASE_PASS,
};

enum
{
  PHASE_STAT,
  PHASE_UIDL,
};

/* RFC 1939 §3 wants capital letters, but no server means anything else by small ones. */
static gboolean
is_ok (const char *line)
{
  return g_ascii_strncasecmp (line, "+OK", 3) == 0 && (line[3] == ' ' || line[3] == '\0');
}

static gboolean
is_error (const char *line)
{
  return g_ascii_strncasecmp (line, "-ERR", 4) == 0 && (line[4] == ' ' || line[4] == '\0');
}

/* "-ERR [SYS/TEMP] text" → the code, and where the text starts. */
static char *
read_refusal (const char  *line,
              const char **text)
{
  const char *start = line + strlen ("-ERR");
  const char *end;

  start += strspn (start, " ");
  *text = start;
  end = *start == '[' ? strchr (start, ']') : NULL;
  if (end == NULL)
    return NULL;

  *text = end + 1 + strspn (end + 1, " ");
  return g_strndup (start + 1, end - start - 1);
}

static gboolean
is_unavailable (const char *code)
{
  return code != NULL && (g_ascii_strcasecmp (code, "SYS/TEMP") == 0 || g_ascii_strcasecmp (code, "SYS/PERM") == 0 ||
                          g_ascii_strcasecmp (code, "IN-USE") == 0);
}

static PtlMove
fail_garbage (PtlTalk    *talk,
              const char *line)
{
  return ptl_talk_fail (talk, PTL_ERROR_GARBAGE, _("The server answers in a way that is not POP3."), line);
}

static PtlMove
take_greeting (PtlTalk    *talk,
               const char *line)
{
  const char *text = NULL;
  g_autofree char *code = NULL;

  if (is_error (line))
    {
      code = read_refusal (line, &text);
      return ptl_talk_fail_unavailable (talk, text);
    }
  if (!is_ok (line))
    return ptl_talk_fail_foreign (talk, line);

  talk->greeting = ptl_talk_quote (talk, line + strlen ("+OK"));
  return PTL_MOVE_DONE;
}

/* Without a list a server speaks the POP3 of RFC 1939, which has USER and PASS. A list that names no way to sign in at all is one that
 * leaves them out, not one that lets nobody in; but before STLS it may mean that it wants that first (RFC 2449 §6.3, RFC 2595 §4). */
static void
end_list (PtlTalk  *talk,
          gboolean  listed)
{
  const char *sasl = ptl_talk_find (talk, "SASL");

  if (sasl != NULL)
    ptl_talk_add_mechanisms (talk, sasl);
  talk->own_command = !listed || ptl_talk_has (talk, "USER") || (sasl == NULL && !ptl_talk_has (talk, "STLS"));
  talk->capabilities_known = TRUE;
}

static PtlMove
ask_stls (PtlTalk *talk)
{
  if (!ptl_talk_has (talk, "STLS"))
    return ptl_talk_fail (talk, PTL_ERROR_STARTTLS_NOT_OFFERED,
                          _("The server does not offer to switch to encryption (STLS)."), NULL);

  talk->phase = PHASE_STLS;
  return ptl_talk_send (talk, "STLS");
}

static PtlMove
after_list (PtlTalk *talk)
{
  return talk->stage == PTL_STAGE_STARTTLS ? ask_stls (talk) : PTL_MOVE_DONE;
}

static PtlMove
take_list_line (PtlTalk    *talk,
                const char *line)
{
  if (g_str_equal (line, "."))
    {
      end_list (talk, TRUE);
      return after_list (talk);
    }

  ptl_talk_add_capability (talk, line);
  return PTL_MOVE_READ;
}

static PtlMove
take_capa (PtlTalk    *talk,
           const char *line)
{
  const char *text = NULL;
  g_autofree char *code = NULL;

  if (is_ok (line))
    {
      ptl_talk_forget_offers (talk);
      talk->phase = PHASE_CAPA_LIST;
      return PTL_MOVE_READ;
    }
  if (!is_error (line))
    return fail_garbage (talk, line);

  code = read_refusal (line, &text);
  if (is_unavailable (code))
    return ptl_talk_fail_unavailable (talk, text);

  ptl_talk_forget_offers (talk);
  end_list (talk, FALSE);

  return after_list (talk);
}

static PtlMove
take_stls (PtlTalk    *talk,
           const char *line)
{
  const char *text = NULL;
  g_autofree char *code = NULL;

  if (is_ok (line))
    return PTL_MOVE_DONE;
  if (!is_error (line))
    return fail_garbage (talk, line);

  code = read_refusal (line, &text);
  return ptl_talk_fail (talk, PTL_ERROR_STARTTLS_REFUSED,
                        _("The server offers to switch to encryption (STLS), but then refuses to."), text);
}

static PtlMove
take_offer (PtlTalk    *talk,
            const char *line)
{
  switch (talk->phase)
    {
    case PHASE_CAPA:
      return take_capa (talk, line);
    case PHASE_CAPA_LIST:
      return take_list_line (talk, line);
    case PHASE_STLS:
    default:
      return take_stls (talk, line);
    }
}

static PtlMove
start_capabilities (PtlTalk *talk)
{
  talk->phase = PHASE_CAPA;
  return talk->capabilities_known ? after_list (talk) : ptl_talk_send (talk, "CAPA");
}

/* The first response waits for the server to ask: a refused AUTH with the password in it could count. */
static PtlMove
start_sign_in (PtlTalk *talk)
{
  if (!ptl_talk_choose (talk))
    return PTL_MOVE_FAILED;

  talk->phase = talk->sasl != NULL ? PHASE_AUTH : PHASE_USER;
  return talk->sasl != NULL ? ptl_talk_send (talk, "AUTH %s", ptl_sasl_get_mechanism (talk->sasl))
                            : ptl_talk_send (talk, "USER %s", talk->credentials->username);
}

static PtlMove
take_sign_in_ok (PtlTalk *talk)
{
  if (talk->phase != PHASE_USER)
    return ptl_talk_signed_in (talk);

  talk->phase = PHASE_PASS;
  talk->told = TRUE;
  return ptl_talk_send_secret (talk, "PASS ", talk->credentials->secret);
}

static PtlMove
take_sign_in (PtlTalk    *talk,
              const char *line)
{
  const char *text = NULL;
  g_autofree char *code = NULL;

  if (is_ok (line))
    return take_sign_in_ok (talk);
  if (talk->phase == PHASE_AUTH && line[0] == '+' && (line[1] == ' ' || line[1] == '\0'))
    return ptl_talk_answer (talk, line[1] == ' ' ? line + 2 : line + 1);
  if (!is_error (line))
    return fail_garbage (talk, line);

  code = read_refusal (line, &text);
  return ptl_talk_refused (talk, 0, code, text, FALSE);
}

static PtlMove
start_facts (PtlTalk *talk)
{
  talk->phase = PHASE_STAT;
  return talk->signed_in ? ptl_talk_send (talk, "STAT") : PTL_MOVE_DONE;
}

/* RFC 2449 §6.7: "EXPIRE 60", "EXPIRE NEVER", "EXPIRE 0" (what is fetched is not kept), with "USER" after it where it depends. */
static void
add_expire_fact (PtlTalk *talk)
{
  const char *expire = ptl_talk_find (talk, "EXPIRE");
  guint64 days;
  g_auto (GStrv) words = expire != NULL ? g_strsplit (expire, " ", 2) : NULL;
  g_autofree char *text = NULL;

  if (words == NULL || words[0] == NULL || !ptl_number_parse (words[0], 0, G_MAXINT32, &days))
    return;

  text = days == 0
           ? g_strdup (_("The server deletes messages as soon as they are fetched: your other devices would not get them."))
           : g_strdup_printf (ngettext ("The server deletes messages after %u day: your other devices lose what they have not fetched by then.",
                                        "The server deletes messages after %u days: your other devices lose what they have not fetched by then.",
                                        (gulong) days), (guint) days);
  ptl_talk_add_fact (talk, "expire", text);
}

static PtlMove
end_facts (PtlTalk  *talk,
           gboolean  uidl)
{
  ptl_talk_add_fact (talk, "uidl", uidl
                                     ? _("Messages can stay on the server, and each is fetched only once.")
                                     : _("The server does not tell messages apart, so they cannot stay on it: once fetched, your other devices would not get them."));
  add_expire_fact (talk);

  return PTL_MOVE_DONE;
}

static PtlMove
take_stat (PtlTalk    *talk,
           const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);
  g_autofree char *text = NULL;
  guint64 n;

  if (is_ok (line) && words[1] != NULL && ptl_number_parse (words[1], 0, G_MAXINT32, &n))
    {
      talk->n_messages = n;
      text = g_strdup_printf (ngettext ("There is %u message on the server.", "There are %u messages on the server.",
                                        (gulong) n), (guint) n);
      ptl_talk_add_fact (talk, "messages", text);
    }

  if (ptl_talk_has (talk, "UIDL") || talk->n_messages == 0)
    return end_facts (talk, ptl_talk_has (talk, "UIDL") || talk->n_messages == 0);

  talk->phase = PHASE_UIDL;
  return ptl_talk_send (talk, "UIDL 1");
}

static PtlMove
pop3_take (PtlTalk    *talk,
           const char *line,
           gsize       length)
{
  switch (talk->stage)
    {
    case PTL_STAGE_GREETING:
      return take_greeting (talk, line);
    case PTL_STAGE_STARTTLS:
    case PTL_STAGE_CAPABILITIES:
      return take_offer (talk, line);
    case PTL_STAGE_SIGN_IN:
      return take_sign_in (talk, line);
    case PTL_STAGE_FACTS:
      return talk->phase == PHASE_STAT ? take_stat (talk, line) : end_facts (talk, is_ok (line));
    case PTL_STAGE_ERRAND:
    case PTL_STAGE_LEAVE:
    default:
      return PTL_MOVE_DONE;
    }
}

static PtlMove
pop3_start (PtlTalk *talk)
{
  switch (talk->stage)
    {
    case PTL_STAGE_STARTTLS:
    case PTL_STAGE_CAPABILITIES:
      return start_capabilities (talk);
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

const PtlDialect ptl_pop3_dialect = {
  .protocol = PTL_PROTOCOL_POP3,
  .service = "pop",
  .start = pop3_start,
  .take = pop3_take,
};
