/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-rules.h"

#include <glib/gi18n-lib.h>

#include "ptl-reason.h"

typedef enum
{
  DECIDE_IMAP,
  DECIDE_POP3,
  ADD_REASON,
  ADD_TRADEOFF,
} Effect;

/* One line of what is recommended, and why. */
struct _PtlRule
{
  const char  *id;
  Effect       effect;
  gboolean   (*applies) (const PtlFacts *facts);
  const char  *text;
  const char  *preview;  /* (nullable): the same before anything is known of the provider */
};

/* when: the protocol */

static gboolean
only_imap (const PtlFacts *facts)
{
  return facts->imap_only && !facts->other_listed;
}

static gboolean
only_pop3 (const PtlFacts *facts)
{
  return facts->pop3_only && !facts->other_listed;
}

static gboolean
only_safe_imap (const PtlFacts *facts)
{
  return facts->imap_only && facts->other_listed;
}

static gboolean
only_safe_pop3 (const PtlFacts *facts)
{
  return facts->pop3_only && facts->other_listed;
}

static gboolean
several_readers (const PtlFacts *facts)
{
  return facts->needs->readers == PTL_READERS_SEVERAL;
}

static gboolean
several_devices (const PtlFacts *facts)
{
  return facts->needs->devices == PTL_DEVICES_SEVERAL;
}

/* One person on one computer who wants the mail there. */
gboolean
ptl_facts_mail_moves (const PtlFacts *facts)
{
  return facts->needs->storage == PTL_STORAGE_COMPUTER && !several_readers (facts) && !several_devices (facts);
}

static gboolean
always (const PtlFacts *facts)
{
  return TRUE;
}

/* when: what follows from it */

static gboolean
imap_offline (const PtlFacts *facts)
{
  return facts->protocol == PTL_PROTOCOL_IMAP && facts->needs->offline_reading;
}

static gboolean
pop3_offline (const PtlFacts *facts)
{
  return facts->protocol == PTL_PROTOCOL_POP3 && facts->needs->offline_reading;
}

static gboolean
imap_fills_up (const PtlFacts *facts)
{
  return facts->protocol == PTL_PROTOCOL_IMAP && facts->needs->storage == PTL_STORAGE_COMPUTER;
}

static gboolean
pop3_for_several (const PtlFacts *facts)
{
  return facts->protocol == PTL_PROTOCOL_POP3 && (several_readers (facts) || several_devices (facts));
}

static gboolean
pop3_moves (const PtlFacts *facts)
{
  return facts->protocol == PTL_PROTOCOL_POP3 && ptl_facts_mail_moves (facts);
}

static gboolean
pop3 (const PtlFacts *facts)
{
  return facts->protocol == PTL_PROTOCOL_POP3;
}

static gboolean
plain_incoming (const PtlFacts *facts)
{
  return facts->incoming == PTL_SECURITY_NONE;
}

static gboolean
plain_outgoing (const PtlFacts *facts)
{
  return !plain_incoming (facts) && facts->has_outgoing && facts->outgoing == PTL_SECURITY_NONE;
}

static gboolean
starttls_incoming (const PtlFacts *facts)
{
  return facts->incoming == PTL_SECURITY_STARTTLS;
}

static gboolean
starttls_outgoing (const PtlFacts *facts)
{
  return !starttls_incoming (facts) && facts->has_outgoing && facts->outgoing == PTL_SECURITY_STARTTLS;
}

static gboolean
tls_incoming (const PtlFacts *facts)
{
  return facts->incoming == PTL_SECURITY_TLS;
}

static gboolean
tls_both (const PtlFacts *facts)
{
  return tls_incoming (facts) && (!facts->has_outgoing || facts->outgoing == PTL_SECURITY_TLS);
}

static gboolean
tls_incoming_alone (const PtlFacts *facts)
{
  return tls_incoming (facts) && !tls_both (facts);
}

static gboolean
tls_outgoing_alone (const PtlFacts *facts)
{
  return !tls_incoming (facts) && facts->has_outgoing && facts->outgoing == PTL_SECURITY_TLS;
}

/* The first DECIDE row that applies decides the protocol; every ADD row that applies adds its sentence. The ids are promised to
 * the readers of the JSON; several rows may share one. */
