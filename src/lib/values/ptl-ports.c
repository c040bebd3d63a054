/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ptl-ports.h"

#include <glib/gi18n-lib.h>

/* The numbers are from RFC 8314 §7.3, RFC 6409 §3.1 and the registry of service names; 2525 is a custom of providers. */

static const PtlPort imap_ports[] = {
  { 993, PTL_SECURITY_TLS, TRUE, N_("Encrypted from the first moment. Use this one.") },
  { 143, PTL_SECURITY_STARTTLS, FALSE, N_("Starts unencrypted, then switches to encryption with STARTTLS.") },
  { 143, PTL_SECURITY_NONE, FALSE, N_("Without encryption: others in the network can read your mail and password. Avoid it.") },
};

static const PtlPort pop3_ports[] = {
  { 995, PTL_SECURITY_TLS, TRUE, N_("Encrypted from the first moment. Use this one.") },
  { 110, PTL_SECURITY_STARTTLS, FALSE, N_("Starts unencrypted, then switches to encryption with STARTTLS.") },
  { 110, PTL_SECURITY_NONE, FALSE, N_("Without encryption: others in the network can read your mail and password. Avoid it.") },
};

static const PtlPort smtp_ports[] = {
  { 465, PTL_SECURITY_TLS, TRUE, N_("Encrypted from the first moment. Use this one.") },
  { 587, PTL_SECURITY_STARTTLS, FALSE, N_("Starts unencrypted, then switches to encryption with STARTTLS. A good second choice.") },
  { 2525, PTL_SECURITY_STARTTLS, FALSE, N_("Like 587, at some providers only, for networks that block the others.") },
  { 25, PTL_SECURITY_STARTTLS, FALSE, N_("Meant for servers among themselves. Most networks block it for everybody else.") },
  { 25, PTL_SECURITY_NONE, FALSE, N_("Without encryption: others in the network can read what you send. Avoid it.") },
};

static const PtlPortCard cards[] = {
  { PTL_PROTOCOL_IMAP, N_("Reading mail that stays at the provider"),
    N_("With IMAP your mail stays at the provider, and every device shows the same folders and the same unread messages."),
    N_("It suits you if you read mail on a phone and a computer, or want the provider to keep it safe."),
    imap_ports, G_N_ELEMENTS (imap_ports) },
  { PTL_PROTOCOL_POP3, N_("Fetching mail to one computer"),
    N_("With POP3 your mail moves to one computer, and the provider's copy is usually removed after a while."),
    N_("It suits you if you use a single computer, have little space at the provider, and make backups."),
    pop3_ports, G_N_ELEMENTS (pop3_ports) },
  { PTL_PROTOCOL_SMTP, N_("Sending mail"),
    N_("With SMTP your mail program hands what you write to your provider, which carries it to the others."),
    N_("Everybody who sends needs it, together with either IMAP or POP3."),
    smtp_ports, G_N_ELEMENTS (smtp_ports) },
};

/**
 * ptl_ports_list:
 * @n_cards: (out): how many there are
 *
 * Returns: (array length=n_cards) (transfer none): a card for each protocol
 */
const PtlPortCard *
ptl_ports_list (gsize *n_cards)
{
  *n_cards = G_N_ELEMENTS (cards);
  return cards;
}

/**
 * ptl_ports_find:
 * @protocol: a protocol
 *
 * Returns: (transfer none): its card
 */
const PtlPortCard *
ptl_ports_find (PtlProtocol protocol)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cards); i++)
    if (cards[i].protocol == protocol)
      return &cards[i];

  g_return_val_if_reached (NULL);
}

/**
 * ptl_ports_translate:
 * @text: a text of a card or a port
 *
 * Returns: (transfer none): it in the person's language
 */
const char *
ptl_ports_translate (const char *text)
{
  return _(text);
}

/**
 * ptl_ports_get_way:
 *
 * Returns: (transfer none): the way of a message, in a few sentences
 */
const char *
ptl_ports_get_way (void)
{
  return _("Your mail program sends a message to your provider with SMTP. Your provider carries it to the other provider. "
           "There it waits until the other person's program fetches it, with IMAP or POP3. "
           "Each of these services has its own numbered door at the server: its port.");
}

/**
 * ptl_ports_get_starttls:
 *
 * Returns: (transfer none): what STARTTLS is, in a few sentences
 */
const char *
ptl_ports_get_starttls (void)
{
  return _("STARTTLS means: the conversation begins unencrypted, then both sides switch to encryption before anything private is said. "
           "It is safe as long as your program refuses to go on when the switch fails. "
           "Where you have the choice, take the port that is encrypted from the first moment.");
}

/**
 * ptl_security_get_words:
 * @security: how a connection is protected
 *
 * Returns: (transfer none): that in words, to stand after a comma
 */
const char *
ptl_security_get_words (PtlSecurity security)
{
  switch (security)
    {
    case PTL_SECURITY_TLS:
      return _("encrypted from the first byte");
    case PTL_SECURITY_STARTTLS:
      return _("encrypted after the greeting (STARTTLS)");
    case PTL_SECURITY_NONE:
    default:
      return _("not encrypted");
    }
}
