/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-errand.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ptl-number.h"

/* POP3 has no search: the newest are looked at, and a letter that was just sent is among them. */
#define MAX_LOOKED_AT 10

/* More than any name of a folder. */
#define MAX_FOLDER 1000

enum
{
  SMTP_MAIL,
  SMTP_RCPT,
  SMTP_DATA,
  SMTP_LETTER,
};

enum
{
  IMAP_ID,
  IMAP_LIST,
  IMAP_SELECT,
  IMAP_SEARCH,
  IMAP_STORE,
  IMAP_EXPUNGE,
};

enum
{
  POP3_STAT,
  POP3_TOP,
  POP3_HEADER,
  POP3_DELE,
};

/* --- SMTP: hand it over (RFC 5321 §3.3) --- */

static gboolean
is_ascii (const char *text)
{
  for (; *text != '\0'; text++)
    if ((guchar) *text >= 0x80)
      return FALSE;

  return TRUE;
}

static PtlMove
start_smtp (PtlTalk *talk)
{
  const char *address = talk->errand->address;
  gboolean plain = is_ascii (address);

  if (!plain && !ptl_talk_has (talk, "SMTPUTF8"))
    return ptl_talk_fail (talk, PTL_ERROR_SERVER_UNAVAILABLE,
                          _("The server cannot send mail for an address with letters such as ü or д before the @ sign."), NULL);

  talk->phase = SMTP_MAIL;
  return ptl_talk_send (talk, "MAIL FROM:<%s>%s", address, plain ? "" : " SMTPUTF8");
}

static PtlMove
take_smtp (PtlTalk    *talk,
           const char *line)
{
  if (strlen (line) > 3 && line[3] == '-')
    return PTL_MOVE_READ;

  if (line[0] != '2' && !(talk->phase == SMTP_DATA && line[0] == '3'))
    return ptl_talk_fail (talk, PTL_ERROR_SERVER_UNAVAILABLE, _("The server signs you in, but does not take a message from you."), line);

  switch (talk->phase++)
    {
    case SMTP_MAIL:
      return ptl_talk_send (talk, "RCPT TO:<%s>", talk->errand->address);
    case SMTP_RCPT:
      return ptl_talk_send (talk, "DATA");
    case SMTP_DATA:
      return ptl_talk_send (talk, "%s.", talk->errand->letter);
    default:
      talk->errand_done = TRUE;
      return PTL_MOVE_DONE;
    }
}

/* --- IMAP: find it and remove it --- */

static PtlMove
ask_imap (PtlTalk    *talk,
          guint       phase,
          const char *command)
{
  talk->phase = phase;
  return ptl_talk_send (talk, "a%u %s", ++talk->tag, command);
}

/* '* LIST (\Junk) "/" "Junk mail"': what stands at the end can be sent back as it is. One that comes as a literal is left alone. */
static void
take_junk (PtlTalk    *talk,
           const char *line)
{
  const char *end = g_ascii_strncasecmp (line, "* LIST (", 8) == 0 ? strchr (line, ')') : NULL;
  g_autofree char *flags = end != NULL ? g_ascii_strdown (line + 8, end - line - 8) : NULL;
  g_auto (GStrv) words = flags != NULL ? g_strsplit (flags, " ", -1) : NULL;
  const char *name = end != NULL && end[1] == ' ' ? strchr (end + 2, ' ') : NULL;

  if (name == NULL || !g_strv_contains ((const char * const *) words, "\\junk") || name[1] == '\0' || name[1] == '{' ||
      strlen (name) > MAX_FOLDER)
    return;

  g_free (talk->junk);
  talk->junk = g_strdup (name + 1);
}

static PtlMove
open_folder (PtlTalk *talk)
{
  g_autofree char *command = NULL;

  if (!talk->errand->in_junk)
    return ask_imap (talk, IMAP_SELECT, "SELECT INBOX");
  if (talk->phase != IMAP_LIST)
    return ask_imap (talk, IMAP_LIST, "LIST \"\" \"*\"");
  if (talk->junk == NULL)
    return PTL_MOVE_DONE;

  command = g_strdup_printf ("SELECT %s", talk->junk);
  return ask_imap (talk, IMAP_SELECT, command);
}

/* Some open a mailbox only to programs that say their name (RFC 2971), NetEase among them. */
static PtlMove
start_imap (PtlTalk *talk)
{
  return ptl_talk_has (talk, "ID") ? ask_imap (talk, IMAP_ID, "ID (\"name\" \"Portolan\")")
                                   : open_folder (talk);
}

/* "* SEARCH 17 18": the last is the newest. */
static void
take_search (PtlTalk    *talk,
             const char *line)
{
  const char *last = strrchr (line, ' ');
  guint64 uid;

  if (g_ascii_strncasecmp (line, "* SEARCH ", 9) == 0 && ptl_number_parse (last + 1, 1, G_MAXUINT32, &uid))
    talk->letter = uid;
}