static const PtlRule rules[] = {
  { "only-offered", DECIDE_IMAP, only_imap,
    N_("Your provider offers only IMAP, where mail stays at the provider and your programs show it."), NULL },
  { "only-offered", DECIDE_POP3, only_pop3,
    N_("Your provider offers only POP3, which fetches mail to this computer."), NULL },
  { "only-offered", DECIDE_IMAP, only_safe_imap,
    N_("IMAP is the safest way to your mail that was found."), NULL },
  { "only-offered", DECIDE_POP3, only_safe_pop3,
    N_("POP3 is the safest way to your mail that was found."), NULL },
  { "shared-mailbox", DECIDE_IMAP, several_readers,
    N_("Several people read this mailbox: IMAP leaves the mail there for all, POP3 would take it away from the others."),
    N_("This suggests IMAP, because several people read the mailbox and POP3 would take mail away from the others.") },
  { "several-devices", DECIDE_IMAP, several_devices,
    N_("All your devices show the same mail, and what you read on one counts as read on all."),
    N_("This suggests IMAP, because your phone and this computer will show the same mail.") },
  { "free-space", DECIDE_POP3, ptl_facts_mail_moves,
    N_("Mail moves to this computer, which frees the space at your provider."),
    N_("This suggests POP3, because mail moves to this computer and frees the space at your provider.") },
  { "kept-at-provider", DECIDE_IMAP, always,
    N_("Mail stays at your provider: a broken computer loses nothing, and a phone can be added any time."),
    N_("This suggests IMAP, because mail stays safe at your provider, whatever happens to this computer.") },

  { "offline-copy", ADD_REASON, imap_offline,
    N_("A copy of your mail on this computer lets you read it without Internet.") },
  { "offline-anyway", ADD_REASON, pop3_offline,
    N_("All your mail is on this computer, so you can read it without Internet.") },
  { "encrypted-from-the-start", ADD_REASON, tls_both,
    N_("The connection is encrypted from the first moment, so nobody on the way can read your mail.") },
  { "encrypted-from-the-start", ADD_REASON, tls_incoming_alone,
    N_("The connection for receiving is encrypted from the first moment, so nobody on the way can read your mail.") },
  { "encrypted-from-the-start", ADD_REASON, tls_outgoing_alone,
    N_("The connection for sending is encrypted from the first moment, so nobody on the way can read your mail.") },

  { "space-at-provider", ADD_TRADEOFF, imap_fills_up,
    N_("Mail uses space at your provider. Move old mail to this computer now and then.") },
  { "pop3-not-shared", ADD_TRADEOFF, pop3_for_several,
    N_("Each mail program has its own folders and its own marks of what was read. Mail is left at your provider for the others.") },
  { "only-copy-here", ADD_TRADEOFF, pop3_moves,
    N_("After two weeks the only copy of a message is on this computer. Back this computer up.") },
  { "phone-later", ADD_TRADEOFF, pop3,
    N_("You can change to IMAP later, for a phone say, as long as the mail is still at your provider.") },
  { "unencrypted", ADD_TRADEOFF, plain_incoming,
    N_("Nothing is encrypted: anyone in the same network can read your mail and your password.") },
  { "unencrypted", ADD_TRADEOFF, plain_outgoing,
    N_("Sending is not encrypted: anyone in the same network can read what you send, and your password.") },
  { "starttls", ADD_TRADEOFF, starttls_incoming,
    N_("The first words to the server are unencrypted. That is safe as long as your mail program insists on encryption.") },
  { "starttls", ADD_TRADEOFF, starttls_outgoing,
    N_("The first words when sending are unencrypted. That is safe as long as your mail program insists on encryption.") },
};

/* The row that decides the protocol. */
const PtlRule *
ptl_rules_decide (const PtlFacts *facts)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    if (rules[i].effect <= DECIDE_POP3 && rules[i].applies (facts))
      return &rules[i];

  g_assert_not_reached ();
}

PtlProtocol
ptl_rule_get_protocol (const PtlRule *rule)
{
  return rule->effect == DECIDE_POP3 ? PTL_PROTOCOL_POP3 : PTL_PROTOCOL_IMAP;
}

const char *
ptl_rule_get_id (const PtlRule *rule)
{
  return rule->id;
}

const char *
ptl_rule_get_text (const PtlRule *rule)
{
  return _(rule->text);
}

/* The same as the text, before anything is known of the provider. */
const char *
ptl_rule_get_preview (const PtlRule *rule)
{
  return _(rule->preview);
}

/* @sentences: (element-type PtlReason): takes those of every row that applies */
void
ptl_rules_collect (const PtlFacts *facts,
                   PtlRulesKind    kind,
                   GPtrArray      *sentences)
{
  Effect effect = kind == PTL_RULES_REASONS ? ADD_REASON : ADD_TRADEOFF;

  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    if (rules[i].effect == effect && rules[i].applies (facts))
      g_ptr_array_add (sentences, ptl_reason_new (rules[i].id, _(rules[i].text)));
}
