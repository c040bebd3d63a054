/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-imap-facts.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ptl-number.h"

/* RFC 6154 §2: folders that are for something, in the order in which people think of them. */
static const struct
{
  const char *flag;
  const char *name;
} roles[] = {
  { "\\Drafts", N_("drafts") },
  { "\\Sent", N_("sent mail") },
  { "\\Junk", N_("junk") },
  { "\\Trash", N_("deleted mail") },
  { "\\Archive", N_("archive") },
};

static void
take_list (PtlTalk    *talk,
           const char *text)
{
  const char *end = *text == '(' ? strchr (text, ')') : NULL;
  g_autofree char *inside = end != NULL ? g_strndup (text + 1, end - text - 1) : NULL;
  g_auto (GStrv) flags = inside != NULL ? g_strsplit (inside, " ", -1) : NULL;

  talk->n_folders++;
  for (gsize i = 0; flags != NULL && flags[i] != NULL; i++)
    for (gsize role = 0; role < G_N_ELEMENTS (roles); role++)
      if (g_ascii_strcasecmp (flags[i], roles[role].flag) == 0)
        talk->roles |= 1u << role;
}

/* The number after @item in "(ITEM 1 ITEM 2)". */
static gboolean
find_number (const char *text,
             const char *item,
             guint64    *number,
             guint64    *next)
{
  const char *open = strrchr (text, '(');
  g_autofree char *inside = open != NULL ? g_strndup (open + 1, strcspn (open + 1, ")")) : g_strdup ("");
  g_auto (GStrv) words = g_strsplit (inside, " ", -1);

  for (gsize i = 0; words[i] != NULL && words[i + 1] != NULL; i++)
    if (g_ascii_strcasecmp (words[i], item) == 0)
      return ptl_number_parse (words[i + 1], 0, G_MAXINT64, number) &&
             (next == NULL || (words[i + 2] != NULL &&
                               ptl_number_parse (words[i + 2], 0, G_MAXINT64, next)));

  return FALSE;
}

static void
take_inbox_status (PtlTalk    *talk,
                   const char *text)
{
  g_autofree char *fact = NULL;

  if (!find_number (text, "MESSAGES", &talk->n_messages, NULL))
    return;

  fact = g_strdup_printf (ngettext ("There is %u message in the inbox.", "There are %u messages in the inbox.",
                                    (gulong) MIN (talk->n_messages, G_MAXUINT)),
                          (guint) MIN (talk->n_messages, G_MAXUINT));
  ptl_talk_add_fact (talk, "messages", fact);
}

/* RFC 9208 §5.1: STORAGE counts units of 1024 octets. */
static void
take_quota (PtlTalk    *talk,
            const char *text)
{
  guint64 used, limit;
  g_autofree char *used_text = NULL;
  g_autofree char *limit_text = NULL;
  g_autofree char *fact = NULL;

  if (!find_number (text, "STORAGE", &used, &limit) || limit == 0 || MAX (used, limit) > G_MAXINT64 / 1024)
    return;

  used_text = g_format_size (used * 1024);
  limit_text = g_format_size (limit * 1024);
  fact = used >= limit - limit / 10
           /* Translators: two sizes, such as: 9.8 GB of 10 GB */
           ? g_strdup_printf (_("The mailbox is nearly full: %s of %s are used. A full one receives no more mail."), used_text, limit_text)
           : g_strdup_printf (_("%s of %s are used."), used_text, limit_text);
  ptl_talk_add_fact (talk, "quota", fact);
}

static void
add_folder_facts (PtlTalk *talk)
{
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree char *fact = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    if (talk->roles & (1u << i))
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", _(roles[i].name));

  if (names->len > 0)
    {
      /* Translators: a list of purposes, such as: drafts, sent mail, junk */
      fact = g_strdup_printf (_("The server says which folders are for: %s."), names->str);
      ptl_talk_add_fact (talk, "special-use", fact);
    }
  else if (talk->n_folders > 0)
    {
      fact = g_strdup_printf (ngettext ("There is %u folder.", "There are %u folders.", talk->n_folders), talk->n_folders);
      ptl_talk_add_fact (talk, "folders", fact);
    }
}

/* All at once: the answers come in their order, and a check should not wait three times. */
PtlMove
ptl_imap_start_facts (PtlTalk *talk)
{
  gboolean special_use = ptl_talk_has (talk, "SPECIAL-USE") && ptl_talk_has (talk, "LIST-EXTENDED");
  g_autoptr (GString) commands = g_string_new (NULL);
  guint first = talk->tag + 1;

  if (!talk->signed_in)
    return PTL_MOVE_DONE;

  if (!talk->capabilities_known)
    g_string_append_printf (commands, "a%u CAPABILITY\r\n", ++talk->tag);
  g_string_append_printf (commands, "a%u LIST %s\r\n", ++talk->tag, special_use ? "(SPECIAL-USE) \"\" \"*\"" : "\"\" \"%\"");
  if (ptl_talk_has (talk, "QUOTA"))
    g_string_append_printf (commands, "a%u GETQUOTAROOT INBOX\r\n", ++talk->tag);
  g_string_append_printf (commands, "a%u STATUS INBOX (MESSAGES)", ++talk->tag);
  talk->n_tags = talk->tag - first + 1;

  return ptl_talk_send (talk, "%s", commands->str);
}

/* What an untagged response says after its name, @word. */
void
ptl_imap_take_fact (PtlTalk    *talk,
                    const char *word,
                    const char *text)
{
  if (g_ascii_strcasecmp (word, "LIST") == 0)
    take_list (talk, text);
  else if (g_ascii_strcasecmp (word, "STATUS") == 0)
    take_inbox_status (talk, text);
  else if (g_ascii_strcasecmp (word, "QUOTA") == 0)
    take_quota (talk, text);
}

PtlMove
ptl_imap_end_facts (PtlTalk *talk)
{
  add_folder_facts (talk);
  ptl_talk_add_fact (talk, "idle", ptl_talk_has (talk, "IDLE")
                                     ? _("New mail is announced at once.")
                                     : _("The server does not announce new mail, so mail programs look for it every few minutes."));

  return PTL_MOVE_DONE;
}