/* Only this one is expunged (RFC 4315 §2.1): others that are marked as deleted are not ours to remove. */
static PtlMove
remove_from_imap (PtlTalk *talk)
{
  g_autofree char *command = NULL;

  if (talk->phase == IMAP_SEARCH)
    {
      command = g_strdup_printf ("UID STORE %u +FLAGS.SILENT (\\Deleted)", talk->letter);
      return ask_imap (talk, IMAP_STORE, command);
    }

  talk->errand_done = TRUE;
  if (talk->phase != IMAP_STORE || !ptl_talk_has (talk, "UIDPLUS"))
    return PTL_MOVE_DONE;

  command = g_strdup_printf ("UID EXPUNGE %u", talk->letter);
  return ask_imap (talk, IMAP_EXPUNGE, command);
}

static PtlMove
take_imap (PtlTalk    *talk,
           const char *line)
{
  g_autofree char *yes = g_strdup_printf ("a%u OK", talk->tag);
  g_autofree char *tag = g_strdup_printf ("a%u ", talk->tag);
  g_autofree char *search = NULL;

  if (!g_str_has_prefix (line, tag))
    {
      if (talk->phase == IMAP_LIST)
        take_junk (talk, line);
      else
        take_search (talk, line);
      return PTL_MOVE_READ;
    }
  if (talk->phase == IMAP_ID || talk->phase == IMAP_LIST)  /* whatever it says to that */
    return open_folder (talk);
  if (g_ascii_strncasecmp (line, yes, strlen (yes)) != 0)
    return ptl_talk_fail (talk, PTL_ERROR_SERVER_UNAVAILABLE, _("The server does not let the mailbox be searched."), line + strlen (tag));

  if (talk->phase == IMAP_SELECT)
    {
      search = g_strdup_printf ("UID SEARCH HEADER MESSAGE-ID \"%s\"", talk->errand->message_id);
      return ask_imap (talk, IMAP_SEARCH, search);
    }

  return talk->letter == 0 ? PTL_MOVE_DONE : remove_from_imap (talk);
}

/* --- POP3: the same --- */

static PtlMove
look_at_next (PtlTalk *talk)
{
  if (talk->letter == 0 || talk->n_looked_at == MAX_LOOKED_AT)
    return PTL_MOVE_DONE;

  talk->n_looked_at++;
  talk->phase = POP3_TOP;
  return ptl_talk_send (talk, "TOP %u 0", talk->letter);
}

static PtlMove
take_header_line (PtlTalk    *talk,
                  const char *line)
{
  if (g_ascii_strncasecmp (line, "Message-ID:", 11) == 0 && strstr (line, talk->errand->message_id) != NULL)
    talk->errand_done = TRUE;
  if (!g_str_equal (line, "."))
    return PTL_MOVE_READ;

  if (talk->errand_done)
    {
      talk->phase = POP3_DELE;
      return ptl_talk_send (talk, "DELE %u", talk->letter);
    }

  talk->letter--;
  return look_at_next (talk);
}

static PtlMove
take_pop3 (PtlTalk    *talk,
           const char *line)
{
  guint64 n;
  g_auto (GStrv) words = NULL;

  if (talk->phase == POP3_HEADER)
    return take_header_line (talk, line);
  if (!g_str_has_prefix (line, "+OK"))
    return ptl_talk_fail (talk, PTL_ERROR_SERVER_UNAVAILABLE, _("The server does not let the mailbox be searched."), line);

  switch (talk->phase)
    {
    case POP3_STAT:
      words = g_strsplit (line, " ", 3);
      if (words[1] != NULL && ptl_number_parse (words[1], 0, G_MAXINT32, &n))
        talk->letter = n;
      return look_at_next (talk);
    case POP3_TOP:
      talk->phase = POP3_HEADER;
      return PTL_MOVE_READ;
    default:
      return PTL_MOVE_DONE;
    }
}

PtlMove
ptl_errand_start (PtlTalk *talk)
{
  talk->letter = 0;
  talk->n_looked_at = 0;
  talk->phase = IMAP_ID;
  switch (talk->dialect->protocol)
    {
    case PTL_PROTOCOL_SMTP:
      return start_smtp (talk);
    case PTL_PROTOCOL_IMAP:
      return start_imap (talk);
    case PTL_PROTOCOL_POP3:
    default:
      talk->phase = POP3_STAT;
      return ptl_talk_send (talk, "STAT");
    }
}

PtlMove
ptl_errand_take (PtlTalk    *talk,
                 const char *line)
{
  switch (talk->dialect->protocol)
    {
    case PTL_PROTOCOL_SMTP:
      return take_smtp (talk, line);
    case PTL_PROTOCOL_IMAP:
      return take_imap (talk, line);
    case PTL_PROTOCOL_POP3:
    default:
      return take_pop3 (talk, line);
    }
}
